"""A connection to a mail server through a proxy, at whichever of the proxy's addresses answers."""

from __future__ import annotations

import asyncio
import socket

from smtptui.errors import ConnectFailed, ConnectTimeout
from smtptui.messages import Message
from smtptui.session.options import ConnectOptions
from smtptui.session.proxy import http_connect, socks
from smtptui.session.proxy.failures import Unreachable
from smtptui.session.proxy.url import Proxy, check_login
from smtptui.smtp.authority import authority


async def connect_through(proxy: Proxy, host: str, port: int, options: ConnectOptions) -> socket.socket:
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
    problem: Unreachable | None = None
    ask = http_connect.ask if proxy.kind == "HTTP" else socks.ask
    for address in dict.fromkeys(str(info[4][0]) for info in infos):
        try:
            return await ask(proxy, address, host, port, options)
        except Unreachable as error:
            problem = error
    assert problem is not None
    raise problem
