"""A line of a script's text, and the way to report a mistake in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from smtptui.errors import LessonError
from smtptui.messages import Message
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line without its end; `number` counts from 1."""

    file: str
    number: int
    text: str

    def error(self, offset: int, code: str, message: Message, fix: Message | None = None) -> LessonError:
        """A mistake at `offset` characters from the line's beginning."""
        return LessonError(self.file, self.number, offset + 1, code, message, source=self.text, fix=fix)


def source_lines(text: str, file: str, first_line: int = 1) -> dict[int, SourceLine]:
    """The lines of a script by their numbers. Only LF ends a line, with or without CR before it: other characters
    that look like line ends are text to send."""
    lines = text.removeprefix("\ufeff").split("\n")
    return {number: SourceLine(file, number, line.rstrip("\r")) for number, line in enumerate(lines, first_line)}


def did_you_mean(word: str, known: Iterable[str], closeness: float = 0.6) -> Message | None:
    """A suggestion where one of `known` is close to `word`; `closeness` from 0 to 1."""
    import difflib

    names = list(known)
    close = difflib.get_close_matches(word.lower(), names, n=1, cutoff=closeness)
    return Message('Did you mean "{name}"?', name=close[0]) if close else None
