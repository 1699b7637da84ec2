"""The transcript view: folds, long lines, any text, searching and filtering."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from smtptui.smtp.reply import Anomaly, Severity
from smtptui.transcript.rows import Direction, Row
from smtptui.tui.widgets.transcript_view import EVERYTHING, Filter, TranscriptView
from tests.tui.transcript_seat import TEXT_AT, Seat, many, reply, seat, sent


async def test_a_long_reply_is_folded_and_opens_by_key_and_by_click() -> None:
    rows = [*reply(0, *(f"line {n}" for n in range(20))), *sent(1, "QUIT")]
    async with seat(rows) as at:
        assert at.texts == ["250-line 0 ▸ 20 lines", "QUIT"]
        await at.press("e")
        assert at.texts[:2] == ["250-line 0 ▾", "250-line 1"]
        assert at.texts[19:] == ["250 line 19", "QUIT"]
        await at.press("enter")
        assert at.texts == ["250-line 0 ▸ 20 lines", "QUIT"]
        await at.pilot.click(at.view, offset=(TEXT_AT + 13, 0))
        await at.pilot.pause()
        assert at.texts[1] == "250-line 1"


async def test_a_reply_to_ehlo_stays_open() -> None:
    rows = reply(0, *(f"EXTENSION{n}" for n in range(12)))
    async with seat(rows) as at:
        assert len(at.texts) == 12


async def test_folding_from_within_puts_the_cursor_on_the_first_line() -> None:
    async with seat(reply(0, *(f"line {n}" for n in range(20)))) as at:
        await at.press("e", "j", "j", "j", "e")
        assert at.selected()[-1] == "250-line 0"
        assert len(at.texts) == 1


async def test_a_huge_line_is_cut_until_it_is_expanded() -> None:
    async with seat(reply(0, "x" * 60_000)) as at:
        assert at.lines[0].endswith("… 55908 more bytes")
        await at.press("y")
        assert at.copied() == ("250 " + "x" * 60_000, "The row")
        await at.press("w", "e", "G")
        assert len(at.view._lines) == -(-60_004 // at.view._painter.room)
        await at.press("e")
        assert at.lines[-1].endswith("… 55908 more bytes")


async def test_long_lines_go_on_behind_the_edge_or_are_wrapped_between_words() -> None:
    words = " ".join(f"word{n}" for n in range(20))
    async with seat(reply(0, words)) as at:
        assert at.lines[0].endswith("›")
        await at.press("right")
        assert at.lines[0].startswith("▌✓       +41 ms <-  0 word1")
        await at.press("left", "w")
        assert at.texts == [
            "250 word0 word1 word2 word3 word4 word5 word6 word7 word8",
            "word9 word10 word11 word12 word13 word14 word15 word16",
            "word17 word18 word19",
        ]


@pytest.mark.parametrize(
    "text",
    [
        "日本語のメールサーバー" * 12,
        "привет, мир " * 12,
        "e\u0301" * 200,
        "\u0301" * 300,
        "a😀" * 80,
        "[bold]not markup[/nope] [@click=app.quit]x[/]" * 4,
    ],
    ids=["wide", "cyrillic", "combining", "combining-only", "emoji", "markup"],
)
async def test_any_text_fills_the_line_exactly_and_no_more(text: str) -> None:
    async with seat(reply(0, text, anomalies=(Anomaly.OVER_512,))) as at:
        for width in (24, 25, 70, 71):
            await at.pilot.resize_terminal(width, 24)
            await at.until(lambda width=width: at.view._painter.width == width - 1)  # type: ignore[misc]
            for wrapped in (False, True):
                at.view.wrap = wrapped
                for skip in (0, 1, 2, 7):
                    at.view._painter.skip = 0 if wrapped else skip
                    at.view._strips.clear()
                    for y in range(3):
                        strip = at.view.render_line(y)
                        assert strip.cell_length == width - 1
                        assert sum(segment.cell_length for segment in strip) == width - 1
            shown = "".join(at.view._lines.text(0)[p.start : p.end] for p in map(at.view._lines.piece, pieces(at)))
            assert shown == "250 " + text


def pieces(at: Seat) -> Iterator[int]:
    yield from range(len(at.view._lines))


async def test_markup_and_escapes_are_only_text() -> None:
    nasty = r"[/nope] [bold red]x[/] \x1b]52;c;AAAA\x07 {count} %s"
    async with seat([*reply(0, nasty), *sent(1, nasty)]) as at:
        assert at.texts == ["250 " + nasty, nasty]


async def test_a_search_marks_counts_and_goes_around() -> None:
    rows = [*many(50), *reply(50, *(f"needle {n}" for n in range(20))), *many(50, 51)]
    async with seat(rows) as at:
        await at.press("g")
        assert at.view.search("NEEDLE 1") == 11
        await at.pilot.pause()
        assert at.selected()[-1] == "250-needle 1"
        assert at.lines[-1].endswith("1/11")
        marked = [
            segment.text
            for y in range(24)
            for segment in at.view.render_line(y)
            if segment.style is not None and (segment.style.underline or segment.style.reverse)
        ]
        assert set(marked) == {"needle 1"}
        await at.press("n")
        assert at.selected()[-1] == "250-needle 10"
        await at.press("N", "N")
        assert at.selected()[-1] == "250 needle 19"
        await at.append(reply(200, "needle 1 again"))
        assert at.lines[-1].endswith("11/12 · 1 new ↓")
        at.view.search("")
        await at.pilot.pause()
        assert at.lines[-1].endswith("1 new ↓")


async def test_a_pattern_finds_and_a_broken_one_says_so() -> None:
    async with seat(many(50)) as at:
        assert at.view.search(r"reply \d$", regex=True) == 10
        assert at.view.search("(", regex=True) == 0
        await at.pilot.pause()
        event = [event for event in at.app.said if isinstance(event, TranscriptView.Searched)][-1]
        assert event.problem is not None
        assert at.view.search("(") == 0


async def test_a_filter_keeps_the_cursor_and_its_row_in_view() -> None:
    rows: list[Row] = []
    for seq in range(0, 300, 3):
        rows += [*sent(seq, f"RCPT TO:<{seq}>"), *reply(seq + 1, "ok"), *reply(seq + 2, f"no {seq}", code=550)]
    async with seat(rows) as at:
        await at.press("g")
        at.view.search("no 150")
        at.view.set_filter(Filter(classes=frozenset({Severity.PERMANENT})))
        await at.pilot.pause()
        assert at.view.cursor_row is not None
        assert at.view.cursor_row.text == "550 no 150"
        assert at.texts[-1].startswith("550 no 150 ")
        assert all(text.startswith("550") for text in at.texts)
        at.view.search("")
        at.view.set_filter(Filter(directions=frozenset({Direction.SENT}), text="<15"))
        await at.pilot.pause()
        assert at.texts == ["RCPT TO:<15>", "RCPT TO:<150>", "RCPT TO:<153>", "RCPT TO:<156>", "RCPT TO:<159>"]
        at.view.set_filter(EVERYTHING)
        await at.pilot.pause()
        assert len(at.view._lines) == 300


async def test_a_text_filter_shows_lines_of_folded_replies() -> None:
    async with seat(reply(0, *(f"line {n}" for n in range(20)))) as at:
        at.view.set_filter(Filter(text="line 7"))
        await at.pilot.pause()
        assert at.texts == ["250-line 7"]
