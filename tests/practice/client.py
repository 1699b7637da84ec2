"""A client by hand, for the tests that talk to the practice server over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from smtptui.practice.server import PracticeServer


class Client:
    """A person with a socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.writer.get_extra_info("sockname")[:2]
        return host, port

    async def read(self) -> str:
        """One reply."""
        lines = ""
        while True:
            line = (await self.reader.readline()).decode()
            lines += line
            if line[3:4] != "-":
                return lines

    async def say(self, line: str) -> str:
        """A line, and its reply."""
        self.writer.write(line.encode() + b"\r\n")
        return await self.read()

    async def begin(self) -> str:
        """A message up to its recipient, and the reply to that."""
        await self.say("HELO client.example.test")
        await self.say("MAIL FROM:<a@example.org>")
        return await self.say("RCPT TO:<vasya@example.test>")

    async def deliver(self) -> str:
        """A message, and the reply to its end."""
        await self.begin()
        await self.say("DATA")
        return await self.say("Subject: x\r\n\r\nx\r\n.")


@asynccontextmanager
async def client_of(server: PracticeServer, *, greeted: bool = True) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(*server.address)
    client = Client(reader, writer)
    try:
        if greeted:
            assert (await client.read()).startswith("220 ")
        yield client
    finally:
        writer.close()


async def until(condition: Callable[[], bool]) -> None:
    """Lets the loop turn until the condition holds; what is awaited here has no event that a stranger could see."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)
