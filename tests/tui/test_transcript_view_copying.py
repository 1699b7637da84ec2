"""The transcript view: what is copied and selected, by keys and by mouse, and what is asked of the screen."""

from __future__ import annotations

from smtptui.tui.widgets.transcript_view import TranscriptView
from tests.tui.transcript_seat import TEXT_AT, many, reply, seat, sent


async def test_a_row_a_reply_a_range_are_copied() -> None:
    rows = [*sent(0, "EHLO me"), *reply(1, "host", "SIZE 1", "HELP"), *sent(2, "QUIT")]
    async with seat(rows) as at:
        await at.press("y")
        assert at.copied() == ("250-host", "The row")
        await at.press("j", "Y")
        assert at.copied() == ("250-host\n250-SIZE 1\n250 HELP", "The reply")
        await at.press("space", "j", "y")
        assert at.copied()[0] == "250 HELP", "a plain step ends the range"
        await at.press("shift+up", "shift+up", "y")
        assert at.copied() == ("250-host\n250-SIZE 1\n250 HELP", "3 rows")
        await at.press("shift+up", "ctrl+c")
        assert at.copied()[0] == " -> EHLO me\n<-  250-host\n<-  250-SIZE 1\n<-  250 HELP"
        await at.press("escape")
        assert at.view.marked_rows == []


async def test_a_folded_reply_is_copied_whole() -> None:
    async with seat(reply(0, *(f"line {n}" for n in range(20)))) as at:
        await at.press("Y")
        assert len(at.copied()[0].splitlines()) == 20


async def test_the_mouse_selects_exactly_what_it_passes() -> None:
    rows = [*sent(0, "EHLO me"), *reply(1, "日本語 queued as 1CF5FC0AAE", "two")]
    async with seat(rows) as at:
        await at.pilot.pause()
        start = TEXT_AT + len("250-") + 6 + len(" queued as ")
        assert await at.drag((start, 1), (start + 9, 1)) == "1CF5FC0AAE"
        await at.press("y")
        assert at.copied() == ("1CF5FC0AAE", "The selected text")
        await at.press("ctrl+c")
        assert at.copied() == ("1CF5FC0AAE", "The selected text")
        assert await at.drag((TEXT_AT + 6, 1), (TEXT_AT + 8, 1)) == "本語"
        assert await at.drag((3, 0), (TEXT_AT + 6, 2)) == "EHLO me\n250-日本語 queued as 1CF5FC0AAE\n250 two"
        assert await at.drag((TEXT_AT + 5, 0), (60, 1)) == "me\n250-日本語 queued as 1CF5FC0AAE"


async def test_a_selection_over_wrapped_lines_has_no_line_ends_in_it() -> None:
    text = " ".join(f"word{n}" for n in range(40))
    async with seat(reply(0, text)) as at:
        await at.press("w")
        assert await at.drag((TEXT_AT, 0), (70, 5)) == "250 " + text


async def test_a_selection_scrolled_sideways_is_exact() -> None:
    async with seat(reply(0, "日本語" * 30)) as at:
        await at.press("right")
        whole = "250 " + "日本語" * 30
        assert await at.drag((TEXT_AT, 0), (TEXT_AT + 2, 0)) == whole[6:8]


async def test_a_double_click_selects_the_row_and_a_triple_click_the_reply() -> None:
    async with seat([*sent(0, "EHLO me"), *reply(1, "host", "HELP")]) as at:
        await at.pilot.click(at.view, offset=(30, 1), times=2)
        assert at.app.screen.get_selected_text() == "250-host"
        await at.pilot.click(at.view, offset=(30, 1), times=3)
        assert at.app.screen.get_selected_text() == "250-host\n250 HELP"


async def test_a_click_puts_the_cursor_there() -> None:
    async with seat(many(10)) as at:
        await at.pilot.click(at.view, offset=(30, 4))
        await at.pilot.pause()
        assert at.selected()[-1] == "250 reply 4"
        assert not at.follows()


async def test_what_the_screen_does_is_asked_of_it() -> None:
    async with seat([*sent(3, "AUTH PLAIN ••••••••"), *reply(4, "ok", code=235)]) as at:
        await at.press("slash", "f", "x", "k", "r")
        kinds = [type(event).__name__ for event in at.app.said]
        asked = ["SearchRequested", "FilterRequested", "HexRequested", "RevealRequested"]
        assert [kind for kind in kinds if kind.endswith("Requested")] == asked
        assert [event.seq for event in at.app.said if isinstance(event, TranscriptView.HexRequested)] == [4]
        assert [event.row.seq for event in at.app.said if isinstance(event, TranscriptView.RevealRequested)] == [3]
