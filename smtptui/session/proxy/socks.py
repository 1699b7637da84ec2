"""A connection through a SOCKS5 proxy (RFC 1928, 1929), by python-socks."""

from __future__ import annotations

import socket

from smtptui.errors import ConnectFailed
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


async def ask(proxy: Proxy, address: str, host: str, port: int, options: ConnectOptions) -> socket.socket:
    import python_socks
    from python_socks.async_.asyncio import Proxy as Socks

    password = options.proxy_password if proxy.user is not None else None
    asked = Socks(python_socks.ProxyType.SOCKS5, address, proxy.port, proxy.user, password, rdns=True)
    source = (options.source, 0) if options.source else None
    try:
        # Its own clock never rings first.
        connected: socket.socket = await asked.connect(host, port, timeout=86400.0, local_addr=source)
    except python_socks.ProxyConnectionError as error:
        raise unreachable(proxy, system_words(error)) from error
    except python_socks.ProxyError as error:
        raise _socks_problem(proxy, authority(host, port), error.error_code, str(error)) from error
    except OSError as error:
        raise broke(proxy, system_words(error)) from error
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
            return wants_login(proxy) if proxy.user is None else refuses_login(proxy)
        case None if "Username and password" in said:
            return refuses_login(proxy)
        case None if "closed" in said:
            return hung_up(proxy)
        case None:
            return is_none(proxy, Message("{why}", why=said))
        case 2:
            return does_not_allow(proxy, where)
        case _:
            return cannot_reach(proxy, where, _SOCKS_REASONS.get(code, Message("error {code}", code=code)))
