"""A learner in the explorer, for tests: lessons are begun, lines said, steps gone through."""

from __future__ import annotations

import json
from pathlib import Path

from smtptui.lesson.library import Library
from smtptui.smtp.events import Sent
from smtptui.tui.screens.lessons import LessonsScreen
from smtptui.tui.study import Study
from tests.tui.explorer import Explorer, settings_in

MOST_PAGES = 20
SENDER, RECIPIENT = "MAIL FROM:<vasya@example.test>", "RCPT TO:<masha@example.test>"


async def begin(it: Explorer, lesson: str, *, key: str = "enter") -> Study:
    """Takes a lesson from the list."""
    it.screen.action_lesson_list()
    screen = await it.until_screen(LessonsScreen)
    ids = [entry.id for entry in Library("en").entries()]
    choices = screen.query_one("#lessons")
    choices.highlighted = ids.index(lesson)  # type: ignore[attr-defined]
    await it.drained()
    await it.press(key)
    await it.until(lambda: it.app.screen is it.screen)
    assert it.screen.study is not None
    await ready(it)
    return it.screen.study


async def ready(it: Explorer) -> None:
    """Waits until the lesson waits."""

    def is_ready() -> bool:
        study = it.screen.study
        return study is not None and not study.is_busy

    await it.until(is_ready, "the lesson")
    await it.drained()


async def say(it: Explorer, *lines: str) -> None:
    """Lines into the editor, one by one."""
    for line in lines:
        it.editor.put(line)
        await it.press("enter")
        await ready(it)


async def read_on(it: Explorer) -> None:
    """To the end of the lesson's text, page by page."""
    for _ in range(MOST_PAGES):
        if not it.screen.lesson_is_read:
            return
        await it.until(lambda: it.screen.lesson_pane.has_more is not None, "the lesson's text")
        if not it.screen.lesson_pane.has_more:
            return
        await it.press("enter")
    raise AssertionError(f"the text has no end; the screen was:\n{it.text()}")


async def go_on(it: Explorer) -> None:
    """From the cover, or a step that is done, to what follows it, all of it read, at any size."""
    study = it.screen.study
    assert study is not None
    was = study.walk.index, study.is_at_cover
    for _ in range(2):  # the first Enter may show the lesson
        await read_on(it)
        await it.press("enter")
        await ready(it)
        if (study.walk.index, study.is_at_cover) != was or study.is_over:
            return
    raise AssertionError(f"the lesson does not go on; the screen was:\n{it.text()}\n{words_of(it)}")


async def to_the_sender(it: Explorer) -> Study:
    """The second step of the lesson on the first message."""
    study = await begin(it, "first-message")
    await go_on(it)
    await go_on(it)
    assert study.walk.section.step == "mail"
    return study


def sent(it: Explorer) -> list[str]:
    """What the server was sent."""
    return [record.event.raw.decode().rstrip("\r\n") for record in it.talk.transcript if isinstance(record.event, Sent)]


def words_of(it: Explorer) -> str:
    """The lesson's text, lines run together."""
    return " ".join(str(it.panel("lesson")).split())


def remembered(home: Path) -> dict[str, dict[str, str]]:
    """What the progress file says: lesson, step, state."""
    lessons = json.loads(progress_file(home).read_text("utf-8"))["lessons"]
    return {id: {step: mark["state"] for step, mark in steps.items()} for id, steps in lessons.items()}


def progress_file(home: Path) -> Path:
    """Where steps are remembered."""
    return settings_in(home).progress_file


def prompt(it: Explorer) -> str:
    """What stands before the line."""
    return str(it.screen.query_one("#prompt").render()).strip()
