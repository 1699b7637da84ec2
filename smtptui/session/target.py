"""The TARGET grammar: what a person types to say where to connect."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from urllib.parse import unquote, urlsplit

from smtptui.errors import UsageError
from smtptui.messages import Message
from smtptui.session.options import TlsMode
from smtptui.smtp.authority import authority
from smtptui.values import dataclass

FORMS = Message(
    "A target is host[:port], mx:domain, user@domain, practice[:scenario], unix:/path, a URL such as "
    "smtp+starttls://host, or a provider such as gmail."
)


class Kind(Enum):
    """What a target names."""

    HOST = "host"
    UNIX = "unix"
    MX = "mx"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect. `text` is what was typed. `host` is a name or an address (no brackets), a domain for MX, a
    path for UNIX, a scenario's name for PRACTICE. `tls` is what the target itself asks for, None where it does not;
    `user` the user name in a URL; `preset` the provider it came from; `practice` the scenario of the practice server
    that listens there."""

    text: str
    kind: Kind
    host: str
    port: int = 25
    tls: TlsMode | None = None
    lmtp: bool = False
    user: str | None = None
    preset: str | None = None
    practice: str | None = None

    @property
    def shown(self) -> str:
        """The target in short: `host:port`, brackets around IPv6, or the form that names it."""
        if self.practice is not None:
            return f"practice:{self.practice}"
        if self.kind is Kind.UNIX:
            return f"unix:{self.host}"
        if self.kind is Kind.MX:
            return f"mx:{self.host}"
        if self.kind is Kind.PRACTICE:
            return f"practice:{self.host}"
        return authority(self.host, self.port)


_SCHEMES: dict[str, tuple[int, TlsMode | None, bool]] = {
    "smtp": (25, TlsMode.NONE, False),
    "smtp+starttls": (587, TlsMode.STARTTLS, False),
    "smtps": (465, TlsMode.IMPLICIT, False),
    "lmtp": (24, TlsMode.NONE, True),
}
_PASSWORD = re.compile(r"((?:^|/)[^:/@]*):[^/]*@")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\Z")
DEFAULT_SCENARIO = "plain"


def parse_target(text: str, profiles: Mapping[str, Target] | None = None) -> Target:
    """Reads a TARGET, trying the forms in their order. Raises UsageError that says what is wrong and what is right."""
    typed = text.strip()
    if not typed:
        raise _wrong(typed, Message("it is empty"))
    if "://" in typed:
        return _parse_url(typed)
    word, colon, rest = typed.partition(":")
    if word == "unix" and colon and not rest.isdigit():
        return _parse_unix(typed)
    if word == "practice" and not rest.isdigit():
        if colon and not rest:
            raise _wrong(typed, Message("the scenario's name is missing"))
        return Target(typed, Kind.PRACTICE, rest or DEFAULT_SCENARIO, 0)
    if word == "mx" and colon and not rest.isdigit():
        return Target(typed, Kind.MX, _check_host(typed, rest))
    if "@" in typed:
        return _parse_address(typed)
    if profiles and typed in profiles:
        return replace(profiles[typed], text=typed)
    return (typed.isalnum() and _find_preset(typed)) or _parse_host(typed)


def effective_tls(target: Target, asked: TlsMode | None, default: TlsMode) -> TlsMode:
    """When TLS begins: as asked for, else as the URL says, else at once on port 465, else as the preset or profile
    says, else the subcommand's default."""
    if asked is not None:
        return asked
    is_url = "://" in target.text
    if target.tls is not None and is_url:
        return target.tls
    if target.kind is Kind.HOST and target.port == 465:
        return TlsMode.IMPLICIT
    return target.tls or default


def _find_preset(typed: str) -> Target | None:
    from smtptui.session.presets import PRESETS  # here: most targets are no single word

    preset = PRESETS.get(typed.lower())
    if preset is None:
        return None
    return Target(typed, Kind.HOST, preset.host, preset.port, preset.tls, preset=preset.name)


def _wrong(text: str, why: Message) -> UsageError:
    # What stands between a colon and an @ is a password that does not belong there: not repeated.
    shown = _PASSWORD.sub(r"\1:••••••••@", text)
    return UsageError(Message('"{text}" is no target: {why}. {forms}', text=shown, why=why, forms=FORMS))


def _parse_url(text: str) -> Target:
    scheme = text.partition("://")[0].lower()
    if scheme not in _SCHEMES:
        known = ", ".join(f"{name}://" for name in _SCHEMES)
        raise _wrong(text, Message("the scheme {scheme}:// is unknown (known: {known})", scheme=scheme, known=known))
    default_port, tls, lmtp = _SCHEMES[scheme]
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port
    except ValueError as error:
        raise _wrong(text, Message("{why}", why=str(error))) from error
    if url.password is not None:
        raise _wrong(text, Message("a password does not belong there; use --password-env or --password-file"))
    if url.path not in ("", "/") or url.query or url.fragment:
        raise _wrong(text, Message("nothing may follow the port"))
    if not host:
        raise _wrong(text, Message("the host is missing"))
    user = unquote(url.username) if url.username else None
    port = default_port if port is None else _check_port(text, str(port))
    return Target(text, Kind.HOST, _check_host(text, host), port, tls, lmtp, user)


def _parse_unix(text: str) -> Target:
    path = text.removeprefix("unix:")
    if not path.startswith("/"):
        raise _wrong(text, Message("a socket's path begins with /"))
    return Target(text, Kind.UNIX, path, 0, lmtp=path.rpartition("/")[2].lower().startswith("lmtp"))


def _parse_address(text: str) -> Target:
    user, _, domain = text.rpartition("@")
    if not user:
        raise _wrong(text, Message("the part before the @ is missing"))
    if ":" in user and not user.startswith('"'):
        raise _wrong(text, Message("a password does not belong there; use --password-env or --password-file"))
    return Target(text, Kind.MX, _check_host(text, domain))


def _parse_host(text: str) -> Target:
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        if not bracket:
            raise _wrong(text, Message("the closing bracket is missing"))
        if rest and not rest.startswith(":"):
            raise _wrong(text, Message("after the bracket only :port may follow"))
        host = host.removeprefix("IPv6:")
        if not _is_address(host):
            raise _wrong(text, Message("{host} is no address", host=host))
        return Target(text, Kind.HOST, host, _check_port(text, rest[1:]) if rest else 25)
    if text.count(":") > 1:
        if _is_address(text):
            return Target(text, Kind.HOST, text)
        raise _wrong(text, Message("an IPv6 address with a port stands in brackets: [2001:db8::1]:25"))
    host, colon, port = text.partition(":")
    return Target(text, Kind.HOST, _check_host(text, host), _check_port(text, port) if colon else 25)


def _check_port(text: str, port: str) -> int:
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535):
        raise _wrong(text, Message('"{port}" is no port (1 to 65535)', port=port))
    return int(port)


def _check_host(text: str, host: str) -> str:
    if not host:
        raise _wrong(text, Message("the host is missing"))
    if _is_address(host):
        return host
    try:
        ascii_host = host.rstrip(".").encode("idna").decode() if not host.isascii() else host.rstrip(".")
    except UnicodeError as error:
        raise _wrong(text, Message('"{host}" is no host name', host=host)) from error
    if len(ascii_host) > 253 or not all(_LABEL.match(label) for label in ascii_host.split(".")):
        raise _wrong(text, Message('"{host}" is no host name', host=host))
    return ascii_host


def _is_address(text: str) -> bool:
    address, percent, zone = text.partition("%")
    version = ip_version(address)
    # RFC 4007 §11: the zone of an IPv6 address is an interface's name or number.
    return version is not None and (not percent or (version == 6 and re.fullmatch(r"[!-Z^-~]+", zone) is not None))


def ip_version(address: str) -> int | None:
    """4 or 6 for an IP address without a zone, None for what is none."""
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
    except (OSError, ValueError):
        return None
    return 6 if ":" in address else 4
