"""Why a TLS handshake failed, in words, and what would let one go on."""

from __future__ import annotations

import ssl

from smtptui.messages import Message
from smtptui.session.certificate import day
from smtptui.session.options import ConnectOptions
from smtptui.smtp.events import Certificate


def failure_reason(
    error: Exception,
    certificate: Certificate | None,
    server_name: str,
    options: ConnectOptions,
    *,
    after_starttls: bool = False,
) -> Message:
    """Why a handshake failed; `after_starttls`: the server had agreed to it with its 220."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _verification_reason(error, certificate, server_name, options)
        return Message("TLS failed: {why} To go on all the same, for a test, connect with --insecure.", why=why)
    if isinstance(error, ssl.SSLError):
        return _handshake_reason(error, was_shown=certificate is not None, after_starttls=after_starttls)
    if isinstance(error, ConnectionAbortedError | TimeoutError):
        return Message("TLS failed: the handshake did not end in time. The server may not speak TLS on this port.")
    if isinstance(error, ValueError):
        return Message("TLS failed: {name} is no name that a certificate can have.", name=server_name)
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return Message("TLS failed: the server closed the connection during the handshake.")
    return Message("TLS failed: {why}.", why=str(error) or type(error).__name__)


def _verification_reason(
    error: ssl.SSLCertVerificationError, certificate: Certificate | None, server_name: str, options: ConnectOptions
) -> Message:
    names = ", ".join(certificate.names) if certificate and certificate.names else "-"
    match error.verify_code:
        case 10:
            end = day(certificate.not_after) if certificate else "?"
            return Message("the certificate expired on {end}.", end=end)
        case 9:
            start = day(certificate.not_before) if certificate else "?"
            return Message("the certificate is valid only from {start}.", start=start)
        case 18:
            return Message("the certificate is self-signed; if it is yours, trust it with --ca FILE.")
        case 19 | 20 | 21 | 2:
            issuer = certificate.issuer if certificate else "?"
            if options.ca_file is not None:
                return Message(
                    "the certificate was issued by {issuer}, which {file} does not vouch for.",
                    issuer=issuer,
                    file=str(options.ca_file),
                )
            return Message(
                "the certificate was issued by {issuer}, which is not trusted here; for a private CA use --ca FILE.",
                issuer=issuer,
            )
        case 62 | 64:
            return Message(
                "the certificate is for {names}, not for {name}; if that is the right server, use --server-name NAME.",
                names=names,
                name=server_name,
            )
        case 66 | 67 | 68:
            return Message("the certificate's key or signature is too weak ({detail}).", detail=error.verify_message)
        case _:
            return Message("the certificate was not accepted ({detail}).", detail=error.verify_message)


_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")


def _handshake_reason(error: ssl.SSLError, was_shown: bool, after_starttls: bool) -> Message:
    """`was_shown`: the server's certificate came, so there is a cipher in common, and what it dislikes is ours."""
    reason = error.reason or ""
    is_handshake_failure = "HANDSHAKE_FAILURE" in reason
    if reason in _NO_TLS and after_starttls:
        return Message(
            "TLS failed: the server agreed to STARTTLS with its 220, and then sent something that is not TLS. "
            "It is broken, or something on the way interferes."
        )
    if reason in _NO_TLS:
        return Message(
            "TLS failed: the server answered with something that is not TLS. On this port it probably speaks "
            "plain SMTP first: connect with --tls none, then type STARTTLS."
        )
    if "PROTOCOL_VERSION" in reason or reason in ("UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE"):
        return Message(
            "TLS failed: the server and we have no TLS version in common. For an old server try --tls-min 1.0."
        )
    of_certificate = ("CERTIFICATE_REQUIRED", "BAD_CERTIFICATE", "ALERT_UNKNOWN_CA")
    if any(word in reason for word in of_certificate) or (was_shown and is_handshake_failure):
        return Message("TLS failed: the server wants a client certificate that it accepts (--cert FILE --key FILE).")
    if is_handshake_failure or reason == "NO_SHARED_CIPHER":
        return Message("TLS failed: the server and we have no cipher or key type in common ({detail}).", detail=reason)
    if reason == "DH_KEY_TOO_SMALL" or reason == "EE_KEY_TOO_SMALL":
        return Message("TLS failed: the server's key is too weak ({detail}).", detail=reason)
    return Message("TLS failed: {why}.", why=reason.replace("_", " ").lower() or str(error))
