"""The socket, in layers: plaintext, then TLS over it. Bytes arrive tagged by the layer they came through."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import cast

OnData = Callable[[bytes], None]
OnLost = Callable[[Exception | None], None]


READ_SIZE = 16 * 1024
"""Bytes read at once at most. The loop's own reads ask for 256 KiB each time, which the system maps and unmaps anew."""


class _Layer(asyncio.BufferedProtocol):
    """What receives the bytes of one layer, once it is released. The plaintext layer reads nothing before: where TLS
    begins at once, the first bytes are the handshake's. A TLS layer holds what it reads: decrypted bytes can arrive
    before `start_tls` returns."""

    def __init__(self, link: Link, holding: bool) -> None:
        self._link = link
        self._holding = holding
        self._held: list[bytes] = []
        self._lost: tuple[Exception | None] | None = None
        self._transport: asyncio.Transport | None = None
        self._buffer = memoryview(bytearray(READ_SIZE))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Called for the plaintext layer only: `start_tls` does not call it.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.pause_reading()

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        data = bytes(self._buffer[:nbytes])
        if self._holding:
            self._held.append(data)
        else:
            self._link.on_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._holding:
            self._lost = (exc,)
        else:
            self._link.layer_lost(exc)

    def pause_writing(self) -> None:
        self._link.writable.clear()

    def resume_writing(self) -> None:
        self._link.writable.set()

    def release(self) -> None:
        self._holding = False
        if self._transport is not None:
            self._transport.resume_reading()
        held, self._held = self._held, []
        for data in held:
            self._link.on_data(data)
        if self._lost:
            self._link.layer_lost(self._lost[0])


class Link:
    """One connection. `on_data` gets bytes as they come, `on_lost` is called once, at the end (None: in good order)."""

    def __init__(self, on_data: OnData, on_lost: OnLost) -> None:
        self.on_data = on_data
        self._on_lost = on_lost
        self._transport: asyncio.Transport | None = None
        self._first: _Layer | None = None
        self._tls_layer: _Layer | None = None
        self._over = False
        self.writable = asyncio.Event()
        self.writable.set()

    @property
    def is_open(self) -> bool:
        """Whether bytes can still be written."""
        return self._transport is not None and not self._over and not self._transport.is_closing()

    @property
    def local_address(self) -> str | None:
        """Our end's address without a zone, None for a unix socket."""
        name = self._transport.get_extra_info("sockname") if self._transport else None
        return str(name[0]).partition("%")[0] if isinstance(name, tuple) else None

    async def connect(self, address: str, port: int, source: str | None = None) -> None:
        """Opens TCP to a literal address. Raises OSError."""
        loop = asyncio.get_running_loop()
        local = (source, 0) if source else None
        layer = _Layer(self, holding=True)
        transport, _ = await loop.create_connection(lambda: layer, address, port, local_addr=local)
        self._transport = transport
        self._first = layer

    async def connect_unix(self, path: str) -> None:
        """Opens a unix socket. Raises OSError."""
        loop = asyncio.get_running_loop()
        layer = _Layer(self, holding=True)
        transport, _ = await loop.create_unix_connection(lambda: layer, path)
        self._transport = transport
        self._first = layer

    async def take(self, connected: socket.socket) -> None:
        """Goes on with a socket that is connected already, by way of a proxy. Raises OSError."""
        loop = asyncio.get_running_loop()
        layer = _Layer(self, holding=True)
        try:
            transport, _ = await loop.create_connection(lambda: layer, sock=connected)
        except BaseException:
            connected.close()
            raise
        self._transport = transport
        self._first = layer

    def release(self) -> None:
        """Lets the first layer's bytes through: the caller has told that the connection is up."""
        assert self._first is not None, "connect first"
        self._first.release()

    async def start_tls(self, context: ssl.SSLContext, server_name: str, timeout: float) -> ssl.SSLObject:
        """Puts TLS over the connection; bytes that it brings are held until `release_tls`.

        Raises ssl.SSLError and OSError (a handshake that takes too long is a ConnectionAbortedError); ValueError for
        a name that no certificate can have.
        """
        assert self._transport is not None, "connect first"
        loop = asyncio.get_running_loop()
        layer = _Layer(self, holding=True)
        transport = await loop.start_tls(
            self._transport,
            layer,
            context,
            server_hostname=server_name,
            ssl_handshake_timeout=timeout,
            ssl_shutdown_timeout=2.0,
        )
        if transport is None:  # the connection went away during the handshake
            raise ConnectionResetError("connection lost")
        self._transport = transport
        self._tls_layer = layer
        return cast(ssl.SSLObject, transport.get_extra_info("ssl_object"))

    def pause(self) -> None:
        """Nothing more is read: after the 220 to STARTTLS the next bytes are the handshake's."""
        if self._transport is not None and self._transport.is_reading():
            self._transport.pause_reading()

    def resume(self) -> None:
        """Reads again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def release_tls(self) -> None:
        """Lets the TLS layer's bytes through."""
        assert self._tls_layer is not None, "start TLS first"
        self._tls_layer.release()

    def write(self, data: bytes) -> None:
        """Queues bytes; `drain` waits while the queue is too long."""
        assert self._transport is not None, "connect first"
        self._transport.write(data)

    async def drain(self) -> None:
        """Waits until the peer keeps up."""
        await self.writable.wait()

    def close(self) -> None:
        """Ends in good order: what is queued is still sent."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Ends at once."""
        if self._transport is not None:
            self._transport.abort()

    def layer_lost(self, exc: Exception | None) -> None:
        """A layer's end."""
        if not self._over:
            self._over = True
            self.writable.set()
            self._on_lost(exc)
            # Nothing refers in a circle any more: what is over is freed without the garbage collector.
            self.on_data = self._on_lost = _nothing
            self._first = self._tls_layer = None


def _nothing(_: object) -> None:
    pass
