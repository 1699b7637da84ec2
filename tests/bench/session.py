"""A session, EHLO to QUIT with a message, in this process and on the same server: beside aiosmtplib and smtplib."""

from __future__ import annotations

import asyncio
import gc
import smtplib
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable

import aiosmtplib

from smtptui.session.options import ConnectOptions
from smtptui.session.session import Session
from smtptui.session.target import parse_target
from tests.bench import _server
from tests.bench.ratio import Ratio

ROUNDS = 61
AT_ONCE = 20
"""Sessions, one after the other, that one measurement is of."""
MESSAGE = b"Subject: bench\r\n\r\n" + b"A line of the message, of a usual length.\r\n" * 40
SENDER, RECIPIENT = "alice@example.org", "bob@example.org"
MAIL, RCPT = f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{RECIPIENT}>"


def run() -> Iterable[Ratio]:
    """Ours, as a multiple of each."""
    return asyncio.run(_measured())


async def _measured() -> list[Ratio]:
    server = await _server.start()
    port = _server.port_of(server)
    loop = asyncio.get_running_loop()
    clients: list[Callable[[], Awaitable[object]]] = [
        lambda: _ours(port, [["EHLO client.example"], [MAIL], [RCPT], ["DATA"]]),
        lambda: _ours(port, [["EHLO client.example"], [MAIL, RCPT, "DATA"]]),
        lambda: _aiosmtplib(port),
        lambda: loop.run_in_executor(None, _smtplib, port),
    ]
    times: list[list[float]] = [[] for _ in clients]
    async with server:
        for _ in range(ROUNDS):
            for client, taken in zip(clients, times, strict=True):
                gc.collect()
                begun = time.perf_counter()
                for _ in range(AT_ONCE):
                    await client()
                taken.append((time.perf_counter() - begun) / AT_ONCE)
    ours, pipelined, aio, std = (1e3 * statistics.median(taken) for taken in times)
    return [
        Ratio("a session with a message, to aiosmtplib", ours, aio, "ms", 1.0),
        Ratio("the same, pipelined, which aiosmtplib cannot", pipelined, aio, "ms"),
        Ratio("a session with a message, to smtplib", ours, std, "ms"),
    ]


async def _ours(port: int, batches: list[list[str]]) -> None:
    """Each batch waits for its replies, as both libraries do after each command; all is in a redacted transcript."""
    session = Session(parse_target(f"127.0.0.1:{port}"), ConnectOptions(ehlo_name="client.example"))
    await session.open()
    await session.settled()
    for batch in batches:
        session.send("".join(f"{line}\r\n" for line in batch).encode())
        await session.settled()
    session.send(MESSAGE + b".\r\n")
    await session.settled()
    session.send_line("QUIT")
    await session.settled()
    session.close()
    assert not session.state.awaiting


async def _aiosmtplib(port: int) -> None:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="client.example")
    async with client:
        await client.sendmail(SENDER, [RECIPIENT], MESSAGE)


def _smtplib(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, "client.example") as client:
        client.sendmail(SENDER, [RECIPIENT], MESSAGE)
