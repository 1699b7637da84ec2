"""A question with two answers."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from smtptui.messages import Message, Translator
from smtptui.tui.screens.overlay import Overlay
from smtptui.tui.widgets.row_button import RowButton


class ConfirmScreen(Overlay[bool]):
    """True for yes, False or None for no."""

    BINDINGS = [
        # The second letter is what the same key gives on a Russian keyboard.
        Binding("y,н", "answer(True)", "Yes", show=False),
        Binding("n,т", "answer(False)", "No", show=False),
    ]

    def __init__(self, translate: Translator, question: Message, yes: Message, no: Message) -> None:
        super().__init__(translate)
        self._question, self._yes, self._no = question, yes, no

    def compose(self) -> ComposeResult:
        with Vertical(id="frame"):
            yield Static(self.translate(self._question), markup=False)
            with Horizontal(classes="buttons"):
                yield RowButton(f"{self.translate(self._yes)} (y)", id="yes", variant="warning")
                yield RowButton(f"{self.translate(self._no)} (n)", id="no", variant="primary")

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    def action_answer(self, answer: bool) -> None:
        """Answers by key."""
        self.dismiss(answer)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
