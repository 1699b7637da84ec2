"""A server that sends much at once: worked through in turns, with others on the loop between them, and nothing lost."""

from __future__ import annotations

import asyncio

import pytest

from smtptui.session import incoming
from smtptui.session.incoming import PIECE
from smtptui.session.options import TlsMode
from smtptui.smtp.events import Closed, PlaintextAfterStartTls, Received
from tests.hostile.certificates import Authority
from tests.hostile.script import HELLO
from tests.hostile.server import Do, serve
from tests.session.visits import PATIENCE, happened, told, until, visit

pytestmark = pytest.mark.usefixtures("no_leaks")
COUNT = 2000
FLOOD = b"".join(b"250 reply %04d %s\r\n" % (number, b"x" * 200) for number in range(COUNT))
"""More than is read at once."""


@pytest.fixture(autouse=True)
def _short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece is a turn of its own, however fast the machine is."""
    monkeypatch.setattr(incoming, "TURN", -1.0)


@pytest.mark.parametrize("is_secure", [False, True])
async def test_others_have_their_turn_and_nothing_is_lost(authority: Authority, is_secure: bool) -> None:
    tls = authority.good.server_context() if is_secure else None
    options = {"tls": TlsMode.IMPLICIT, "ca_file": authority.file} if is_secure else {}
    async with serve(HELLO + FLOOD, Do.CLOSE, tls=tls) as server, visit(server, **options) as session:
        turns = 0
        async with asyncio.timeout(PATIENCE):
            while len(happened(session, Received)) <= COUNT:
                await asyncio.sleep(0)
                turns += 1
        assert turns >= len(FLOOD) // PIECE
        await session.closed()
        replies = [event.reply.text[:10] for event in happened(session, Received)]
        assert replies == ["mail.examp", *(f"reply {number:04d}" for number in range(COUNT))]
        assert told(session)[-1].endswith("The server closed the connection.")


async def test_dropping_in_the_middle_keeps_what_came() -> None:
    async with serve(HELLO + FLOOD) as server, visit(server) as session:
        await until(lambda: bool(happened(session, Received)))
        session.drop()
        count = len(happened(session, Received))
        assert 0 < count < COUNT
        [closed] = happened(session, Closed)
        assert session.transcript[-1].event == closed
        await asyncio.sleep(2 * incoming.BREAK)
        assert len(happened(session, Received)) == count


async def test_plaintext_behind_the_starttls_220_is_never_read_as_tls() -> None:
    injected = b"250 injected\r\n" * PIECE
    async with serve(HELLO, "STARTTLS", b"220 go\r\n" + injected, Do.CLOSE) as server, visit(server) as session:
        await session.settled()
        session.send_line("STARTTLS")
        await session.closed()
        plain = b"".join(event.raw for event in happened(session, PlaintextAfterStartTls))
        assert plain and injected.startswith(plain)
        assert [event.reply.text for event in happened(session, Received)] == ["mail.example.test", "go"]
