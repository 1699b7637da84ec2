"""What is large stays quick and flat: a message of 25 MB, a reply of thousands of lines."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smtptui.smtp.reply import MAX_LINES, Anomaly
from smtptui.transcript.rows import rows
from tests.robustness.listening import answering, listening
from tests.robustness.program import typed_session
from tests.robustness.sessions import exchanges, explained, opened, received, type_lines

MB = 1024 * 1024
SIZE = 25 * MB
PIECE = 64 * 1024
LINE = b"a line of a message, as long as most of them are, and not a byte longer than so\r\n"
MESSAGE = (LINE * (PIECE // len(LINE)))[:-2] + b"\r\n"


@contextmanager
def memory() -> Iterator[list[int]]:
    """The most that was held meanwhile, in octets, beyond what was held before."""
    peak: list[int] = []
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        yield peak
        peak.append(tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()


async def test_a_message_of_25_mb_flows(tmp_path: Path) -> None:
    """The server reads nothing until our side has come to a stop: what waits in our own memory stays small. All of it
    is kept once, in the transcript."""
    let_go = asyncio.Event()

    async def read_message(reader: asyncio.StreamReader) -> int:
        await let_go.wait()
        count, tail = 0, b""
        while not tail.endswith(b"\r\n.\r\n"):
            piece = await reader.read(PIECE)
            assert piece, "the client is gone"
            count += len(piece)
            tail = (tail + piece)[-5:]
        return count

    sent = sent_before_stop = 0
    async with listening(answering(message=read_message)) as address, opened(tmp_path, address) as session:
        envelope = ("EHLO client.example.test", "MAIL FROM:<a@example.test>", "RCPT TO:<b@example.test>", "DATA")
        await type_lines(session, *envelope)
        with memory() as peak:
            while sent < SIZE:
                session.send(MESSAGE)
                sent += len(MESSAGE)
                keeping_up = asyncio.ensure_future(session.drain())
                _, late = await asyncio.wait({keeping_up}, timeout=None if let_go.is_set() else 1.0)
                if late:
                    sent_before_stop = sent
                    let_go.set()
                await keeping_up
            await type_lines(session, ".")
        assert exchanges(session)[-1].text == f"{sent + 3} octets"
        assert session.state.accepted == 1
        kept = sum(file.stat().st_size for file in (tmp_path / "sessions").iterdir())
    # The system's own buffers take a few megabytes.
    assert 0 < sent_before_stop < SIZE / 2
    assert peak[0] < 1.5 * sent
    assert sent < kept < 1.2 * sent


def many_lines(count: int) -> bytes:
    return b"".join(b"250-X-NUMBER-%d of an extension\r\n" % number for number in range(count - 1)) + b"250 X-END\r\n"


async def test_a_reply_of_5000_lines(tmp_path: Path) -> None:
    async with listening(answering({b"EHLO": many_lines(5000)})) as address, opened(tmp_path, address) as session:
        began = time.process_time()
        await type_lines(session, "EHLO client.example.test")
        took = time.process_time() - began
        (reply,) = [event.reply for event in received(session)[1:]]
        assert len(reply.lines) == 5000
        assert not reply.anomalies
        assert session.state.capabilities is not None
        assert "X-END" in session.state.capabilities
        assert len([row for row in rows(session.feed.everything()) if row.code == 250]) == 5000
    assert took < 2.0


async def measured_ehlo(lines: int, home: Path) -> tuple[float, int]:
    """Seconds of the processor, and octets at the peak, that an EHLO of so many lines costs."""
    async with listening(answering({b"EHLO": many_lines(lines)})) as address, opened(home, address) as session:
        began = time.process_time()
        await type_lines(session, "EHLO client.example.test")
        took = time.process_time() - began
        (reply,) = [event.reply for event in received(session)[1:]]
        assert len(reply.lines) == min(lines, MAX_LINES + 1)
        is_cut = lines > MAX_LINES
        assert (Anomaly.REPLY_TOO_LONG in reply.anomalies) is is_cut
        assert bool(explained(session).anomalies) is is_cut
        raw = len(many_lines(lines))
        assert len(reply.raw) + reply.dropped == raw
        # The session is as quick as ever after it.
        await type_lines(session, "NOOP")
        assert exchanges(session)[-1].code == 250
    return took, raw


async def test_an_ehlo_of_200_000_lines(tmp_path: Path) -> None:
    """Twice the lines cost about twice the time, and no more memory: what the caps cut off is only counted."""
    half, _ = await measured_ehlo(100_000, tmp_path / "half")
    whole, _ = await measured_ehlo(200_000, tmp_path / "whole")
    assert whole < 4 * half + 0.5
    peaks = []
    for lines in (20_000, 200_000):
        async with (
            listening(answering({b"EHLO": many_lines(lines)})) as address,
            opened(tmp_path / str(lines), address) as session,
        ):
            with memory() as peak:
                await type_lines(session, "EHLO client.example.test")
            peaks += peak
    assert peaks[1] < 1.5 * peaks[0] + 16 * MB


@pytest.mark.parametrize("lines", [5_000, 200_000])
async def test_a_long_ehlo_through_the_program(lines: int, tmp_path: Path) -> None:
    async with listening(answering({b"EHLO": many_lines(lines)})) as address:
        ran = await asyncio.to_thread(typed_session, tmp_path, address, "EHLO client.example.test", "NOOP", "QUIT")
    assert ran.code == 0, ran.err
    assert len(ran.gutters("<-  ")) == min(lines, MAX_LINES + 1) + 3
    assert ran.gutters("<-  ")[-1] == "221 bye"
