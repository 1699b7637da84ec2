"""The screen: a Textual front end on the one engine."""
