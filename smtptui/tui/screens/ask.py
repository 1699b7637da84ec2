"""One line asked for: a search, a filter."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from smtptui.messages import Message, Translator
from smtptui.tui.screens.overlay import Overlay


class AskScreen(Overlay[str]):
    """The text that was entered, None for Esc."""

    DEFAULT_CSS = """
    AskScreen { align: center bottom; }
    AskScreen #frame { margin-bottom: 2; }
    """

    def __init__(self, translate: Translator, title: Message) -> None:
        super().__init__(translate)
        self._title = title

    def compose(self) -> ComposeResult:
        with Vertical(id="frame") as frame:
            frame.border_title = self.translate(self._title).replace("[", "\\[")
            yield Input(compact=True, id="text")

    def on_mount(self) -> None:
        self.query_one("#text").focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)
