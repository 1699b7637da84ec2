"""A server of the tests that plays its own part word by word, and a bench that reaches it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.session import Session
from smtptui.session.target import Target, parse_target
from smtptui.transcript.record import Transcript

PATIENCE = ConnectOptions(timeout=20.0, connect_timeout=20.0)


@dataclass
class Heard:
    """Where the server listens, and what it was sent."""

    port: int = 0
    received: bytes = b""
    connections: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextlib.asynccontextmanager
async def scripted(*part: bytes | int) -> AsyncIterator[Heard]:
    """A server that goes through its part on each connection: bytes are sent, a number is lines to read first.

    After the part it reads on until the client goes; a part that ends with 0 hangs up.
    """
    heard = Heard()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.connections += 1
        heard.writers.append(writer)
        with contextlib.suppress(ConnectionError):
            for step in part:
                if isinstance(step, bytes):
                    writer.write(step)
                    await writer.drain()
                for _ in range(step if isinstance(step, int) else 0):
                    heard.received += await reader.readline()
            if part[-1:] != (0,):
                heard.received += await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    heard.port = server.sockets[0].getsockname()[1]
    try:
        yield heard
    finally:
        server.close()
        for writer in heard.writers:
            writer.close()
        await server.wait_closed()


class PlainBench:
    """A bench without a practice server; it keeps the sessions that it made."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []

    async def session(
        self,
        target: str | Target,
        options: ConnectOptions | None = None,
        *,
        default_tls: TlsMode = TlsMode.NONE,
        transcript: Transcript | None = None,
    ) -> Session:
        where = parse_target(target) if isinstance(target, str) else target
        self.sessions.append(Session(where, options or PATIENCE, default_tls=default_tls, transcript=transcript))
        return self.sessions[-1]

    def renew(self) -> None:
        """Nothing is remembered here."""

    def advance(self, seconds: float) -> None:
        raise AssertionError("no practice server")

    def mailbox(self, address: str) -> list[bytes]:
        raise AssertionError("no practice server")

    def is_practice(self, session: Session) -> bool:
        return False
