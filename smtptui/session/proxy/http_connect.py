"""A connection through an HTTP proxy, by CONNECT (RFC 9110 §9.3.6).

It is our own: a mail server speaks first, so its greeting may stand right behind the proxy's answer, where
python-socks reads it with the answer and drops it.
"""

from __future__ import annotations

import asyncio
import base64
import socket

from smtptui.messages import Message
from smtptui.session.options import ConnectOptions
from smtptui.session.proxy.failures import (
    broke,
    cannot_reach,
    does_not_allow,
    hung_up,
    is_none,
    refuses_login,
    system_words,
    unreachable,
    wants_login,
)
from smtptui.session.proxy.url import Proxy
from smtptui.smtp.authority import authority
from smtptui.smtp.visible import visible

_MOST_HEAD = 16 * 1024


async def ask(proxy: Proxy, address: str, host: str, port: int, options: ConnectOptions) -> socket.socket:
    loop = asyncio.get_running_loop()
    connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        try:
            if options.source:
                connection.bind((options.source, 0))
            await loop.sock_connect(connection, (address, proxy.port))
        except OSError as error:
            raise unreachable(proxy, system_words(error)) from error
        try:
            await loop.sock_sendall(connection, _request(proxy, host, port, options.proxy_password))
            head = await _read_head(connection)
        except OSError as error:
            raise broke(proxy, system_words(error)) from error
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
        raise hung_up(proxy)
    if not version.startswith(b"HTTP/") or not status[:3].isdigit():
        raise is_none(proxy, Message('it answered "{said}"', said=visible(line[:60])))
    code, said = int(status[:3]), visible(status[:200])
    if 200 <= code < 300 and head.endswith((b"\r\n\r\n", b"\n\n")):
        return
    match code:
        case 401 | 407:
            raise wants_login(proxy) if proxy.user is None else refuses_login(proxy)
        case 403 | 405:
            raise does_not_allow(proxy, where)
        case _ if code < 300:
            raise hung_up(proxy)
        case _:
            raise cannot_reach(proxy, where, Message('it answered "{said}"', said=said))
