"""A connection to a mail server by way of a proxy."""
