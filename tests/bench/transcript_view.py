"""The transcript view beside the barest view that the Line API allows: per row appended, per frame, per row kept.

The bare view keeps strings, knows their widths, and makes one segment of each line, cached and selectable.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator

from rich.cells import cached_cell_len, cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.cache import LRUCache
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from smtptui.smtp.reply import Severity
from smtptui.transcript.rows import Direction, Row
from smtptui.tui.widgets.transcript_view import TranscriptView
from tests.bench.ratio import Ratio, best_of

SIZES = (1_000, 10_000, 200_000)
GOAL = 1.5
SCREEN = (100, 40)


class BareView(ScrollView):
    """Lines of text and nothing else."""

    ALLOW_SELECT = True

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.widest = 0
        self.strips: LRUCache[int, Strip] = LRUCache(512)

    def append(self, texts: list[str]) -> None:
        self.texts.extend(texts)
        self.widest = max(self.widest, max(map(cell_len, texts)))
        self.virtual_size = Size(self.widest, len(self.texts))
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        self.refresh()

    def clear(self) -> None:
        self.texts = []
        self.strips.clear()

    def render_line(self, y: int) -> Strip:
        x, top = self.scroll_offset
        y += top
        width, style = self.size.width, self.rich_style
        if y >= len(self.texts):
            return Strip.blank(width, style)
        strip = self.strips.get(y)
        if strip is None:
            strip = self.strips[y] = Strip([Segment(self.texts[y], style)])
        return strip.crop_extend(x, x + width, style).apply_offsets(x, y)


class BenchApp(App[None]):
    """Both views, each half of the screen."""

    CSS = "BareView, TranscriptView { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield BareView()
        yield TranscriptView()


def made_rows(count: int) -> list[Row]:
    """Commands and replies in turn."""
    return [_reply(seq) if seq % 2 else _command(seq) for seq in range(count)]


def _command(seq: int) -> Row:
    text = f"RCPT TO:<recipient{seq}@example.com> NOTIFY=SUCCESS,FAILURE"
    return Row(seq, 0, 1, 1_700_000_000 + seq / 10, None, Direction.SENT, True, " ~> ", text)


def _reply(seq: int) -> Row:
    text = f"250 2.1.5 <recipient{seq}@example.com>: recipient ok, {seq} so far"
    at = 1_700_000_000 + seq / 10
    severity = Severity.POSITIVE
    return Row(seq, 0, 1, at, 0.041, Direction.RECEIVED, True, "<~  ", text, code=250, severity=severity)


def run() -> Iterable[Ratio]:
    """All ratios."""
    return asyncio.run(_measured())


async def _measured() -> list[Ratio]:
    app = BenchApp()
    async with app.run_test(size=SCREEN) as pilot:
        bare, view = app.query_one(BareView), app.query_one(TranscriptView)
        await pilot.pause()
        found: list[Ratio] = []
        for size in SIZES:
            rows = made_rows(size)
            texts = [f"12:01:03.123 {row.gutter}{row.text}" for row in rows]
            found += [
                _appended(bare, view, texts, rows),
                _appended_one_by_one(bare, view, texts, rows),
                _frame(bare, view, size, is_new=True),
                _frame(bare, view, size, is_new=False),
                _kept(size, rows),
            ]
            await pilot.pause()
        return found


def _appended(bare: BareView, view: TranscriptView, texts: list[str], rows: list[Row]) -> Ratio:
    def fill_bare() -> None:
        cached_cell_len.cache_clear()  # a line's width is not known before it comes
        bare.clear()
        bare.append(texts)

    def fill_view() -> None:
        view.clear()
        view.append(rows)
        view.flush()

    runs = 5 if len(rows) < 100_000 else 3
    cost, base = best_of(runs, fill_view), best_of(runs, fill_bare)
    return Ratio(f"append, {len(rows):,} rows", 1e9 * cost / len(rows), 1e9 * base / len(rows), "ns/row", GOAL)


def _appended_one_by_one(bare: BareView, view: TranscriptView, texts: list[str], rows: list[Row]) -> Ratio:
    """A flush for each row, as in a slow dialogue: the cursor goes along, and its message is posted each time."""
    few = 200

    def grow_bare() -> None:
        cached_cell_len.cache_clear()
        for text in texts[:few]:
            bare.append([text])

    def grow_view() -> None:
        for row in rows[:few]:
            view.append([row])
            view.flush()

    cost, base = best_of(3, grow_view), best_of(3, grow_bare)
    return Ratio(f"append one, after {len(rows):,}", 1e6 * cost / few, 1e6 * base / few, "us/row", 2.0)


def _frame(bare: BareView, view: TranscriptView, size: int, *, is_new: bool) -> Ratio:
    """One screenful painted: of lines never painted before, or of lines that are cached."""
    places = iter(range(sys.maxsize))

    def frames(widget: ScrollView) -> Iterator[None]:
        while True:
            if is_new:
                widget.scroll_to(y=(next(places) * 613) % max(1, size - 50), animate=False, force=True)
                getattr(widget, "strips" if widget is bare else "_strips").clear()
            widget._styles_cache.clear()
            widget.render_lines(widget.size.region)
            yield

    bare_frames, view_frames = frames(bare), frames(view)
    next(bare_frames), next(view_frames)
    cost, base = best_of(40, lambda: next(view_frames)), best_of(40, lambda: next(bare_frames))
    kind = "new" if is_new else "cached"
    return Ratio(f"frame of {kind} lines, {size:,} rows", 1e3 * cost, 1e3 * base, "ms", GOAL)


def _kept(size: int, rows: list[Row]) -> Ratio:
    """What a row takes, its text and its places in the list and among the visible lines; the bare view keeps a text."""
    text = sum(sys.getsizeof(row.text) for row in rows) / size
    row = sys.getsizeof(rows[0])
    return Ratio(f"kept, {size:,} rows", text + row + 8 + 8, text + 8, "bytes/row", 3.0)
