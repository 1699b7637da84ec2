"""A lesson's text that is longer than there is room for: that there is more is said, and Enter turns the page first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.explorer import NARROW, Explorer, explorer
from tests.tui.learner import MOST_PAGES, RECIPIENT, SENDER, begin, go_on, read_on, ready, say, sent, to_the_sender

LOW, LOW_AND_WIDE = (80, 16), (120, 16)


def offers(it: Explorer) -> str:
    """The row below the text."""
    return " ".join(str(it.screen.query_one("#lesson-offers").render()).split())


@pytest.mark.parametrize("size", [LOW, LOW_AND_WIDE])
async def test_enter_reads_to_the_end_before_it_goes_on(tmp_path: Path, size: tuple[int, int]) -> None:
    async with explorer(tmp_path, None, size=size) as it:
        await it.press("escape")
        study = await begin(it, "open-the-door")
        assert "Enter reads on, then begins the lesson." in it.hint() and offers(it).startswith("Enter Read on")
        assert "try what you like" not in it.words()
        await read_on(it)
        assert study.is_at_cover and "try what you like" in it.words()
        assert "Enter begins the lesson." in it.hint() and offers(it).startswith("Enter Go on")
        await it.press("enter")
        await ready(it)
        assert "The server speaks first" in it.words(), "another page begins at its top"
        assert "Enter reads on." in it.hint()
        await read_on(it)
        assert study.walk.index == 0 and "Enter goes on." in it.hint()
        await it.press("enter")
        await ready(it)
        assert study.walk.index == 1


async def test_where_a_line_is_to_be_typed_enter_alone_reads_on(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=NARROW) as it:
        await it.press("escape")
        study = await begin(it, "open-the-door")
        await go_on(it)
        await go_on(it)
        assert study.asks and offers(it).startswith("Enter Read on F3, then H Hint")
        assert "Which port do you set?" not in it.words()
        await it.press("enter")
        assert "Which port do you set?" in it.words() and "not done yet" not in it.hint()
        assert offers(it).startswith("F3, then H Hint")
        await it.press("enter")
        assert "This step is not done yet." in it.hint()


async def test_what_is_added_is_read_from_its_beginning(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await it.press("escape")
        study = await begin(it, "extension-list")
        await go_on(it)
        await say(it, "EHLO client.example.test")
        await it.press("enter")
        assert "✓ Right." in it.words() and "Each line is a keyword" in it.words()
        assert "X-PRACTICE is on no other server" not in it.words() and "Enter reads on." in it.hint()
        await read_on(it)
        assert "X-PRACTICE is on no other server" in it.words() and study.walk.section.step == "list"


async def test_in_a_message_enter_is_a_line_of_it_and_page_down_reads_on(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=LOW) as it:
        await it.press("escape")
        study = await to_the_sender(it)
        for line in (SENDER, RECIPIENT, "3", "DATA"):
            await say(it, line)
            await go_on(it)
        assert study.walk.section.step == "dot" and offers(it).startswith("PageDown Read on")
        assert "told you what it waits for" not in it.words()
        for _ in range(MOST_PAGES):
            await it.press("pagedown")
        assert "told you what it waits for" in it.words() and "Read on" not in offers(it)
        await it.press("enter")
        await ready(it)
        assert sent(it)[-1] == ""


async def test_a_longer_line_below_covers_nothing_of_what_was_added(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, language="ru") as it:
        await it.press("escape")
        study = await begin(it, "open-the-door")
        await go_on(it)
        await go_on(it)
        await read_on(it)
        await say(it, "587")
        assert study.asks and "Пока нет" in it.hint() and not it.screen.lesson_pane.has_more
