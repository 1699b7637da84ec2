r"""Text with variables: `{{name|filter}}`, and `\{`, `\}`, `\*`, `\\` for the characters themselves. Pure.

A backslash before any other character is a backslash.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import field

from smtptui.errors import LessonError, SmtptuiError
from smtptui.lesson.source import SourceLine, did_you_mean
from smtptui.messages import Message
from smtptui.smtp.auth import decode
from smtptui.values import dataclass

Variables = Mapping[str, str]

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_NAME = re.compile(NAME)
_ESCAPED = "{}*\\"
_SPECIAL = re.compile(r"[{}*\\]")


class CannotRender(SmtptuiError):
    """A variable has no value yet, or a filter cannot work on the one it has."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable's value, through filters; `offset` is its place in the line, from 0."""

    name: str
    filters: tuple[str, ...] = ()
    offset: int = field(default=0, compare=False)

    def render(self, variables: Variables) -> str:
        """The value. Raises CannotRender."""
        if self.name not in variables:
            raise CannotRender(Message('The variable "{name}" has no value.', name=self.name))
        value = variables[self.name]
        for name in self.filters:
            value = FILTERS[name](value, variables)
        return value

    @property
    def needs(self) -> tuple[str, ...]:
        """The variables that must have a value: its own, and for `plain` the password."""
        return (self.name, "password") if "plain" in self.filters else (self.name,)

    def __str__(self) -> str:
        return "{{" + "|".join((self.name, *self.filters)) + "}}"


@dataclass(frozen=True, slots=True)
class Template:
    """Text and variables in turn; no piece of text is empty, no two stand side by side."""

    pieces: tuple[str | Variable, ...] = ()

    def render(self, variables: Variables, each: Callable[[str], str] = str) -> str:
        """The text with its variables filled in, each value passed through `each`. Raises CannotRender."""
        return "".join(piece if isinstance(piece, str) else each(piece.render(variables)) for piece in self.pieces)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables in it."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Variable))

    @property
    def plain(self) -> str | None:
        """The text where it has no variable."""
        return None if self.variables else "".join(str(piece) for piece in self.pieces)

    def write(self) -> str:
        """The text as it stands in a script."""
        return "".join(_escape(piece) if isinstance(piece, str) else str(piece) for piece in self.pieces)


def literal(text: str) -> Template:
    """A template without variables."""
    return Template((text,) if text else ())


def parse_template(line: SourceLine, start: int, end: int | None = None) -> Template:
    """The text of `line` from `start` on. Raises LessonError for a single brace and a variable that is none."""
    return parse_starred(line, start, end, stars=False)[0]


def parse_starred(line: SourceLine, start: int, end: int | None = None, *, stars: bool = True) -> list[Template]:
    """The same, split at each `*` that is not escaped."""
    stop = len(line.text) if end is None else end
    found: list[list[str | Variable]] = [[]]
    at = start
    while at < stop:
        match = _SPECIAL.search(line.text, at, stop)
        special = match.start() if match else stop
        _add(found[-1], line.text[at:special])
        at = _read_special(line, special, stop, found, stars) if match else stop
        if match and line.text.startswith("}}", special, stop) and "{" not in line.text[start:special]:
            raise _stray_brace(line, special)
    return [Template(tuple(pieces)) for pieces in found]


def _read_special(line: SourceLine, at: int, stop: int, found: list[list[str | Variable]], stars: bool) -> int:
    """Reads what begins with one of the special characters; gives the place behind it."""
    character = line.text[at]
    if character == "{":
        variable, behind = _read_variable(line, at, stop)
        found[-1].append(variable)
        return behind
    if character == "\\" and at + 1 < stop and line.text[at + 1] in _ESCAPED:
        _add(found[-1], line.text[at + 1])
        return at + 2
    if character == "*" and stars:
        found.append([])
    else:
        _add(found[-1], character)
    return at + 1


def _add(pieces: list[str | Variable], text: str) -> None:
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] += text
    elif text:
        pieces.append(text)


def _read_variable(line: SourceLine, at: int, stop: int) -> tuple[Variable, int]:
    if not line.text.startswith("{{", at, stop):
        raise _stray_brace(line, at)
    end = line.text.find("}}", at, stop)
    if end < 0:
        raise line.error(at, "brace", Message("This variable has no end: }} is missing."))
    return check_variable(line, at, line.text[at + 2 : end]), end + 2


def check_variable(line: SourceLine, at: int, inner: str) -> Variable:
    """The variable whose braces stand at `at`, `inner` between them. Raises LessonError."""
    name, *filters = inner.split("|")
    if not _NAME.fullmatch(name):
        close = name.strip()
        fix = Message('Did you mean "{name}"?', name="{{" + close + "}}") if _NAME.fullmatch(close) else None
        raise line.error(
            at, "variable", Message('"{name}" is no variable: letters, digits and _ make a name.', name=name), fix
        )
    offset = at + 3 + len(name)
    for filter_name in filters:
        if filter_name not in FILTERS:
            raise _unknown_filter(line, offset, filter_name)
        offset += len(filter_name) + 1
    return Variable(name, tuple(filters), at)


def _unknown_filter(line: SourceLine, offset: int, name: str) -> LessonError:
    known = ", ".join(FILTERS)
    told = Message('There is no filter "{name}". Known: {known}.', name=name, known=known)
    return line.error(offset, "filter", told, did_you_mean(name, FILTERS))


def _stray_brace(line: SourceLine, at: int) -> LessonError:
    brace = line.text[at]
    return line.error(
        at,
        "brace",
        Message("A single brace: a variable is written {example}.", example="{{name}}"),
        Message("For the character itself write {escaped}", escaped="\\" + brace),
    )


def _escape(text: str) -> str:
    return "".join("\\" + character if character in _ESCAPED else character for character in text)


# -- filters: a value and all variables in, a value out


def encode_base64(text: str) -> str:
    """Base64 of the text, without a newline."""
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")


def _from_base64(text: str, _: Variables) -> str:
    raw = decode(text.encode("utf-8", "surrogateescape"))
    if raw is None:
        raise CannotRender(Message('The filter "unb64" was given what is no base64.'))
    return raw.decode("utf-8", "surrogateescape")


def _auth_plain(user: str, variables: Variables) -> str:
    # RFC 4616 §2: [authzid] NUL authcid NUL passwd
    if "password" not in variables:
        raise CannotRender(Message('The filter "plain" needs the variable "password", which has no value.'))
    return encode_base64(f"\0{user}\0{variables['password']}")


FILTERS: dict[str, Callable[[str, Variables], str]] = {
    "b64": lambda text, _: encode_base64(text),
    "unb64": _from_base64,
    "plain": _auth_plain,
    "upper": lambda text, _: text.upper(),
    "lower": lambda text, _: text.lower(),
    "domain": lambda text, _: text.rpartition("@")[2],
    "local": lambda text, _: text.rpartition("@")[0],
}
"""`plain` is the initial response of AUTH PLAIN for the user, with the variable `password`; `local` and `domain` are
the parts of an address before and after its last @."""
