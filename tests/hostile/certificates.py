"""Certificates that are good, and such that are not, made afresh in each run."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Pair:
    """A certificate with its key, in one PEM file."""

    file: Path
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def server_context(self) -> ssl.SSLContext:
        """For a server that shows it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context


class Authority:
    """Signs certificates into a folder; `file` is its own certificate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = name("A test authority")
        now = datetime.datetime.now(datetime.UTC)
        builder = _builder(self._name, self._name, self._key, now - DAY, now + DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(
            x509.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True
        )
        self.certificate = builder.sign(self._key, hashes.SHA256())
        self.file = folder / "authority.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    @cached_property
    def good(self) -> Pair:
        """For localhost, 127.0.0.1 and ::1."""
        return self.make("good")

    def make(
        self,
        label: str,
        *,
        names: tuple[str, ...] = ("localhost", "127.0.0.1", "::1"),
        days: tuple[float, float] = (-1, 1),
        self_signed: bool = False,
        key: Key | None = None,
        common_name: str = "mail.example.test",
    ) -> Pair:
        """A certificate for `names`, valid between `days` from now."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.UTC)
        issuer = name(common_name) if self_signed else self._name
        start, end = (now + DAY * value for value in days)
        builder = _builder(name(common_name), issuer, key, start, end)
        if not self_signed:
            issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
            builder = builder.add_extension(issuer_key, critical=False)
        alternatives = x509.SubjectAlternativeName([_general_name(text) for text in names])
        certificate = builder.add_extension(alternatives, critical=False).sign(
            key if self_signed else self._key, hashes.SHA256()
        )
        file = self._folder / f"{label}.pem"
        form = serialization.PrivateFormat.PKCS8
        pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
        return Pair(file, certificate)


def name(common: str) -> x509.Name:
    """A name that is a common name only."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, start: datetime.datetime, end: datetime.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


# -- such that are not accepted


def expired(authority: Authority) -> Pair:
    return authority.make("expired", days=(-10, -2))


def too_early(authority: Authority) -> Pair:
    return authority.make("early", days=(2, 10))


def self_signed(authority: Authority) -> Pair:
    return authority.make("self", self_signed=True)


def other_name(authority: Authority) -> Pair:
    return authority.make("other", names=("other.example.test",))


def weak_key(authority: Authority) -> Pair:
    return authority.make("weak", key=rsa.generate_private_key(65537, 1024))


def good(authority: Authority) -> Pair:
    return authority.good


PROBLEMS = [
    (expired, True, "the certificate expired on "),
    (too_early, True, "the certificate is valid only from "),
    (self_signed, True, "the certificate is self-signed"),
    (other_name, True, "the certificate is for other.example.test, not for 127.0.0.1"),
    (good, False, "the certificate was issued by A test authority, which is not trusted here"),
]
"""How it is made, whether its authority is trusted, and what is said of it."""
