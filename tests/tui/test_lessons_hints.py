"""The line above the editor in a lesson: what it says after each thing that a learner does."""

from __future__ import annotations

from pathlib import Path

from tests.tui.explorer import WIDE, explorer
from tests.tui.learner import SENDER, begin, go_on, ready, say, sent, to_the_sender


async def test_the_keys_for_help_are_told_once(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        await to_the_sender(it)
        assert it.words().count("F3, then H Hint M Model answer") == 1
        assert it.words().lower().count("hint") == 1 and "F3" not in it.hint()
        await it.press("f3")
        assert "The letters above are keys now; F3 goes back to the line." in it.hint()
        await it.press("h", "f3", "h")
        assert "F3, then M Model answer" in it.words(), "there is no other hint"
        await it.press("f3", "m")
        assert "F3, then M Do it for me" in it.words()


async def test_why_enter_does_not_go_on_is_said_until_something_else_is_done(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        await to_the_sender(it)
        await it.press("enter", "enter")
        assert "This step is not done yet. F3, then H: a hint" in it.hint()
        await say(it, "NOOP")
        assert "not done yet" not in it.hint()


async def test_a_question_with_numbered_answers_asks_for_a_number(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        await begin(it, "open-the-door")
        await go_on(it)
        await go_on(it)
        assert "Your answer, then Enter." in it.hint()
        await say(it, "465")
        await go_on(it)
        assert "A number, then Enter. It is not sent." in it.hint()


async def test_praise_is_not_repeated_for_what_is_sent_after_it(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        await to_the_sender(it)
        await say(it, SENDER)
        assert "✓ Right." in it.hint()
        await say(it, "MALI")
        assert "✓" not in it.hint() and "This step is done. Enter shows the lesson." in it.hint()
        await it.press("enter")
        assert "This step is done. Enter goes on." in it.hint()


async def test_a_line_for_a_session_that_is_over_stays_in_the_editor(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await begin(it, "open-the-door")
        await go_on(it)
        await go_on(it)
        await say(it, "465")
        await go_on(it)
        await say(it, "2")
        await go_on(it)
        await say(it, "QUIT", "NOOP")
        await it.until_toast("The connection is closed. Enter on an empty line goes on with the lesson.")
        assert sent(it) == ["QUIT"] and it.editor.text == "NOOP"
        assert "✓ Right." in it.hint(), "the step is done all the same"
        it.editor.put("")
        await go_on(it)
        assert study.walk.section.step == "again"


async def test_after_the_last_step_no_replay_is_wanted(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        await it.press("escape")
        study = await begin(it, "introduce-yourself", key="b")
        await go_on(it)
        while not study.walk.is_last:
            await it.press("f3", "s")
            await ready(it)
            await go_on(it)
        await say(it, "EHLO [198.51.100.7]", "QUIT")
        assert "Ctrl+R" not in it.hint() and "Enter goes on." in it.hint()


async def test_beside_a_question_its_verdict_is_not_said_of_replies(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        await begin(it, "open-the-door")
        await go_on(it)
        await go_on(it)
        await say(it, "25")
        assert "✗ Not yet." in it.hint()
        await it.press("f3", "t")
        await say(it, "NOOP")
        assert "✗" not in it.hint() and "What you type goes to the server now." in it.hint()
