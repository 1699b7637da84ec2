"""A learner at the real program: the steps of a way through a lesson, taken one after the other on the screen.

What a step waits for comes from the lesson's own file and from the catalogue, so that other words in either
change nothing, and a verdict that is missing or is another one fails. Nothing sleeps: each step ends with what it
waits for on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from smtptui.lesson.lesson import AlertKind, Lesson, Section
from smtptui.lesson.library import Library
from smtptui.lesson.markup import Listing, Paragraph, Table, blocks
from smtptui.messages import Message, load_translator
from tests.terminal.terminal import PROGRAM, Terminal

Size = tuple[int, int]
MOST_PAGES = 10
_RUSSIAN = {"h": "р", "m": "ь", "y": "н"}
BORDERS = str.maketrans("", "", "│▏▌")


class Book:
    """A lesson in one language, and the program's words in it."""

    def __init__(self, id: str, language: str) -> None:
        self.language = language
        self._library = Library(language)
        self.lesson: Lesson = self._library.lesson(id)
        self.translate = load_translator(language)

    @property
    def number(self) -> int:
        """Its place in the list, from 0."""
        return [entry.id for entry in self._library.entries()].index(self.lesson.id)

    @property
    def next(self) -> Lesson | None:
        """The lesson after it."""
        entry = self._library.next_after(self.lesson.id)
        return entry.load() if entry is not None else None

    def section(self, step: str) -> Section:
        """The section of a step."""
        section = self.lesson.section_of(step)
        assert section is not None, step
        return section

    def place(self, step: str) -> str:
        """The line above a section, and its title."""
        section, sections = self.section(step), self.lesson.sections
        number = sections.index(section) + 1
        title = self.lesson.facts.title
        where = Message("{title}, {number} of {count}", title=title, number=number, count=len(sections))
        return self.translate(where) + section.title

    def reasons(self, step: str) -> list[str]:
        """The ends of a step's notes: where there is little room, the beginning is above it."""
        return [squeezed(plain(note.text))[-40:] for note in self.section(step).alerts(AlertKind.NOTE)]

    def titles(self, ids: tuple[str, ...]) -> str:
        """The titles of other lessons."""
        return ", ".join(self._library.lesson(id).facts.title for id in ids)


Text = Callable[[Book], str]


def said(msgid: str, **params: str) -> Text:
    """A sentence of the program."""
    return lambda book: book.translate(Message(msgid, **params))


def literal(text: str) -> Text:
    """What is the same in all languages."""
    return lambda book: text


def warning(step: str, trap: str) -> Text:
    """What the author says to a mistake."""

    def text(book: Book) -> str:
        alert = book.section(step).warning(trap)
        assert alert is not None, f"{step}: no {trap}"
        return plain(alert.text)

    return text


def hint(step: str, index: int) -> Text:
    """A hint of a step."""
    return lambda book: plain(book.section(step).hints[index])


RIGHT, SHOWN = said("✓ Right."), said("✓ Right, with the answer shown.")
NOT_YET, OFF_PATH = said("✗ Not yet."), said("Ctrl+R connects anew and repeats what came before.")
YOUR_TURN = said("Your turn: type the line, then Enter.")
ALL_OF_IT = said("Your turn: all of it, line by line.")


Step = Callable[["Learner"], None]
Way = tuple[Step, ...]


def types(line: str, *sees: Text) -> Step:
    """A line, and Enter; and what is on the screen then."""

    def take(it: Learner) -> None:
        it.terminal.line(line)
        it.see(*sees)

    return take


def presses(key: str, *sees: Text) -> Step:
    """A key; and what is on the screen then."""

    def take(it: Learner) -> None:
        it.terminal.keys(key)
        it.see(*sees)

    return take


def in_lesson(key: str, *sees: Text) -> Step:
    """F3, and one of the lesson's keys, on the keyboard of the learner's language."""

    def take(it: Learner) -> None:
        it.terminal.keys("F3")
        it.terminal.type(it.on_keyboard(key))
        it.see(*sees)

    return take


def goes_on(step: str) -> Step:
    """From a step that is done, its reasons read, to what follows it."""
    return lambda it: it.go_on(step)


def leaves_and_comes_back(step: str, *sees: Text) -> Step:
    """Ctrl+Q in the middle, and the lesson again, which goes on with this step."""

    def take(it: Learner) -> None:
        it.leave()
        it.come_back(step)
        it.see(*sees)

    return take


class Learner:
    """One learner, one lesson, one terminal after the other."""

    def __init__(self, new_terminal: Callable[[], Terminal], home: Path, book: Book, size: Size) -> None:
        self._new_terminal = new_terminal
        self._home = home
        self._book = book
        self._size = size
        self.terminal = self._start()

    def take(self, way: Way) -> None:
        """All steps, from the lesson's list on."""
        self._choose()
        for step in way:
            step(self)

    def on_keyboard(self, key: str) -> str:
        """What a key of the Latin keyboard gives on that of the learner's language."""
        return key if self._book.language == "en" else _RUSSIAN[key]

    def see(self, *texts: Text) -> None:
        """Waits until all of it is on the screen."""
        self._wait_for(*(text(self._book) for text in texts))

    def end(self, shown: set[str]) -> None:
        """The last page, which names each step and how it was passed; then the lesson that follows."""
        book = self._book
        self.see(said("The lesson is done."), said("What you learned"))
        sections = [section for section in book.lesson.sections if section.step is not None]
        told = [f"{'○' if section.step in shown else '✓'} {section.title}" for section in sections]
        self._read(*told, *([book.translate.text("○ with the answer shown")] if shown else ()), self._on)
        self.terminal.keys("Enter")
        if book.next is None:
            self.see(said("Enter begins or goes on · B from the beginning · Esc closes"))
        else:
            minutes = str(book.next.facts.minutes)
            self.see(said("Lesson, about {minutes} minutes", minutes=minutes))
            self._read(book.next.heading, book.translate.text("Enter begins the lesson."))

    def leave(self) -> None:
        """Ctrl+Q, with a session open."""
        self.terminal.keys("C-q")
        self.see(said("A session is open. Quit and close it? It is in the journal, and can be looked at again."))
        self.terminal.type(self.on_keyboard("y"))
        assert self.terminal.exit_status() == 0
        self.terminal.stop()

    # -- inside

    def _start(self) -> Terminal:
        terminal = self._new_terminal()
        width, height = self._size
        command = (*PROGRAM, "--lang", self._book.language)
        terminal.start(command, width, height, SMTPTUI_HOME=str(self._home))
        return terminal

    def _list(self) -> None:
        self.see(said("smtptui: start a session"))
        self.terminal.keys("F3")
        self.see(said("Enter begins or goes on · B from the beginning · Esc closes"))

    def _choose(self) -> None:
        book, facts = self._book, self._book.lesson.facts
        self._list()
        self.terminal.keys(*["Down"] * book.number)
        self.see(said("Comes after: {titles}, which is not done yet.", titles=book.titles(facts.after)))
        self.terminal.keys("Enter")
        self.see(said("Lesson, about {minutes} minutes", minutes=str(facts.minutes)))
        self._read(book.lesson.heading, book.translate.text("Enter begins the lesson."))
        self.terminal.keys("Enter")
        assert book.lesson.sections[0].step is not None
        self._wait_for(book.place(book.lesson.sections[0].step))

    def come_back(self, step: str) -> None:
        """The program is started again, and the lesson that was begun is marked."""
        self.terminal = self._start()
        self._list()
        self.see(said("Goes on with: {title}", title=self._book.section(step).title))
        self.terminal.keys("Enter")
        self._wait_for(self._book.place(step))

    def go_on(self, step: str) -> None:
        """Where there is no room for both, the first Enter shows the lesson."""
        translate, sections = self._book.translate, self._book.lesson.sections
        why = squeezed(translate.text("Enter shows why."))
        ways = (why, squeezed(self._on), squeezed(translate.text("Enter reads on.")))
        seen = self.terminal.wait_until(lambda screen: any(way in words(screen) for way in ways), f"{step}, done")
        if why in words(seen):
            self.terminal.keys("Enter")
            self.terminal.wait_until(lambda screen: why not in words(screen), f"{step}, why")
        self._read(*self._book.reasons(step), self._on)
        self.terminal.keys("Enter")
        following = sections[sections.index(self._book.section(step)) + 1 :]
        if following:
            assert following[0].step is not None
            self._wait_for(self._book.place(following[0].step))

    @property
    def _on(self) -> str:
        return self._book.translate.text("Enter goes on.")

    def _read(self, *texts: str) -> None:
        """Waits until each of the texts has been on the screen, and turns the page as long as there is another one."""
        missing = {squeezed(text) for text in texts}
        more = squeezed(self._book.translate.text("Read on"))
        for _ in range(MOST_PAGES):
            screen = self.terminal.wait_until(
                lambda now, wanted=missing: more in words(now) or all(text in words(now) for text in wanted),  # type: ignore[misc]
                repr(texts),
            )
            missing = {text for text in missing if text not in words(screen)}
            if not missing:
                return
            # Enter would do it too, and would go on where this picture of the screen is older than the program's state.
            self.terminal.keys("PageDown")
            self.terminal.wait_without(_page(screen))
        raise AssertionError(f"the lesson has no end; not seen: {missing}")

    def _wait_for(self, *texts: str) -> None:
        wanted = [squeezed(text) for text in texts]
        self.terminal.wait_until(lambda screen: all(text in words(screen) for text in wanted), repr(texts))


def _page(screen: str) -> str:
    """The screen without its first row, whose clock goes on by itself."""
    return screen.partition("\n")[2]


def plain(text: str) -> str:
    """A lesson's Markdown as it is shown."""
    parts = []
    for block in blocks(text):
        match block:
            case Paragraph(spans, label):
                parts.append(label + "".join(span.text for span in spans))
            case Listing(lines):
                parts.extend(lines)
            case Table():
                raise NotImplementedError
    return " ".join(parts)


def squeezed(text: str) -> str:
    """Without blanks and borders: where a line is broken does not count."""
    return "".join(text.translate(BORDERS).split())


def words(screen: str) -> str:
    """The screen squeezed: what lies over it or stands beside the lesson, the lesson, and its rows as they are."""
    rows = screen.splitlines()
    framed = [row[row.index("│") : row.rindex("│")] for row in rows if row.count("│") > 1]
    parted = [row.rpartition("▏") for row in rows]
    columns = ["".join(framed), "".join(row[0] for row in parted), "".join(row[2] for row in parted), screen]
    return "\n".join(squeezed(column) for column in columns)
