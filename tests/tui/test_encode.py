"""F4: what goes into the editor, and what the server's base64 says."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

from textual.widgets import Checkbox, Input, Select

from smtptui.tui.screens.encode import EncodeScreen
from tests.tui.explorer import Explorer, explorer


async def opened(it: Explorer, helper: str | None = None) -> EncodeScreen:
    await it.press("f4")
    screen = await it.until_screen(EncodeScreen)
    if helper is not None:
        screen.query_one("#helper", Select).value = helper
        fields = [f"field-{field.name}" for field in screen._helpers[helper].fields]
        await it.until(lambda: [field.id for field in screen.query(Input)] == fields)
    return screen


async def test_a_login_in_the_middle_of_the_exchange(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH LOGIN")
        await opened(it)
        assert 'The server asks: "Username:"' in it.words()
        assert "To fill in: User name, Password" in it.words()
        await it.write("vasya@example.test")
        await it.press("enter")
        await it.write("s3cret")
        assert "s3cret" not in it.text()
        await it.press("enter")
        await it.until(lambda: it.app.screen is it.screen)
        # The command is sent already: two answers are left, and they can be read before they are sent.
        assert [b64decode(line) for line in it.editor.lines] == [b"vasya@example.test", b"s3cret"]
        assert "czNjcmV0" in it.text()
        await it.press("f5")
        await it.settled()
        assert "235" in it.rows()[-1]
        assert "czNjcmV0" not in it.text()


async def test_only_the_password_is_asked_for_when_the_name_was_sent(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH LOGIN", "dmFzeWE=")
        screen = await opened(it)
        assert 'The server asks: "Password:"' in it.words()
        assert [field.id for field in screen.query(Input)] == ["field-password"]
        await it.write("s3cret")
        await it.press("enter")
        await it.until(lambda: it.app.screen is it.screen)
        assert it.editor.text == "czNjcmV0"
        await it.press("enter")
        await it.settled()
        assert "235" in it.rows()[-1]


async def test_a_second_login_after_a_reconnect_begins_anew(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH LOGIN", "dmFzeWE=", "d3Jvbmc=", "QUIT")
        await it.until(lambda: not it.talk.is_open)
        await it.press("ctrl+r")
        await it.until(lambda: it.talk.is_open)
        await it.lines("EHLO me.example", "AUTH LOGIN")
        screen = await opened(it)
        assert [field.id for field in screen.query(Input)] == ["field-user", "field-password"]


async def test_a_login_before_the_command(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.line("EHLO me.example")
        await opened(it)
        await it.write("vasya")
        await it.press("enter")
        await it.write("s3cret")
        await it.press("enter")
        await it.until(lambda: it.app.screen is it.screen)
        assert it.editor.lines == ["AUTH LOGIN", "dmFzeWE=", "czNjcmV0"]
        await it.press("f5")
        await it.settled()
        assert "auth vasya" in it.facts()


async def test_plain_and_cram_answers_when_they_are_asked_for(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH PLAIN")
        screen = await opened(it)
        assert screen._chosen == "auth-plain"
        screen.query_one("#field-user", Input).value = "vasya"
        screen.query_one("#field-password", Input).value = "s3cret"
        await it.drained()
        await it.click("#insert")
        await it.until(lambda: it.app.screen is it.screen)
        assert b64decode(it.editor.text) == b"\0vasya\0s3cret"
        await it.line("*")
        await it.line("AUTH CRAM-MD5")
        screen = await opened(it)
        assert screen._chosen == "cram-md5"
        screen.query_one("#field-user", Input).value = "vasya"
        screen.query_one("#field-password", Input).value = "s3cret"
        await it.drained()
        await it.click("#insert")
        await it.until(lambda: it.app.screen is it.screen)
        await it.press("enter")
        await it.settled()
        assert "235" in it.rows()[-1]


async def test_base64_both_ways_with_utf8_and_no_newline(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        screen = await opened(it, "base64")
        screen.query_one("#field-text", Input).value = "пароль ✓"
        await it.drained()
        await it.click("#insert")
        await it.until(lambda: it.app.screen is it.screen)
        assert it.editor.text == b64encode("пароль ✓".encode()).decode()
        encoded = it.editor.text
        screen = await opened(it, "base64-decode")
        screen.query_one("#field-base64", Input).value = encoded
        await it.until_text("пароль ✓")
        screen.query_one("#field-base64", Input).value = "no base64!"
        await it.until_text("This is not base64: the character at position")
        # Any text may be encoded: it is not a secret from then on.
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.screen)
        assert it.talk.transcript.secrets == ()


async def test_what_is_typed_can_be_shown(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        screen = await opened(it)
        await it.press("tab")
        await it.write("s3cret")
        assert "s3cret" not in it.text()
        await it.press("tab")
        await it.press("space")
        await it.until_text("s3cret")
        await it.press("escape")
        await it.until(lambda: it.app.screen is not screen)
        assert it.editor.text == ""


async def test_what_is_masked_is_neither_copied_nor_cut(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH LOGIN", "dmFzeWE=")
        screen = await opened(it)
        field = screen.query_one("#field-password", Input)
        await it.write("s3cret")
        await it.press("shift+home", "ctrl+c")
        await it.until_toast("What is masked is not copied.")
        await it.press("ctrl+x")
        assert it.app.clipboard == "" and field.value == "s3cret"
        screen.query_one("#show", Checkbox).value = True
        await it.drained()
        await it.press("ctrl+c")
        assert it.app.clipboard == "s3cret", "what is shown can be copied"
