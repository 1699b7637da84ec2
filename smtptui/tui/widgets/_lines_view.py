"""Rows that come and go: what is shown of them, where the cursor is, whether the end is followed.

It knows no keys. `append` only notes the rows: they become lines at the pace of drawing, and nothing runs while nothing
comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from textual.geometry import Size
from textual.reactive import reactive

from smtptui.messages import ENGLISH, Message, Translator
from smtptui.smtp.visible import visible, visible_text
from smtptui.transcript.rows import Row
from smtptui.tui.pace import Pace
from smtptui.tui.widgets._columns import NARROW
from smtptui.tui.widgets._events import FollowChanged, Searched, Selected
from smtptui.tui.widgets._filter import Filter
from smtptui.tui.widgets._model import FOLD_AFTER
from smtptui.tui.widgets._painted_view import NO_ROWS, PaintedView
from smtptui.tui.widgets._search import Search
from smtptui.tui.widgets._strips import never
from smtptui.tui.widgets._waiting import Waiting

AT_ONCE = 500
"""Rows that are made and become lines in one go: a few milliseconds."""
BREAK = 0.002
"""Seconds before the next: what a key sets off is mostly done within them."""


class LinesView(PaintedView):
    """The rows given to `append`, and what of them `set_filter`, folds and `wrap` leave to be shown."""

    timings = reactive(True, init=False)
    """Whether the time column is shown, where the view is wide enough."""
    wrap = reactive(False, init=False)
    """Whether long lines are wrapped."""

    def __init__(
        self,
        translate: Translator = ENGLISH,
        *,
        fold_after: int = FOLD_AFTER,
        empty: Message = NO_ROWS,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(translate, fold_after=fold_after, empty=empty, id=id, classes=classes)
        self._pending = Waiting()
        self._is_flush_due = False
        self._pace = Pace()
        self._told: Row | None = None
        self._is_moving = False

    # -- rows in

    def append(self, rows: Iterable[Row]) -> None:
        """More rows; they are taken and shown at once, or a little later where many come."""
        self._pending.add(rows)
        self._ask_flush()

    def replace_all(self, rows: list[Row]) -> None:
        """All rows anew, as when a secret learnt late masks earlier ones; place, folds and cursor stay."""
        self._pending.clear()
        with self._keeping_place():
            self._lines.replace(rows)

    def clear(self) -> None:
        """No rows; following begins again."""
        self._pending.clear()
        self._partial = ""
        self._unseen = 0
        self._cursor = self._mark = None
        self._lines.clear()
        self._forget_strips()
        self.follow = True
        self._settle()

    def set_quiet(self, is_quiet: Callable[[int], bool] = never) -> None:
        """Which records stand back, by their numbers."""
        self._painter.is_quiet = is_quiet
        self._forget_strips()

    def set_partial(self, text: str | bytes) -> None:
        """The line that the server has not finished yet, masked; empty when there is none."""
        text = visible_text(text) if isinstance(text, str) else visible(text)
        if text != self._partial:
            self._partial = text
            self._ask_flush()

    def flush(self) -> None:
        """Shows at once what waits to be shown."""
        self._is_flush_due = False
        self._add(self._pending.take_all())
        self._draw()

    def _flush_some(self) -> None:
        """A part of what waits; it is drawn at the pace of drawing, and all the same where this goes on for long."""
        self._add(self._pending.take(AT_ONCE))
        self._is_flush_due = bool(self._pending)
        if self._is_flush_due:
            # Not call_later alone: a widget takes all its messages before anyone else has a turn.
            asyncio.get_running_loop().call_later(BREAK, self.call_later, self._flush_some)
        if not self._is_flush_due or not self._pace.wait:
            self._draw()

    def _add(self, rows: list[Row]) -> None:
        before = len(self._lines)
        self._lines.extend(rows)
        if not self.follow:
            self._unseen += len(self._lines) - before
        if self._painter.search and rows:
            self._painter.search.look(self._lines)
            self._tell_search()

    def _draw(self) -> None:
        self._pace.drawn()
        self._settle()

    @property
    def has_pending(self) -> bool:
        """Whether something waits to be shown."""
        return bool(self._pending) or self._is_flush_due

    def _ask_flush(self) -> None:
        if self._is_flush_due or not self.is_running:
            return
        self._is_flush_due = True
        if wait := self._pace.wait:
            # Not set_timer: Textual skips a timer that is late when it starts, one that fires only once too, and the
            # rows would never be shown.
            asyncio.get_running_loop().call_later(wait, self.call_later, self._flush_some)
        else:
            self.call_later(self._flush_some)

    def on_mount(self) -> None:
        self._ask_flush()

    # -- asking

    @property
    def translate(self) -> Translator:
        """In whose language rows of ours are shown."""
        return self._lines.translate

    @translate.setter
    def translate(self, translate: Translator) -> None:
        with self._keeping_place():
            self._lines.translate = translate
            self._lines.rebuild()

    @property
    def filter(self) -> Filter:
        """What is shown."""
        return self._lines.filter

    def set_filter(self, wanted: Filter) -> None:
        """Shows only what `wanted` accepts. The cursor stays on its row, or goes to the nearest one shown."""
        with self._keeping_place():
            self._lines.filter = wanted
            self._lines.rebuild()

    # -- searching

    def search(self, text: str, regex: bool = False) -> int:
        """Marks where `text` is found, whatever the case, and goes to the first row from the cursor on that has it.

        Answers how many rows have it; the empty text ends the search. `Searched` tells the rest.
        """
        search = self._painter.search = Search(text, regex=regex) if text else None
        self._forget_strips()
        if search is not None:
            search.look(self._lines)
            if search.hits:
                self._go_to_match(search.after((self._cursor or 0) - 1))
            self._tell_search()
        self.refresh()
        return len(search.hits) if search is not None else 0

    def _go_to_match(self, index: int | None) -> None:
        if index is not None:
            self.follow = False
            self._reveal_row(index)
            self._move_cursor(index)

    def _reveal_row(self, index: int) -> None:
        if not self._lines.is_shown(index):
            with self._keeping_place():
                self._lines.unfold(index)

    def _tell_search(self) -> None:
        if search := self._painter.search:
            rank = search.rank(self._cursor) if self._cursor is not None else 0
            self.post_message(Searched(rank, len(search.hits), search.problem))
        elif search is not None:
            self.post_message(Searched(0, 0, search.problem))

    # -- cursor and place

    def _move_cursor(self, index: int) -> None:
        """Puts the cursor on a row that is shown, and the row on the screen."""
        self._cursor = index
        y, height = self._lines.locate(index), self._lines.height_of(index)
        top = self.scroll_offset.y
        if y < top or height >= self._height:
            self._scroll_quietly(y)
        elif y + height > top + self._height:
            self._scroll_quietly(y + height - self._height)
        self.refresh()
        self._tell_cursor()

    def _tell_cursor(self) -> None:
        row = self.cursor_row
        if row != self._told:
            self._told = row
            self.post_message(Selected(row))
        if self._painter.search:
            self._tell_search()

    def _settle(self) -> None:
        """Sizes and place after the lines changed; before it is mounted there are none."""
        if not self.is_running:
            return
        width = 0 if self.wrap else self._painter.text_at + self._lines.width
        self.virtual_size = Size(width, len(self._lines) + bool(self._partial))
        top = self.scroll_y
        if self.follow:
            self._cursor = self._lines.newest()
            self._scroll_quietly(self.max_scroll_y)
        if self.scroll_y == top:  # else scrolling has asked for it
            self.refresh()
        self._tell_cursor()

    def _scroll_quietly(self, y: float) -> None:
        """Scrolls without taking it for the user's wish."""
        self._is_moving = True
        try:
            self.scroll_to(y=y, animate=False, force=True, immediate=True)
        finally:
            self._is_moving = False

    @contextmanager
    def _keeping_place(self) -> Iterator[None]:
        """Around a change of what is shown: what was at some height of the screen stays there."""
        lines = self._lines
        anchor, height = self._anchor()
        cursor = None if self._cursor is None else lines.name_of(self._cursor)
        mark = None if self._mark is None else lines.name_of(self._mark)
        yield
        self._forget_strips()
        self._drop_selection()
        self._cursor = self._place_of(cursor)
        self._mark = self._place_of(mark)
        if self._painter.search:
            self._painter.search.look_anew(lines)
        self._settle()
        if self.is_running and not self.follow and (index := self._place_of(anchor)) is not None:
            self._scroll_quietly(lines.locate(index) + min(-height, max(0, lines.height_of(index) - 1)))

    def _anchor(self) -> tuple[tuple[int, int] | None, int]:
        """The name of the row that keeps its place, and how far below the top of the screen it is."""
        lines, top = self._lines, self.scroll_offset.y
        if self._cursor is not None and top <= (y := lines.locate(self._cursor)) < top + self._height:
            return lines.name_of(self._cursor), y - top
        if top >= len(lines):
            return None, 0
        index = lines.index_at(top)
        return lines.name_of(index), lines.locate(index) - top

    def _place_of(self, name: tuple[int, int] | None) -> int | None:
        index = None if name is None else self._lines.find(name)
        return None if index is None else self._lines.nearest(index)

    def watch_follow(self, follow: bool) -> None:
        self._unseen = 0
        if follow:
            self._mark = None
            self._settle()
        self.post_message(FollowChanged(follow))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self._is_moving or old_value > (end := self.max_scroll_y):
            return
        if new_value > old_value and round(new_value) >= end:
            self.follow = True
        elif new_value < old_value:
            self.follow = False

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_x(old_value, new_value)
        self._painter.skip = round(new_value)
        self._forget_strips()

    def watch_wrap(self) -> None:
        self._fit()

    def watch_timings(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Fits the lines to the widget's width."""
        painter, lines = self._painter, self._lines
        size = self.scrollable_content_region.size
        width, self._height = max(1, size.width), size.height
        times = self.timings and width >= NARROW
        if (painter.width, painter.times) != (width, times):
            painter.width, painter.times = width, times
            self._forget_strips()
        room = painter.room if self.wrap else None
        if lines.wrap != room:
            with self._keeping_place():
                lines.wrap = room
                lines.rebuild()
        else:
            self._settle()
