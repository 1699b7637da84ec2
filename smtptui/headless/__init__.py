"""The commands without a screen: one file each. Data goes to stdout, narration to stderr."""
