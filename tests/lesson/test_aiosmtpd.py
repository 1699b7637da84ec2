"""A script on a server that is none of ours: aiosmtpd."""

from __future__ import annotations

import asyncio
from typing import Any

from aiosmtpd.smtp import SMTP

from smtptui.lesson.format import parse_script
from smtptui.lesson.outcome import Outcome
from smtptui.lesson.player import Play, play
from tests.lesson.scripted import PATIENCE, PlainBench

SCRIPT = """S: 220 this text is not checked here
C: EHLO client.example.test
S: 250
S+ SIZE
C: MAIL FROM:<a@b.example>
S: 250
C: RCPT TO:<c@d.example>
S: 250
C: DATA
S: 354
C: Subject: x
C:
C: ..
C: .
S: 250
@goal queued 1
C: NONSENSE
S: 5xx
C: QUIT
S: 221
@closed"""


class _Keeper:
    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(envelope.content)
        return "250 kept"


async def test_a_script_holds_on_aiosmtpd() -> None:
    keeper = _Keeper()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(keeper, hostname="mx.test"), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        result = await play(parse_script(SCRIPT, "x.smtp"), PlainBench(), Play(f"127.0.0.1:{port}", PATIENCE))
    assert result.outcome is Outcome.HELD, (result.where, result.message)
    assert keeper.messages == [b"Subject: x\r\n\r\n.\r\n"]
