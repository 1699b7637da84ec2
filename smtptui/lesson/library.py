"""The lessons that come with the program: where they are, in which languages, in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from smtptui.errors import UnknownName
from smtptui.lesson.document import parse_lesson
from smtptui.lesson.files import read_text
from smtptui.lesson.front import read_front
from smtptui.lesson.lesson import Facts, Lesson
from smtptui.lesson.source import source_lines
from smtptui.messages import Message
from smtptui.values import dataclass

FALLBACK = "en"
_NUMBER = re.compile(r"[0-9]+-")


def lessons_folder() -> Path:
    """In the wheel beside the modules, else in the checkout."""
    package = Path(__file__).parents[1]
    installed = package / "lessons"
    return installed if installed.is_dir() else package.parent / "lessons"


@dataclass(frozen=True, slots=True)
class Entry:
    """A lesson's file. The id is the file's name without its number."""

    id: str
    path: Path
    language: str

    @property
    def facts(self) -> Facts:
        """Its front matter, as far as it can be read. Raises UsageError."""
        return read_front(source_lines(read_text(str(self.path)), str(self.path)), 1)[0]

    def load(self) -> Lesson:
        """The lesson. Raises UsageError, LessonError."""
        return parse_lesson(read_text(str(self.path)), str(self.path))


class Library:
    """All lessons, each in the language wanted, or in English where it has none."""

    def __init__(self, language: str = FALLBACK, folder: Path | None = None) -> None:
        self.language = language
        self.folder = lessons_folder() if folder is None else folder

    def entries(self) -> tuple[Entry, ...]:
        """In the order in which they are taken."""
        found: dict[str, Entry] = {}
        for language in dict.fromkeys((FALLBACK, self.language)):
            found.update((entry.path.name, entry) for entry in files_of(self.folder / language))
        return tuple(found[name] for name in sorted(found))

    def entry(self, id: str) -> Entry:
        """The lesson of this id. Raises UnknownName."""
        entries = {entry.id: entry for entry in self.entries()}
        if id not in entries:
            raise UnknownName(Message("lesson"), id, tuple(entries))
        return entries[id]

    def lesson(self, id: str) -> Lesson:
        """The lesson of this id. Raises UnknownName, UsageError, LessonError."""
        return self.entry(id).load()

    def next_after(self, id: str) -> Entry | None:
        """The lesson that follows in order, None after the last one, and after what is none of these."""
        entries = self.entries()
        places = [index for index, entry in enumerate(entries) if entry.id == id]
        return entries[places[0] + 1] if places and places[0] + 1 < len(entries) else None


def files_of(folder: Path) -> Iterator[Entry]:
    """The lessons of one language's folder."""
    for path in sorted(folder.glob("*.md")):
        yield Entry(_NUMBER.sub("", path.stem, count=1), path, folder.name)
