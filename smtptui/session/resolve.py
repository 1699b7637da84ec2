"""A target's addresses: the system's resolver for hosts, dnspython for MX records and a resolver of one's own."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

from smtptui.errors import ConnectFailed
from smtptui.messages import Message
from smtptui.session.options import ConnectOptions
from smtptui.session.target import Kind, Target, ip_version
from smtptui.smtp.events import Level
from smtptui.values import dataclass

Tell = Callable[[Level, Message], None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One address to try. `dns_seconds`: how long its name took to look up, None for a literal address."""

    host: str
    address: str
    port: int
    dns_seconds: float | None


def literal(host: str, port: int, options: ConnectOptions) -> list[Candidate]:
    """`host` if it is an address, [] for a name. Raises ConnectFailed for an address that is not of the family."""
    version = ip_version(host.partition("%")[0])
    if version is None:
        return []
    if options.family in (4, 6) and version != options.family:
        raise ConnectFailed(Message("{host} is no IPv{family} address.", host=host, family=options.family))
    return [Candidate(host, host, port, None)]


async def candidates(target: Target, options: ConnectOptions, tell: Tell) -> list[Candidate]:
    """The addresses of a HOST or MX target in the order to try them; each step is told. Raises ConnectFailed."""
    if target.kind is Kind.HOST:
        return await _addresses(target.host, target.port, options)
    found: list[Candidate] = []
    for preference, host in await _mail_exchangers(target.host, options, tell):
        try:
            addresses = await _addresses(host, target.port, options)
        except ConnectFailed as error:
            tell(Level.WARNING, error.message)
            continue
        shown = ", ".join(candidate.address for candidate in addresses)
        tell(
            Level.INFO,
            Message("MX {preference} {host}: {addresses}", preference=preference, host=host, addresses=shown),
        )
        found += addresses
    if not found:
        raise ConnectFailed(Message("No mail server of {domain} has an address.", domain=target.host))
    return found


async def _addresses(host: str, port: int, options: ConnectOptions) -> list[Candidate]:
    if found := literal(host, port, options):
        return found
    begun = time.monotonic()
    if options.resolver is not None:
        addresses = await _ask_addresses(host, options)
    else:
        addresses = await _system_addresses(host, port, options)
    took = time.monotonic() - begun
    return [Candidate(host, address, port, took) for address in dict.fromkeys(addresses)]


async def _system_addresses(host: str, port: int, options: ConnectOptions) -> list[str]:
    family = {4: socket.AF_INET, 6: socket.AF_INET6}.get(options.family or 0, socket.AF_UNSPEC)
    loop = asyncio.get_running_loop()
    try:
        infos = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise ConnectFailed(_lookup_failed(host, error, options)) from error
    except (OSError, UnicodeError) as error:
        raise ConnectFailed(Message("{host} cannot be looked up: {why}.", host=host, why=str(error))) from error
    return [str(info[4][0]) for info in infos]


def _lookup_failed(host: str, error: socket.gaierror, options: ConnectOptions) -> Message:
    if error.errno == socket.EAI_AGAIN:
        return Message(
            "{host} cannot be looked up now: the name server does not answer. Is there a network?", host=host
        )
    if options.family and error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_ADDRFAMILY", -9)):
        return Message("{host} has no IPv{family} address, or does not exist.", host=host, family=options.family)
    return Message("There is no host {host}: its name has no address. Is it spelled right?", host=host)


# -- dnspython, from here on


def _resolver(options: ConnectOptions):  # type: ignore[no-untyped-def]
    import dns.asyncresolver
    import dns.exception

    try:
        resolver = dns.asyncresolver.Resolver(configure=options.resolver is None)
    except dns.exception.DNSException as error:
        raise ConnectFailed(Message("No name server is configured on this machine: {why}.", why=str(error))) from error
    if options.resolver is not None:
        resolver.nameservers = [options.resolver[0]]
        resolver.port = options.resolver[1]
    resolver.lifetime = options.connect_timeout
    return resolver


async def _mail_exchangers(domain: str, options: ConnectOptions, tell: Tell) -> list[tuple[int, str]]:
    """The MX hosts, best first (RFC 5321 §5.1); the domain itself where it has none."""
    import dns.exception
    import dns.resolver

    resolver = _resolver(options)
    begun = time.monotonic()
    try:
        answer = await resolver.resolve(domain, "MX")
    except dns.resolver.NXDOMAIN as error:
        raise ConnectFailed(Message("There is no domain {domain}. Is it spelled right?", domain=domain)) from error
    except dns.resolver.NoAnswer:
        tell(Level.INFO, Message("{domain} has no MX record: the domain itself is tried.", domain=domain))
        return [(0, domain)]
    except dns.exception.Timeout as error:
        raise ConnectFailed(
            Message("The MX records of {domain} cannot be had now: the name server does not answer.", domain=domain)
        ) from error
    except (dns.exception.DNSException, OSError) as error:
        raise ConnectFailed(
            Message("The MX records of {domain} cannot be had: {why}.", domain=domain, why=str(error))
        ) from error
    took = time.monotonic() - begun
    found = sorted((int(record.preference), record.exchange.to_text(omit_final_dot=True)) for record in answer)
    if found == [(0, "@")] or found == [(0, ".")] or found == [(0, "")]:
        raise ConnectFailed(Message("{domain} takes no mail: it has a null MX record (RFC 7505).", domain=domain))
    hosts = ", ".join(f"{preference} {host}" for preference, host in found)
    ms = f"{took * 1000:.0f} ms"
    tell(Level.INFO, Message("MX of {domain}: {hosts} ({seconds}).", domain=domain, hosts=hosts, seconds=ms))
    return found


async def _ask_addresses(host: str, options: ConnectOptions) -> list[str]:
    import dns.exception
    import dns.resolver

    resolver = _resolver(options)
    kinds = {4: ("A",), 6: ("AAAA",)}.get(options.family or 0, ("AAAA", "A"))
    found: list[str] = []
    missing = False
    problem: Exception | None = None
    for kind in kinds:
        try:
            found += [record.address for record in await resolver.resolve(host, kind)]
        except dns.resolver.NXDOMAIN:
            missing = True
        except dns.resolver.NoAnswer:
            continue
        except (dns.exception.DNSException, OSError) as error:
            problem = error  # a server that fails for AAAA may still know the A record
    if not found:
        if isinstance(problem, dns.exception.Timeout):
            raise ConnectFailed(
                Message("{host} cannot be looked up now: the name server does not answer.", host=host)
            ) from problem
        if problem is not None:
            why = str(problem)
            raise ConnectFailed(Message("{host} cannot be looked up: {why}.", host=host, why=why)) from problem
        if missing:
            raise ConnectFailed(Message("There is no host {host}. Is it spelled right?", host=host))
        raise ConnectFailed(Message("{host} has no address.", host=host))
    return found
