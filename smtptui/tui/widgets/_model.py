"""What the transcript view shows, and in which lines of the screen. Knows rows, no widgets and no colours.

A line of the screen is one number: the place of its row among the rows, and which piece of a wrapped row it is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from operator import attrgetter

from smtptui.messages import ENGLISH, Translator
from smtptui.transcript.rows import Direction, Row
from smtptui.tui.widgets._filter import EVERYTHING, Filter
from smtptui.tui.widgets._wrap import breaks, width_of
from smtptui.values import dataclass

CUT_AT = 4096
"""Characters shown of one line before it is expanded."""
FOLD_AFTER = 12
"""Lines of a reply above which it is folded at first."""
LOOK_BACK = 200
"""Lines from the end among which the newest reply is looked for."""
_PIECE_BITS = 20
_PIECES = (1 << _PIECE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the screen: the text of `row` from `start` to `end`; `end` is its last piece's where `is_last`."""

    index: int
    start: int
    end: int
    is_last: bool


class Lines:
    """The rows, which of them are shown, and where each begins on the screen."""

    def __init__(self, fold_after: int = FOLD_AFTER) -> None:
        self.rows: list[Row] = []
        self.visible = array("Q")
        self.width = 0
        """Cells of the widest text so far."""
        self.translate: Translator = ENGLISH
        self.filter: Filter = EVERYTHING
        self.fold_after = fold_after
        self.wrap: int | None = None
        """The cells that a text may take before it is wrapped, or None."""
        self._broken: tuple[int, list[int]] = (-1, [])  # where the pieces begin of the row last asked for
        self._toggled: set[int] = set()  # seq of records whose fold is not what it is at first
        self._expanded: set[tuple[int, int, int]] = set()  # cut lines shown whole

    def __len__(self) -> int:
        return len(self.visible)

    # -- filling

    def extend(self, rows: list[Row]) -> None:
        """More rows at the end."""
        start = len(self.rows)
        self.rows.extend(rows)
        self._show_from(start)

    def replace(self, rows: list[Row]) -> None:
        """Other rows instead; folds and expanded lines stay as they were."""
        self.rows = list(rows)
        self.rebuild()

    def clear(self) -> None:
        """No rows, nothing unfolded or expanded."""
        self.rows = []
        self._toggled.clear()
        self._expanded.clear()
        self.rebuild()

    def rebuild(self) -> None:
        """Finds anew what is shown: a fold, the filter, the width or the language changed."""
        self.visible = array("Q")
        self.width = 0
        self._broken = -1, []
        self._show_from(0)

    def _show_from(self, start: int) -> None:
        rows = self.rows if not start else self.rows[start:]
        self.width = max(self.width, self._widest(rows))
        shown = self._shown(rows, start)
        if self.wrap is None:
            self.visible.extend(index << _PIECE_BITS for index in shown)
        else:
            self.visible.extend(code for index in shown for code in self._codes(index, self.wrap))

    def _shown(self, rows: list[Row], start: int) -> Iterable[int]:
        if self.filter:
            keep, translate = self.filter.accepts, self.translate
            shown = [index for index, row in enumerate(rows, start) if keep(row, translate)]
            return shown if self.filter.text else [index for index in shown if not self._is_hidden(self.rows[index])]
        longest, toggled = self.fold_after, self._toggled
        return [
            index
            for index, row in enumerate(rows, start)
            if not row.index or (row.of <= longest and row.seq not in toggled) or not self.is_folded(row)
        ]

    def _is_hidden(self, row: Row) -> bool:
        return row.index > 0 and self.is_folded(row)

    def _widest(self, rows: list[Row]) -> int:
        widest = max([len(row.text) for row in rows], default=0)
        if widest > CUT_AT:
            widest = CUT_AT
        odd = [row for row in rows if row.message is not None or not row.text.isascii()]
        wide = max((width_of(row.words(self.translate)[:CUT_AT]) for row in odd), default=0)
        long = max(
            (len(row.text) for row in rows if len(row.text) > CUT_AT and self._key(row) in self._expanded), default=0
        )
        return max(widest, wide, long)

    def _codes(self, index: int, width: int) -> Iterator[int]:
        text = self.text(index)
        count = 1 if len(text) <= width and text.isascii() else len(breaks(text, width))
        first = index << _PIECE_BITS
        return iter(range(first, first + min(count, _PIECES)))

    # -- asking

    def index_at(self, y: int) -> int:
        """The row that line `y` of the screen belongs to."""
        return self.visible[y] >> _PIECE_BITS

    def locate(self, index: int) -> int:
        """The first line of a row, or where it would be if it were shown."""
        return bisect_left(self.visible, index << _PIECE_BITS)

    def is_shown(self, index: int) -> bool:
        """Whether the row has a line."""
        y = self.locate(index)
        return y < len(self.visible) and self.index_at(y) == index

    def height_of(self, index: int) -> int:
        """How many lines the row has."""
        return self.locate(index + 1) - self.locate(index)

    def nearest(self, index: int) -> int | None:
        """The row itself where it is shown, else the one shown before it, else after it."""
        if not self.visible:
            return None
        y = self.locate(index)
        if y < len(self.visible) and self.index_at(y) == index:
            return index
        return self.index_at(max(0, y - 1))

    def newest(self) -> int | None:
        """The first row of the newest reply; where there is none near the end, the last row."""
        for y in range(len(self) - 1, max(-1, len(self) - 1 - LOOK_BACK), -1):
            row = self.rows[index := self.index_at(y)]
            if row.direction is Direction.RECEIVED:
                return head if self.is_shown(head := index - row.index) else index
        return self.index_at(len(self) - 1) if len(self) else None

    def piece(self, y: int) -> Piece:
        """What line `y` shows of its row's `text`."""
        code = self.visible[y]
        index, number = code >> _PIECE_BITS, code & _PIECES
        text = self.text(index)
        if self.wrap is None or (len(text) <= self.wrap and text.isascii()):
            return Piece(index, 0, len(text), True)
        if self._broken[0] != index:  # one row has many pieces, asked for one after the other
            self._broken = index, breaks(text, self.wrap)
        starts = self._broken[1]
        is_last = number + 1 >= len(starts)
        return Piece(index, starts[number], len(text) if is_last else starts[number + 1], is_last)

    def text(self, index: int) -> str:
        """The row's text as shown: long ones are cut until expanded."""
        row = self.rows[index]
        words = row.words(self.translate)
        return words[:CUT_AT] if len(words) > CUT_AT and not self.is_expanded(row) else words

    def bytes_cut(self, index: int) -> int:
        """How many bytes of the row's text are not shown."""
        words = self.rows[index].words(self.translate)
        if len(words) <= CUT_AT or self.is_expanded(self.rows[index]):
            return 0
        return len(words[CUT_AT:].encode())

    def is_expanded(self, row: Row) -> bool:
        """Whether the row is shown whole on purpose."""
        return self._key(row) in self._expanded

    def is_folded(self, row: Row) -> bool:
        """Whether only the first line of the row's reply or block is shown."""
        return row.of > 1 and self._folds_at_first(row) != (row.seq in self._toggled)

    def is_fold_head(self, row: Row) -> bool:
        """Whether the row stands for a folded reply, or for one that was folded at first."""
        if row.index or row.of < 2 or self.filter.text:
            return False
        return self._folds_at_first(row) or row.seq in self._toggled

    def record(self, index: int) -> range:
        """The places of the rows of the row's reply or block."""
        row = self.rows[index]
        return range(index - row.index, min(len(self.rows), index - row.index + row.of))

    def name_of(self, index: int) -> tuple[int, int]:
        """What names a row even when all rows are made anew: its record, and its place among the record's rows."""
        seq = self.rows[index].seq
        return seq, index - self._begin_of(seq)

    def find(self, name: tuple[int, int]) -> int | None:
        """Where the row so named is by now, or the one nearest to where it would be."""
        if not self.rows:
            return None
        seq, place = name
        begin, end = self._begin_of(seq), self._begin_of(seq + 1)
        return min(begin + place, max(begin, end - 1), len(self.rows) - 1)

    def _begin_of(self, seq: int) -> int:
        return bisect_left(self.rows, seq, key=_seq_of)

    # -- changing

    def toggle(self, index: int) -> bool:
        """Expands or cuts a long line, folds or unfolds a reply or a block; False where there is nothing to."""
        row = self.rows[index]
        is_long = len(row.words(self.translate)) > CUT_AT
        if is_long and (not self.is_expanded(row) or row.of < 2):
            self._expanded ^= {self._key(row)}
        elif row.of > 1:
            self._toggled ^= {row.seq}
        else:
            return False
        self.rebuild()
        return True

    def unfold(self, index: int) -> None:
        """Makes the row shown where a fold hides it."""
        if self._is_hidden(self.rows[index]):
            self._toggled ^= {self.rows[index].seq}
            self.rebuild()

    def _folds_at_first(self, row: Row) -> bool:
        return row.of > self.fold_after and row.direction is Direction.RECEIVED

    @staticmethod
    def _key(row: Row) -> tuple[int, int, int]:
        # The information and the wire rows of one record may bear the same index.
        return row.seq, row.index, row.of


_seq_of = attrgetter("seq")
