"""One file a behaviour: what a server, a middlebox or an attacker sends, and what a client must make of it."""
