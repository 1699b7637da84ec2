"""Real proxies from Debian packages, and scripted ones, on loopback."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tests.real_servers.daemon import free_ports, wait_until
from tests.real_servers.requirements import require

USER = "ivan"
PASSWORD = "pr0xy-Pa55"


@contextmanager
def _running(command: Sequence[str | Path], port: int) -> Iterator[int]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: process.poll() is not None or _listens(port), 20, f"{command[0]} on port {port}")
        assert process.poll() is None, process.communicate()[0]
        yield port
    finally:
        process.kill()
        process.communicate()


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def microsocks(*, login: bool = False) -> Iterator[int]:
    """A SOCKS5 proxy; the port that it listens on."""
    program = require("microsocks", "apt-get install microsocks")
    (port,) = free_ports(1)
    flags = ["-u", USER, "-P", PASSWORD] if login else []
    with _running([program, "-i", "127.0.0.1", "-p", str(port), *flags], port):
        yield port


@contextmanager
def tinyproxy(folder: Path, *, login: bool = False, connect_ports: Sequence[int] = ()) -> Iterator[int]:
    """An HTTP proxy; with `connect_ports` it lets nobody connect to others."""
    program = require("tinyproxy", "apt-get install tinyproxy-bin")
    (port,) = free_ports(1)
    lines = [f"Port {port}", "Listen 127.0.0.1", "Timeout 60", "Allow 127.0.0.1", "MaxClients 20"]
    lines += [f"BasicAuth {USER} {PASSWORD}"] if login else []
    lines += [f"ConnectPort {allowed}" for allowed in connect_ports]
    file = folder / "tinyproxy.conf"
    file.write_text("".join(f"{line}\n" for line in lines))
    with _running([program, "-d", "-c", file], port):
        yield port


class Said(list[bytes]):
    """What a scripted proxy heard."""


@asynccontextmanager
async def scripted(*answers: bytes, ends: bool = False) -> AsyncIterator[tuple[int, Said]]:
    """A proxy that says one answer to each piece that it hears, in pieces of one byte where an answer begins with a
    NUL; then it is silent, or hangs up."""
    said = Said()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            heard = await reader.read(4096)
            if not heard:
                break
            said.append(heard)
            if answer[:1] == b"\0":
                for number in answer[1:]:
                    writer.write(bytes([number]))
                    await writer.drain()
                    await asyncio.sleep(0)
            else:
                writer.write(answer)
                await writer.drain()
        if not ends:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], said
