"""Why a connection broke, in words."""

from __future__ import annotations

import ssl

from smtptui.messages import Message
from smtptui.session.options import ConnectOptions


def why_it_broke(error: Exception, host: str, options: ConnectOptions) -> Message:
    """What the error of a connection to `host` means."""
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return Message("The connection was reset by the server or something on the way.")
    if isinstance(error, TimeoutError):
        return Message("The connection died: the server's machine no longer answers.")
    if isinstance(error, ssl.SSLError):
        from smtptui.session.tls_failure import failure_reason

        # With TLS 1.3 a server says only now that it wants another client certificate.
        return failure_reason(error, None, host, options)
    return Message("The connection broke: {why}.", why=str(error) or type(error).__name__)
