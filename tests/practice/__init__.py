"""The practice server: its host as conversations, its sockets with independent clients."""
