"""Small servers on the test's own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[str]:
    """The address to connect to, as HOST:PORT."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except ConnectionError:
            pass  # the client is gone
        finally:
            writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def answering(
    answers: Mapping[bytes, bytes] | None = None,
    message: Callable[[asyncio.StreamReader], Awaitable[int]] | None = None,
) -> Serve:
    """Greets, says 250 to everything but DATA and QUIT, or what `answers` says to a verb. `message` reads the octets of
    a message, the lone dot included, and tells how many there were; without it they are read line by line."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.test\r\n")
        while line := await reader.readline():
            verb = line.split()[0].upper() if line.strip() else b""
            if answers and verb in answers:
                writer.write(answers[verb])
                await writer.drain()
            elif verb == b"DATA":
                writer.write(b"354 go ahead\r\n")
                count = await (message or _line_by_line)(reader)
                writer.write(b"250 %d octets\r\n" % count)
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                writer.write(b"250 ok\r\n")

    return serve


async def _line_by_line(reader: asyncio.StreamReader) -> int:
    count = 0
    while line := await reader.readline():
        count += len(line)
        if line == b".\r\n":
            break
    return count
