"""What lies over the explorer or beside it: certificate, panel, save, help, palette, bytes, times."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.command import CommandPalette
from textual.widgets import Input

from smtptui.session.options import ConnectOptions
from smtptui.tui.screens.ask import AskScreen
from smtptui.tui.screens.confirm import ConfirmScreen
from smtptui.tui.screens.layout import KEYS
from smtptui.tui.screens.overlay import TextOverlay
from smtptui.tui.screens.save import SaveScreen
from tests.tui.explorer import WIDE, Explorer, explorer, port_of, scripted

TLS = ("EHLO me.example", "STARTTLS", "EHLO me.example")


async def test_f6_before_tls_puts_starttls_into_the_editor(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:starttls") as it:
        await it.press("f6")
        await it.until_toast("No TLS yet")
        await it.line("EHLO me.example")
        await it.press("f6")
        await it.until(lambda: it.editor.text == "STARTTLS")
        assert not any("STARTTLS" in row and row.startswith(" -> ") for row in it.rows())
        await it.press("enter")
        await it.settled()
        await it.press("f6")
        await it.until_screen(TextOverlay)
        await it.until_text("Send EHLO once more")
        assert "TLSv1.3" in it.words() and "practice.example.test" in it.words()
        assert "smtptui practice authority" in it.words() and "SHA-256" in it.words()
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.screen)
        await it.line("EHLO me.example")
        await it.press("f6")
        await it.until_screen(TextOverlay)
        await it.press("pagedown", "pagedown")
        await it.until_text("STARTTLS is gone, as it should be")


async def test_f6_says_when_tls_is_not_offered(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.line("EHLO me.example")
        await it.press("f6")
        await it.until_toast("does not list STARTTLS")


async def test_f6_after_a_refused_certificate_shows_it_and_why(tmp_path: Path) -> None:
    options = ConnectOptions(server_name="other.example.test")
    async with explorer(tmp_path, "practice:starttls", options=options) as it:
        it.editor.put("EHLO me.example")
        await it.press("enter")
        await it.settled()
        it.editor.put("STARTTLS")
        await it.press("enter")
        await it.until(lambda: not it.talk.is_open)
        await it.drained()
        assert "other.example.test" in it.hint()
        await it.press("f6")
        await it.until_screen(TextOverlay)
        await it.until_text("practice.example.test")
        assert "other.example.test" in it.words()


async def test_the_panel_explains_the_latest_reply_and_the_row_that_is_selected(tmp_path: Path) -> None:
    async with explorer(tmp_path, size=WIDE) as it:
        await it.lines("EHLO me.example", "MAIL FROM:<vasya@example.test>", "RCPT TO:<nobody@example.test>")
        assert "✗ 550" in it.panel("explain") and "5.1.1" in it.panel("explain")
        assert "Every recipient was refused" in it.panel("explain")
        it.screen.view.focus()
        await it.press("g", "j")
        await it.until(lambda: "✓ 220" in it.panel("explain"))
        await it.press("j")
        await it.until(lambda: "EHLO" in it.panel("explain") and "RFC" in it.panel("explain"))
        await it.press("G")
        await it.until(lambda: "✗ 550" in it.panel("explain"))
        assert "PIPELINING" in it.panel("server") and "RFC 2920" in it.panel("server")
        assert "No message has arrived yet" in it.panel("mailbox")


async def test_the_mailbox_shows_what_arrived(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines("EHLO me.example", "MAIL FROM:<vasya@example.test>", "RCPT TO:<masha@example.test>", "DATA")
        it.editor.put("Subject: [/nope] hello\n\nПривет\n.")
        await it.press("f5")
        await it.settled()
        it.screen.action_mailbox()
        await it.until_text("Subject: [/nope] hello")
        assert "Привет" in it.text() and "to <masha@example.test>" in it.text()
        assert "Esc goes back" in it.hint()
        await it.press("left", "left")
        await it.until_text("PIPELINING")
        await it.press("escape")
        await it.until(lambda: it.app.focused is it.editor)
        assert "220 practice" in it.text()


async def test_a_server_of_others_has_no_mailbox_to_look_at(tmp_path: Path) -> None:
    server = await scripted({})
    async with server, explorer(tmp_path, f"127.0.0.1:{port_of(server)}") as it:
        assert "Only the practice server's" in it.panel("mailbox")


@pytest.mark.parametrize("suffix", ["txt", "md", "jsonl"])
async def test_f7_saves_by_the_suffix(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"session.{suffix}"
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH PLAIN AHZhc3lhAHMzY3JldA==")
        await it.press("f7")
        screen = await it.until_screen(SaveScreen)
        assert screen.query_one("#file", Input).value.endswith(".md")
        screen.query_one("#file", Input).value = str(file)
        await it.press("enter")
        await it.until_toast(f"Saved to {file}")
    text = file.read_text()
    assert "EHLO me.example" in text and "AHZhc3lhAHMzY3JldA" not in text
    if suffix == "jsonl":
        assert [json.loads(line) for line in text.splitlines()]
    assert_nothing_half_written(tmp_path)


def assert_nothing_half_written(folder: Path) -> None:
    assert not list(folder.glob(".session*"))


async def test_f7_asks_before_it_writes_over_and_says_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "session.txt"
    file.write_text("mine")
    async with explorer(tmp_path) as it:
        await it.press("ctrl+s")
        screen = await it.until_screen(SaveScreen)
        field = screen.query_one("#file", Input)
        field.value = str(file)
        await it.press("enter")
        await it.until_text("exists already: Enter once more writes over it.")
        assert file.read_text() == "mine"
        field.value = str(tmp_path / "none" / "session.txt")
        await it.press("enter")
        await it.until_text("cannot be written: No such file or directory.")
        field.value = str(tmp_path / "session.doc")
        await it.press("enter")
        await it.until_text("jsonl")
        field.value = "/proc/session.txt"
        await it.press("enter")
        await it.until_text("/proc/session.txt cannot be written")
        field.value = str(file)
        await it.press("enter")
        await it.press("enter")
        await it.until_toast("Saved to")
    assert "220 practice" in file.read_text()


async def test_f1_explains_where_one_is(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.until_text("start a session")
        await it.press("f1")
        await it.until_text("To connect elsewhere type a target")
        await it.press("f1")
        await it.until_text("start a session")
        await it.press("enter")
        await it.until(lambda: it.talk.is_open)
        await it.press("f1")
        await it.until_text("Type a command and press Enter")
        assert "Ctrl+J" in it.text()
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.screen)
        it.screen.view.focus()
        await it.press("question_mark")
        await it.until_screen(TextOverlay)
        assert "The session as it went" in it.words()


async def test_the_palette_has_every_action(tmp_path: Path) -> None:
    async with explorer(tmp_path, size=WIDE) as it:
        entries = {str(entry.title) for entry in it.screen.palette_entries()}
        named = {getattr(entry.run, "__name__", "") for entry in it.screen.palette_entries()}
        bound = {binding.action for binding in KEYS if isinstance(binding, Binding) and "." not in binding.action}
        bound = {action for action in bound if not action.startswith("page")}
        assert "retry" in bound
        assert {f"action_{action}" for action in bound} <= named
        assert {"Copy the session", "Wrap long lines", "Reveal a secret", "Bytes", "Mailbox"} <= entries
        await it.press("ctrl+p")
        await it.until_screen(CommandPalette)
        await it.write("timings")
        await it.until_text("DNS, TCP, TLS, and each reply")
        await it.press("enter")
        await it.until_text("Greeting")


async def test_quit_asks_with_an_open_session(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.press("ctrl+q")
        await it.until_screen(ConfirmScreen)
        await it.press("ctrl+q")
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.screen)
        assert it.talk.is_open
        await it.press("ctrl+q")
        await it.until_screen(ConfirmScreen)
        await it.press("y")
        await it.until(lambda: not it.app.is_running or it.app.return_value is not None)
        assert it.app.return_value == 0


async def test_quit_without_a_session_leaves_at_once(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.press("ctrl+o")
        await it.until(lambda: not it.talk.is_open)
        assert any("QUIT" in row for row in it.rows())
        await it.press("ctrl+q")
        await it.until(lambda: it.app.return_value == 0)


async def test_quit_is_no_line_of_a_message(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines("EHLO me.example", "MAIL FROM:<vasya@example.test>", "RCPT TO:<masha@example.test>", "DATA")
        await it.press("ctrl+o")
        await it.until_toast("QUIT would be taken for it")
        assert not any("QUIT" in row for row in it.rows())


async def ask(it: Explorer, key: str, words: str) -> None:
    it.screen.view.focus()
    await it.press(key)
    await it.until_screen(AskScreen)
    await it.write(words)
    await it.press("enter")
    await it.until(lambda: it.app.screen is it.screen)


async def test_search_filter_bytes_and_reveal(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH PLAIN AHZhc3lhAHMzY3JldA==", "NOOP")
        await ask(it, "slash", "size")
        await it.until(lambda: "Match 1 of 1" in it.hint())
        row = it.screen.view.cursor_row
        assert row is not None and "SIZE" in row.text
        await ask(it, "slash", "nowhere")
        await it.until(lambda: "Not found." in it.hint())
        await ask(it, "f", "-> plain")
        await it.until(lambda: "filtered" in it.facts())
        assert "SIZE" not in it.text() and "AUTH PLAIN" in it.text()
        await it.press("g", "r")
        await it.until(lambda: "AUTH PLAIN AHZhc3lhAHMzY3JldA==" in it.hint())
        timer = it.screen.hint._moment_timer
        assert timer is not None and 0 < timer.when() - asyncio.get_running_loop().time() <= 5.0
        it.screen.hint._moment_over()
        await it.drained()
        assert "AHZhc3lhAHMzY3JldA" not in it.text()
        await it.press("x")
        await it.until_text("Bytes")
        assert "41 55 54 48 20 50 4c 41" in it.words() and "41 48 5a 68" not in it.words()
        await it.press("escape")
        await it.press("f")
        asked = await it.until_screen(AskScreen)
        assert asked.query_one(Input).value == "-> plain"
        asked.query_one(Input).value = ""
        await it.press("enter")
        await it.until(lambda: "SIZE" in it.text() and "filtered" not in it.facts())


async def test_times_are_compared(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:starttls") as it:
        await it.lines(*TLS)
        it.screen.action_timings()
        await it.until_screen(TextOverlay)
        await it.until_text("TLS handshake")
        assert "Together:" in it.words()
