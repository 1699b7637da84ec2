"""The command editor: one line for commands, growing in data, and for a pasted batch.

Inputs: `mode`. Outputs: `Submitted` for one line, `BlockSubmitted` for several. It sends nothing itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding
from textual.message import Message as TextualMessage
from textual.reactive import reactive
from textual.widgets import TextArea

from smtptui.messages import Message
from smtptui.tui.history import History
from smtptui.tui.widgets.burst import HOLD, Burst
from smtptui.tui.widgets.editor_mode import EditorMode

MOST_ROWS = 10


class CommandEditor(TextArea, inherit_bindings=False):
    """Where the user types. What stands here is what will be sent, and nothing else is."""

    ABOUT = Message(
        "Type a command and press Enter: it is sent as it stands, with CRLF added. Up and Down fetch lines sent "
        "before. In a message Enter adds a line, and Enter on a line with one dot sends it all. Several pasted lines "
        "become a batch: F5 starts it, Esc empties the editor."
    )
    BINDINGS = [
        # The function keys are the screen's.
        *(binding for binding in TextArea.BINDINGS if isinstance(binding, Binding) and binding.key not in ("f6", "f7")),
        Binding("f5,ctrl+j", "submit_block", "Send", show=False),
    ]
    DEFAULT_CSS = """
    CommandEditor {
        height: 1;
        max-height: 12;
        border: none;
        padding: 0;
        background: $surface;
        scrollbar-size-vertical: 1;
    }
    CommandEditor:focus { border: none; }
    """
    mode: reactive[EditorMode] = reactive(EditorMode.LINE)

    @dataclass
    class Submitted(TextualMessage):
        """Enter on one line."""

        line: str

    @dataclass
    class BlockSubmitted(TextualMessage):
        """The lines of a message, or of a batch that was started."""

        lines: list[str]
        is_batch: bool

    def __init__(self, history: History, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
        self.cursor_blink = False
        self.highlight_cursor_line = False
        self._history = history
        self._burst = Burst()
        self._held: tuple[float, asyncio.TimerHandle] | None = None

    # -- what is in it

    @property
    def lines(self) -> list[str]:
        """The text as lines."""
        return self.text.split("\n")

    @property
    def current_line(self) -> str:
        """The line that the cursor is on."""
        return self.document.get_line(self.cursor_location[0])

    def put(self, text: str) -> None:
        """Replaces everything; undo brings the old text back."""
        self.replace(text, (0, 0), self.document.end)
        self.move_cursor(self.document.end)

    def put_batch(self, lines: list[str]) -> None:
        """Shows lines that are to be sent one by one."""
        self.put("\n".join(lines))
        if len(lines) > 1 and self.mode is EditorMode.LINE:
            self.mode = EditorMode.BATCH

    def give_back(self, lines: Sequence[str]) -> None:
        """Lines that were not sent come back, before what was typed meanwhile: nothing is lost."""
        self.put_batch([*lines, *([self.text] if self.text else [])])

    def take(self) -> str:
        """The text, and empties the editor; the text cannot be brought back by undo, since it may be a secret."""
        text = self.text
        self.text = ""
        return text

    # -- keys

    async def _on_key(self, event: events.Key) -> None:
        self._let_go(event)
        is_burst = self._burst.push(event.time)
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            if is_burst and self._sends():
                timer = asyncio.get_running_loop().call_later(HOLD, self._hold_over)
                self._held = (event.time, timer)
            else:
                self._enter()
        elif event.key in ("up", "down") and self.mode is EditorMode.LINE and len(self.lines) == 1:
            event.stop()
            event.prevent_default()
            self._recall(event.key)

    def action_cursor_page_up(self) -> None:
        self._page_or_leave_it(super().action_cursor_page_up)

    def action_cursor_page_down(self) -> None:
        self._page_or_leave_it(super().action_cursor_page_down)

    def _page_or_leave_it(self, page: Callable[[], None]) -> None:
        # Where there is nothing to page through here, the key is the screen's.
        if len(self.lines) <= 1:
            raise SkipAction
        page()

    # An Enter at the end of a burst of keys waits for what comes next: in a paste it is a line's end and no more.

    def _let_go(self, next_key: events.Key | None) -> None:
        """The Enter that waits is a line's end where `next_key` belongs to its burst, else it is what it is."""
        if self._held is None:
            return
        (time, timer), self._held = self._held, None
        timer.cancel()
        if next_key is not None and next_key.time - time <= HOLD and (next_key.is_printable or next_key.key == "enter"):
            self._add_line()
        else:
            self._enter()

    def _hold_over(self) -> None:
        # Keys that are on their way come before it.
        self.app.call_later(self.call_later, self._let_go, None)

    def _sends(self) -> bool:
        """Whether Enter sends something here."""
        if self.mode is EditorMode.DATA:
            return self.current_line == "." and self._on_last_line()
        return self.mode is EditorMode.LINE

    def _enter(self) -> None:
        if not self._sends():
            self._add_line()
        elif self.mode is EditorMode.LINE:
            self.post_message(self.Submitted(self.take()))
        else:
            self.action_submit_block()

    def _add_line(self) -> None:
        self._replace_via_keyboard("\n", *self.selection)
        if self.mode is EditorMode.LINE:
            self.mode = EditorMode.BATCH

    def _on_last_line(self) -> bool:
        return self.cursor_location[0] == self.document.line_count - 1

    def _recall(self, key: str) -> None:
        line = self._history.older(self.text) if key == "up" else self._history.newer()
        if line is not None:
            self.put(line)

    def action_submit_block(self) -> None:
        """Sends the lines of a message, or starts the batch."""
        if self.mode is EditorMode.LINE:
            self.post_message(self.Submitted(self.take()))
            return
        is_batch = self.mode is EditorMode.BATCH
        lines = self.take().split("\n")
        if lines and lines[-1] == "":
            lines.pop()
        if is_batch:
            self.mode = EditorMode.LINE
        if lines:
            self.post_message(self.BlockSubmitted(lines, is_batch))

    async def _on_paste(self, event: events.Paste) -> None:
        """Pasted lines are never sent by themselves: several become a batch, in a message they are lines of it."""
        event.stop()
        event.prevent_default()
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        if self.mode is EditorMode.LINE:
            text = text.removesuffix("\n")
        self._replace_via_keyboard(text, *self.selection)

    # -- its size and mode follow its text

    def on_text_area_changed(self) -> None:
        rows = self.document.line_count
        if self.mode is EditorMode.LINE and rows > 1:
            self.mode = EditorMode.BATCH
        elif self.mode is EditorMode.BATCH and rows == 1:
            self.mode = EditorMode.LINE
        self._fit()

    def watch_mode(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        least = 3 if self.mode is EditorMode.DATA else 1
        self.styles.height = min(max(least, self.wrapped_document.height), MOST_ROWS)
