"""What the wire can bring, over a socket: survived, shown truthfully, named, and never a hang."""

from __future__ import annotations

import asyncio

import pytest

from smtptui.errors import TlsTimeout, WaitRanOut
from smtptui.messages import ENGLISH
from smtptui.smtp.events import Closed, Party
from smtptui.smtp.state import Phase
from smtptui.transcript.redact import redact
from smtptui.transcript.rows import rows
from tests.hostile.script import HELLO, Script
from tests.hostile.scripts import SCRIPTS, SILENT
from tests.hostile.server import Do, Slowly, Step, serve
from tests.session.visits import PATIENCE, happened, session_to, told, until, visit

pytestmark = pytest.mark.usefixtures("no_leaks")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.title)
async def test_it_is_survived_shown_and_named(script: Script) -> None:
    async with serve(*script.steps) as server, visit(server) as session:
        for line in script.typed:
            if line != "EHLO x":
                await session.replied(0)
            session.send_line(line)
        if script.ends:
            await session.closed()
        else:
            await until(lambda: all(row in told(session) for row in _tails(script)))
        lines = told(session)
        for row in script.rows:
            assert any(line.endswith(row) for line in lines), row
        if script.ends:
            assert any(line.endswith(script.ends) for line in lines)
        await until(lambda: _named(session) >= set(script.anomalies))
        assert all(line.isprintable() for line in lines)
        assert server.wrong == []


@pytest.mark.parametrize("script", SILENT, ids=lambda script: script.title)
async def test_it_ends_by_our_patience(script: Script) -> None:
    patience = {"timeout": 0.25, "connect_timeout": 0.25}
    async with serve(*script.steps) as server, visit(server, **patience) as session:
        with pytest.raises((WaitRanOut, TlsTimeout)) as failure:
            await session.settled()
            for line in script.typed:
                session.send_line(line)
                await session.settled()
        assert script.says.replace("1 s", "0.25 s") in str(failure.value)
        assert all(line.isprintable() for line in told(session))
        assert server.wrong == []


def _tails(script: Script) -> tuple[str, ...]:
    return script.rows[-1:]


def _named(session: object) -> set[object]:
    return {anomaly for row in rows(redact(session.transcript)) for anomaly in row.anomalies}  # type: ignore[attr-defined]


SESSION = HELLO + b"250-x\r\n250 SIZE 9\r\n250 ok\r\n"


@pytest.mark.parametrize("last", [Do.CLOSE, Do.RESET, Do.HALF_CLOSE])
async def test_an_end_at_any_byte(last: Do) -> None:
    for cut in range(len(SESSION)):
        async with serve("EHLO", "NOOP", SESSION[:cut], last) as server, visit(server) as session:
            session.send(b"EHLO x\r\nNOOP\r\n")
            await session.closed()
            [closed] = happened(session, Closed)
            assert closed.by in (Party.SERVER, Party.NETWORK)
            assert closed.unanswered
            if last is not Do.RESET:  # a reset may overtake what was sent before it
                shown = "".join(line[4:] for line in told(session) if line.startswith("<"))
                assert shown == SESSION[:cut].replace(b"\r\n", b"").decode().replace("\r", r"\x0d")


async def test_a_stray_reply_makes_the_state_doubtful() -> None:
    async with serve(HELLO, b"250 stray\r\n") as server, visit(server) as session:
        await until(lambda: session.state.doubtful)


async def test_a_half_line_is_seen_live_and_can_be_broken_off() -> None:
    async with serve(b"220 mail", Do.WAIT) as server, visit(server) as session:
        await until(lambda: session.partial == b"220 mail")
        waiting = asyncio.create_task(session.settled())
        await asyncio.sleep(0)
        session.drop()
        with pytest.raises(Exception, match="You dropped the connection"):
            await waiting
        assert told(session)[1:] == ["<** 220 mail", "=== You dropped the connection."]


async def test_a_server_that_reads_nothing_does_not_block_us() -> None:
    async with serve(HELLO, "x", Do.WAIT) as server, visit(server) as session:
        server.steps = (HELLO,)
        await session.settled()
        session.send(b"NOOP " + b"x" * 5_000_000 + b"\r\n")
        assert session.is_open


async def test_many_pipelined_commands_over_slow_replies() -> None:
    count = 200
    script: list[Step] = [HELLO, *["NOOP"] * count, Slowly(b"250 ok\r\n" * count)]
    async with serve(*script) as server, visit(server) as session:
        await session.settled()
        session.send(b"NOOP\r\n" * count)
        await session.settled()
        assert not session.state.doubtful
        assert [row.words(ENGLISH) for row in rows(redact(session.transcript))].count("250 ok") == count


async def test_the_phase_at_the_end_is_closed_whatever_happened() -> None:
    for script in SCRIPTS:
        if script.ends:
            async with serve(*script.steps) as server:
                session = session_to(server)
                await session.open()
                for line in script.typed:
                    if session.is_open:
                        session.send_line(line)
                async with asyncio.timeout(PATIENCE):
                    await session.closed()
                assert session.state.phase is Phase.CLOSED
                assert session.state.awaiting == ()
