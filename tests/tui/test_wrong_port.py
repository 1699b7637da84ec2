"""Whoever comes to a port of another protocol is told so, though the connection is over at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.behaviours import http, imap, pop3, ssh
from tests.hostile.script import Script
from tests.hostile.server import Do, serve
from tests.tui.explorer import WIDE, explorer

WRONG = {
    http.SCRIPT: "This is a web server (HTTP), no mail server.",
    ssh.SCRIPT: "This is an SSH server, no mail server.",
    imap.SCRIPT: "This is an IMAP server",
    pop3.SCRIPT: "This is a POP3 server",
}


@pytest.mark.parametrize(("script", "told"), WRONG.items(), ids=[script.title for script in WRONG])
async def test_the_end_says_what_the_server_spoke(tmp_path: Path, script: Script, told: str) -> None:
    async with (
        serve(*script.steps) as server,
        explorer(tmp_path, f"127.0.0.1:{server.port}", size=WIDE, waits=False) as it,
    ):
        await it.until(lambda: it.talk.is_open or it.rows()[1:])
        if script.typed:
            it.editor.put(script.typed[0])
            await it.press("enter")
        await it.until(lambda: told in it.hint())
        assert it.panel("explain").startswith("The end of the session")
        assert told in it.panel("explain")


async def test_an_end_after_the_greeting_is_told_as_it_was(tmp_path: Path) -> None:
    steps = (b"220 mail.example.test\r\n", "NOOP", b"HTTP/1.1 400 Bad Request\r\n", Do.CLOSE)
    async with serve(*steps) as server, explorer(tmp_path, f"127.0.0.1:{server.port}", size=WIDE) as it:
        it.editor.put("NOOP")
        await it.press("enter")
        await it.until(lambda: "The server closed the connection." in it.hint())
        assert "web server" not in it.panel("explain")
