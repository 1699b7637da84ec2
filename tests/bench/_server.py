"""The least that is an SMTP server. Run as a program, it prints its port."""

from __future__ import annotations

import asyncio
from typing import cast

EHLO = b"250-bench.example\r\n250-PIPELINING\r\n250-SIZE 20971520\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"
REPLIES = {b"EHLO": EHLO, b"DATA": b"354 go on\r\n", b"QUIT": b"221 2.0.0 bye\r\n"}


class Visitor(asyncio.Protocol):
    """One client."""

    def __init__(self) -> None:
        self._waiting = b""
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(b"220 bench.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        *lines, self._waiting = (self._waiting + data).split(b"\r\n")
        for line in lines:
            if self._in_data:
                if line == b".":
                    self._in_data = False
                    self._transport.write(b"250 2.0.0 queued\r\n")
                continue
            verb = line[:4].upper()
            self._in_data = verb == b"DATA"
            self._transport.write(REPLIES.get(verb, b"250 2.0.0 ok\r\n"))
            if verb == b"QUIT":
                self._transport.close()


async def start() -> asyncio.Server:
    """The server, listening on a port of its own."""
    return await asyncio.get_running_loop().create_server(Visitor, "127.0.0.1", 0)


def port_of(server: asyncio.Server) -> int:
    """Where it listens."""
    return int(server.sockets[0].getsockname()[1])


async def _serve() -> None:
    server = await start()
    print(port_of(server), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
