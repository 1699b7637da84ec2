"""Lessons and scripts: what they say (pure), and the one engine that plays them."""
