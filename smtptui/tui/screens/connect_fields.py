"""The connect screen's fields, apart from its widgets: what they are called, and how what is typed in them is read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from smtptui.errors import UsageError
from smtptui.messages import Message
from smtptui.session.options import TLS_VERSIONS, ConnectOptions, TlsMode, parse_name_server
from smtptui.smtp.authority import authority
from smtptui.values import dataclass


class WrongField(UsageError):
    """What stands in a field will not do; `name` is the field's."""

    def __init__(self, name: str, label: Message, why: Message) -> None:
        super().__init__(Message("{field}: {why}", field=label, why=why))
        self.name = name


class _Wrong(Exception):
    """A value that will not do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Field:
    """One option of ConnectOptions, by its `name` there. `read` turns what was typed, or the value of the one of
    `choices` that was picked, into the option; `show` turns it back. An empty text is None and is not read."""

    name: str
    label: Message
    placeholder: Message | None = None
    read: Callable[[str], object] = str
    show: Callable[[Any], str] = str
    choices: tuple[tuple[Message, str], ...] = ()
    is_secret: bool = False

    def shown(self, options: ConnectOptions) -> str:
        """The option as it stands in the field."""
        value = getattr(options, self.name)
        return "" if value is None else self.show(value)


def read_fields(fields: Mapping[Field, str], options: ConnectOptions, usual: ConnectOptions) -> ConnectOptions:
    """The options with what stands in the fields; where a time is empty, the usual one. Raises WrongField; UsageError
    for files with something else in them than they should have."""
    empty = ConnectOptions(timeout=usual.timeout, connect_timeout=usual.connect_timeout)
    read: dict[str, Any] = {field.name: _read(field, text, empty) for field, text in fields.items()}
    options = _with_password(replace(options, **read))
    _check_together(options)
    if options.ca_file is not None or options.cert_file is not None:
        from smtptui.session import tls

        tls.make_context(options)
    return options


def _read(field: Field, text: str, empty: ConnectOptions) -> object:
    text = text if field.is_secret else text.strip()
    if not text:
        return getattr(empty, field.name)
    try:
        return field.read(text)
    except _Wrong as wrong:
        raise WrongField(field.name, field.label, wrong.message) from wrong


def _with_password(options: ConnectOptions) -> ConnectOptions:
    """A proxy's password may come from the environment, as on the command line. Raises WrongField."""
    if options.proxy is None:
        return options
    from smtptui.session.proxy.url import PASSWORD_VARIABLE, check_login, parse_proxy

    proxy = parse_proxy(options.proxy)
    password = options.proxy_password or os.environ.get(PASSWORD_VARIABLE) or None
    if proxy.user is not None and password is None:
        raise WrongField(PROXY_PASSWORD.name, PROXY_PASSWORD.label, Message("the proxy's user needs one."))
    try:
        check_login(proxy, password)
    except UsageError as error:
        raise WrongField(PROXY_PASSWORD.name, PROXY.label, error.message) from error
    return replace(options, proxy_password=password)


def _check_together(options: ConnectOptions) -> None:
    """What two fields say must fit. Raises WrongField."""
    if options.key_file is not None and options.cert_file is None:
        raise WrongField(CERTIFICATE.name, CERTIFICATE.label, Message("the key is given, its certificate is not."))
    if options.tls_min and options.tls_max and options.tls_min > options.tls_max:
        why = Message(
            "{newest} is older than {oldest}: no version is left.", newest=options.tls_max, oldest=options.tls_min
        )
        raise WrongField(NEWEST.name, NEWEST.label, why)
    if options.source is not None and options.family not in (None, _version(options.source)):
        why = Message("{address} is no IPv{family} address.", address=options.source, family=str(options.family))
        raise WrongField(SOURCE.name, SOURCE.label, why)


def _version(address: str) -> int:
    import ipaddress

    return ipaddress.ip_address(address).version


# -- readers


def _word(text: str) -> str:
    if not text.isprintable() or " " in text:
        raise _Wrong(Message("a name has no blanks and no control characters."))
    return text


def _file(text: str) -> Path:
    try:
        path = Path(text).expanduser()
        is_file = path.is_file()
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _Wrong(Message("{file} cannot be read: {why}.", file=text, why=why)) from error
    if not is_file:
        raise _Wrong(Message("there is no file {file}.", file=text))
    return path


def _seconds(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = 0.0
    if not 0 < value <= 86400:
        raise _Wrong(Message('a number of seconds is wanted, from above 0 to 86400, not "{value}".', value=text))
    return value


def _proxy(text: str) -> str:
    from smtptui.session.proxy.url import parse_proxy

    if re.match(r"\w+://[^@/]*:[^@/]*@", text):
        raise _Wrong(Message('a password does not belong there: it has its own field, under "More…".'))
    try:
        parse_proxy(text)
    except UsageError as error:
        raise _Wrong(error.message) from error
    return text


def _address(text: str) -> str:
    try:
        _version(text)
    except ValueError as error:
        raise _Wrong(
            Message('an address of this machine is wanted, such as 192.0.2.1, not "{value}".', value=text)
        ) from error
    return text


def _name_server(text: str) -> tuple[str, int]:
    try:
        return parse_name_server(text)
    except ValueError as error:
        why = Message('an address is wanted, and perhaps a port: 192.0.2.53:53, not "{value}".', value=text)
        raise _Wrong(why) from error


def _show_name_server(value: tuple[str, int]) -> str:
    address, port = value
    return address if port == 53 else authority(address, port)


# -- the fields

_ANY = Message("any")
_VERSIONS = ((_ANY, ""), *((Message("TLS {version}", version=version), version) for version in TLS_VERSIONS))

TLS = Field(
    "tls",
    Message("TLS"),
    read=TlsMode,
    show=lambda mode: str(mode.value),
    choices=(
        (Message("as the target says"), ""),
        (Message("none: only if you type it"), TlsMode.NONE.value),
        (Message("auto: STARTTLS if offered"), TlsMode.AUTO.value),
        (Message("starttls: for you, or fail"), TlsMode.STARTTLS.value),
        (Message("implicit: at once (465)"), TlsMode.IMPLICIT.value),
    ),
)
CA = Field("ca_file", Message("CA file"), Message("this system's authorities"), _file)
EHLO = Field("ehlo_name", Message("EHLO name"), Message("for what is sent for you; empty: this end's address"), _word)
PROXY = Field("proxy", Message("Proxy"), Message("socks5://[user@]host:port, http://[user@]host:port"), _proxy)
SERVER_NAME = Field(
    "server_name", Message("Server's TLS name"), Message("to find in the certificate; empty: the host"), _word
)
CERTIFICATE = Field("cert_file", Message("Client certificate"), Message("a PEM file; empty: none"), _file)
KEY = Field("key_file", Message("Client key"), Message("a PEM file; empty: in the certificate's"), _file)
OLDEST = Field("tls_min", Message("Oldest TLS"), choices=_VERSIONS)
NEWEST = Field("tls_max", Message("Newest TLS"), choices=_VERSIONS)
FAMILY = Field(
    "family",
    Message("Addresses"),
    read=int,
    choices=((Message("IPv4 and IPv6"), ""), (Message("IPv4 only"), "4"), (Message("IPv6 only"), "6")),
)
SOURCE = Field("source", Message("Source address"), Message("empty: any"), _address)
NAME_SERVER = Field(
    "resolver", Message("DNS server"), Message("address[:port]; empty: this system's"), _name_server, _show_name_server
)
TIMEOUT = Field("timeout", Message("Reply timeout, s"), Message("empty: the usual"), _seconds, "{:g}".format)
CONNECT_TIMEOUT = Field(
    "connect_timeout", Message("Connect timeout, s"), Message("empty: the usual"), _seconds, "{:g}".format
)
PROXY_PASSWORD = Field(
    "proxy_password", Message("Proxy password"), Message("empty: from SMTPTUI_PROXY_PASSWORD"), is_secret=True
)

MORE: tuple[tuple[Field, ...], ...] = (
    (SERVER_NAME,),
    (CERTIFICATE,),
    (KEY,),
    (OLDEST, NEWEST),
    (FAMILY, SOURCE),
    (NAME_SERVER,),
    (TIMEOUT, CONNECT_TIMEOUT),
    (PROXY_PASSWORD,),
)
"""The rows behind "More…"."""
