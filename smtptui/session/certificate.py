"""A certificate: its facts, safe to show, and what is wrong with one that was let through."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from typing import Any

from smtptui.messages import Message
from smtptui.smtp.events import Certificate
from smtptui.smtp.visible import visible_text
from smtptui.values import dataclass


def facts_of_verified(facts: Mapping[str, Any]) -> Certificate | None:
    """From `getpeercert()`: no parser of our own, no library. None for times that cannot be read."""
    readers = {"DNS": visible_text, "IP Address": _address}
    names = tuple(readers[kind](str(value)) for kind, value in facts.get("subjectAltName", ()) if kind in readers)
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


def _address(text: str) -> str:
    """An address as people write it (RFC 5952): OpenSSL writes all eight groups of `::1`."""
    if ":" not in text:
        return visible_text(text)
    import ipaddress

    try:
        return str(ipaddress.IPv6Address(text.strip()))
    except ValueError:
        return visible_text(text)


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


def suspicion(certificate: Certificate | None, server_name: str) -> Message | None:
    """What would be wrong with a certificate that was let through, as far as its own facts tell."""
    if certificate is None:
        return None
    now = time.time()
    if now > certificate.not_after:
        return Message("the certificate expired on {end}.", end=day(certificate.not_after))
    if now < certificate.not_before:
        return Message("the certificate is valid only from {start}.", start=day(certificate.not_before))
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


def day(at: float) -> str:
    """A time's day, in UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime(at))
