"""The lesson beside the session: its words, and what can be done with it, to be clicked or by a letter.

Inputs: `show`, `clear`. It decides nothing: its keys are the screen's actions.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from smtptui.messages import Message, Translator
from smtptui.tui.prose import Prose

Offers = tuple[tuple[str, Message, str], ...]
"""A key, the word beside it, the screen's action."""

NEXT = ("Enter", Message("Go on"), "screen.lesson_next")
HINT = ("H", Message("Hint"), "screen.lesson_hint")
ANSWER = ("M", Message("Model answer"), "screen.lesson_show")
PLAY = ("M", Message("Do it for me"), "screen.lesson_show")
SKIP = ("S", Message("Leave out"), "screen.lesson_skip")
REPLAY = ("R", Message("Step anew"), "screen.lesson_replay")
ASIDE = ("T", Message("To the server"), "screen.lesson_aside")
BACK = ("T", Message("To the question"), "screen.lesson_aside")
LIST = ("L", Message("Lessons"), "screen.lesson_list")


class LessonPane(Vertical):
    """The text scrolls; below it stands what is offered."""

    ABOUT = Message(
        "The lesson: read, and do what it asks in the line at the bottom. What you type there is sent as it stands, "
        "unless the lesson asks you a question. F3 moves between the lesson and the line. Here H gives a hint, M the "
        "model answer, S leaves the step out, R begins it anew, L lists the lessons."
    )
    BINDINGS = [
        # The second letter is what the same key gives on a Russian keyboard.
        Binding("enter,n,т", "screen.lesson_next", show=False),
        Binding("h,р", "screen.lesson_hint", show=False),
        Binding("m,ь", "screen.lesson_show", show=False),
        Binding("s,ы", "screen.lesson_skip", show=False),
        Binding("r,к", "screen.lesson_replay", show=False),
        Binding("t,е", "screen.lesson_aside", show=False),
        Binding("l,д", "screen.lesson_list", show=False),
    ]
    DEFAULT_CSS = """
    LessonPane { height: 1fr; }
    LessonPane #lesson-scroll { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    LessonPane #lesson-text { width: 100%; height: auto; }
    LessonPane #lesson-offers { height: auto; max-height: 3; width: 100%; padding: 0 1; background: $panel; }
    """

    def __init__(self, translate: Translator) -> None:
        super().__init__()
        self._translate = translate
        self._shown: Prose | None = None
        self._offers: Offers = ()
        self._is_at_end = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="lesson-scroll"):
            yield Static(self._translate.text("F3 lists the lessons."), id="lesson-text", markup=False)
        offers = Static(id="lesson-offers", markup=False)
        offers.auto_links = False
        yield offers

    def show(self, content: Prose, offers: Offers, *, is_new: bool) -> None:
        """The text from its beginning where it `is_new`, else its end, where what was added stands."""
        if content != self._shown:
            self._shown = content
            self.query_one("#lesson-text", Static).update(content)
            self._is_at_end = not is_new
            self._scroll()
        if offers != self._offers:
            self._offers = offers
            self._show_offers()

    def on_resize(self) -> None:
        self._show_offers()

    def _show_offers(self) -> None:
        """As many in a row as fit: none is broken."""
        rows, room = [Content("")], self.size.width - 2
        offers = [self._offer(*offer) for offer in self._offers]
        letters = [index for index, (key, _, _) in enumerate(self._offers) if len(key) == 1]
        if letters:  # in the editor a letter is typed
            offers.insert(letters[0], Content.styled(self._translate.text("F3, then"), "$text-muted"))
        for words in offers:
            longer = rows[-1] + Content("  ") + words if rows[-1].plain else words
            if longer.cell_length <= room or not rows[-1].plain:
                rows[-1] = longer
            else:
                rows.append(words)
        self.query_one("#lesson-offers", Static).update(Content("\n").join(rows))

    def on_mount(self) -> None:
        # A pane that is hidden is laid out when it is shown.
        self.watch(self.query_one("#lesson-scroll"), "virtual_size", self._scroll, init=False)

    def _scroll(self) -> None:
        scroll = self.query_one("#lesson-scroll", VerticalScroll)
        if self._is_at_end:
            scroll.scroll_end(animate=False, immediate=True)
        else:
            scroll.scroll_home(animate=False, immediate=True)

    def clear(self) -> None:
        """No lesson is under way."""
        self._shown, self._offers = None, ()
        self.query_one("#lesson-text", Static).update(self._translate.text("F3 lists the lessons."))
        self.query_one("#lesson-offers", Static).update("")

    def _offer(self, key: str, word: Message, action: str) -> Content:
        shown = Content.styled(key, "bold $footer-key-foreground") + Content(f" {self._translate(word)}")
        return shown.stylize(Style.from_meta({"@click": action}))

    def take_keyboard(self) -> None:
        """The text scrolls with the arrow keys, and the letters are keys: the one typed next, too."""
        self.screen.set_focus(self.query_one("#lesson-scroll", VerticalScroll))
