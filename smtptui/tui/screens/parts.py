"""What the explorer's screen is made of, and what its actions may ask of it: they are grouped in modules beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.screen import Screen

from smtptui.messages import Message, Translator
from smtptui.session.options import ConnectOptions
from smtptui.settings import Settings
from smtptui.smtp.state import DialogueState
from smtptui.tui.conversation import Conversation
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.tui.study import Study
    from smtptui.tui.widgets.editor import CommandEditor
    from smtptui.tui.widgets.hint import HintLine
    from smtptui.tui.widgets.key_line import KeyLine
    from smtptui.tui.widgets.side_panel import SidePanel
    from smtptui.tui.widgets.state_bar import StateBar
    from smtptui.tui.widgets.transcript_view import TranscriptView


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """An action by name: `about` begins with its key, where it has one."""

    title: Message
    about: Message
    run: Callable[[], object]


class ExplorerParts(Screen[object]):
    """The parts, by name. Their classes are imported with the widgets, after the first paint: here are their types."""

    settings: Settings
    translate: Translator
    conversation: Conversation

    @property
    def view(self) -> TranscriptView:
        """The transcript."""
        return cast("TranscriptView", self.query_one("#transcript"))

    @property
    def editor(self) -> CommandEditor:
        """The editor."""
        return cast("CommandEditor", self.query_one("#editor"))

    @property
    def panel(self) -> SidePanel:
        """The side panel."""
        return cast("SidePanel", self.query_one("#panel"))

    @property
    def hint(self) -> HintLine:
        """The line between transcript and editor."""
        return cast("HintLine", self.query_one("#hint"))

    @property
    def state_bar(self) -> StateBar:
        """The row at the top."""
        return cast("StateBar", self.query_one("#state"))

    @property
    def key_line(self) -> KeyLine:
        """The row at the bottom."""
        return cast("KeyLine", self.query_one("#keys"))

    @property
    def state(self) -> DialogueState | None:
        """The dialogue's state, None without a session."""
        return self.conversation.state

    def connect(self, target: str, options: ConnectOptions) -> None:
        """Begins a session."""
        raise NotImplementedError

    def on_problem(self, message: Message) -> None:
        """Tells something that the user must read."""
        self.notify(self.translate(message), severity="warning", timeout=8, markup=False)

    def if_agreed(self, question: Message, yes: Message, act: Callable[[], object]) -> None:
        """Asks, and does it after a yes; the other answer is to stay."""
        from smtptui.tui.screens.confirm import ConfirmScreen

        def answered(agreed: bool | None) -> None:
            if agreed:
                act()

        self.app.push_screen(ConfirmScreen(self.translate, question, yes, Message("Stay")), answered)

    @property
    def study(self) -> Study | None:
        """The lesson under way, None outside one."""
        raise NotImplementedError

    def leave_lesson(self) -> None:
        """Ends the lesson, if one is under way."""
        raise NotImplementedError

    def show_hint(self) -> None:
        """Draws the line above the editor."""
        raise NotImplementedError

    def draw_lesson(self) -> None:
        """Draws the lesson, if one is under way."""
        raise NotImplementedError

    def lesson_hint(self) -> Content | None:
        """The lesson in one sentence, None outside one."""
        raise NotImplementedError

    def on_change(self) -> None:
        """Draws what may have changed."""
        raise NotImplementedError
