"""What is selected, explained; what the server offers; what arrived at the practice server.

Inputs: `explain`, `show_server`, `show_mailbox`. It decides nothing: it renders what `explain/` says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static, TabbedContent, TabPane

from smtptui.messages import Message, Translator
from smtptui.practice.ledger import StoredMessage
from smtptui.smtp.events import Event
from smtptui.smtp.state import DialogueState
from smtptui.tui.prose import Prose
from smtptui.tui.widgets.lesson_pane import LessonPane
from smtptui.tui.words import Words, describe_event, describe_mailbox, describe_next, describe_server

TABS = ("explain", "server", "lesson", "mailbox")


class SidePanel(Vertical):
    """Tabs: Explain, Server, Lesson, Mailbox."""

    ABOUT = Message(
        "Explain tells about the row that is selected in the transcript, by default the latest reply. Server lists "
        "what the server offered to EHLO, line by line. Lesson is the lesson that you are taking; F3 lists them. "
        "Mailbox shows what arrived at the practice server."
    )
    BINDINGS = [
        Binding("left", "tab(-1)", show=False),
        Binding("right", "tab(1)", show=False),
    ]
    DEFAULT_CSS = """
    SidePanel { width: 100%; height: 100%; }
    SidePanel TabbedContent { height: 1fr; }
    SidePanel TabPane { padding: 0; height: 1fr; }
    SidePanel VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    SidePanel TabPane Static { width: 100%; height: auto; }
    """

    def __init__(self, translate: Translator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._translate = translate
        self._shown: dict[str, Prose] = {}

    def compose(self) -> ComposeResult:
        titles = {
            "explain": Message("Explain"),
            "server": Message("Server"),
            "lesson": Message("Lesson"),
            "mailbox": Message("Mailbox"),
        }
        with TabbedContent(id="tabs"):
            for name, title in titles.items():
                with TabPane(self._translate(title), id=f"{name}-tab"):
                    if name == "lesson":
                        yield LessonPane(self._translate)
                        continue
                    with VerticalScroll(id=f"{name}-scroll"):
                        yield Static(id=f"{name}-text", markup=False)

    def explain(self, event: Event | None, state: DialogueState | None) -> None:
        """Explains one event; `state` is the dialogue's, when the event is the latest, else None."""
        words = Words(self._translate)
        if event is not None:
            describe_event(words, event, state)
        if state is not None:
            describe_next(words, state)
        self._show("explain", words.content())

    def show_server(self, state: DialogueState, mask: Callable[[str], str]) -> None:
        """The EHLO list, line by line, and what changed with TLS."""
        words = Words(self._translate, mask)
        describe_server(words, state)
        self._show("server", words.content())

    def show_mailbox(self, messages: Sequence[StoredMessage] | None, mask: Callable[[str], str]) -> None:
        """The messages that arrived; None where the server is not ours."""
        words = Words(self._translate, mask)
        describe_mailbox(words, messages)
        self._show("mailbox", words.content())

    @property
    def lesson(self) -> LessonPane:
        """The lesson's tab."""
        return self.query_one(LessonPane)

    @property
    def open_name(self) -> str:
        """The tab that is open: `lesson`, `explain`, `server` or `mailbox`."""
        return self.query_one("#tabs", TabbedContent).active.removesuffix("-tab") or "explain"

    def open_tab(self, name: str) -> None:
        """Shows a tab by its name."""
        self.query_one("#tabs", TabbedContent).active = f"{name}-tab"

    def focus_tab(self) -> None:
        """The keyboard goes to the tab that is open: its text scrolls with the arrow keys."""
        self.query_one(f"#{self.open_name}-scroll", VerticalScroll).focus()

    def scroll_page(self, pages: int) -> None:
        """Scrolls the tab that is open by pages."""
        scroll = self.query_one(f"#{self.open_name}-scroll", VerticalScroll)
        scroll.scroll_relative(y=pages * max(1, scroll.size.height - 1), animate=False, immediate=True)

    def action_tab(self, step: int) -> None:
        """The tab beside the one that is open."""
        self.open_tab(TABS[(TABS.index(self.open_name) + step) % len(TABS)])
        self.focus_tab()

    def _show(self, name: str, content: Prose) -> None:
        if self._shown.get(name) == content:
            return
        self._shown[name] = content
        self.query_one(f"#{name}-text", Static).update(content)
        self.query_one(f"#{name}-scroll", VerticalScroll).scroll_home(animate=False)
