"""smtptui: an interactive terminal explorer of SMTP sessions."""

__version__ = "0.1.0"
