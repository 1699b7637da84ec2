"""TLS: the policy as an SSLContext, what a handshake showed, and why one failed, in words.

A failed handshake's certificate is still shown: the context keeps the object that failed (`sslobject_class`), which
has the chain. No second connection is made for it.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smtptui.errors import UsageError
from smtptui.messages import Message
from smtptui.session.options import ConnectOptions
from smtptui.smtp.events import Certificate, TlsRefused, TlsStarted
from smtptui.smtp.visible import visible_text
from smtptui.values import dataclass

_VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


class RecordingContext(ssl.SSLContext):
    """An SSLContext that keeps its newest connection object, a failed one too."""

    last: ssl.SSLObject | None = None


class _RecordingObject(ssl.SSLObject):
    @classmethod
    def _create(cls, *args: Any, **kwargs: Any) -> ssl.SSLObject:
        created: ssl.SSLObject = super()._create(*args, **kwargs)  # type: ignore[misc]
        if isinstance(created.context, RecordingContext):
            created.context.last = created
        return created


def make_context(options: ConnectOptions) -> RecordingContext:
    """The policy of `options`. Raises UsageError for files that cannot be read and limits that exclude each other."""
    context = RecordingContext(ssl.PROTOCOL_TLS_CLIENT)
    context.sslobject_class = _RecordingObject
    if options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif options.ca_file is not None:
        _load_ca(context, options.ca_file)
    else:
        context.load_default_certs()
    if options.cert_file is not None:
        _load_client_certificate(context, options.cert_file, options.key_file)
    _limit_versions(context, options)
    return context


def _load_ca(context: ssl.SSLContext, path: Path) -> None:
    try:
        context.load_verify_locations(cafile=path)
    except ssl.SSLError as error:
        raise UsageError(Message("The CA file {path} holds no certificate in PEM form.", path=str(path))) from error
    except OSError as error:
        raise UsageError(
            Message("The CA file {path} cannot be read: {why}.", path=str(path), why=error.strerror or str(error))
        ) from error


def _load_client_certificate(context: ssl.SSLContext, cert: Path, key: Path | None) -> None:
    try:
        # A key that wants a password would ask for it on the terminal: refuse it instead.
        context.load_cert_chain(cert, key, password=lambda: b"")
    except (ssl.SSLError, ValueError) as error:
        raise UsageError(
            Message("The client certificate {path} and its key cannot be used: {why}.", path=str(cert), why=str(error))
        ) from error
    except OSError as error:
        raise UsageError(
            Message("The client certificate {path} cannot be read: {why}.", path=str(cert), why=str(error.strerror))
        ) from error


def _limit_versions(context: ssl.SSLContext, options: ConnectOptions) -> None:
    lowest = _version(options.tls_min)
    highest = _version(options.tls_max)
    if lowest and highest and lowest > highest:
        raise UsageError(
            Message("--tls-min {low} is above --tls-max {high}.", low=str(options.tls_min), high=str(options.tls_max))
        )
    if min(lowest or 999, highest or 999) < ssl.TLSVersion.TLSv1_2:
        # OpenSSL allows the old versions at security level 0 only.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    if lowest:
        context.minimum_version = lowest
    elif highest and highest < ssl.TLSVersion.TLSv1_2:
        context.minimum_version = ssl.TLSVersion.TLSv1
    if highest:
        context.maximum_version = highest


def _version(name: str | None) -> ssl.TLSVersion | None:
    if name is None or name in _VERSIONS:
        return _VERSIONS[name] if name else None
    raise UsageError(Message("There is no TLS version {name}. Known: {known}.", name=name, known=", ".join(_VERSIONS)))


def peer_chain(connection: ssl.SSLObject | None) -> tuple[bytes, ...]:
    """The certificates that the server showed, in DER, its own first; also after a failed handshake."""
    inner = getattr(connection, "_sslobj", None)
    if inner is None:
        return ()
    try:
        chain = inner.get_unverified_chain() or ()
        # ENCODING_DER of OpenSSL; from Python 3.13 the public method gives bytes by itself.
        return tuple(item if isinstance(item, bytes) else item.public_bytes(2) for item in chain)
    except (AttributeError, ValueError, ssl.SSLError):
        return ()


def started(connection: ssl.SSLObject, server_name: str, took: float, options: ConnectOptions) -> TlsStarted:
    """The event for a handshake that succeeded."""
    cipher, _, bits = connection.cipher() or ("?", "", 0)
    chain = peer_chain(connection)
    facts = connection.getpeercert()
    certificate = (_from_dict(facts) if facts else None) or (certificate_facts(chain[0]) if chain else None)
    problem = suspicion(certificate, server_name) if options.insecure else None
    verified = not options.insecure
    protocol = connection.version() or "?"
    return TlsStarted(protocol, cipher, bits or 0, server_name, verified, certificate, chain, problem, took)


def refused(
    error: Exception,
    context: RecordingContext,
    server_name: str,
    took: float,
    options: ConnectOptions,
    *,
    after_starttls: bool,
) -> TlsRefused:
    """The event for one that failed: the exact reason in words, and what would let one go on."""
    chain = peer_chain(context.last)
    certificate = certificate_facts(chain[0]) if chain else None
    reason = failure_reason(error, certificate, server_name, options, after_starttls=after_starttls)
    return TlsRefused(reason, server_name, certificate, chain, took)


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
            end = _day(certificate.not_after) if certificate else "?"
            return Message("the certificate expired on {end}.", end=end)
        case 9:
            start = _day(certificate.not_before) if certificate else "?"
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


def suspicion(certificate: Certificate | None, server_name: str) -> Message | None:
    """What would be wrong with a certificate that was let through, as far as its own facts tell."""
    if certificate is None:
        return None
    now = time.time()
    if now > certificate.not_after:
        return Message("the certificate expired on {end}.", end=_day(certificate.not_after))
    if now < certificate.not_before:
        return Message("the certificate is valid only from {start}.", start=_day(certificate.not_before))
    if not names_match(certificate.names, server_name):
        return Message(
            "the certificate is for {names}, not for {name}.",
            names=", ".join(certificate.names) or "-",
            name=server_name,
        )
    if certificate.subject == certificate.issuer:
        return Message("the certificate is self-signed.")
    return None


def names_match(names: tuple[str, ...], server_name: str) -> bool:
    """Whether a certificate for `names` is one for `server_name` (RFC 9525 §6.3: a wildcard is one whole label)."""
    wanted = server_name.lower().rstrip(".")
    for name in names:
        candidate = name.lower().rstrip(".")
        if candidate == wanted:
            return True
        if candidate.startswith("*.") and wanted.partition(".")[2] == candidate[2:]:
            return True
    return False


def _from_dict(facts: Mapping[str, Any]) -> Certificate | None:
    """From `getpeercert()`: no parser of our own, no library. None for times that cannot be read."""
    names = tuple(
        visible_text(str(value)) for kind, value in facts.get("subjectAltName", ()) if kind in ("DNS", "IP Address")
    )
    try:
        return Certificate(
            _distinguished_name(facts.get("subject", ())),
            _distinguished_name(facts.get("issuer", ())),
            names,
            ssl.cert_time_to_seconds(facts["notBefore"]),
            ssl.cert_time_to_seconds(facts["notAfter"]),
        )
    except (KeyError, ValueError):
        return None


def _distinguished_name(parts: Any) -> str:
    pairs = [(str(key), visible_text(str(value))) for group in parts for key, value in group]
    common = [value for key, value in pairs if key == "commonName"]
    return common[0] if common else ", ".join(value for _, value in pairs)


def certificate_facts(der: bytes) -> Certificate | None:
    """The facts of a certificate in DER, safe to show; None where it cannot be parsed."""
    from cryptography import x509

    try:
        certificate = x509.load_der_x509_certificate(der)
        return Certificate(
            _x509_name(certificate.subject),
            _x509_name(certificate.issuer),
            _x509_names(certificate),
            certificate.not_valid_before_utc.timestamp(),
            certificate.not_valid_after_utc.timestamp(),
            _x509_key(certificate),
        )
    except (ValueError, TypeError, x509.InvalidVersion):
        return None


def _x509_name(name: Any) -> str:
    from cryptography.x509.oid import NameOID

    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return visible_text(str(common[0].value) if common else str(name.rfc4514_string()))


def _x509_names(certificate: Any) -> tuple[str, ...]:
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError):
        return ()
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return (*map(visible_text, names.get_values_for_type(x509.DNSName)), *addresses)


def _x509_key(certificate: Any) -> str:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return key_in_words(certificate.public_key())
    except (ValueError, UnsupportedAlgorithm):
        return ""


def key_in_words(key: Any) -> str:
    """A public key in words, such as `RSA 2048` or `EC secp256r1`."""
    kind = type(key).__name__.lstrip("_").removesuffix("PublicKey")
    if hasattr(key, "curve"):
        return f"EC {key.curve.name}"
    return f"{kind} {key.key_size}" if hasattr(key, "key_size") else kind


def _day(at: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(at))


@dataclass(frozen=True, slots=True)
class CertificateDetail:
    """All of one certificate, for the certificate view."""

    facts: Certificate
    serial: str
    signature: str
    sha256: str
    is_ca: bool


def certificate_details(chain: tuple[bytes, ...]) -> list[CertificateDetail]:
    """The chain in detail, the server's own certificate first; what cannot be parsed is left out."""
    import hashlib

    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    details: list[CertificateDetail] = []
    for der in chain:
        facts = certificate_facts(der)
        if facts is None:
            continue
        certificate = x509.load_der_x509_certificate(der)
        try:
            algorithm = certificate.signature_hash_algorithm
        except UnsupportedAlgorithm:
            algorithm = None
        try:
            is_ca = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
            is_ca = False
        digest = hashlib.sha256(der).hexdigest()
        fingerprint = ":".join(digest[i : i + 2] for i in range(0, len(digest), 2)).upper()
        signature = algorithm.name if algorithm else str(certificate.signature_algorithm_oid.dotted_string)
        details.append(CertificateDetail(facts, f"{certificate.serial_number:x}", signature, fingerprint, is_ca))
    return details
