"""The same conversation through other clients, beside ours."""
