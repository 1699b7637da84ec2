"""Patterns of scripts: a regex with variables, and what a line that the learner composes must be like. Pure.

The `regex` package is imported when the first regex is met: it has time limits, and `(?<name>…)`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from smtptui.errors import SmtptuiError
from smtptui.lesson.source import SourceLine
from smtptui.lesson.template import (
    NAME,
    Template,
    Variable,
    Variables,
    check_variable,
    encode_base64,
    parse_starred,
    parse_template,
)
from smtptui.messages import Message
from smtptui.values import dataclass

if TYPE_CHECKING:
    from regex import Pattern as Compiled

TIME_LIMIT = 0.2
"""Seconds of computing that one search may take, over all lines of a reply."""

# Inside a regex braces are the regex's own, so only what is a variable in form is one.
_VARIABLE = re.compile(r"\{\{(" + NAME + r"(?:\|[a-z0-9]+)*)\}\}")


class PatternTooSlow(SmtptuiError, TimeoutError):
    """A search took longer than TIME_LIMIT."""


@dataclass(frozen=True, slots=True)
class Regex:
    """`/…/`: pieces of regex, and variables, whose values are escaped. `captures` are its named groups."""

    pieces: tuple[str | Variable, ...]
    captures: tuple[str, ...] = field(default=(), compare=False)

    @property
    def source(self) -> str:
        """What stands between the slashes."""
        return "".join(str(piece) for piece in self.pieces)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables in it."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Variable))

    def compile(self, variables: Variables) -> Compiled[str]:
        """The regex with its variables filled in. Raises CannotRender."""
        import regex

        text = "".join(
            piece if isinstance(piece, str) else regex.escape(piece.render(variables)) for piece in self.pieces
        )
        return regex.compile(text)

    def search(self, texts: Iterable[str], variables: Variables) -> Mapping[str, str] | None:
        """The captures in the first of the texts where it is found, None where it is in none.

        Raises PatternTooSlow, CannotRender.
        """
        compiled = self.compile(variables)
        deadline = time.process_time() + TIME_LIMIT
        for text in texts:
            try:
                match = compiled.search(text, timeout=max(deadline - time.process_time(), 0.001))
            except TimeoutError as error:
                raise PatternTooSlow(
                    Message("The pattern /{source}/ takes too long on this text.", source=self.source)
                ) from error
            if match:
                return {name: value for name, value in match.groupdict().items() if value is not None}
        return None

    def write(self) -> str:
        """As it stands in a script."""
        return f"/{self.source}/"


@dataclass(frozen=True, slots=True)
class Encoded:
    """`~text`: the line is base64 of the text."""

    text: Template

    def write(self) -> str:
        """As it stands in a script."""
        return "~" + self.text.write()


@dataclass(frozen=True, slots=True)
class Wild:
    """Text in which `*` stands for anything: the templates between the stars."""

    parts: tuple[Template, ...]

    @property
    def has_star(self) -> bool:
        """Whether it stands for more than one line."""
        return len(self.parts) > 1

    def write(self) -> str:
        """As it stands in a script."""
        return "*".join(part.write() for part in self.parts)


Pattern = Regex | Encoded | Wild


def variables_of(pattern: Pattern) -> tuple[Variable, ...]:
    """The variables in a pattern."""
    match pattern:
        case Regex():
            return pattern.variables
        case Encoded(text):
            return text.variables
        case Wild(parts):
            return tuple(variable for part in parts for variable in part.variables)


def model_answer(pattern: Pattern) -> Template:
    """The text of a pattern that stands for one text only."""
    match pattern:
        case Wild(parts):
            return parts[0]
        case Encoded(text):
            return text
        case Regex():
            raise TypeError("a regex is no model answer")


def model_line(pattern: Pattern, variables: Variables) -> str:
    """The line that is sent for it. Raises CannotRender."""
    text = model_answer(pattern).render(variables)
    return encode_base64(text) if isinstance(pattern, Encoded) else text


def parse_pattern(line: SourceLine, start: int, end: int) -> Pattern:
    """The pattern that is `line` from `start` to `end`. Raises LessonError."""
    text = line.text[start:end]
    if text.startswith("/"):
        return parse_regex(line, start, end)
    if text.startswith("~"):
        return Encoded(parse_template(line, start + 1, end))
    return Wild(tuple(parse_starred(line, start, end)))


def parse_regex(line: SourceLine, start: int, end: int) -> Regex:
    """The regex whose slashes stand at `start` and before `end`. Raises LessonError."""
    if end - start < 2 or line.text[end - 1] != "/":
        raise line.error(start, "quote", Message("This regex has no end: the closing / is missing."))
    pieces: list[str | Variable] = []
    at = start + 1
    for match in _VARIABLE.finditer(line.text, at, end - 1):
        if match.start() > at:
            pieces.append(line.text[at : match.start()])
        pieces.append(check_variable(line, match.start(), match.group(1)))
        at = match.end()
    if at < end - 1:
        pieces.append(line.text[at : end - 1])
    return Regex(tuple(pieces), _check(line, start, tuple(pieces)))


def _check(line: SourceLine, start: int, pieces: tuple[str | Variable, ...]) -> tuple[str, ...]:
    """The named groups. Raises LessonError for what is no regex."""
    import regex

    source = "".join(piece if isinstance(piece, str) else "x" for piece in pieces)
    try:
        return tuple(regex.compile(source).groupindex)
    except regex.error as error:
        offset = min(getattr(error, "pos", None) or 0, len(source))
        why = getattr(error, "msg", str(error))
        raise line.error(start + 1 + offset, "regex", Message("Not a regex: {why}.", why=why)) from error
    except (OverflowError, RecursionError, MemoryError, ValueError, IndexError, KeyError, TypeError) as error:
        raise line.error(start, "regex", Message("Not a regex that can be used.")) from error
