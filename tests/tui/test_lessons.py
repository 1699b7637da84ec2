"""Lessons on the screen: the list, a learner's way through a lesson, and what is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from smtptui.lesson.library import Library
from smtptui.tui.screens.confirm import ConfirmScreen
from smtptui.tui.screens.lessons import LessonsScreen
from smtptui.tui.widgets.editor_mode import EditorMode
from tests.tui.explorer import NARROW, WIDE, explorer
from tests.tui.learner import (
    RECIPIENT,
    SENDER,
    begin,
    go_on,
    prompt,
    ready,
    remembered,
    say,
    sent,
    to_the_sender,
    words_of,
)

# -- the list


async def test_f3_lists_the_lessons_from_where_one_begins(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("f3")
        await it.until_screen(LessonsScreen)
        text = it.text()
        for entry in Library("en").entries():
            assert entry.facts.title in text and f"{entry.facts.minutes} min" in text
        assert "0 of 9 lessons done" in text
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.screen)


async def test_the_list_says_what_comes_before(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.press("f3", "down")
        await it.until_text("Comes after: Open the door, which is not done yet.")


async def test_an_open_session_is_closed_only_after_asking(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.press("f3")
        screen = await it.until_screen(LessonsScreen)
        screen.query_one("#server", Input).value = "practice:plain"
        await it.press("enter")
        await it.until_screen(ConfirmScreen)
        await it.press("n")
        await it.until(lambda: it.app.screen is screen)
        assert it.screen.study is None and it.talk.is_open
        assert screen.query_one("#server", Input).value == "practice:plain", "nothing typed is lost"
        await it.press("enter")
        await it.until_screen(ConfirmScreen)
        await it.press("y")
        await ready(it)
        assert it.app.screen is it.screen, "the lesson has begun"


# -- a step


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_right_line_passes_and_says_why(tmp_path: Path, size: tuple[int, int]) -> None:
    async with explorer(tmp_path, None, size=size) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        assert "Who is it from?" in it.text() and "Your turn" in it.hint()
        await say(it, SENDER)
        assert "✓ Right." in it.hint()
        if size == NARROW:
            assert "250 2.1.0 Ok" in it.text() and "Who is it from?" not in it.text(), "the session is looked at"
            await it.press("enter")
        assert "the sender will do" in words_of(it) and "the sender will do" in it.words()
        assert study.walk.section.step == "mail"
        await it.press("enter")
        await ready(it)
        assert study.walk.section.step == "rcpt" and "Who is it for?" in it.text()


async def test_a_trap_says_what_is_wrong_and_nothing_else_gives_it_away(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        await to_the_sender(it)
        it.editor.put("MAIL")
        await it.drained()
        assert "FROM" not in it.hint(), "the grammar is the learner's to find"
        await say(it, "MAIL TO:<masha@example.test>")
        assert "✗ Not yet." in words_of(it) and "mixes two commands" in words_of(it)
        assert sent(it)[-1] == "MAIL TO:<masha@example.test>", "what is typed is sent"


async def test_at_80_columns_the_verdict_stands_beside_the_reply(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        await to_the_sender(it)
        await say(it, "MAIL TO:<masha@example.test>")
        assert "mixes two commands" in it.hint() and "501" in it.text()


async def test_hints_come_one_by_one(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        await to_the_sender(it)
        await it.press("f3", "h")
        assert "Hint 1 of 2" in it.text() and "Hint 2 of 2" not in words_of(it)
        await it.press("f3", "h")
        assert "Hint 2 of 2" in words_of(it)
        await it.press("f3", "h")
        await it.until_toast("There is no other hint.")
        assert it.app.focused is it.editor, "typing goes on"


async def test_letters_of_a_russian_keyboard_are_the_same_keys(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, language="ru") as it:
        await it.press("escape")
        await to_the_sender(it)
        await it.press("f3", "р")
        assert "Подсказка 1 из 2" in it.text()


async def test_the_model_answer_is_shown_and_the_step_is_not_called_solved(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        await to_the_sender(it)
        await it.press("f3", "m")
        assert f"The answer {SENDER}" in words_of(it)
        assert SENDER not in sent(it)
        await say(it, SENDER)
        assert "with the answer shown" in it.hint()
        assert remembered(tmp_path)["first-message"]["mail"] == "shown"


async def test_asked_for_twice_the_model_answer_is_played(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        await it.press("f3", "m", "f3", "m")
        await ready(it)
        assert sent(it)[-1] == SENDER and study.waits_for_reader
        assert "Shown." in words_of(it)


async def test_a_step_is_left_out(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        await it.press("f3", "s")
        await ready(it)
        assert "Left out." in words_of(it)
        assert remembered(tmp_path)["first-message"]["mail"] == "skipped"
        await go_on(it)
        await say(it, RECIPIENT)
        assert study.walk.section.step == "rcpt" and study.waits_for_reader, "the next step finds its sender"


# -- questions of the lesson


async def test_an_answer_to_a_question_is_not_sent(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await begin(it, "open-the-door")
        await go_on(it)
        await go_on(it)
        assert study.waits_for_choice and "It is not sent." in it.hint()
        assert prompt(it) == "?"
        await say(it, "25")
        assert "is for mail between servers" in words_of(it)
        await say(it, "465")
        assert "✓ Right." in words_of(it) and sent(it) == []
        assert not (tmp_path / "history").exists() or "465" not in (tmp_path / "history").read_text("utf-8")


async def test_beside_a_question_one_may_talk_to_the_server(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await begin(it, "open-the-door")
        await go_on(it)
        await go_on(it)
        await it.press("f3", "t")
        assert prompt(it) == ">"
        await say(it, "NOOP")
        assert sent(it) == ["NOOP"] and study.asks
        await it.press("f3", "t")
        await say(it, "465")
        assert sent(it) == ["NOOP"] and study.waits_for_reader


# -- messages


async def test_in_a_step_a_line_of_a_message_goes_by_itself(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        await say(it, SENDER)
        await go_on(it)
        await say(it, RECIPIENT)
        await go_on(it)
        await say(it, "3")
        await go_on(it)
        await say(it, "DATA")
        assert prompt(it) == "." and it.mode() is EditorMode.LINE
        await go_on(it)
        await say(it, "QUIT")
        assert "It is now a line of Masha's letter" in words_of(it)
        await say(it, ".")
        assert "✓ Right." in words_of(it)
        await go_on(it)
        await say(it, "1")
        await go_on(it)
        assert study.walk.section.step == "alone"
        await say(it, "MAIL FROM:<masha@example.test>", "RCPT TO:<vasya@example.test>", "DATA")
        assert it.mode() is EditorMode.DATA, "a message of one's own is written as a whole"
        it.editor.put("Subject: Re\n\nFine.\n.")
        await it.press("enter")
        await ready(it)
        assert study.waits_for_reader and "✓ Right." in words_of(it)
        await go_on(it)
        assert study.is_over and "The lesson is done." in words_of(it)
        assert all(f"✓ {title}" in words_of(it) for title in ("Begin", "Who is it from?", "On your own"))
        assert "next lesson: DATA and the dot" in words_of(it)
        await it.press("enter")
        await ready(it)
        assert it.screen.study is not None and it.screen.study.walk.lesson.id == "data-and-the-dot"
        await it.press("f3", "l")
        await it.until_text("1 of 9 lessons done")


async def test_the_connect_screen_leads_to_the_lessons(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.until_text("SMTP by hand, step by step")
        await it.press("down", "enter")
        await it.until_screen(LessonsScreen)


async def test_what_a_lesson_offers_can_be_clicked(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        offers = it.screen.query_one("#lesson-offers")
        row = next(line for line in it.text().splitlines() if "H Hint" in line)
        await it.pilot.click(offers, offset=(row.index("H Hint") - offers.region.x, 0))
        await it.until(lambda: study.walk.hints_given == 1)
        assert "Hint 1 of 2" in words_of(it)


async def test_a_narrower_screen_says_where_the_lesson_is(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        await to_the_sender(it)
        assert "F3 shows the lesson" not in it.hint()
        await it.pilot.resize_terminal(*NARROW)
        await it.until(lambda: "F3 shows the lesson" in it.hint())
