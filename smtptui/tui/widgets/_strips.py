"""One line of the transcript view as a strip: columns, text and tail, cut to the width, with what is marked in it.

Text is only ever placed in segments, never parsed: no markup of a server's has a meaning here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from smtptui.messages import Plural
from smtptui.smtp.reply import Anomaly
from smtptui.transcript.rows import Direction, Row
from smtptui.tui.widgets._columns import ANOMALY, GUTTER, MARKS, TIME, role_of, sign_of, when
from smtptui.tui.widgets._model import Lines, Piece
from smtptui.tui.widgets._search import Search
from smtptui.tui.widgets._wrap import characters_in, width_of

ROLES = (
    "time",
    "sent",
    "block",
    "positive",
    "intermediate",
    "transient",
    "permanent",
    "info",
    "warning",
    "error",
    "anomaly",
    "match",
    "current",
    "tail",
)
_ESCAPES = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
_ESCAPED = {Anomaly.UNSAFE_CHARACTERS, Anomaly.NOT_UTF8, Anomaly.BARE_CR}
_EMPTY = Style()

Span = tuple[int, int, Style]
Spans = list[Span]


def never(seq: int) -> bool:
    """No record stands back."""
    return False


class State(Enum):
    """How a line stands out as a whole. The value is the bar before it."""

    PLAIN = " "
    CURSOR = "▌"
    UNFOCUSED = "▏"
    RANGE = "│"


@dataclass(frozen=True)
class Palette:
    """The styles of each state, by role; "base" is the role of plain text."""

    styles: Mapping[State, Mapping[str, Style]]
    selection: Style = _EMPTY
    badge: Style = _EMPTY


@dataclass
class Painter:
    """Makes strips. What it reads is set from outside, and the strips it made before are then stale."""

    lines: Lines
    palette: Palette = field(default_factory=lambda: Palette({}))
    width: int = 80
    skip: int = 0
    """Cells of the text scrolled out at the left; the columns stay."""
    times: bool = True
    search: Search | None = None
    is_quiet: Callable[[int], bool] = never
    """Whether a record stands back behind the others, in one grey: its rows keep their signs."""

    @property
    def text_at(self) -> int:
        """The cells before the text."""
        return MARKS + GUTTER + (TIME + 1 if self.times else 0)

    @property
    def room(self) -> int:
        """The cells for the text."""
        return max(1, self.width - self.text_at)

    def strip(self, y: int, state: State, is_current: bool, selected: tuple[int, int] | None = None) -> Strip:
        """Line `y` of the screen. `selected` is the part of its text that the mouse selected (-1: to the end)."""
        piece = self.lines.piece(y)
        row = self.lines.rows[piece.index]
        styles = self.palette.styles[state]
        if self.is_quiet(row.seq):
            styles = dict.fromkeys(styles, styles["tail"])
        line = _Line(y, self.width, styles["base"])
        self._columns(line, row, piece, state, styles)
        text = self.lines.text(piece.index)[piece.start : piece.end]
        if not piece.is_last:
            text = text.removesuffix(" ")  # where it was broken: it may stand behind the edge
        tail = self._tail(row, piece, width_of(text) - self.skip)
        room = self.room - sum(cell_len(words) + 1 for words, _, _ in tail)
        clipped = _clip(text, self.skip, max(1, room))
        spans = self._spans(row, piece, clipped, styles, is_current)
        if selected is not None:
            start, end = selected
            spans.append((max(0, start), len(text) if end < 0 else end, self.palette.selection))
        base = styles["base"] if row.direction is Direction.RECEIVED and row.code else styles[role_of(row)]
        line.text(clipped, base, spans)
        if clipped.is_cut and not tail:
            line.edge("›", styles["tail"])
        for words, role, meta in tail:
            line.add(" ", styles["base"])
            line.add(words, styles[role] + meta)
        return line.finish()

    def partial_strip(self, y: int, text: str) -> Strip:
        """The line that the server has not finished, as far as it is known."""
        styles = self.palette.styles[State.PLAIN]
        line = _Line(y, self.width, styles["base"])
        line.column(" " * (self.text_at - GUTTER) + "<-  ", styles["tail"])
        line.text(_clip(text, self.skip, max(1, self.room - 1)), styles["tail"], [])
        line.add("…", styles["tail"])
        return line.finish()

    def hint_strip(self, words: str) -> Strip:
        """Words of ours where there is nothing to show."""
        styles = self.palette.styles[State.PLAIN]
        text = set_cell_size(" " * MARKS + words, self.width)
        return Strip([Segment(text, styles["tail"])], self.width)

    def _columns(self, line: _Line, row: Row, piece: Piece, state: State, styles: Mapping[str, Style]) -> None:
        role = role_of(row)
        if piece.start:
            line.column(state.value + " " * (self.text_at - 1), styles[role])
            return
        sign = sign_of(row)
        if row.anomalies:
            line.column(state.value + sign, styles[role])
            line.column(ANOMALY, styles["anomaly"])
        elif sign != " ":
            line.column(state.value + sign + " ", styles[role])
        else:
            line.column(state.value + "  ", styles[role] if state is not State.PLAIN else styles["time"])
        if self.times:
            line.column(when(row) + " ", styles["time"])
        line.column(row.gutter, styles[role])

    def _tail(self, row: Row, piece: Piece, width: int) -> list[tuple[str, str, Style]]:
        """What stands behind the text and is no part of it: words, role, and what a click on them means."""
        if not piece.is_last:
            return []
        translate = self.lines.translate
        tail: list[tuple[str, str, Style]] = []
        if cut := self.lines.bytes_cut(piece.index):
            tail.append((translate(Plural("… {count} more byte", "… {count} more bytes", cut)), "tail", _TOGGLES))
        if self.lines.is_fold_head(row):
            folded = self.lines.is_folded(row)
            words = translate(Plural("▸ {count} line", "▸ {count} lines", row.of)) if folded else "▾"
            tail.append((words, "tail", _TOGGLES))
        if row.anomalies:
            names = f"({', '.join(anomaly.value for anomaly in row.anomalies)})"
            # Only where there is room: the sign before the text says it anyway.
            if width + sum(cell_len(words) + 1 for words, _, _ in tail) + len(names) < self.room:
                tail.append((names, "tail", _EMPTY))
        return tail

    def _spans(self, row: Row, piece: Piece, clipped: _Clipped, styles: Mapping[str, Style], is_current: bool) -> Spans:
        spans: Spans = []
        if row.code is not None and not piece.start and row.text[:3].isdigit():
            spans.append((0, 3, styles[role_of(row)]))
        if row.anomalies and not _ESCAPED.isdisjoint(row.anomalies):
            spans += [
                (match.start() + clipped.start, match.end() + clipped.start, styles["anomaly"])
                for match in _ESCAPES.finditer(clipped.text)
            ]
        if self.search:
            style = styles["current" if is_current else "match"]
            whole = self.lines.text(piece.index)
            spans += [(a - piece.start, b - piece.start, style) for a, b in self.search.spans(whole)]
        return spans


_TOGGLES = Style.from_meta({"toggle": True})
_BADGE = Style.from_meta({"badge": True})


def with_badge(strip: Strip, width: int, words: str, style: Style) -> Strip:
    """The strip with words over its right end, which a click finds by their meta."""
    words = f" {words} "
    start = max(0, width - cell_len(words))
    return Strip([*strip.crop(0, start), Segment(words, style + _BADGE)]).crop(0, width)


@dataclass(frozen=True, slots=True)
class _Clipped:
    """The part of a text that fits: `start` is its first character's place in the whole."""

    text: str
    start: int
    is_cut: bool


def _clip(text: str, skip: int, room: int) -> _Clipped:
    if not skip and width_of(text) <= room:
        return _Clipped(text, 0, False)
    start = characters_in(text, skip)
    rest = text[start:]
    if start < len(text) and width_of(text[:start]) < skip:  # half of a wide character is scrolled out
        rest = " " + rest[1:]
    if width_of(rest) <= room:
        return _Clipped(rest, start, False)
    return _Clipped(rest[:room] if rest.isascii() else set_cell_size(rest, room), start, True)


class _Line:
    """Collects segments; each bears the place of its text, by which the mouse selects: columns have places below 0."""

    def __init__(self, y: int, width: int, base: Style) -> None:
        self._y = y
        self._width = width
        self._base = base
        self._columns: list[Segment] = []
        self._segments: list[Segment] = []
        self._cells = 0
        self._next = 0

    def column(self, text: str, style: Style) -> None:
        """Text that is before the row's own."""
        self._columns.append(Segment(text, style))
        self._cells += cell_len(text)

    def text(self, clipped: _Clipped, base: Style, spans: Spans) -> None:
        """The row's own text, with spans given in its characters; later spans win."""
        self._next = clipped.start
        for text, style in _painted(clipped, base, spans):
            self.add(text, style)

    def add(self, text: str, style: Style) -> None:
        """More text; once the row's own is complete, it is never selected."""
        self._segments.append(Segment(text, style + Style.from_meta({"offset": (self._next, self._y)})))
        self._next += len(text)
        self._cells += cell_len(text)

    def edge(self, text: str, style: Style) -> None:
        """Shows at the right edge that the text goes on, in place of its last cell."""
        last = self._segments.pop()
        kept = set_cell_size(last.text, cell_len(last.text) - cell_len(text))
        if kept:
            self._segments.append(Segment(kept, last.style))
        self._segments.append(Segment(text, style + Style.from_meta({"offset": (self._next, self._y)})))

    def finish(self) -> Strip:
        """The strip, filled to the width: the line API does not fill it."""
        place = -sum(len(segment.text) for segment in self._columns)
        columns: list[Segment] = []
        for segment in self._columns:
            style = segment.style or self._base
            columns.append(Segment(segment.text, style + Style.from_meta({"offset": (place, self._y)})))
            place += len(segment.text)
        if self._cells < self._width:
            self.add(" " * (self._width - self._cells), self._base)
        strip = Strip([*columns, *self._segments], self._cells)
        return strip if self._cells == self._width else strip.crop(0, self._width)


def _painted(clipped: _Clipped, base: Style, spans: Spans) -> Iterable[tuple[str, Style]]:
    text, first = clipped.text, clipped.start
    if not spans:
        return ((text, base),) if text else ()
    size = len(text)
    inside = [(max(0, a - first), min(size, b - first), style) for a, b, style in spans]
    inside = [span for span in inside if span[0] < span[1]]
    edges = sorted({0, size, *(a for a, _, _ in inside), *(b for _, b, _ in inside)})
    return [
        (text[start:end], sum((style for a, b, style in inside if a <= start < b), base))
        for start, end in pairwise(edges)
    ]
