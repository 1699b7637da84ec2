"""A script as text again. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smtptui.lesson.script import (
    Advance,
    Ask,
    AwaitClosed,
    BareText,
    Base64Text,
    Close,
    Condition,
    Connect,
    Drop,
    ExactText,
    Expect,
    Goal,
    Has,
    If,
    Lacks,
    Line,
    Remark,
    Rest,
    Script,
    Send,
    SendBytes,
    SendFile,
    Set,
    StartTls,
    Step,
    Trap,
    Wait,
    Wording,
)
from smtptui.lesson.template import Template


def write_script(script: Script) -> str:
    """The text that parses to `script`."""
    return "".join(f"{line}\n" for line in write_lines(script.lines))


def write_lines(lines: Sequence[Line]) -> Iterator[str]:
    """Each line of a block."""
    for line in lines:
        match line:
            case If(condition, then, otherwise):
                yield f"@if {write_condition(condition)}"
                yield from write_lines(then)
                if otherwise is not None:
                    yield "@else"
                    yield from write_lines(otherwise)
                yield "@end"
            case Ask(alternatives):
                yield from (f"C? {pattern.write()}" for pattern in alternatives)
            case Expect():
                yield from write_expect(line)
            case _:
                yield _write_line(line)


def _write_line(line: Line) -> str:
    match line:
        case Send(text):
            return _marked("C:", text.write())
        case Trap(pattern, id):
            return f"C! {pattern.write()} -> {id}"
        case SendFile(path):
            return f"C< {path}"
        case SendBytes(raw):
            return f"C= {raw.hex(' ')}"
        case Has(keyword, parameters, capture):
            return f"S+ {_words(keyword, parameters)}" + (f" -> {capture}" if capture else "")
        case Lacks(keyword, parameters):
            return f"S- {_words(keyword, parameters)}"
        case Remark(text):
            return f"#{text}"
        case _:
            return "@" + _write_directive(line)


def _write_directive(line: Line) -> str:
    match line:
        case Step(id):
            return f"step {id}"
        case Connect(target):
            return _marked("connect", target.write() if target else "")
        case Close():
            return "close"
        case Drop():
            return "drop"
        case AwaitClosed():
            return "closed"
        case StartTls():
            return "starttls"
        case Wait(seconds):
            return f"wait {write_time(seconds)}"
        case Advance(seconds):
            return f"advance {write_time(seconds)}"
        case Set(name, value):
            return _marked(f"set {name}", value.write())
        case Goal(predicate, arguments, pattern):
            return f"goal {_words(predicate, arguments)}" + (f" {pattern.write()}" if pattern else "")
        case _:
            raise TypeError(f"no directive: {line!r}")


def _marked(marker: str, text: str) -> str:
    return f"{marker} {text}" if text else marker


def _words(first: str, others: Sequence[Template]) -> str:
    return " ".join((first, *(other.write() for other in others)))


def write_expect(expect: Expect) -> Iterator[str]:
    """A reply as `S:` lines: all but the last with a hyphen."""
    codes = "|".join(expect.codes)
    for rest in expect.rests[:-1]:
        yield f"S: {codes}-{write_rest(rest)}"
    yield _marked(f"S: {codes}", write_rest(expect.rests[-1]) if expect.rests else "")


def write_rest(rest: Rest) -> str:
    """What follows the code."""
    enhanced = f"[{rest.enhanced}]" if rest.enhanced else ""
    return " ".join(part for part in (enhanced, write_wording(rest.wording) if rest.wording else "") if part)


def write_wording(wording: Wording) -> str:
    """A wording with its marks."""
    match wording:
        case BareText(text):
            return text.write()
        case ExactText(text):
            return "=" + text.write()
        case Base64Text(text):
            return f'~"{text.write()}"'
        case _:
            return wording.write()


def write_condition(condition: Condition) -> str:
    """What stands after `@if`."""
    return " ".join((*(("not",) if condition.negated else ()), condition.test, *condition.arguments))


def write_time(seconds: float) -> str:
    """A time in the largest unit that gives a whole number."""
    for unit, length in (("h", 3600), ("m", 60)):
        if seconds and seconds % length == 0:
            return f"{seconds / length:.0f}{unit}"
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + "s"
