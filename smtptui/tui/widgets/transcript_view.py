"""The transcript on the screen: reading, searching, folding, copying, by keys and by mouse.

Rows and a translator go in as attributes; what the user wants comes out as messages. It can be mounted alone.
"""

from __future__ import annotations

from typing import TypeAlias

from textual import events
from textual.actions import SkipAction
from textual.geometry import Offset
from textual.selection import Selection

from smtptui.messages import Message, Plural
from smtptui.transcript.rows import Direction
from smtptui.transcript.text import RedactedText, row_text, rows_text
from smtptui.tui.widgets import _events
from smtptui.tui.widgets._filter import EVERYTHING, Filter
from smtptui.tui.widgets._keys import KEYS
from smtptui.tui.widgets._lines_view import LinesView
from smtptui.tui.widgets._palette import CSS

__all__ = ["EVERYTHING", "Filter", "TranscriptView"]


class TranscriptView(LinesView):
    """The rows of one session, the newest at the bottom."""

    ABOUT = Message(
        "The session as it went: time, direction, and every line sent and received. While it follows, the newest reply "
        "is selected; a row selected by hand is explained beside. Moving up stops the following, G begins it again."
    )
    BINDINGS = KEYS
    DEFAULT_CSS = CSS

    Selected: TypeAlias = _events.Selected
    FollowChanged: TypeAlias = _events.FollowChanged
    CopyRequested: TypeAlias = _events.CopyRequested
    RevealRequested: TypeAlias = _events.RevealRequested
    HexRequested: TypeAlias = _events.HexRequested
    SearchRequested: TypeAlias = _events.SearchRequested
    FilterRequested: TypeAlias = _events.FilterRequested
    Searched: TypeAlias = _events.Searched

    # -- going about

    def action_cursor(self, step: int) -> None:
        """To the row above (-1) or below (1)."""
        self._mark = None
        self._step(step)

    def action_extend(self, step: int) -> None:
        """The same, and all rows passed are in the range."""
        if self._mark is None:
            self._mark = self._cursor
        self._step(step)

    def _step(self, step: int) -> None:
        lines = self._lines
        if self._cursor is None:
            return
        y = lines.locate(self._cursor) + (-1 if step < 0 else lines.height_of(self._cursor))
        if 0 <= y < len(lines):
            self.go_to(lines.index_at(y))
        elif step > 0 and self._mark is None:
            self.follow = True

    def action_page(self, step: int) -> None:
        """A screenful up (-1) or down (1); the cursor keeps its height on the screen."""
        lines = self._lines
        if self._cursor is None:
            return
        page = step * max(1, self._height - 1)
        y = max(0, min(len(lines) - 1, lines.locate(self._cursor) + page))
        self._scroll_quietly(self.scroll_offset.y + page)
        self.go_to(lines.index_at(y))

    def go_to(self, index: int) -> None:
        """The cursor to a row that is shown, as the user's wish: following ends."""
        self.follow = False
        self._move_cursor(index)

    def action_first(self) -> None:
        """To the first row."""
        if len(self._lines):
            self.go_to(self._lines.index_at(0))

    def action_last(self) -> None:
        """To the newest row, and follow from there."""
        self.follow = True

    def action_sideways(self, cells: int) -> None:
        """Long texts move under the columns."""
        self.scroll_to(x=self.scroll_x + cells, animate=False, immediate=True)

    # -- what is shown

    def action_expand(self) -> None:
        """Folds or unfolds the reply, expands or cuts the long line, at the cursor."""
        if self._cursor is not None:
            self.toggle(self._cursor)

    def toggle(self, index: int) -> None:
        """The same for any row. Folding puts the cursor on the reply's first row."""
        self.follow = False
        with self._keeping_place():
            self._lines.toggle(index)

    def action_wrap(self) -> None:
        self.wrap = not self.wrap

    def action_timings(self) -> None:
        self.timings = not self.timings

    # -- asking the screen

    def action_ask_search(self) -> None:
        self.post_message(self.SearchRequested())

    def action_ask_filter(self) -> None:
        self.post_message(self.FilterRequested())

    def action_next_match(self, step: int) -> None:
        """To the next row found (1) or the one before (-1), around the end."""
        if search := self._painter.search:
            here = -1 if self._cursor is None else self._cursor
            self._go_to_match(search.after(here) if step > 0 else search.before(here))

    def action_hex(self) -> None:
        if row := self.cursor_row:
            self.post_message(self.HexRequested(row.seq))

    def action_reveal(self) -> None:
        if row := self.cursor_row:
            self.post_message(self.RevealRequested(row))

    # -- copying

    def action_mark(self) -> None:
        """Begins a range at the cursor, or ends it."""
        if self._cursor is not None:
            self.follow = False
            self._mark = self._cursor if self._mark is None else None
            self.refresh()

    def action_unmark(self) -> None:
        """Ends the range; without one the key is not ours."""
        if self._mark is None:
            raise SkipAction
        self._mark = None
        self.refresh()

    def action_copy_rows(self) -> None:
        """The range, else what the mouse selected, else the row at the cursor."""
        rows = self.marked_rows
        if len(rows) > 1:
            is_one_record = len({row.seq for row in rows}) == 1
            text = rows_text(rows, self.translate, gutter=not is_one_record)
            self.post_message(self.CopyRequested(text, Plural("{count} row", "{count} rows", len(rows))))
        elif not self._copy_selection() and (row := self.cursor_row):
            self.post_message(self.CopyRequested(row_text(row, self.translate), Message("The row")))

    def action_copy_record(self) -> None:
        """The whole reply, or the whole block sent, that the cursor is in, folded lines included."""
        if self._cursor is None:
            return
        rows = [self._lines.rows[index] for index in self._lines.record(self._cursor)]
        what = Message("The reply") if rows[0].direction is Direction.RECEIVED else Message("The whole record")
        self.post_message(self.CopyRequested(rows_text(rows, self.translate, gutter=False), what))

    def action_copy_selected(self) -> None:
        """What the mouse selected, or the range; without either the key is the screen's."""
        if self._mark is not None:
            self.action_copy_rows()
        elif not self._copy_selection():
            raise SkipAction

    def _copy_selection(self) -> bool:
        selection = self.text_selection
        if selection is None or not (text := self._selected_text(selection)):
            return False
        self.post_message(self.CopyRequested(text, Message("The selected text")))
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return self._selected_text(selection), "\n"

    def _selected_text(self, selection: Selection) -> RedactedText:
        """The rows' own text within a selection: no columns, no tails, and no line ends where lines are wrapped."""
        lines = self._lines
        first = 0 if selection.start is None else max(0, selection.start.y)
        last = len(lines) - 1 if selection.end is None else min(selection.end.y, len(lines) - 1)
        parts: list[str] = []
        for y in range(first, last + 1):
            piece = lines.piece(y)
            start, end = selection.get_span(y) or (0, 0)
            text = lines.text(piece.index)[piece.start : piece.end]
            parts.append(text[max(0, start) : None if end < 0 else end])
            if piece.is_last and y < last:
                parts.append("\n")
        return RedactedText("".join(parts))

    # -- the mouse

    def on_click(self, event: events.Click) -> None:
        # Textual would select everything on a double click.
        event.prevent_default()
        offset = event.get_content_offset(self)
        meta = event.style.meta
        if "badge" in meta:
            self.follow = True
        elif offset is not None and (y := offset.y + self.scroll_offset.y) < len(self._lines):
            self._click_line(y, event.chain, "toggle" in meta)

    def _click_line(self, y: int, chain: int, is_toggle: bool) -> None:
        lines = self._lines
        index = lines.index_at(y)
        self._mark = None
        self.go_to(index)
        if is_toggle:
            self.toggle(index)
        elif chain == 2:
            self._select_rows(index, index)
        elif chain == 3:
            record = lines.record(index)
            self._select_rows(record.start, record.stop - 1)

    def _select_rows(self, first: int, last: int) -> None:
        """Selects whole rows as the mouse would."""
        lines = self._lines
        end = lines.locate(last + 1) - 1
        piece = lines.piece(end)
        selection = Selection(Offset(0, lines.locate(first)), Offset(piece.end - piece.start, end))
        self.screen.selections = {self: selection}
