"""TLS: the policy as an SSLContext, and the handshake, told as an event.

A failed handshake's certificate is still shown: the context keeps the object that failed (`sslobject_class`), which
has the chain. No second connection is made for it.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from smtptui.errors import TlsFailed, TlsTimeout, UsageError
from smtptui.messages import Message
from smtptui.session.certificate import certificate_facts, facts_of_verified, suspicion
from smtptui.session.link import Link
from smtptui.session.options import ConnectOptions
from smtptui.session.tls_failure import failure_reason
from smtptui.smtp.events import TlsRefused, TlsStarted

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


async def shake_hands(
    link: Link,
    context: RecordingContext,
    name: str,
    options: ConnectOptions,
    tell: Callable[[TlsRefused], None],
    *,
    after_starttls: bool,
) -> TlsStarted:
    """Puts TLS over the link, with a server that is to be `name`; `context` is what `make_context` made of `options`.
    A failure is told before it is raised.

    `after_starttls`: the server had agreed to it with its 220. Raises TlsFailed, TlsTimeout.
    """
    begun = time.monotonic()
    try:
        connection = await link.start_tls(context, name, options.connect_timeout)
    except (ssl.SSLError, OSError, ValueError) as error:
        chain = peer_chain(context.last)
        certificate = certificate_facts(chain[0]) if chain else None
        reason = failure_reason(error, certificate, name, options, after_starttls=after_starttls)
        tell(TlsRefused(reason, name, certificate, chain, time.monotonic() - begun))
        is_late = isinstance(error, ConnectionAbortedError | TimeoutError)
        raise (TlsTimeout if is_late else TlsFailed)(reason) from error
    return _started(connection, name, time.monotonic() - begun, options)


def _started(connection: ssl.SSLObject, server_name: str, took: float, options: ConnectOptions) -> TlsStarted:
    """The event for a handshake that succeeded."""
    cipher, _, bits = connection.cipher() or ("?", "", 0)
    chain = peer_chain(connection)
    facts = connection.getpeercert()
    certificate = (facts_of_verified(facts) if facts else None) or (certificate_facts(chain[0]) if chain else None)
    problem = suspicion(certificate, server_name) if options.insecure else None
    verified = not options.insecure
    protocol = connection.version() or "?"
    return TlsStarted(protocol, cipher, bits or 0, server_name, verified, certificate, chain, problem, took)
