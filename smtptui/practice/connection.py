"""One client's connection: an asyncio protocol that carries octets to its host and does what the host's actions say."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable
from typing import cast

from smtptui.practice.actions import Action, Close, Octets, Reply, StartTls
from smtptui.practice.exchange import Phase
from smtptui.practice.host import Host
from smtptui.values import dataclass

HANDSHAKE_TIMEOUT = 30.0
LINGER = 2.0
"""Seconds that a client has to take the last reply and close; then the connection is cut."""

PORTION = 4096
"""Octets that a host is given at a time: their replies are read before the next are taken."""


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
        # What came and the host has not been given: it waits, its replies are not read, or TLS is just beginning.
        self._pending = bytearray()
        self._is_upgrading = False
        self._is_write_paused = False
        self._is_unwanted = False
        self._is_lingering = False
        self._is_busy = False

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
            self._go_on()

    def data_received(self, data: bytes) -> None:
        self._pending += data
        self._go_on()

    def pause_writing(self) -> None:
        self._is_write_paused = True

    def resume_writing(self) -> None:
        self._is_write_paused = False
        self._go_on()

    def connection_lost(self, error: Exception | None) -> None:
        self._cancel_timer()
        if self.upgrade is not None and self.upgrade is not asyncio.current_task():
            self.upgrade.cancel()
        if not self.closed.done():
            self.closed.set_result(None)
            self._world.lost(self)

    # What the server calls.

    def advance(self, seconds: float) -> None:
        """Moves the session's own clock."""
        if self.host is not None and not self._is_upgrading:
            self._keep_time()
            self._perform(self.host.advance(seconds))
            self._go_on()

    def shutdown(self) -> None:
        """Says goodbye and closes."""
        if self.host is None or self._is_upgrading:
            self.abort()
        else:
            self._perform(self.host.shutdown())
            self._go_on()

    def abort(self) -> None:
        """Cuts the connection, also one that is only about to be made."""
        self._is_unwanted = True
        if self.upgrade is not None:
            self.upgrade.cancel()
        if self._transport is not None:
            self._transport.abort()

    # Octets in, actions out.

    def _go_on(self) -> None:
        """Gives the host what is pending, as far as it can be answered; then sets reading and the timer to match."""
        host = self.host
        # A transport may ask for more while it is written to: the order of the replies comes first.
        if host is None or self._is_busy or self._is_upgrading:
            return
        self._is_busy = True
        try:
            self._keep_time()
            while self._pending and host.wants_octets and not self._is_write_paused and not self._is_upgrading:
                portion = bytes(self._pending[:PORTION])
                del self._pending[:PORTION]
                self._perform(host.receive(portion))
        finally:
            self._is_busy = False
        self._set_reading(host)
        self._set_timer(host)

    def _perform(self, actions: Iterable[Action]) -> None:
        for action in actions:
            match action:
                case Reply():
                    self._write(action.to_bytes())
                case Octets(data):
                    self._write(data)
                case StartTls():
                    assert self.host is not None
                    self._start_tls(self.host.secured)
                case Close(reset):
                    self._close(reset)

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _close(self, reset: bool) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if reset:
            transport.abort()
        elif transport.can_write_eof():
            # Closing with octets unread would reset the connection, and the client could lose the last reply.
            try:
                transport.write_eof()
            except OSError:  # the client is gone, and the loop has not yet heard of it
                transport.abort()
        else:
            transport.close()

    def _set_reading(self, host: Host) -> None:
        transport = self._transport
        if transport is None or transport.is_closing() or self._is_upgrading:
            return
        wanted = not self._pending and (host.wants_octets and not self._is_write_paused)
        if host.phase is Phase.CLOSED:
            # On to the end of what the client sends, to no end but to see it.
            self._pending.clear()
            wanted = True
        if wanted and not transport.is_reading():
            transport.resume_reading()
        elif not wanted and transport.is_reading():
            transport.pause_reading()

    # Time.

    def _keep_time(self) -> None:
        now = self._world.now()
        elapsed, self._seen_at = now - self._seen_at, now
        if self.host is not None and elapsed > 0:
            self._perform(self.host.advance(elapsed))

    def _set_timer(self, host: Host) -> None:
        transport = self._transport
        if transport is None or self.closed.done() or self._is_lingering:
            return
        self._cancel_timer()
        if host.phase is Phase.CLOSED:
            self._is_lingering = True
            self._timer = self._loop.call_later(LINGER, transport.abort)
        elif not self._is_upgrading:
            self._timer = self._loop.call_later(max(0.0, host.deadline - host.now), self._go_on)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # TLS.

    def _start_tls(self, then: Callable[[], list[Action]]) -> None:
        assert self._transport is not None
        # At once: what the client sends next is its handshake, and is for the TLS layer to read. What it sent already
        # came in the clear, and must not be taken for what TLS protects (RFC 3207 §6).
        self._transport.pause_reading()
        self._pending.clear()
        self._cancel_timer()
        self._is_upgrading = True
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
        # What is pending now came under TLS, before this task went on.
        self._transport, self._is_upgrading, self._is_write_paused = secure, False, False
        self._perform(then())
        self._go_on()
