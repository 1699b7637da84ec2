"""What every overlay shares: a frame with a title over the explorer, closed by Esc."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from smtptui.messages import Message, Translator
from smtptui.tui.prose import Prose

Result = TypeVar("Result")
Leave = Callable[[Result, Callable[[], object]], None]
"""Does the second, perhaps after a question about the first; not at all where the answer is no."""


class Overlay(ModalScreen[Result]):
    """A modal screen with a frame. The content goes into `#frame`."""

    BINDINGS = [Binding("escape", "dismiss", "Close", show=True)]
    DEFAULT_CSS = """
    Overlay { align: center middle; }
    Overlay #frame {
        width: 96%; max-width: 100; height: auto; max-height: 100%;
        border: round $primary; background: $surface; padding: 0 1;
        border-title-style: bold;
    }
    Overlay #frame Input { margin: 0; width: 1fr; background: $panel; }
    Overlay .label { width: auto; padding-right: 1; color: $text-muted; }
    Overlay .field { height: 1; width: 100%; }
    Overlay .buttons { height: auto; margin-top: 1; }
    Overlay .buttons RowButton { margin-right: 2; }
    Overlay .problem { color: $text-error; width: 100%; height: auto; display: none; }
    Overlay .problem.told { display: block; }
    """

    def __init__(self, translate: Translator) -> None:
        super().__init__()
        self.translate = translate
        self._has_been_shown = False

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        # When it comes for the first time, all in it has just been styled as it was mounted.
        event.refresh_styles = self._has_been_shown
        self._has_been_shown = True

    def tell(self, message: Message) -> None:
        """What is wrong, in the place that `#problem` has."""
        told = self.query_one("#problem", Static)
        told.update(Content(self.translate(message)))
        told.add_class("told")


class Chooser(Overlay[Result]):
    """An overlay in which something is chosen. It is asked over it whether that may be done: after a no the overlay
    is there as it was, with all that was typed."""

    def __init__(self, translate: Translator, leave: Leave[Result]) -> None:
        super().__init__(translate)
        self._leave = leave

    def choose(self, result: Result) -> None:
        """Closes with what was chosen."""
        self._leave(result, lambda: self.dismiss(result))


class TextOverlay(Overlay[None]):
    """Text to read, and to scroll."""

    BINDINGS = [
        Binding("q,f1,f6,question_mark", "dismiss", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(15)", show=False),
        Binding("pageup", "scroll(-15)", show=False),
    ]
    DEFAULT_CSS = """
    TextOverlay #text { width: 100%; height: auto; }
    TextOverlay #frame { width: 100%; max-height: 100%; scrollbar-size-vertical: 1; }
    """

    def __init__(self, translate: Translator, title: Message, content: Prose) -> None:
        super().__init__(translate)
        self._title = title
        self._content = content

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="frame") as frame:
            frame.border_title = Content(self.translate(self._title)).markup
            frame.border_subtitle = Content(self.translate.text("Esc closes")).markup
            yield Static(self._content, id="text", markup=False)

    def action_scroll(self, rows: int) -> None:
        """Scrolls by rows."""
        self.query_one("#frame").scroll_relative(y=rows, animate=False)
