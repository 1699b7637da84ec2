"""The practice server: hosts of one scenario behind a listening socket, on one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Self

from smtptui.errors import ConnectFailed, UsageError
from smtptui.messages import Message
from smtptui.practice.connection import Connection, Surroundings
from smtptui.practice.host import Host
from smtptui.practice.ledger import Ledger, Mailbox, StoredMessage
from smtptui.practice.scenario import Scenario, load_scenario
from smtptui.practice.settings import HostSettings
from smtptui.smtp.authority import authority

LOCALHOST = {"localhost": "127.0.0.1"}
"""The name may mean two addresses, and port 0 would give each its own port."""


class PracticeServer:
    """A server of one scenario, by its name or itself.

    `tls` gives the context for STARTTLS and implicit TLS; without it STARTTLS is not offered. It is called once, when
    the server starts and the scenario needs it. `clock` counts seconds. Other machines are let in only with
    `allow_remote`. What was delivered stays in `mailbox` after a stop.
    """

    def __init__(
        self,
        scenario: Scenario | str = "plain",
        *,
        listen: str = "127.0.0.1",
        port: int = 0,
        tls: Callable[[], ssl.SSLContext] | None = None,
        implicit_tls: bool = False,
        allow_remote: bool = False,
        settings: HostSettings | None = None,
        most_sessions: int = 100,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if implicit_tls and tls is None:
            raise ValueError("implicit TLS needs a TLS context")
        if not allow_remote:
            require_loopback(listen, port)
        self.scenario = load_scenario(scenario) if isinstance(scenario, str) else scenario
        self.settings = replace(settings or HostSettings(), has_certificate=tls is not None)
        self.ledger = Ledger()
        self._listen = LOCALHOST.get(listen, listen)
        self._wanted_port = port
        self._tls = tls
        self._implicit_tls = implicit_tls
        self._most_sessions = most_sessions
        self._clock = clock
        self._skew = 0.0
        self._started_sessions = 0
        self._connections: set[Connection] = set()
        self._server: asyncio.Server | None = None

    # Life.

    async def start(self) -> Self:
        """Listens. Raises ConnectFailed where the address cannot be had."""
        if self._server is not None:
            raise RuntimeError("the practice server runs already")
        surroundings = Surroundings(
            self._new_host,
            self.now,
            self._context(),
            self._implicit_tls,
            lambda: len(self._connections) > self._most_sessions,
            self._connections.discard,
        )
        try:
            self._server = await asyncio.get_running_loop().create_server(
                lambda: self._connect(surroundings), self._listen, self._wanted_port
            )
        except (OSError, OverflowError) as error:
            raise ConnectFailed(
                Message(
                    "The practice server cannot listen on {host}, port {port}: {reason}.",
                    host=self._listen,
                    port=self._wanted_port,
                    reason=getattr(error, "strerror", None) or str(error),
                )
            ) from error
        return self

    async def stop(self, grace: float = 0.5) -> None:
        """Says goodbye to each client, gives them `grace` seconds to go, and leaves nothing behind."""
        if self._server is None:
            return
        server, self._server = self._server, None
        await _stop_listening(server)
        for connection in tuple(self._connections):
            connection.shutdown()
        await self._wait_for_connections(grace)
        upgrades = [connection.upgrade for connection in self._connections if connection.upgrade is not None]
        for connection in tuple(self._connections):
            connection.abort()
        if upgrades:
            await asyncio.wait(upgrades)
        await self._wait_for_connections(None)
        await server.wait_closed()

    async def _wait_for_connections(self, timeout: float | None) -> None:
        if gone := [connection.closed for connection in self._connections]:
            await asyncio.wait(gone, timeout=timeout)

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # What one may ask.

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        if self._server is None or not self._server.sockets:
            raise RuntimeError("the practice server does not run")
        name = self._server.sockets[0].getsockname()
        return name[0], name[1]

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self.address[1]

    @property
    def mailbox(self) -> Mailbox:
        """All that was delivered, by any session."""
        return self.ledger.mailbox

    def messages_for(self, address: str, session: int | None = None) -> tuple[StoredMessage, ...]:
        """What was delivered to `address`, by one session or by all."""
        return self.mailbox.messages_for(address, session)

    @property
    def hosts(self) -> tuple[Host, ...]:
        """The hosts of the sessions under way, in the order in which they began."""
        return tuple(sorted(filter(None, (link.host for link in self._connections)), key=lambda host: host.session))

    def host_of(self, client: tuple[str, int]) -> Host | None:
        """The host that talks to the client whose own socket address this is, None where there is none."""
        connection = self._connection_of(client)
        return connection.host if connection else None

    def now(self) -> float:
        """The server's clock, in seconds: what was advanced is included."""
        return self._clock() + self._skew

    def renew(self) -> None:
        """Forgets mail, counts and clients. Sessions under way keep the old memory; the clock goes on."""
        self.ledger = Ledger()

    def advance(self, seconds: float, client: tuple[str, int] | None = None) -> None:
        """Moves the clock of one client's session; without `client` the server's: all sessions', later ones too."""
        if client is None:
            self._skew += seconds
            for link in tuple(self._connections):
                link.advance(0)
        elif connection := self._connection_of(client):
            connection.advance(seconds)

    # How connections begin.

    def _connection_of(self, client: tuple[str, int]) -> Connection | None:
        return next((link for link in self._connections if link.client == tuple(client[:2])), None)

    def _connect(self, surroundings: Surroundings) -> Connection:
        connection = Connection(surroundings)
        self._connections.add(connection)
        return connection

    def _new_host(self, peer: str, secure: bool) -> Host:
        self._started_sessions += 1
        return self.scenario.host(
            self.settings,
            self.ledger,
            peer=peer,
            session=self._started_sessions,
            now=self.now(),
            secure=secure,
        )

    def _context(self) -> ssl.SSLContext | None:
        if self._tls is None or not (self._implicit_tls or self.scenario.host().offers_tls):
            return None
        return self._tls()


async def _stop_listening(server: asyncio.Server) -> None:
    loop = asyncio.get_running_loop()
    for listening in server.sockets:
        # A loop without readers accepts and makes the transport in one step.
        with contextlib.suppress(NotImplementedError):
            loop.remove_reader(listening.fileno())
    # Who was accepted a moment ago gets a transport first: with the server closed, asyncio would leak the socket.
    await asyncio.sleep(0)
    server.close()


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(LOCALHOST.get(host, host)).is_loopback
    except ValueError:
        return False


def require_loopback(host: str, port: int) -> None:
    """Raises UsageError rather than serve other machines unasked."""
    if is_loopback(host):
        return
    where = authority(host, port)
    raise UsageError(
        Message(
            "The practice server is for this machine only, and {host} can be reached from others. "
            "To let them in, say so: smtptui practice --listen {where}",
            host=host,
            where=where,
        )
    )
