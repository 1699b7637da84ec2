"""Lines on the screen by the Line API: each a strip, made once and kept until something about it changes.

It knows how lines look, and not how they come or where the cursor goes.
"""

from __future__ import annotations

from textual.cache import LRUCache
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from smtptui.messages import ENGLISH, Message, Plural, Translator
from smtptui.transcript.rows import Row
from smtptui.tui.widgets._model import FOLD_AFTER, Lines
from smtptui.tui.widgets._palette import COMPONENTS, palette_of
from smtptui.tui.widgets._strips import Painter, State, with_badge

NO_ROWS = Message("Nothing has been said yet.")


class PaintedView(ScrollView, can_focus=True):
    """Shows `Lines`, a cursor, a range, what the mouse selected, and a badge over the last line."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES = COMPONENTS

    follow = reactive(True, init=False)
    """Whether the view keeps at the end and the cursor on the newest reply."""

    def __init__(
        self,
        translate: Translator = ENGLISH,
        *,
        fold_after: int = FOLD_AFTER,
        empty: Message = NO_ROWS,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.empty = empty
        """The hint shown while there are no rows."""
        self._lines = Lines(fold_after)
        self._lines.translate = translate
        self._painter = Painter(self._lines)
        self._strips: LRUCache[tuple[int, State, bool], Strip] = LRUCache(512)
        self._palette_is_stale = True
        self._partial = ""
        self._height = 0
        self._unseen = 0
        self._cursor: int | None = None
        self._mark: int | None = None

    @property
    def rows(self) -> list[Row]:
        """All rows that have become lines, hidden ones included; not to be changed."""
        return self._lines.rows

    @property
    def cursor_row(self) -> Row | None:
        """The row at the cursor."""
        return None if self._cursor is None else self._lines.rows[self._cursor]

    @property
    def marked_rows(self) -> list[Row]:
        """The rows of the range between mark and cursor that are shown; none without a mark."""
        if self._mark is None or self._cursor is None:
            return []
        first, last = sorted((self._mark, self._cursor))
        lines = self._lines
        indexes = dict.fromkeys(lines.index_at(y) for y in range(lines.locate(first), lines.locate(last + 1)))
        return [lines.rows[index] for index in indexes]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._palette_is_stale = True
        self._forget_strips()

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if self._palette_is_stale:
            self._painter.palette = palette_of(self)
            self._palette_is_stale = False
        strip = self._line(y + self.scroll_offset.y)
        if y == self._height - 1 and (words := self.badge):
            return with_badge(strip, self._painter.width, words, self._painter.palette.badge)
        return strip

    @property
    def badge(self) -> str:
        """What lies over the last line: which match this is, and how many new lines are below."""
        parts = []
        if search := self._painter.search:
            rank = search.rank(self._cursor) if self._cursor is not None else 0
            parts.append(f"{rank or '-'}/{len(search.hits)}")
        if self._unseen and not self.follow and self.scroll_offset.y < self.max_scroll_y:
            parts.append(self._lines.translate(Plural("{count} new ↓", "{count} new ↓", self._unseen)))
        return " · ".join(parts)

    def _line(self, y: int) -> Strip:
        lines, painter = self._lines, self._painter
        if y >= len(lines):
            return self._line_after_rows(y)
        index = lines.index_at(y)
        state = self._state(index)
        is_current = index == self._cursor
        selection = self.text_selection
        if selection is not None and (selected := selection.get_span(y)) is not None:
            return painter.strip(y, state, is_current, selected)
        key = (y, state, is_current)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = painter.strip(y, state, is_current)
        return strip

    def _line_after_rows(self, y: int) -> Strip:
        if self._partial and y == len(self._lines):
            return self._painter.partial_strip(y, self._partial)
        if y == 0 and not self._lines.rows:
            return self._painter.hint_strip(self._lines.translate(self.empty))
        return Strip.blank(self._painter.width, self._painter.palette.styles[State.PLAIN]["base"])

    def _state(self, index: int) -> State:
        if index == self._cursor:
            return State.CURSOR if self.has_focus else State.UNFOCUSED
        if self._mark is not None and self._cursor is not None:
            first, last = sorted((self._mark, self._cursor))
            if first <= index <= last:
                return State.RANGE
        return State.PLAIN

    def _forget_strips(self) -> None:
        self._strips.clear()

    def _drop_selection(self) -> None:
        """Ends a selection by the mouse whose lines are not what they were."""
        if self.is_attached and self.text_selection is not None:
            self.screen.selections = {
                widget: selection for widget, selection in self.screen.selections.items() if widget is not self
            }
