"""Connecting a link to a target: straight, through a proxy, to a unix socket; one address after the other."""

from __future__ import annotations

import asyncio
import errno
import os
import time
from collections.abc import Callable

from smtptui.errors import ConnectFailed, ConnectTimeout
from smtptui.messages import Message
from smtptui.session.link import Link
from smtptui.session.options import ConnectOptions
from smtptui.session.resolve import Candidate, Tell, candidates, literal
from smtptui.session.target import Kind, Target
from smtptui.smtp.authority import authority
from smtptui.smtp.events import Connected, Level

WaitFor = Callable[[Message], None]


async def connect(link: Link, target: Target, options: ConnectOptions, tell: Tell, wait_for: WaitFor) -> Connected:
    """Connects. `tell` gets what a person should know of the way, `wait_for` what is waited for now.

    Raises ConnectFailed, ConnectTimeout; UsageError for a proxy that cannot be used.
    """
    if target.kind is Kind.UNIX:
        return await _to_socket(link, target.host, options, tell, wait_for)
    if target.kind is Kind.PRACTICE:
        raise ConnectFailed(Message("The practice server is not running."))
    found = _known(target, options) or await _looked_up(target, options, tell, wait_for)
    problem: ConnectFailed | None = None
    for number, candidate in enumerate(found, 1):
        try:
            if options.proxy is not None:
                return await _through(options.proxy, link, candidate, options, tell, wait_for)
            return await _straight(link, candidate, options, wait_for)
        except ConnectFailed as error:
            problem = error
            if number < len(found):
                tell(Level.WARNING, error.message)
    assert problem is not None
    raise problem


def _known(target: Target, options: ConnectOptions) -> list[Candidate]:
    """Where to connect, if nothing is to be looked up here: at an address; at a name that the proxy looks up, unless
    a resolver or a family is asked for."""
    if target.kind is not Kind.HOST:
        return []
    if options.proxy is not None and not (options.resolver or options.family):
        return [Candidate(target.host, target.host, target.port, None)]
    return literal(target.host, target.port, options)


async def _looked_up(target: Target, options: ConnectOptions, tell: Tell, wait_for: WaitFor) -> list[Candidate]:
    limit = options.connect_timeout
    wait_for(Message("looking up {host}", host=target.host))
    try:
        async with asyncio.timeout(limit):
            return await candidates(target, options, tell)
    except TimeoutError as error:
        raise ConnectTimeout(
            Message(
                "{host} could not be looked up within {seconds} s: the name server does not answer.",
                host=target.host,
                seconds=f"{limit:g}",
            )
        ) from error


async def _straight(link: Link, candidate: Candidate, options: ConnectOptions, wait_for: WaitFor) -> Connected:
    where = authority(candidate.address, candidate.port)
    wait_for(Message("connecting to {address}", address=where))
    begun = time.monotonic()
    try:
        async with asyncio.timeout(options.connect_timeout):
            await link.connect(candidate.address, candidate.port, options.source)
    except TimeoutError as error:
        raise ConnectTimeout(_no_answer(candidate, where, options.connect_timeout)) from error
    except OSError as error:
        raise ConnectFailed(_refused(error, where)) from error
    return _connected(candidate, begun)


async def _through(
    proxy_url: str, link: Link, candidate: Candidate, options: ConnectOptions, tell: Tell, wait_for: WaitFor
) -> Connected:
    from smtptui.session.proxy.connect import connect_through
    from smtptui.session.proxy.url import parse_proxy, told

    proxy = parse_proxy(proxy_url)
    where = authority(candidate.address, candidate.port)
    wait_for(Message("connecting to {address} through the {proxy}", address=where, proxy=proxy.shown))
    begun = time.monotonic()
    await link.take(await connect_through(proxy, candidate.address, candidate.port, options))
    tell(Level.INFO, told(proxy, where, time.monotonic() - begun))
    return _connected(candidate, begun)


async def _to_socket(link: Link, path: str, options: ConnectOptions, tell: Tell, wait_for: WaitFor) -> Connected:
    if options.proxy is not None:
        tell(Level.WARNING, Message("A unix socket is on this machine: the proxy is passed over."))
    wait_for(Message("connecting to {address}", address=path))
    begun = time.monotonic()
    try:
        async with asyncio.timeout(options.connect_timeout):
            await link.connect_unix(path)
    except TimeoutError as error:
        raise ConnectTimeout(Message("{address} did not take the connection in time.", address=path)) from error
    except OSError as error:
        raise ConnectFailed(_refused(error, path)) from error
    return _connected(Candidate(path, path, 0, None), begun)


def _connected(candidate: Candidate, begun: float) -> Connected:
    took = time.monotonic() - begun
    return Connected(candidate.host, candidate.address, candidate.port, candidate.dns_seconds, took)


def _no_answer(candidate: Candidate, where: str, limit: float) -> Message:
    if candidate.port == 25:
        return Message(
            "{address} did not answer within {seconds} s. Many networks block port 25; try port 587 or 465.",
            address=where,
            seconds=f"{limit:g}",
        )
    return Message("{address} did not answer within {seconds} s.", address=where, seconds=f"{limit:g}")


def _refused(error: OSError, where: str) -> Message:
    match error.errno:
        case errno.ECONNREFUSED:
            return Message("{address} refused the connection: nothing listens on that port.", address=where)
        case errno.EHOSTUNREACH | errno.ENETUNREACH:
            return Message("{address} cannot be reached from this network.", address=where)
        case errno.EADDRNOTAVAIL:
            return Message("{address}: the source address is not one of this machine.", address=where)
        case errno.ENOENT:
            return Message("There is no socket {address}.", address=where)
        case errno.ECONNRESET | errno.EPIPE:
            return Message("The connection was reset by the server or something on the way.")
        case errno.EACCES | errno.EPERM:
            return Message("{address}: this machine does not allow the connection.", address=where)
        case _:
            # The error's own words may be asyncio's: "Connect call failed …".
            return Message(
                "{address}: {why}.", address=where, why=os.strerror(error.errno) if error.errno else str(error)
            )
