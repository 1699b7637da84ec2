"""The directives of a script: `@connect`, `@wait 5s`, `@if tls` … Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from smtptui.errors import LessonError
from smtptui.lesson.keywords import check_keyword
from smtptui.lesson.lookalikes import first_lookalike, latin, lookalike
from smtptui.lesson.patterns import parse_pattern
from smtptui.lesson.script import (
    Advance,
    AwaitClosed,
    Close,
    Condition,
    Connect,
    Drop,
    Goal,
    Line,
    Position,
    Set,
    StartTls,
    Step,
    Wait,
)
from smtptui.lesson.source import SourceLine, did_you_mean
from smtptui.lesson.template import NAME, parse_template
from smtptui.messages import Message
from smtptui.values import dataclass

_TIME = re.compile(r"([0-9]{1,8}(?:\.[0-9]{1,3})?)([smh])")
_UNITS = {"s": 1, "m": 60, "h": 3600}
LONGEST = 366 * 86400
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_CODE = re.compile(r"[2-5](?:[0-9]{2}|xx)")
_WORD = re.compile(r"[^ ]+")


@dataclass(frozen=True, slots=True)
class BlockMark:
    """`@if`, `@else` or `@end`; the first has a condition."""

    name: str
    line: SourceLine
    where: Position
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class _Arguments:
    """What follows a directive's name: `start` to `end` of the line, its words, and where the directive stands."""

    line: SourceLine
    name: str
    start: int
    end: int
    where: Position

    @property
    def words(self) -> list[str]:
        return self.line.text[self.start : self.end].split(" ") if self.start < self.end else []

    def error(self, message: Message, code: str = "argument", fix: Message | None = None) -> LessonError:
        return self.line.error(min(self.start, len(self.line.text)), code, message, fix)


def parse_directive(line: SourceLine, start: int) -> Line | BlockMark:
    """The directive whose @ stands at `start`. Raises LessonError."""
    match = re.compile(r"@[^ \t]*").match(line.text, start)
    assert match is not None, "the caller saw the @"
    name, at = match.group()[1:], match.end()
    if line.text.startswith("\t", at):
        raise line.error(at, "tab", Message("A tab stands here, and looks like a space: write one space."))
    if name not in DIRECTIVES:
        raise _unknown(line, start + 1, name)
    if name != "set":
        while line.text.startswith(" ", at):
            at += 1
    else:
        at = min(at + 1, len(line.text))
    end = max(len(line.text.rstrip(" ")), at)
    return DIRECTIVES[name](_Arguments(line, name, at, end, Position(line.number, start + 1)))


def _unknown(line: SourceLine, at: int, name: str) -> LessonError:
    found = first_lookalike(name)
    if found is not None and latin(name) in DIRECTIVES:
        return lookalike(line, at + found)
    known = ", ".join("@" + known for known in DIRECTIVES)
    told = Message('There is no directive "@{name}". Known: {known}.', name=name, known=known)
    fix = did_you_mean(name, DIRECTIVES)
    return line.error(at, "directive", told, fix)


def _alone(make: Callable[[Position], Line]) -> Callable[[_Arguments], Line]:
    def parse(given: _Arguments) -> Line:
        _nothing_more(given)
        return make(given.where)

    return parse


def _nothing_more(given: _Arguments) -> None:
    if given.words:
        raise given.error(Message("Nothing follows @{name}.", name=given.name))


def _mark(given: _Arguments) -> BlockMark:
    if given.name == "if":
        return BlockMark("if", given.line, given.where, _condition(given))
    _nothing_more(given)
    return BlockMark(given.name, given.line, given.where)


def _step(given: _Arguments) -> Line:
    if len(given.words) != 1 or not _ID.fullmatch(given.words[0]):
        raise given.error(Message("A step has an id of letters, digits, - and _: @step hello"))
    return Step(given.words[0], given.where)


def _connect(given: _Arguments) -> Line:
    target = parse_template(given.line, given.start, given.end) if given.words else None
    return Connect(target, given.where)


def _time(given: _Arguments) -> float:
    text = given.line.text[given.start : given.end]
    match = _TIME.fullmatch(text)
    if not match:
        fix = Message('Did you mean "{name}"?', name=f"{text}s") if text.isascii() and text.isdigit() else None
        raise given.error(Message("A time is a number with s, m or h, such as 15s, 5m or 2h."), "time", fix)
    seconds = round(float(match.group(1)) * _UNITS[match.group(2)], 3)
    if seconds > LONGEST:
        raise given.error(Message("That is more than a year."), "time")
    return seconds


def _set(given: _Arguments) -> Line:
    match = re.compile("(" + NAME + r")(?: |\Z)").match(given.line.text, given.start)
    if not match:
        raise given.error(Message("A name of letters, digits and _ is wanted, and its value: @set name text"), "name")
    return Set(match.group(1), parse_template(given.line, match.end()), given.where)


def _condition(given: _Arguments) -> Condition:
    words = [word for word in given.words if word]
    negated = words[:1] == ["not"]
    words = words[1:] if negated else words
    if words and words[0] in CONDITIONS and CONDITIONS[words[0]](words[1:]):
        if words[0] == "ext":
            check_keyword(given.line, given.line.text.index(words[1], given.start), words[1])
        return Condition(words[0], tuple(words[1:]), negated)
    told = Message(
        "A condition is one of: ext KEYWORD [parameter], tls, authed, practice, reply CODE; "
        "the word not before it turns it round."
    )
    fix = did_you_mean(words[0], CONDITIONS) if words and words[0] not in CONDITIONS else None
    raise given.error(told, "condition", fix)


CONDITIONS: dict[str, Callable[[list[str]], bool]] = {
    "ext": lambda words: 1 <= len(words) <= 2,
    "tls": lambda words: not words,
    "authed": lambda words: not words,
    "practice": lambda words: not words,
    "reply": lambda words: len(words) == 1 and _CODE.fullmatch(words[0]) is not None,
}
"""What an `@if` may ask, and whether the words after it will do."""

GOALS: dict[str, tuple[int, int, bool]] = {
    "connected": (0, 0, False),
    "greeted": (0, 0, False),
    "tls": (0, 0, False),
    "authed": (0, 1, False),
    "mail": (0, 1, False),
    "rcpts": (1, 1, True),
    "queued": (0, 1, True),
    "mailbox": (2, 2, True),
    "header": (2, 2, False),
    "quit": (0, 0, False),
}
"""The predicates of `@goal`: fewest and most arguments, and whether the last is a number."""


def _goal(given: _Arguments) -> Line:
    words = list(_WORD.finditer(given.line.text, given.start, given.end))
    name = words[0].group() if words else ""
    if name not in GOALS:
        known = ", ".join(GOALS)
        told = Message('There is no goal "{name}". Known: {known}.', name=name, known=known)
        raise given.error(told, "goal", did_you_mean(name, GOALS))
    fewest, most, is_number = GOALS[name]
    if name == "header":
        return _header_goal(given, words)
    if not fewest <= len(words) - 1 <= most:
        raise given.error(_goal_form(name), "goal")
    arguments = tuple(parse_template(given.line, word.start(), word.end()) for word in words[1:])
    last = arguments[-1].plain if arguments else None
    if is_number and last is not None and not (last.isascii() and last.isdigit()):
        raise given.error(_goal_form(name), "goal")
    return Goal(name, arguments, None, given.where)


def _header_goal(given: _Arguments, words: list[re.Match[str]]) -> Line:
    if len(words) < 3:
        raise given.error(_goal_form("header"), "goal")
    name = parse_template(given.line, words[1].start(), words[1].end())
    return Goal("header", (name,), parse_pattern(given.line, words[2].start(), given.end), given.where)


def _goal_form(name: str) -> Message:
    forms = {
        "authed": "authed [USER]",
        "mail": "mail [ADDRESS]",
        "rcpts": "rcpts N",
        "queued": "queued [N]",
        "mailbox": "mailbox ADDRESS N",
        "header": "header NAME PATTERN",
    }
    return Message("This goal is written: @goal {form}", form=forms.get(name, name))


DIRECTIVES: dict[str, Callable[[_Arguments], Line | BlockMark]] = {
    "step": _step,
    "connect": _connect,
    "close": _alone(Close),
    "drop": _alone(Drop),
    "closed": _alone(AwaitClosed),
    "starttls": _alone(StartTls),
    "wait": lambda given: Wait(_time(given), given.where),
    "advance": lambda given: Advance(_time(given), given.where),
    "if": _mark,
    "else": _mark,
    "end": _mark,
    "set": _set,
    "goal": _goal,
}
"""Each directive, and what reads its arguments."""
