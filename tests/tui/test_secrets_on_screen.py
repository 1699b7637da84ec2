"""Passwords sent in every way, and sent back by the server in every way, are nowhere but on the wire."""

from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path

import pytest

from smtptui.lesson.library import Library
from smtptui.lesson.player.walk import Stand
from smtptui.tui.copying import session_text
from smtptui.tui.save import write_transcript
from smtptui.tui.screens.lessons import LessonChoice
from smtptui.tui.widgets.editor import CommandEditor
from tests.secrets import assert_no_secret
from tests.tui.explorer import Explorer, explorer, port_of, scripted

PASSWORD = "s3cret-Pa55word"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


PLAIN = b64(f"\0vasya\0{PASSWORD}")
CHALLENGE = "<1896.697170952@practice.example.test>"
DIGEST = hmac.new(PASSWORD.encode(), CHALLENGE.encode(), hashlib.md5).hexdigest()
ASKED = b"334 \r\n"
LOGINS = {
    "plain, initial": (f"AUTH PLAIN {PLAIN}",),
    "plain, in two steps": ("AUTH PLAIN", PLAIN),
    "login": ("AUTH LOGIN", b64("vasya"), b64(PASSWORD)),
    "login, the name with the command": (f"AUTH LOGIN {b64('vasya')}", b64(PASSWORD)),
    "login, typed without base64": ("AUTH LOGIN", "vasya", PASSWORD),
    "cram-md5": ("AUTH CRAM-MD5", b64(f"vasya {DIGEST}")),
}
ECHOES = {
    "none": b"235 welcome\r\n",
    "plain": f"235-your password is {PASSWORD}\r\n235 welcome\r\n".encode(),
    "base64": f"235 {b64(PASSWORD)} and {PLAIN}\r\n".encode(),
    "over two segments": f"535 no: {PASSWORD[:6]}||{PASSWORD[6:]} is wrong\r\n".encode(),
    "in a line that is no reply": f"what is {PASSWORD}\r\n235 ok\r\n".encode(),
}


class Witness:
    """Remembers all that was ever on the screen, once a line was sent."""

    def __init__(self, it: Explorer) -> None:
        self._it = it
        self.seen: set[str] = set()

    def look(self) -> None:
        it = self._it
        panels = [it.panel(tab) for tab in ("explain", "server", "mailbox")]
        self.seen |= {it.text(), it.hint(), it.facts(), *panels, *it.toasts(), *it.rows()}


@pytest.mark.parametrize("echo", ECHOES)
async def test_what_a_server_sends_back(tmp_path: Path, echo: str) -> None:
    await check(tmp_path, LOGINS["plain, initial"], ECHOES[echo])


@pytest.mark.parametrize("login", [login for login in LOGINS if "initial" not in login])
async def test_each_way_to_log_in(tmp_path: Path, login: str) -> None:
    # A password that only its digest was made of is known to nobody here.
    await check(tmp_path, LOGINS[login], f"235 {DIGEST}\r\n".encode() if "cram" in login else ECHOES["plain"])


async def test_a_line_typed_in_a_lesson_before_the_one_before_was_answered(tmp_path: Path) -> None:
    lesson = Library("en").lesson("auth-login")
    lines = ("EHLO me.example", "AUTH LOGIN", b64("vasya@example.test"), b64("s3cret"))
    async with explorer(tmp_path, None, size=(110, 30)) as it:
        it.screen._lesson_chosen(LessonChoice(lesson, "alone"))
        study = it.screen.study
        assert study is not None
        await it.until(lambda: study.walk.stand is Stand.LINE and not study.is_busy, "its turn")
        it.editor.post_message(CommandEditor.Submitted("LOGIN vasya s3cret"))
        await it.until(lambda: study.walk.verdict is not None, "a verdict")
        for line in lines:
            it.editor.post_message(CommandEditor.Submitted(line))
        await it.until(lambda: study.walk.stand is Stand.DONE, "the login")
        await it.drained()
    remembered = (tmp_path / "history").read_text().splitlines()
    assert remembered == ["EHLO me.example", "AUTH LOGIN"]
    for path in files_in(tmp_path):
        assert_no_secret(path.read_bytes(), "s3cret")


async def check(folder: Path, login: tuple[str, ...], last: bytes) -> None:
    *asking, answer = (line.encode() for line in login)
    server = await scripted(
        {**dict.fromkeys(asking, ASKED), answer: last, b"EHLO me.example": b"250-hi\r\n250 AUTH\r\n"}
    )
    async with server, explorer(folder, f"127.0.0.1:{port_of(server)}", size=(110, 30)) as it:
        witness = Witness(it)
        await it.line("EHLO me.example")
        for line in login:
            it.editor.put(line)
            await it.press("enter")
            witness.look()  # before the reply is whole
            await it.settled()
            witness.look()
        await it.line("NOOP")
        await it.press("ctrl+d")
        witness.look()
        it.screen.action_timings()
        await it.drained()
        witness.look()
        await it.press("escape")
        it.screen.view.focus()
        await it.write("k" * len(it.rows()))
        witness.look()
        saved = [write_transcript(str(folder / f"out.{end}"), it.talk.redacted(), "x", it.screen.translate)
                 for end in ("txt", "md", "jsonl")]  # fmt: skip
        copied = session_text(it.talk.redacted(), it.screen.translate)
        assert any("AUTH" in text for text in witness.seen)
    hidden = (PASSWORD, DIGEST) if "CRAM-MD5" in login[0] else (PASSWORD,)
    for text in (*witness.seen, copied):
        assert_no_secret(text, *hidden)
    for path in saved:
        assert_no_secret(path.read_bytes(), *hidden)
    for path in files_in(folder):
        assert_no_secret(path.read_bytes(), *hidden)


def files_in(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert "history" in {path.name for path in files}
    return files
