"""What is selected, explained; what the server offers; what arrived at the practice server.

Inputs: `explain`, `show_server`, `show_mailbox`. It decides nothing: it renders what `explain/` says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from smtptui.messages import Message, Translator
from smtptui.practice.ledger import StoredMessage
from smtptui.smtp.events import Event
from smtptui.smtp.state import DialogueState
from smtptui.tui.prose import Prose
from smtptui.tui.widgets.lesson_pane import LessonPane

TITLES = {
    "explain": Message("Explain"),
    "server": Message("Server"),
    "lesson": Message("Lesson"),
    "mailbox": Message("Mailbox"),
}
TABS = tuple(TITLES)


class SidePanel(Vertical):
    """Tabs: Explain, Server, Lesson, Mailbox. A row names them, to be clicked; below it lies the page of the one that
    is open. The other pages are made when they are opened: Textual's own tabs are two dozen widgets from the start."""

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
    SidePanel #tabs { width: 100%; height: 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    SidePanel .page { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    SidePanel .page Static { width: 100%; height: auto; }
    """

    def __init__(self, translate: Translator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._translate = translate
        self._shown: dict[str, Prose] = {}
        self._open = TABS[0]
        self._tabs = Static(self._titles(), id="tabs", markup=False)
        self._texts: dict[str, Static] = {}
        self._pages = {self._open: self._new_page(self._open)}

    def compose(self) -> ComposeResult:
        yield self._tabs
        yield self._pages[self._open]

    def explain(self, event: Event | None, state: DialogueState | None, spoken: Message | None = None) -> None:
        """Explains one event; `state` is the dialogue's, when the event is the latest, else None. `spoken`: with the
        end of a session, what the server spoke instead of SMTP."""
        from smtptui.tui.words import Words, describe_event, describe_next

        words = Words(self._translate)
        if event is not None:
            describe_event(words, event, state, spoken)
        if state is not None:
            describe_next(words, state)
        self._show("explain", words.content())

    def show_server(self, state: DialogueState, mask: Callable[[str], str]) -> None:
        """The EHLO list, line by line, and what changed with TLS."""
        from smtptui.tui.words import Words, describe_server

        words = Words(self._translate, mask)
        describe_server(words, state)
        self._show("server", words.content())

    def show_mailbox(self, messages: Sequence[StoredMessage] | None, mask: Callable[[str], str]) -> None:
        """The messages that arrived; None where the server is not ours."""
        from smtptui.tui.words import Words, describe_mailbox

        words = Words(self._translate, mask)
        describe_mailbox(words, messages)
        self._show("mailbox", words.content())

    @property
    def lesson(self) -> LessonPane:
        """The lesson's tab."""
        page = self._page("lesson")
        assert isinstance(page, LessonPane)
        return page

    @property
    def open_name(self) -> str:
        """The tab that is open: `lesson`, `explain`, `server` or `mailbox`."""
        return self._open

    def open_tab(self, name: str) -> None:
        """Shows a tab by its name."""
        self._page(self._open).display = False
        self._page(name).display = True
        self._open = name
        self._tabs.update(self._titles())

    def focus_tab(self) -> None:
        """The keyboard goes to the tab that is open: its text scrolls with the arrow keys."""
        scroll = self._scroll
        if scroll.is_attached:
            scroll.focus()
        else:  # its page is being made
            self.call_after_refresh(scroll.focus)

    def scroll_page(self, pages: int) -> None:
        """Scrolls the tab that is open by pages."""
        scroll = self._scroll
        scroll.scroll_relative(y=pages * max(1, scroll.size.height - 1), animate=False, immediate=True)

    def action_tab(self, step: int) -> None:
        """The tab beside the one that is open."""
        self.open_tab(TABS[(TABS.index(self.open_name) + step) % len(TABS)])
        self.focus_tab()

    def on_click(self, event: events.Click) -> None:
        if (name := event.style.meta.get("tab")) is not None:
            self.open_tab(name)

    def _titles(self) -> Content:
        return Content("").join(self._title(name) for name in TITLES)

    def _title(self, name: str) -> Content:
        title = Content(f" {self._translate(TITLES[name])} ").stylize(Style.from_meta({"tab": name}))
        return title.stylize("$text bold underline") if name == self._open else title

    @property
    def _scroll(self) -> Widget:
        """What scrolls of the tab that is open."""
        page = self._page(self._open)
        return page.text if isinstance(page, LessonPane) else page

    def _page(self, name: str) -> Widget:
        """The page of a tab, made where there is none yet."""
        if name not in self._pages:
            page = self._pages[name] = self._new_page(name)
            page.display = False
            self.mount(page)
        return self._pages[name]

    def _new_page(self, name: str) -> Widget:
        if name == "lesson":
            return LessonPane(self._translate)
        text = self._texts[name] = Static(self._shown.get(name, ""), id=f"{name}-text", markup=False)
        return VerticalScroll(text, id=f"{name}-scroll", classes="page")

    def _show(self, name: str, content: Prose) -> None:
        if self._shown.get(name) == content:
            return
        self._shown[name] = content
        if name in self._texts:
            self._texts[name].update(content)
            self._pages[name].scroll_home(animate=False)
