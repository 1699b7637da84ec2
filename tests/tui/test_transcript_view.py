"""The transcript view: its columns, what it follows, and that history may be rewritten under it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from textual import events

from smtptui.messages import Message, Translator
from smtptui.smtp.reply import Anomaly
from smtptui.transcript.rows import Row
from smtptui.tui import pace
from smtptui.tui.widgets._lines_view import AT_ONCE
from smtptui.tui.widgets.transcript_view import Filter, TranscriptView
from tests.tui.transcript_seat import AT, Seat, ViewApp, many, reply, seat, sent, told


async def test_columns_are_aligned_and_classes_have_a_sign_each() -> None:
    rows = [
        *told(0, Message("Connected to {host}.", host="mail.example.com")),
        *reply(1, "go on", code=220),
        *sent(2, "DATA"),
        *reply(3, "send it", code=354),
        *reply(4, "later", code=450),
        *reply(5, "never", code=550),
    ]
    async with seat(rows) as at:
        assert at.texts == [
            "Connected to mail.example.com.",
            "220 go on",
            "DATA",
            "354 send it",
            "450 later",
            "550 never",
        ]
        assert [line[1] for line in at.lines[:6]] == [" ", "✓", " ", "…", "~", "✗"]
        assert [line[16:20] for line in at.lines[:6]] == ["=== ", "<-  ", " -> ", "<-  ", "<** ", "<** "]
        assert [line[3:15] for line in at.lines[1:3]] == ["      +41 ms", f"{clock(2)}.250"]


async def test_the_time_column_goes_by_key_and_in_a_narrow_view() -> None:
    async with seat(reply(0, "ok")) as at:
        assert at.lines[0] == "▌✓       +41 ms <-  250 ok"
        await at.press("t")
        assert at.lines[0] == "▌✓ <-  250 ok"
        await at.press("t")
        await at.pilot.resize_terminal(50, 24)
        await at.until(lambda: at.lines[0] == "▌✓ <-  250 ok")


async def test_what_is_odd_has_a_mark_before_it_and_its_name_behind_it() -> None:
    async with seat(reply(0, r"esc \x1b[31m", anomalies=(Anomaly.UNSAFE_CHARACTERS,))) as at:
        assert at.lines[0] == r"▌✓⚠      +41 ms <-  250 esc \x1b[31m (unsafe-characters)"
        reverse = [s.text for s in at.view.render_line(0) if s.style is not None and s.style.reverse]
        assert reverse == ["⚠", r"\x1b"]


def clock(seq: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(AT + seq))


async def test_appending_only_notes_and_many_appends_are_shown_at_once() -> None:
    async with seat() as at:
        drawings = 0
        draw = at.view._draw

        def counted() -> None:
            nonlocal drawings
            drawings += 1
            draw()

        at.view._draw = counted  # type: ignore[method-assign]
        for row in many(400):
            at.view.append([row])
        assert at.view.rows == []
        await at.until(lambda: not at.view.has_pending)
        assert len(at.view.rows) == 400
        assert drawings == 1
        assert not [timer for timer in at.view._timers if timer.name != "auto_refresh"], "nothing runs when idle"


async def test_the_rows_of_a_long_reply_are_made_in_pieces_between_which_others_have_their_turn() -> None:
    async with seat() as at:
        made = 0
        sizes: set[int] = set()

        def rows() -> Iterator[Row]:
            nonlocal made
            for row in reply(0, *map(str, range(3 * AT_ONCE))):
                made += 1
                yield row

        at.view.append(rows())
        at.view.append(sent(1, "NOOP"))
        while at.view.has_pending:
            sizes.add(made)
            await asyncio.sleep(0)
        assert {0, AT_ONCE, 2 * AT_ONCE, 3 * AT_ONCE} == sizes
        assert [row.text for row in at.view.rows] == [*(f"250-{n}" for n in range(made - 1)), f"250 {made - 1}", "NOOP"]


async def test_the_newest_is_in_view_and_the_cursor_is_on_the_newest_reply() -> None:
    async with seat(many(100)) as at:
        await at.append([*sent(100, "NOOP"), *reply(101, "one", "two"), *told(102, Message("Closed."))])
        assert at.texts[-4:] == ["NOOP", "250-one", "250 two", "Closed."]
        assert at.selected()[-1] == "250-one"
        assert [line[0] for line in at.lines[-4:]] == [" ", "▌", " ", " "]


async def test_scrolling_up_stops_following_and_a_badge_counts_what_comes() -> None:
    async with seat(many(100)) as at:
        await at.pilot._post_mouse_events([events.MouseScrollUp], at.view, offset=(5, 5))
        await at.pilot.pause()
        assert not at.follows()
        top = at.texts[0]
        await at.append(many(3, 100))
        assert at.texts[0] == top
        assert at.lines[-1].endswith("3 new ↓")
        await at.pilot.click(at.view, offset=(75, 23))
        await at.pilot.pause()
        assert at.follows()
        assert at.texts[-1] == "250 reply 102"
        told_so = [event.follow for event in at.app.said if isinstance(event, TranscriptView.FollowChanged)]
        assert told_so == [False, True]


@pytest.mark.parametrize("key", ["end", "G"])
async def test_a_key_follows_again(key: str) -> None:
    async with seat(many(100)) as at:
        await at.press("g")
        assert at.texts[0] == "250 reply 0"
        await at.append(many(2, 100))
        assert at.texts[0] == "250 reply 0"
        await at.press(key)
        assert at.follows()
        assert at.texts[-1] == "250 reply 101"


async def test_the_cursor_goes_by_row_and_by_page() -> None:
    async with seat(many(100)) as at:
        await at.press("k", "k", "up")
        assert at.selected()[-1] == "250 reply 96"
        await at.press("j")
        assert at.selected()[-1] == "250 reply 97"
        await at.press("pageup")
        assert at.selected()[-1] == "250 reply 74"
        await at.press("pagedown", "down", "down")
        assert at.selected()[-1] == "250 reply 99"
        assert not at.follows()
        await at.press("down")
        assert at.follows()


async def test_the_unfinished_line_is_the_last_and_goes_away() -> None:
    async with seat(reply(0, "ok")) as at:
        at.view.set_partial(b"250-half \x1b[2J")
        await at.until(lambda: not at.view.has_pending)
        assert at.texts == ["250 ok", r"250-half \x1b[2J…"]
        at.view.set_partial(b"")
        await at.until(lambda: not at.view.has_pending)
        assert at.texts == ["250 ok"]


async def test_clear_begins_anew() -> None:
    async with seat(many(100)) as at:
        await at.press("g")
        at.view.clear()
        await at.pilot.pause()
        assert at.follows()
        assert at.selected()[-1] is None
        assert at.lines[0].strip() == "Nothing has been said yet."


async def test_200_000_rows_are_shown_to_the_last() -> None:
    async with seat() as at:
        await at.append(many(200_000))
        assert at.texts[-1] == "250 reply 199999"


async def test_rows_masked_anew_keep_place_fold_and_cursor() -> None:
    rows = [*reply(0, *(f"line {n}" for n in range(20))), *many(100, 1)]
    async with seat(rows) as at:
        await at.press("g", "e", "pagedown", "j")
        before, selected = at.texts, at.selected()[-1]
        masked = [row if row.index != 3 else reply(0, "••••")[0] for row in rows]
        at.view.replace_all([*masked, *many(5, 101)])
        await at.pilot.pause()
        assert at.texts == before
        assert at.view.cursor_row is not None
        assert at.view.cursor_row.text == selected
        assert not at.follows()
        await at.press("g")
        assert at.texts[3] == "250 ••••"


async def test_rows_masked_anew_are_told_and_followed() -> None:
    async with seat(reply(0, "secret hunter2")) as at:
        at.view.replace_all(reply(0, "secret ••••••••"))
        await at.pilot.pause()
        assert at.selected() == ["250 secret hunter2", "250 secret ••••••••"]
        assert at.follows()


async def test_another_language_shows_our_rows_anew() -> None:
    class Shouting(Translator):
        def render(self, message: Message) -> str:
            return super().render(message).upper()

    async with seat(told(0, Message("Closed."))) as at:
        at.view.translate = Shouting()
        await at.pilot.pause()
        assert at.texts == ["CLOSED."]


async def test_a_smaller_screen_still_follows() -> None:
    async with seat(many(100)) as at:
        await at.pilot.resize_terminal(60, 10)
        await at.until(lambda: at.view.size.height == 10)
        assert at.follows()
        assert at.lines[-1].endswith("250 reply 99")


async def test_it_can_be_filled_before_it_is_mounted() -> None:
    app = ViewApp()
    view = TranscriptView()
    view.replace_all(many(3))
    view.set_filter(Filter(text="reply"))
    view.append(many(1, 3))
    async with app.run_test() as pilot:
        await app.mount(view)
        someone = Seat(app, pilot)
        someone.view = view
        await someone.until(lambda: not view.has_pending and someone.texts[:1] == ["250 reply 0"])
        assert someone.texts == [f"250 reply {n}" for n in range(4)]


@pytest.mark.parametrize("left", [1e-9, 1e-6, 1e-3])
async def test_rows_come_however_soon_the_next_showing_is_due(left: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait too short for a timer to see it must not leave the rows unshown for ever."""
    async with seat(reply(0, "first")) as at:
        at.view._pace = pace.Pace()
        monkeypatch.setattr(pace, "monotonic", lambda: pace.SHORTEST - left)
        at.view.append(reply(1, "second"))
        await at.until(lambda: at.texts[-1] == "250 second")
