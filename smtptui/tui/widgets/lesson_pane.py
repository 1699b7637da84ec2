"""The lesson beside the session: its words, and what can be done with it, to be clicked or by a letter.

Inputs: `show`, `clear`. Output: `Turned`. It decides nothing: its keys are the screen's actions.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message as TextualMessage
from textual.style import Style
from textual.widgets import Static

from smtptui.messages import Message, Translator
from smtptui.tui.prose import Prose

Offers = tuple[tuple[str, Message, str], ...]
"""A key, the word beside it, the screen's action."""

NEXT = ("Enter", Message("Go on"), "screen.lesson_next")
READ = ("Enter", Message("Read on"), "screen.lesson_next")
TURN = ("PageDown", Message("Read on"), "screen.page(1)")
HINT = ("H", Message("Hint"), "screen.lesson_hint")
ANSWER = ("M", Message("Model answer"), "screen.lesson_show")
PLAY = ("M", Message("Do it for me"), "screen.lesson_show")
SKIP = ("S", Message("Leave out"), "screen.lesson_skip")
REPLAY = ("R", Message("Step anew"), "screen.lesson_replay")
ASIDE = ("T", Message("To the server"), "screen.lesson_aside")
BACK = ("T", Message("To the question"), "screen.lesson_aside")
LIST = ("L", Message("Lessons"), "screen.lesson_list")


class _Words(Static):
    """Text that tells when it has got its room."""

    def on_resize(self) -> None:
        self.post_message(LessonPane.Turned())


class LessonText(VerticalScroll):
    """The text, which may be longer than there is room for."""

    def __init__(self, text: Static, *, id: str) -> None:
        super().__init__(text, id=id)
        self._words = text
        self._had_more: bool | None = None

    @property
    def has_more(self) -> bool | None:
        """Whether there is text below the last row that is seen; None until the text that was given is laid out."""
        width, height = self._words.size
        if not self.size.height or height != self._words.visual.get_height({}, width):
            return None
        return self.scroll_offset.y < self.max_scroll_y

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._tell()

    def watch_virtual_size(self) -> None:
        self._tell()

    def on_resize(self) -> None:
        self._tell()

    def _tell(self) -> None:
        if self.has_more is not self._had_more:
            self._had_more = self.has_more
            self.post_message(LessonPane.Turned())


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

    class Turned(TextualMessage):
        """`has_more` is another one."""

    def __init__(self, translate: Translator) -> None:
        super().__init__()
        self._translate = translate
        self._words = _Words(translate.text("F3 lists the lessons."), id="lesson-text", markup=False)
        self.text = LessonText(self._words, id="lesson-scroll")
        self._offered = Static(id="lesson-offers", markup=False)
        self._offered.auto_links = False
        self._shown: Prose | None = None
        self._before: Prose | None = None
        self._placed = 0.0
        self._offers: Offers = ()

    def compose(self) -> ComposeResult:
        yield self.text
        yield self._offered

    def show(self, content: Prose, offers: Offers, *, is_new: bool) -> None:
        """The text from its beginning where it `is_new`, else what was added: its end, or its beginning where it is
        longer than the pane."""
        if content != self._shown:
            self._before = None if is_new else self._shown
            self._shown = content
            self._words.update(content)
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
        self._offered.update(Content("\n").join(rows))

    def on_mount(self) -> None:
        # A pane that is hidden is laid out when it is shown.
        self.watch(self.text, "virtual_size", self._scroll, init=False)

    def _scroll(self) -> None:
        row = 0
        if self._before is not None and self._shown is not None:
            row = self._shown.row_of_change(self._before, self._words.size.width)
        self.text.scroll_to(y=row, animate=False, immediate=True)
        self._placed = self.text.scroll_y

    def on_lesson_pane_turned(self) -> None:
        # The rows below may have grown, and have covered the end of what was added.
        if self.text.scroll_y == self._placed:
            self._scroll()

    @property
    def has_more(self) -> bool | None:
        """Whether there is text below the last row that is seen; None until that is known."""
        return self.text.has_more

    def read_on(self) -> None:
        """Turns a page; the last row is the next one's first."""
        self.text.scroll_relative(y=max(1, self.text.size.height - 1), animate=False, immediate=True)

    def clear(self) -> None:
        """No lesson is under way."""
        self._shown, self._before, self._offers = None, None, ()
        self._words.update(self._translate.text("F3 lists the lessons."))
        self._offered.update("")

    def _offer(self, key: str, word: Message, action: str) -> Content:
        shown = Content.styled(key, "bold $footer-key-foreground") + Content(f" {self._translate(word)}")
        return shown.stylize(Style.from_meta({"@click": action}))

    def take_keyboard(self) -> None:
        """The text scrolls with the arrow keys, and the letters are keys: the one typed next, too."""
        self.screen.set_focus(self.text)
