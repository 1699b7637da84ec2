"""A server that does exactly what a script says: one step after another, each connection anew."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import cast


class Do(Enum):
    """Steps without a value. RESET: the connection breaks. HALF_CLOSE: no more is sent, reading goes on. CLOSE: the
    end, in good order. WAIT: nothing happens until the client is gone. TAKE: whatever comes next is read."""

    RESET = "reset"
    HALF_CLOSE = "half-close"
    CLOSE = "close"
    WAIT = "wait"
    TAKE = "take"


@dataclass(frozen=True)
class Slowly:
    """Bytes sent one by one, each in a segment of its own, `pause` seconds after it."""

    data: bytes
    pause: float = 0.0


@dataclass(frozen=True)
class Tls:
    """The handshake, from now on."""

    context: ssl.SSLContext


Step = bytes | str | Do | Slowly | Tls
"""Bytes are sent; text is what the next line of the client begins with."""


@dataclass
class Hostile:
    """The server while it runs. `lines`: what clients sent, without line ends; `wrong`: what was not expected."""

    steps: Sequence[Step]
    port: int = 0
    path: str = ""
    connections: int = 0
    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    talks: set[asyncio.Task[None]] = field(default_factory=set)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        try:
            for step in self.steps:
                if not await self._do(step, reader, writer):
                    return
            await reader.read()
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _do(self, step: Step, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        match step:
            case bytes():
                writer.write(step)
                await writer.drain()
            case str():
                line = (await reader.readline()).decode("utf-8", "surrogateescape").rstrip("\r\n")
                self.lines.append(line)
                if not line.upper().startswith(step.upper()):
                    self.wrong.append(f"{line!r} for {step!r}")
            case Slowly(data, pause):
                for octet in data:
                    writer.write(bytes([octet]))
                    await writer.drain()
                    await asyncio.sleep(pause)
            case Tls(context):
                await writer.start_tls(context)
            case Do.RESET:
                raw = cast(socket.socket, writer.get_extra_info("socket"))
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
                return False
            case Do.HALF_CLOSE:
                writer.write_eof()
            case Do.CLOSE:
                return False
            case Do.WAIT:
                await reader.read()
            case Do.TAKE:
                await reader.read(65536)
        return True

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.talks.add(task)
        try:
            await self.talk(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self.talks.discard(task)


@contextlib.asynccontextmanager
async def serve_in_turn(scripts: Sequence[Sequence[Step]]) -> AsyncIterator[int]:
    """The first connection gets the first script, the second the second, and so on. Gives the port."""
    waiting = iter(scripts)
    async with serve() as first:

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await Hostile(next(waiting, ())).talk(reader, writer)

        first.talk = talk  # type: ignore[method-assign]
        yield first.port


@contextlib.asynccontextmanager
async def serve(
    *steps: Step, host: str = "127.0.0.1", path: str = "", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Hostile]:
    """Runs a script on a free port of the loopback, or on a unix socket; `tls` puts TLS before everything."""
    hostile = Hostile((Tls(tls), *steps) if tls else steps, path=path)
    if path:
        server = await asyncio.start_unix_server(hostile._handle, path)
    else:
        server = await asyncio.start_server(hostile._handle, host, 0)
        hostile.port = server.sockets[0].getsockname()[1]
    try:
        yield hostile
    finally:
        server.close()
        talks = list(hostile.talks)
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()
