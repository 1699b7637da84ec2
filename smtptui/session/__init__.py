"""A session over a real socket: the link, TLS, the target, and the dialogue that runs over them."""
