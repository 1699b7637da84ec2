"""The front matter of a lesson: flat `key: value` lines between two `---`. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from smtptui.errors import LessonError
from smtptui.lesson.keywords import check_keyword
from smtptui.lesson.lesson import Facts
from smtptui.lesson.lookalikes import first_lookalike, latin, lookalike
from smtptui.lesson.script import Position
from smtptui.lesson.source import SourceLine, did_you_mean
from smtptui.lesson.template import NAME
from smtptui.messages import Message

RULE = "---"
KEYS = ("id", "title", "scenario", "minutes", "after", "needs", "vars", "secrets", "source", "portable")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY = re.compile(r"([^\s:]*)(\s*)(:?)(?: (.*))?")
_WORDS = {"yes": True, "no": False}


def read_front(sources: Mapping[int, SourceLine], first: int) -> tuple[Facts, int, list[LessonError]]:
    """The facts, the number of the line below them, and all mistakes."""
    begin = sources[first]
    if begin.text.rstrip() != RULE:
        told = Message("A lesson begins with its front matter: {rule} alone on the first line.", rule=RULE)
        return Facts("", ""), first, [begin.error(0, "front", told)]
    end = next((number for number in sorted(sources) if number > first and sources[number].text.rstrip() == RULE), 0)
    if not end:
        told = Message("The front matter has no end: {rule} alone on a line.", rule=RULE)
        return Facts("", ""), max(sources) + 1, [begin.error(0, "front", told)]
    reader = _Reader(begin)
    for number in range(first + 1, end):
        reader.push(sources[number])
    return reader.finish(), end + 1, reader.mistakes


class _Reader:
    """Lines in, facts out."""

    def __init__(self, begin: SourceLine) -> None:
        self.mistakes: list[LessonError] = []
        self._begin = begin
        self._values: dict[str, object] = {}
        self._where: dict[str, Position] = {}

    def push(self, line: SourceLine) -> None:
        """One more line."""
        try:
            self._take(line)
        except LessonError as error:
            self.mistakes.append(error)

    def finish(self) -> Facts:
        """The facts, when all lines are in."""
        for key in ("id", "title"):
            if key not in self._where:
                told = Message('The front matter has no "{key}".', key=key)
                fix = Message("Add a line such as {example} below it.", example=EXAMPLES[key])
                self.mistakes.append(self._begin.error(0, "missing", told, fix))
        values = {"id": "", "title": "", **self._values}
        return Facts(**values, where=self._where)  # type: ignore[arg-type]

    def _take(self, line: SourceLine) -> None:
        text = line.text
        if not text.strip():
            return
        if "\t" in text:
            raise line.error(text.index("\t"), "tab", Message("A tab stands here: write spaces."))
        match = _KEY.match(text)
        assert match is not None, "every part of the pattern may be empty"
        key = match[1]
        if key not in KEYS:
            raise _unknown_key(line, key, bool(match[3]))
        if not match[3] or match[2] or match.end() < len(text):
            told = Message('A line of the front matter is "{key}: value".', key=key)
            raise line.error(len(key), "front", told)
        if key in self._where:
            raise line.error(0, "duplicate", Message('"{key}" stands there twice.', key=key))
        self._where[key] = Position(line.number, 1)
        start = len(key) + 2
        self._values[key] = _READERS[key](line, start, (match[4] or "").strip())


EXAMPLES = {"id": "id: first-message", "title": "title: First message"}


def _unknown_key(line: SourceLine, key: str, has_colon: bool) -> LessonError:
    found = first_lookalike(key)
    if found is not None and latin(key) in KEYS:
        return lookalike(line, found)
    if not has_colon:
        return line.error(0, "front", Message('A line of the front matter is "{key}: value".', key="key"))
    told = Message('There is no key "{name}". Known: {known}.', name=key, known=", ".join(KEYS))
    return line.error(0, "key", told, did_you_mean(key, KEYS))


def _text(line: SourceLine, start: int, value: str) -> str:
    if not value:
        raise line.error(len(line.text), "missing", Message("The value is missing."))
    return value


def _id(line: SourceLine, start: int, value: str) -> str:
    if not ID.fullmatch(value):
        told = Message(
            "An id has small letters and digits, with single hyphens between: {example}", example="auth-login"
        )
        raise line.error(start, "id", told)
    return value


def _minutes(line: SourceLine, start: int, value: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,2}", value):
        raise line.error(start, "minutes", Message("The minutes are a number from 1 to 999."))
    return int(value)


def _portable(line: SourceLine, start: int, value: str) -> bool:
    if value not in _WORDS:
        raise line.error(start, "portable", Message("A lesson is portable or not: yes or no."))
    return _WORDS[value]


def _items(line: SourceLine, start: int) -> Iterator[tuple[int, str]]:
    """The values between the commas, and where each begins."""
    at = min(start, len(line.text))
    for item in line.text[at:].split(","):
        yield at + len(item) - len(item.lstrip()), item.strip()
        at += len(item) + 1


def _ids(line: SourceLine, start: int, value: str) -> tuple[str, ...]:
    return tuple(_id(line, at, item) for at, item in _items(line, start))


def _needs(line: SourceLine, start: int, value: str) -> tuple[str, ...]:
    needs = []
    for at, item in _items(line, start):
        words = item.split()
        check_keyword(line, at, words[0] if words else "")
        needs.append(" ".join(words))
    return tuple(needs)


def _assignments(line: SourceLine, start: int, value: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for at, item in _items(line, start):
        name, sign, text = (part.strip() for part in item.partition("="))
        if not sign or not re.fullmatch(NAME, name):
            told = Message(
                "Variables are written name=value, with commas between: {example}", example="user=vasya, n=2"
            )
            raise line.error(at, "variable", told)
        if name in found:
            raise line.error(at, "duplicate", Message('The variable "{name}" stands there twice.', name=name))
        found[name] = text
    return tuple(found.items())


_READERS: dict[str, Callable[[SourceLine, int, str], object]] = {
    "id": _id,
    "title": _text,
    "scenario": _id,
    "minutes": _minutes,
    "after": _ids,
    "needs": _needs,
    "vars": _assignments,
    "secrets": _assignments,
    "source": _text,
    "portable": _portable,
}


def write_front(facts: Facts) -> Iterator[str]:
    """The facts as lines; what is as it is by itself is left out."""
    yield RULE
    yield f"id: {facts.id}"
    yield f"title: {facts.title}"
    yield f"scenario: {facts.scenario}"
    if facts.minutes is not None:
        yield f"minutes: {facts.minutes}"
    for key, items in _lists(facts):
        if items:
            yield f"{key}: {', '.join(items)}"
    if facts.source:
        yield f"source: {facts.source}"
    if facts.portable:
        yield "portable: yes"
    yield RULE


def _lists(facts: Facts) -> Iterator[tuple[str, Sequence[str]]]:
    yield "after", facts.after
    yield "needs", facts.needs
    yield "vars", [f"{name}={value}" for name, value in facts.vars]
    yield "secrets", [f"{name}={value}" for name, value in facts.secrets]
