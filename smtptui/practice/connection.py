"""One client's connection: an asyncio protocol that carries octets to its host and does what the host's actions say."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from smtptui.practice.actions import Action, Close, Octets, Reply, StartTls
from smtptui.practice.exchange import Phase
from smtptui.practice.host import Host

HANDSHAKE_TIMEOUT = 30.0
LINGER = 2.0
"""Seconds that a client has to take the last reply and close; then the connection is cut."""

MOST_UNSENT = 4 * 1024 * 1024
"""Octets of replies that a client may leave unread."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a connection needs of its server."""

    new_host: Callable[[str, bool], Host]
    now: Callable[[], float]
    context: ssl.SSLContext | None
    implicit_tls: bool
    is_full: Callable[[], bool]
    lost: Callable[[Connection], None]


class Connection(asyncio.Protocol):
    """Joins a transport and a host. `closed` is done when the connection is gone; `client` is the client's address."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.host: Host | None = None
        self._world = surroundings
        self._loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[None] = self._loop.create_future()
        self.client: tuple[str, int] = ("", 0)
        self.upgrade: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._seen_at = surroundings.now()
        self._upgrading = False
        self._early = bytearray()
        self._is_write_paused = False
        self._is_unwanted = False
        self._is_lingering = False

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        if self._is_unwanted:
            self._transport.abort()
            return
        peer = transport.get_extra_info("peername") or ("", 0)
        self.client = (peer[0], peer[1])
        self.host = self._world.new_host(peer[0], self._world.implicit_tls)
        begin = self.host.turned_away if self._world.is_full() else self.host.opened
        if self._world.implicit_tls:
            self._start_tls(begin)
        else:
            self._perform(begin())

    def data_received(self, data: bytes) -> None:
        if self._upgrading:
            # Under TLS already, but the handshake's waiter has not yet run.
            self._early += data
        elif self.host is not None:
            self._keep_time()
            self._perform(self.host.receive(data))

    def pause_writing(self) -> None:
        self._is_write_paused = True
        if self.host is not None:
            self._set_reading(self.host)

    def resume_writing(self) -> None:
        self._is_write_paused = False
        if self.host is not None:
            self._set_reading(self.host)

    def connection_lost(self, error: Exception | None) -> None:
        self._cancel_timer()
        if not self.closed.done():
            self.closed.set_result(None)
            self._world.lost(self)

    # What the server calls.

    def advance(self, seconds: float) -> None:
        """Moves the session's own clock."""
        self._keep_time()
        if self.host is not None and not self._upgrading:
            self._perform(self.host.advance(seconds))

    def shutdown(self) -> None:
        """Says goodbye and closes."""
        if self.host is None or self._upgrading:
            self.abort()
        else:
            self._perform(self.host.shutdown())

    def abort(self) -> None:
        """Cuts the connection, also one that is only about to be made."""
        self._is_unwanted = True
        if self.upgrade is not None:
            self.upgrade.cancel()
        if self._transport is not None:
            self._transport.abort()

    # Actions.

    def _perform(self, actions: Iterable[Action]) -> None:
        host = self.host
        assert host is not None
        for action in actions:
            match action:
                case Reply():
                    self._write(action.to_bytes())
                case Octets(data):
                    self._write(data)
                case StartTls():
                    self._start_tls(host.secured)
                case Close(reset):
                    self._close(reset)
        self._set_reading(host)
        self._set_timer(host)

    def _write(self, data: bytes) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        transport.write(data)
        if transport.get_write_buffer_size() > MOST_UNSENT:
            transport.abort()

    def _close(self, reset: bool) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if reset:
            transport.abort()
        elif transport.can_write_eof():
            # Closing with octets unread would reset the connection, and the client could lose the last reply.
            transport.write_eof()
        else:
            transport.close()

    def _set_reading(self, host: Host) -> None:
        transport = self._transport
        if transport is None or transport.is_closing() or self._upgrading:
            return
        wanted = not (self._is_write_paused or host.is_waiting) or host.phase is Phase.CLOSED
        if wanted and not transport.is_reading():
            transport.resume_reading()
        elif not wanted and transport.is_reading():
            transport.pause_reading()

    # Time.

    def _keep_time(self) -> None:
        if self.host is None or self._upgrading:
            return
        now = self._world.now()
        elapsed, self._seen_at = now - self._seen_at, now
        if elapsed > 0:
            self._perform(self.host.advance(elapsed))

    def _set_timer(self, host: Host) -> None:
        transport = self._transport
        if transport is None or self.closed.done() or self._is_lingering:
            return
        self._cancel_timer()
        if host.phase is Phase.CLOSED:
            self._is_lingering = True
            self._timer = self._loop.call_later(LINGER, transport.abort)
        elif not self._upgrading:
            self._timer = self._loop.call_later(max(0.0, host.deadline - host.now), self._on_timer, host)

    def _on_timer(self, host: Host) -> None:
        self._keep_time()
        self._set_timer(host)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # TLS.

    def _start_tls(self, then: Callable[[], list[Action]]) -> None:
        assert self._transport is not None
        # At once: what the client sends next is its handshake, and is for the TLS layer to read.
        self._transport.pause_reading()
        self._upgrading = True
        self.upgrade = self._loop.create_task(self._shake_hands(then))

    async def _shake_hands(self, then: Callable[[], list[Action]]) -> None:
        plain, context = self._transport, self._world.context
        assert plain is not None and context is not None
        try:
            secure = await self._loop.start_tls(
                plain,
                self,
                context,
                server_side=True,
                ssl_handshake_timeout=HANDSHAKE_TIMEOUT,
                ssl_shutdown_timeout=LINGER,
            )
        except OSError as error:
            # The TLS layer keeps the loss of a connection under handshake to itself.
            self.connection_lost(error)
            return
        except asyncio.CancelledError:
            self.connection_lost(None)
            raise
        finally:
            self.upgrade = None
        self._transport, self._upgrading = secure, False
        early, self._early = bytes(self._early), bytearray()
        self._keep_time()
        self._perform(then())
        if early:
            self.data_received(early)
