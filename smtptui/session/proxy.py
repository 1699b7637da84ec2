"""Proxies: a connection to a mail server through SOCKS5 (RFC 1928, 1929) or HTTP CONNECT (RFC 9110 §9.3.6).

SOCKS5 is python-socks', CONNECT is our own: a mail server speaks first, so its greeting may stand right behind the
proxy's answer, where python-socks reads it with the answer and drops it.
"""

from __future__ import annotations

import asyncio
import base64
import os
import socket
from urllib.parse import unquote, urlsplit

from smtptui.errors import ConnectFailed, ConnectTimeout, UsageError
from smtptui.messages import Message
from smtptui.session.options import ConnectOptions
from smtptui.smtp.visible import visible
from smtptui.values import dataclass

PASSWORD_VARIABLE = "SMTPTUI_PROXY_PASSWORD"
"""The environment variable that has the proxy's password: a command line is seen by every user of the machine."""
FORMS = Message("A proxy is socks5://[user@]host:port or http://[user@]host:port.")

_NAMES = {"socks5": "SOCKS5", "socks5h": "SOCKS5", "http": "HTTP"}
_MOST_HEAD = 16 * 1024


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy as `--proxy` names it. `kind` is SOCKS5 or HTTP; `user` None: no login."""

    kind: str
    host: str
    port: int
    user: str | None = None

    @property
    def shown(self) -> str:
        """The proxy for a sentence, such as `SOCKS5 proxy 127.0.0.1:1080`."""
        return f"{self.kind} proxy {authority(self.host, self.port)}"


def parse_proxy(text: str) -> Proxy:
    """Reads a proxy's URL. Raises UsageError that says what is wrong and what is right."""
    scheme, separator, _ = text.partition("://")
    kind = _NAMES.get(scheme.lower())
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port
    except ValueError as error:
        raise _wrong(text, Message("{why}", why=str(error))) from error
    if url.password is not None:
        shown = f"{scheme}://{url.username}@…"
        why = Message("a password does not belong there; put it into the variable {name}", name=PASSWORD_VARIABLE)
        raise _wrong(shown, why)
    if not separator or kind is None:
        raise _wrong(text, Message("it begins with neither socks5:// nor http://"))
    if not host:
        raise _wrong(text, Message("the host is missing"))
    if not port:
        raise _wrong(text, Message("the port is missing"))
    if url.path not in ("", "/") or url.query or url.fragment:
        raise _wrong(text, Message("nothing may follow the port"))
    return Proxy(kind, host, port, unquote(url.username) if url.username else None)


def _wrong(text: str, why: Message) -> UsageError:
    return UsageError(Message('"{text}" is no proxy: {why}. {forms}', text=text, why=why, forms=FORMS))


def check_login(proxy: Proxy, password: str | None) -> None:
    """Whether the proxy's user and password can be sent at all. Raises UsageError."""
    if proxy.user is None:
        return
    if not password:
        raise UsageError(
            Message("The proxy's user needs a password, in the environment variable {name}.", name=PASSWORD_VARIABLE)
        )
    if proxy.kind == "HTTP":
        if ":" in proxy.user:
            raise UsageError(Message("A user name for an HTTP proxy has no colon."))
    elif any(not word.isascii() or len(word) > 255 for word in (proxy.user, password)):
        raise UsageError(Message("User and password of a SOCKS5 proxy are ASCII, 255 letters at most."))


async def connect(proxy: Proxy, host: str, port: int, options: ConnectOptions) -> socket.socket:
    """A socket that is connected to `host` through the proxy; a name is looked up by the proxy.

    Raises ConnectFailed, ConnectTimeout; UsageError for a login that cannot be sent.
    """
    check_login(proxy, options.proxy_password)
    limit = options.connect_timeout
    try:
        async with asyncio.timeout(limit):
            return await _connect(proxy, host, port, options)
    except ConnectFailed:
        raise
    except TimeoutError as error:
        raise ConnectTimeout(
            Message(
                "The {proxy} did not connect to {address} within {seconds} s.",
                proxy=proxy.shown,
                address=authority(host, port),
                seconds=f"{limit:g}",
            )
        ) from error


async def _connect(proxy: Proxy, host: str, port: int, options: ConnectOptions) -> socket.socket:
    loop = asyncio.get_running_loop()
    try:
        infos = await loop.getaddrinfo(proxy.host, proxy.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ConnectFailed(Message("The {proxy} cannot be looked up: {why}.", proxy=proxy.shown, why=why)) from error
    problem: _Unreachable | None = None
    ask = _ask_http if proxy.kind == "HTTP" else _ask_socks
    for address in dict.fromkeys(str(info[4][0]) for info in infos):
        try:
            return await ask(proxy, address, host, port, options)
        except _Unreachable as error:
            problem = error
    assert problem is not None
    raise problem


def _system_words(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)


class _Unreachable(ConnectFailed):
    """The proxy itself cannot be reached at one of its addresses: there may be another."""


def _unreachable(proxy: Proxy, why: str) -> _Unreachable:
    return _Unreachable(Message("The {proxy} cannot be reached: {why}.", proxy=proxy.shown, why=why))


def _broke(proxy: Proxy, why: str) -> ConnectFailed:
    return ConnectFailed(Message("The connection to the {proxy} broke: {why}.", proxy=proxy.shown, why=why))


def _hung_up(proxy: Proxy) -> ConnectFailed:
    return ConnectFailed(
        Message("The {proxy} closed the connection before it answered. Is it a proxy?", proxy=proxy.shown)
    )


def _wants_login(proxy: Proxy) -> ConnectFailed:
    return ConnectFailed(
        Message(
            "The {proxy} wants a login: user@ before its host, and the password in the environment variable {name} or "
            "in the connect screen's field.",
            proxy=proxy.shown,
            name=PASSWORD_VARIABLE,
        )
    )


def _refuses_login(proxy: Proxy) -> ConnectFailed:
    return ConnectFailed(Message("The {proxy} does not accept user and password.", proxy=proxy.shown))


def _does_not_allow(proxy: Proxy, where: str) -> ConnectFailed:
    told = Message("The {proxy} does not allow connections to {address}.", proxy=proxy.shown, address=where)
    return ConnectFailed(told)


def _cannot_reach(proxy: Proxy, where: str, why: Message) -> ConnectFailed:
    told = Message("The {proxy} cannot reach {address}: {why}.", proxy=proxy.shown, address=where, why=why)
    return ConnectFailed(told)


def _is_none(proxy: Proxy, why: Message) -> ConnectFailed:
    where = authority(proxy.host, proxy.port)
    return ConnectFailed(Message("{address} is no {kind} proxy: {why}.", address=where, kind=proxy.kind, why=why))


def told(proxy: Proxy, where: str, took: float) -> Message:
    """The note about a connection: which way it goes, and how long the proxy took."""
    return Message(
        "Through the {proxy}, which connected to {address} in {ms} ms.",
        proxy=proxy.shown,
        address=where,
        ms=f"{took * 1000:.0f}",
    )


def authority(host: str, port: int) -> str:
    """`host:port`, with brackets around IPv6."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


# -- SOCKS5, by python-socks


async def _ask_socks(proxy: Proxy, address: str, host: str, port: int, options: ConnectOptions) -> socket.socket:
    import python_socks
    from python_socks.async_.asyncio import Proxy as Socks

    password = options.proxy_password if proxy.user is not None else None
    asked = Socks(python_socks.ProxyType.SOCKS5, address, proxy.port, proxy.user, password, rdns=True)
    source = (options.source, 0) if options.source else None
    try:
        # Its own clock never rings first.
        connected: socket.socket = await asked.connect(host, port, timeout=86400.0, local_addr=source)
    except python_socks.ProxyConnectionError as error:
        raise _unreachable(proxy, _system_words(error)) from error
    except python_socks.ProxyError as error:
        raise _socks_problem(proxy, authority(host, port), error.error_code, str(error)) from error
    except OSError as error:
        raise _broke(proxy, _system_words(error)) from error
    return connected


_SOCKS_REASONS = {
    1: Message("it does not say why; the name may not exist, or nothing answers there"),
    3: Message("there is no way to that network"),
    4: Message("there is no way to that host"),
    5: Message("nothing listens on that port"),
    6: Message("the way there is too long"),
    7: Message("it makes no connections for others"),
    8: Message("it does not take this kind of address"),
}
"""What the codes of a refusal mean (RFC 1928 §6)."""


def _socks_problem(proxy: Proxy, where: str, code: int | None, said: str) -> ConnectFailed:
    """What a refusal means (RFC 1928 §6): codes for the connection, python-socks' words for what comes before it."""
    match code:
        case None if "No acceptable" in said:
            return _wants_login(proxy) if proxy.user is None else _refuses_login(proxy)
        case None if "Username and password" in said:
            return _refuses_login(proxy)
        case None if "closed" in said:
            return _hung_up(proxy)
        case None:
            return _is_none(proxy, Message("{why}", why=said))
        case 2:
            return _does_not_allow(proxy, where)
        case _:
            return _cannot_reach(proxy, where, _SOCKS_REASONS.get(code, Message("error {code}", code=code)))


# -- HTTP CONNECT


async def _ask_http(proxy: Proxy, address: str, host: str, port: int, options: ConnectOptions) -> socket.socket:
    loop = asyncio.get_running_loop()
    connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        try:
            if options.source:
                connection.bind((options.source, 0))
            await loop.sock_connect(connection, (address, proxy.port))
        except OSError as error:
            raise _unreachable(proxy, _system_words(error)) from error
        try:
            await loop.sock_sendall(connection, _request(proxy, host, port, options.proxy_password))
            head = await _read_head(connection)
        except OSError as error:
            raise _broke(proxy, _system_words(error)) from error
        _judge(proxy, authority(host, port), head)
    except BaseException:
        connection.close()
        raise
    return connection


def _request(proxy: Proxy, host: str, port: int, password: str | None) -> bytes:
    where = authority(host, port)
    lines = [f"CONNECT {where} HTTP/1.1", f"Host: {where}"]
    if proxy.user is not None:
        login = base64.b64encode(f"{proxy.user}:{password}".encode("utf-8", "surrogateescape")).decode()
        lines.append(f"Proxy-Authorization: Basic {login}")
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


async def _read_head(connection: socket.socket) -> bytes:
    """The answer up to its blank line, and not a byte more: the next one is the mail server's."""
    loop = asyncio.get_running_loop()
    head = bytearray()
    while not head.endswith((b"\r\n\r\n", b"\n\n")) and len(head) < _MOST_HEAD:
        byte = await loop.sock_recv(connection, 1)
        if not byte:
            break
        head += byte
        if head[:5] != b"HTTP/"[: len(head)] and (byte == b"\n" or len(head) == 60):
            break  # some other server: one line of it tells which
    return bytes(head)


def _judge(proxy: Proxy, where: str, head: bytes) -> None:
    """Any 2xx is a connection (RFC 9110 §9.3.6). Raises ConnectFailed."""
    line = head.partition(b"\n")[0].rstrip(b"\r")
    version, _, status = line.partition(b" ")
    if not head:
        raise _hung_up(proxy)
    if not version.startswith(b"HTTP/") or not status[:3].isdigit():
        raise _is_none(proxy, Message('it answered "{said}"', said=visible(line[:60])))
    code, said = int(status[:3]), visible(status[:200])
    if 200 <= code < 300 and head.endswith((b"\r\n\r\n", b"\n\n")):
        return
    match code:
        case 401 | 407:
            raise _wants_login(proxy) if proxy.user is None else _refuses_login(proxy)
        case 403 | 405:
            raise _does_not_allow(proxy, where)
        case _ if code < 300:
            raise _hung_up(proxy)
        case _:
            raise _cannot_reach(proxy, where, Message('it answered "{said}"', said=said))
