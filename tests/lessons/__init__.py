"""The lessons themselves: read, played, compared."""
