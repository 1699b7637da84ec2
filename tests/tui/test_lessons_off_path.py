"""Lessons on the screen where not all goes as planned: detours, lost sessions, waits, real servers, files."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.widgets import Input

from smtptui.tui.screens.confirm import ConfirmScreen
from smtptui.tui.screens.encode import EncodeScreen
from smtptui.tui.screens.lessons import LessonsScreen
from tests.tui.explorer import WIDE, Explorer, explorer, port_of, scripted
from tests.tui.learner import (
    RECIPIENT,
    SENDER,
    begin,
    go_on,
    progress_file,
    ready,
    remembered,
    say,
    sent,
    to_the_sender,
    words_of,
)


async def test_a_detour_costs_nothing(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        await say(it, "NOOP", "HELP")
        assert "Not yet" not in words_of(it) and not study.walk.off_path
        await say(it, SENDER)
        assert study.waits_for_reader


async def test_rset_is_off_the_path_and_ctrl_r_comes_back(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        await say(it, SENDER)
        await go_on(it)
        await say(it, "RSET")
        assert "Ctrl+R" in it.hint() and study.walk.off_path
        before = len(it.talk.transcript)
        await it.press("ctrl+r")
        await ready(it)
        assert sent(it)[-2:] == ["EHLO client.example.test", SENDER], "what came before was repeated"
        assert study.was_replayed(before) and not study.was_replayed(before - 1)
        assert study.was_replayed(len(it.talk.transcript) - 1)
        await say(it, RECIPIENT)
        assert not study.was_replayed(len(it.talk.transcript) - 1)
        assert study.walk.section.step == "rcpt" and study.waits_for_reader


async def test_what_was_replayed_is_grey(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        await to_the_sender(it)
        await say(it, SENDER)
        await go_on(it)
        typed = _colours(it, SENDER)
        await it.press("ctrl+r")
        await ready(it)
        await it.until(
            lambda: not it.screen.view.has_pending and sum(SENDER in row for row in it.rows()) == 2, "the replay"
        )
        assert _colours(it, "EHLO client.example.test") != typed
        assert len(_colours(it, SENDER)) == 2, "the learner's own line keeps its colour"


def _colours(it: Explorer, text: str) -> set[object]:
    view = it.screen.view
    found = set[object]()
    for y in range(view.size.height):
        for segment in view.render_line(y):
            if text in segment.text and segment.style is not None:
                found.add(segment.style.color)
    assert found, text
    return found


async def test_a_dropped_connection_is_mended(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        await it.press("ctrl+d")
        await it.until(lambda: "Ctrl+R" in it.hint())
        await say(it, SENDER)
        assert "The session is over." in words_of(it)
        await it.press("ctrl+r")
        await ready(it)
        await say(it, SENDER)
        assert study.waits_for_reader


async def test_an_empty_line_is_not_sent_and_does_not_skip(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        before = sent(it)
        await it.press("enter", "enter")
        assert "This step is not done yet" in it.hint()
        assert sent(it) == before and study.walk.section.step == "mail"


async def test_several_lines_stop_where_the_step_is_done(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        await it.paste(f"{SENDER}\n{RECIPIENT}")
        await it.press("f5")
        await ready(it)
        assert study.walk.section.step == "mail" and study.waits_for_reader
        assert RECIPIENT not in sent(it) and it.editor.text == RECIPIENT, "nothing is lost"


async def test_one_resumes_where_one_left(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        await to_the_sender(it)
        await say(it, SENDER)
    async with explorer(tmp_path, None) as it:
        await it.press("f3")
        await it.until_text("Goes on with: Who is it for?")
        await it.press("enter")
        await ready(it)
        study = it.screen.study
        assert study is not None and study.walk.section.step == "rcpt"
        assert sent(it) == ["EHLO client.example.test", SENDER]
        await say(it, RECIPIENT)
        assert study.waits_for_reader
        await it.press("f3", "l")
        await it.until_screen(LessonsScreen)
        await it.press("b")
        await ready(it)
        assert it.screen.study is not None and it.screen.study.is_at_cover, "B begins from the beginning"


async def test_a_lesson_is_left_for_a_session(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        await to_the_sender(it)
        it.screen.connect("practice:plain", it.talk.options)
        await it.until(lambda: it.screen.study is None and it.talk.is_open)
        await it.settled()
        await it.line("EHLO me.example")
        assert "250" in it.text() and "F3 lists the lessons." in it.panel("lesson")
        assert it.app.focused is it.editor


async def test_a_lesson_with_a_silent_server_is_broken_off_by_esc(tmp_path: Path) -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server, explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        await begin_elsewhere(it, port_of(server))
        await it.press("enter")
        await it.until_text("The lesson talks to the server.")
        it.editor.put("NOOP")
        await it.press("enter")
        await it.until_toast("The lesson is talking to the server")
        assert it.editor.text == "NOOP"
        await it.press("escape")
        await it.until_toast("Broken off.")
        await it.until(lambda: "Ctrl+R" in it.hint())


async def begin_elsewhere(it: Explorer, port: int) -> None:
    """The first lesson, with a server that is not ours."""
    await it.press("f3")
    screen = await it.until_screen(LessonsScreen)
    screen.query_one("#server", Input).value = f"127.0.0.1:{port}"
    await it.press("enter")
    await it.until(lambda: it.app.screen is it.screen)


async def test_a_real_server_gets_the_end_of_a_message_only_after_asking(tmp_path: Path) -> None:
    server = await scripted({b"DATA": b"354 go on\r\n", b".": b"250 ok: queued as 1\r\n"})
    async with server, explorer(tmp_path, None) as it:
        await it.press("escape", "f3")
        screen = await it.until_screen(LessonsScreen)
        screen.query_one("#server", Input).value = f"127.0.0.1:{port_of(server)}"
        await it.press("down", "down", "down", "down", "enter")
        await ready(it)
        await go_on(it)
        await go_on(it)
        await say(it, SENDER)
        await go_on(it)
        await say(it, RECIPIENT)
        await go_on(it)
        await say(it, "3")
        await go_on(it)
        await say(it, "DATA")
        await go_on(it)
        it.editor.put(".")
        await it.press("enter")
        await it.until_screen(ConfirmScreen)
        assert "cannot be called back" in it.words()
        await it.press("n")
        await ready(it)
        assert sent(it)[-1] != "." and it.editor.text == "."
        await it.press("enter")
        await it.until_screen(ConfirmScreen)
        await it.press("y")
        await ready(it)
        assert sent(it)[-1] == "."


async def test_a_lesson_for_the_practice_server_refuses_another(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape", "f3")
        screen = await it.until_screen(LessonsScreen)
        screen.query_one("#server", Input).value = "127.0.0.1:25"
        await it.press("end", "enter")
        await it.until_text("This lesson holds with the practice server only")
        screen.query_one("#server", Input).value = "["
        await it.press("home", "enter")
        await it.drained()
        assert it.app.screen is screen, "a target that is none is told"


async def test_progress_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    progress_file(tmp_path).mkdir(parents=True)
    async with explorer(tmp_path, None) as it:
        await it.press("escape", "f3")
        await it.until_screen(LessonsScreen)
        await it.until_text("cannot be read: Is a directory.")
        assert "Open the door" in it.text() and "0 of 9 lessons done" in it.text(), "they can be taken all the same"


async def test_progress_that_cannot_be_kept_is_told_once_and_the_lesson_goes_on(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await begin(it, "first-message")
        progress_file(tmp_path).unlink()
        progress_file(tmp_path).mkdir()
        await go_on(it)
        await go_on(it)
        await say(it, SENDER)
        await go_on(it)
        await say(it, RECIPIENT)
        assert study.walk.section.step == "rcpt" and study.waits_for_reader
        assert len([toast for toast in it.toasts() if "progress.json" in toast]) == 1


async def test_the_secrets_of_a_login_are_masked(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        await begin(it, "auth-login")
        await go_on(it)
        await go_on(it)
        await say(it, "AUTH LOGIN")
        await go_on(it)
        await say(it, "334")
        await go_on(it)
        await it.press("f4")
        await it.until_screen(EncodeScreen)
        await it.write("vasya@example.test")
        await it.press("enter")
        await it.until(lambda: it.app.screen is it.screen)
        assert it.editor.text == "dmFzeWFAZXhhbXBsZS50ZXN0", "one answer, not all of the login"
        await it.press("enter")
        await ready(it)
        await go_on(it)
        await say(it, "czNjcmV0")
        assert "✓ Right." in words_of(it)
        assert "czNjcmV0" not in it.text() and "dmFzeWFAZXhhbXBsZS50ZXN0" not in it.text()
        assert remembered(tmp_path)["auth-login"]["password"] == "solved"
    journals = [Path(folder, name) for folder, _, names in os.walk(tmp_path) for name in names if "jsonl" in name]
    assert journals and not any("czNjcmV0" in path.read_text("utf-8") for path in journals)


async def test_a_letter_with_the_wrong_sender_does_not_pass_the_step(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        study = await begin(it, "first-message")
        await go_on(it)
        while not study.walk.is_last:
            if not study.waits_for_reader:
                await it.press("f3", "s")
                await ready(it)
            await go_on(it)
        rest = ("RCPT TO:<vasya@example.test>", "DATA", "Subject: Re", "", "Fine.", ".")
        await say(it, "MAIL FROM:<vasya@example.test>")
        assert "This letter is Masha's" in words_of(it)
        for line in rest[:2]:
            await say(it, line)
        it.editor.put("\n".join(rest[2:]))
        await it.press("enter")
        await ready(it)
        assert sent(it)[-1] == "." and not study.waits_for_reader, "it was sent, and is not Masha's"
        await say(it, "MAIL FROM:<masha@example.test>", *rest[:2])
        it.editor.put("\n".join(rest[2:]))
        await it.press("enter")
        await ready(it)
        assert "✓ Right." in it.hint()
