"""F3: the lessons, how far each is, how long it takes, what comes before it; one is begun, or gone on with."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from smtptui.errors import SmtptuiError
from smtptui.lesson.lesson import Lesson
from smtptui.lesson.library import Library
from smtptui.lesson.progress import Progress, Summary
from smtptui.messages import Message, Plural, Translator
from smtptui.session.target import parse_target
from smtptui.settings import Settings
from smtptui.tui.lesson_words import progress_words
from smtptui.tui.screens.overlay import Chooser, Leave
from smtptui.tui.widgets.row_button import RowButton
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class LessonChoice:
    """A lesson, the step to go on with (None: its beginning), and the server (None: the practice server)."""

    lesson: Lesson
    step: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    lesson: Lesson
    summary: Summary


class LessonsScreen(Chooser[LessonChoice]):
    """The list. `current` is the id of the lesson to be marked, None for the first one
    that was begun and is not done, else the first one that is not done."""

    ABOUT = Message(
        "Enter begins the lesson that is marked, or goes on where you left it; B begins it from its first step. "
        "Lessons are taken with the practice server, inside this program. A lesson that holds on any server can be "
        "taken with a real one: type its address below."
    )
    BINDINGS = [Binding("b,и", "from_beginning", show=False)]
    DEFAULT_CSS = """
    LessonsScreen #lessons {
        height: auto; max-height: 14; border: none; padding: 0; background: $surface; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    LessonsScreen #total { width: 100%; height: auto; color: $text-muted; }
    LessonsScreen #about { width: 100%; height: 3; color: $text-muted; margin-top: 1; }
    LessonsScreen .label { width: 11; }
    """

    def __init__(
        self, settings: Settings, translate: Translator, leave: Leave[LessonChoice], current: str | None = None
    ) -> None:
        super().__init__(translate, leave)
        self._settings = settings
        self._current = current
        self._problem: Message | None = None
        self._lines = self._load()

    def _load(self) -> list[_Line]:
        """Raises nothing: a lesson that cannot be read is told, and left out; so is the progress."""
        progress = None
        try:
            progress = Progress(self._settings.progress_file)
        except SmtptuiError as error:
            self._problem = error.message
        lines = []
        for entry in Library(self._settings.language).entries():
            try:
                lesson = entry.load()
            except SmtptuiError as error:
                self._problem = error.message
            else:
                summary = progress.summary(lesson) if progress is not None else Summary(len(lesson.steps), resume="")
                lines.append(_Line(lesson, summary))
        return lines

    def compose(self) -> ComposeResult:
        text = self.translate.text
        with Vertical(id="frame") as frame:
            frame.border_title = text("Lessons")
            frame.border_subtitle = text("Enter begins or goes on · B from the beginning · Esc closes")
            yield Static(self._total(), id="total", markup=False)
            yield OptionList(*self._options(), id="lessons", compact=True, markup=False)
            yield Static(id="about", markup=False)
            with Horizontal(classes="field"):
                yield Label(text("Server"), classes="label", markup=False)
                placeholder = text("the practice server; or host:port, where the lesson allows it")
                yield Input(placeholder=placeholder, compact=True, select_on_focus=False, id="server")
            yield Static(classes="problem", id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield RowButton(text("Begin, or go on"), id="go", variant="primary")
                yield RowButton(text("From the beginning"), id="anew")
                yield RowButton(text("Cancel"), id="cancel")

    def on_mount(self) -> None:
        choices = self.query_one("#lessons", OptionList)
        choices.focus()
        choices.highlighted = self._first()
        if self._problem is not None:
            self.tell(self._problem)

    def _first(self) -> int | None:
        if self._current is not None:
            wanted = [line.lesson.id == self._current for line in self._lines]
        else:
            begun = [bool(line.summary.passed) and not line.summary.is_done for line in self._lines]
            wanted = begun if any(begun) else [not line.summary.is_done for line in self._lines]
        return wanted.index(True) if True in wanted else 0 if self._lines else None

    # -- what is said

    def _total(self) -> Content:
        done = sum(line.summary.is_done for line in self._lines)
        told = Plural("{done} of {count} lesson done", "{done} of {count} lessons done", len(self._lines), done=done)
        return Content(self.translate(told))

    def _options(self) -> list[Option]:
        width = max((Content(line.lesson.facts.title).cell_length for line in self._lines), default=0)
        return [
            Option(self._option(index + 1, line, width), id=line.lesson.id) for index, line in enumerate(self._lines)
        ]

    def _option(self, number: int, line: _Line, width: int) -> Content:
        facts, summary = line.lesson.facts, line.summary
        sign = "✓" if summary.is_done else "▸" if summary.passed else " "
        title = Content.styled(facts.title, "bold") + Content(" " * (width - Content(facts.title).cell_length))
        minutes = self.translate.text("{minutes} min", minutes=facts.minutes or 0)
        told = self.translate(progress_words(summary))
        return Content(f"{sign} {number:>2}  ") + title + Content(f"  {minutes:>7}  {told}")

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        line = self._lines[event.option_index]
        self.query_one("#about", Static).update(Content("\n").join(map(Content, self._about(line))))

    def _about(self, line: _Line) -> list[str]:
        text = self.translate.text
        lesson, summary = line.lesson, line.summary
        titles = {each.lesson.id: each for each in self._lines}
        before = [titles[id] for id in lesson.facts.after if id in titles]
        missing = [each.lesson.facts.title for each in before if not each.summary.is_done]
        told = []
        if missing:
            told.append(text("Comes after: {titles}, which is not done yet.", titles=", ".join(missing)))
        elif before:
            told.append(text("Comes after: {titles}.", titles=", ".join(each.lesson.facts.title for each in before)))
        section = lesson.section_of(summary.resume) if summary.resume is not None and summary.passed else None
        if section is not None:
            told.append(text("Goes on with: {title}", title=section.title))
        if not lesson.facts.portable:
            told.append(text("With the practice server only."))
        return told

    # -- choosing

    @on(OptionList.OptionSelected)
    @on(Button.Pressed, "#go")
    @on(Input.Submitted)
    def _go_on(self) -> None:
        if (line := self._marked()) is not None:
            self._finish(line, line.summary.resume if line.summary.passed else None)

    @on(Button.Pressed, "#anew")
    def action_from_beginning(self) -> None:
        """B."""
        if (line := self._marked()) is not None:
            self._finish(line, None)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)

    def _marked(self) -> _Line | None:
        index = self.query_one("#lessons", OptionList).highlighted
        return self._lines[index] if index is not None else None

    def _finish(self, line: _Line, step: str | None) -> None:
        target = self.query_one("#server", Input).value.strip() or None
        if target is not None:
            try:
                parse_target(target, self._settings.profiles)
            except SmtptuiError as error:
                self.tell(error.message)
                return
            if not line.lesson.facts.portable:
                self.tell(Message("This lesson holds with the practice server only: leave the server empty."))
                return
        self.choose(LessonChoice(line.lesson, step, target))
