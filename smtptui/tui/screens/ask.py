"""One line asked for: a search, a filter."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from smtptui.messages import Message, Translator
from smtptui.tui.screens.overlay import Overlay


class AskScreen(Overlay[str]):
    """The text that was entered, None for Esc."""

    DEFAULT_CSS = """
    AskScreen { align: center bottom; }
    AskScreen #frame { margin-bottom: 2; }
    """

    def __init__(self, translate: Translator, title: Message, text: str = "") -> None:
        super().__init__(translate)
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(id="frame") as frame:
            frame.border_title = Content(self.translate(self._title)).markup
            frame.border_subtitle = Content(self.translate.text("Enter · Esc")).markup
            yield Input(self._text, compact=True, id="text")

    def on_mount(self) -> None:
        self.query_one("#text").focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)
