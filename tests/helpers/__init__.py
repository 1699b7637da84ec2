"""The encoders, by published vectors."""
