"""Real mail servers on loopback ports, each in a directory of its own: what the explorer meets outside."""
