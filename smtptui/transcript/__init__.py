"""What happened, kept and handed on. Pure; `redact` is the only way out."""
