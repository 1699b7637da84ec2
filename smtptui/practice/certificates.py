"""The practice authority and the certificate of the practice server, made on this machine when first needed.

The authority's key is thrown away once it has signed, so nobody can sign anything else with it. Both are made anew
together.
"""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import os
import shutil
import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from smtptui.values import dataclass

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

NAMES = ("localhost", "practice.example.test", "mail.example.test")
ADDRESSES = ("127.0.0.1", "::1")
LIFETIME = datetime.timedelta(days=396)
"""Thirteen months."""

_AUTHORITY = "smtptui practice authority"
_PREFIX = "practice-tls-"
_MARGIN = datetime.timedelta(days=1)
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """PEM files: the authority to trust, the server's certificate and its key."""

    ca: Path
    certificate: Path
    key: Path


def certificates(folder: Path, now: datetime.datetime | None = None) -> CertificateFiles:
    """The files in `folder`, made when they are missing, unreadable or expired at `now`. Raises OSError.

    Each set is a folder of its own, numbered, put in place whole by one rename and never changed. Programs that make
    one at the same time want the same number, and those that come second use what the first one made.
    """
    now = now or datetime.datetime.now(datetime.UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for _ in range(_ATTEMPTS):
        numbers = sorted(_numbers(folder), reverse=True)
        for number in numbers:
            if is_usable(files := _files(folder, number), now):
                return files
        _make_set(folder, max(numbers, default=0) + 1, now)
        for number in numbers:
            shutil.rmtree(folder / f"{_PREFIX}{number}", ignore_errors=True)
    raise OSError(f"the practice certificates cannot be made in {folder}")


def server_context(files: CertificateFiles) -> ssl.SSLContext:
    """A context for the server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    return context


def is_usable(files: CertificateFiles, now: datetime.datetime) -> bool:
    """Whether the three can be read, belong together, and are good for another day."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        authority = x509.load_pem_x509_certificate(files.ca.read_bytes())
        certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
        key = load_pem_private_key(files.key.read_bytes(), None)
        certificate.verify_directly_issued_by(authority)
    except (OSError, ValueError, TypeError, InvalidSignature):
        return False
    good_until = min(authority.not_valid_after_utc, certificate.not_valid_after_utc) - _MARGIN
    begun = max(authority.not_valid_before_utc, certificate.not_valid_before_utc) <= now
    return begun and now < good_until and key.public_key() == certificate.public_key()


def _numbers(folder: Path) -> Iterator[int]:
    for path in folder.glob(f"{_PREFIX}*"):
        number = path.name.removeprefix(_PREFIX)
        if number.isascii() and number.isdigit():
            yield int(number)


def _files(folder: Path, number: int) -> CertificateFiles:
    home = folder / f"{_PREFIX}{number}"
    return CertificateFiles(home / "ca.pem", home / "server.pem", home / "server.key")


def _make_set(folder: Path, number: int, now: datetime.datetime) -> None:
    made = Path(tempfile.mkdtemp(prefix=".practice-tls-", dir=folder))
    try:
        _make(made, now)
        # Fails where another program was faster: theirs stays.
        with contextlib.suppress(OSError):
            made.rename(folder / f"{_PREFIX}{number}")
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _make(folder: Path, now: datetime.datetime) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    authority_key = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _sign(authority_key, authority_key, now, is_authority=True)
    certificate = _sign(key, authority_key, now, is_authority=False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(authority.public_bytes(pem))
    (folder / "server.pem").write_bytes(certificate.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    # Private from its first moment, whatever the umask.
    descriptor = os.open(folder / "server.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(private)


def _sign(
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime.datetime,
    *,
    is_authority: bool,
) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(_AUTHORITY if is_authority else NAMES[1]))
        .issuer_name(_name(_AUTHORITY))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(_key_usage(is_authority), critical=True)
        # Verifiers that are strict want both (RFC 5280 §4.2.1.1, §4.2.1.2).
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not is_authority:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(usage, critical=False).add_extension(_alternative_names(), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _name(common_name: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _alternative_names() -> x509.SubjectAlternativeName:
    from cryptography import x509

    names: list[x509.GeneralName] = [x509.DNSName(name) for name in NAMES]
    return x509.SubjectAlternativeName(names + [x509.IPAddress(ipaddress.ip_address(address)) for address in ADDRESSES])


def _key_usage(is_authority: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
