"""What the bytes of SMTP mean. Pure: no socket, no clock, standard library only."""
