"""What can go wrong with a proxy, in words."""

from __future__ import annotations

import os

from smtptui.errors import ConnectFailed
from smtptui.messages import Message
from smtptui.session.proxy.url import PASSWORD_VARIABLE, Proxy
from smtptui.smtp.authority import authority


def system_words(error: OSError) -> str:
    """The system's words for an error, rather than asyncio's."""
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)


class Unreachable(ConnectFailed):
    """The proxy itself cannot be reached at one of its addresses: there may be another."""


def unreachable(proxy: Proxy, why: str) -> Unreachable:
    """The proxy does not answer."""
    return Unreachable(Message("The {proxy} cannot be reached: {why}.", proxy=proxy.shown, why=why))


def broke(proxy: Proxy, why: str) -> ConnectFailed:
    """The connection to it ended in an error."""
    return ConnectFailed(Message("The connection to the {proxy} broke: {why}.", proxy=proxy.shown, why=why))


def hung_up(proxy: Proxy) -> ConnectFailed:
    """It ended without an answer."""
    return ConnectFailed(
        Message("The {proxy} closed the connection before it answered. Is it a proxy?", proxy=proxy.shown)
    )


def wants_login(proxy: Proxy) -> ConnectFailed:
    """It wants one, and none was given."""
    return ConnectFailed(
        Message(
            "The {proxy} wants a login: user@ before its host, and the password in the environment variable {name} or "
            "in the connect screen's field.",
            proxy=proxy.shown,
            name=PASSWORD_VARIABLE,
        )
    )


def refuses_login(proxy: Proxy) -> ConnectFailed:
    """One was given, and is not accepted."""
    return ConnectFailed(Message("The {proxy} does not accept user and password.", proxy=proxy.shown))


def does_not_allow(proxy: Proxy, where: str) -> ConnectFailed:
    """It does not make this connection."""
    told = Message("The {proxy} does not allow connections to {address}.", proxy=proxy.shown, address=where)
    return ConnectFailed(told)


def cannot_reach(proxy: Proxy, where: str, why: Message) -> ConnectFailed:
    """It tried and failed."""
    told = Message("The {proxy} cannot reach {address}: {why}.", proxy=proxy.shown, address=where, why=why)
    return ConnectFailed(told)


def is_none(proxy: Proxy, why: Message) -> ConnectFailed:
    """It speaks something else."""
    where = authority(proxy.host, proxy.port)
    return ConnectFailed(Message("{address} is no {kind} proxy: {why}.", address=where, kind=proxy.kind, why=why))
