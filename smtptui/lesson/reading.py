"""One line of a script, read (the grammar of markers; directives are in `directives`). Pure."""

from __future__ import annotations

import re

from smtptui.errors import LessonError
from smtptui.lesson.directives import BlockMark, parse_directive
from smtptui.lesson.keywords import check_keyword
from smtptui.lesson.lookalikes import first_lookalike, latin, lookalike
from smtptui.lesson.patterns import parse_pattern, parse_regex
from smtptui.lesson.script import (
    Ask,
    BareText,
    Base64Text,
    ExactText,
    Expect,
    Has,
    Lacks,
    Line,
    Position,
    Remark,
    Rest,
    Send,
    SendBytes,
    SendFile,
    Trap,
    Wording,
)
from smtptui.lesson.source import SourceLine
from smtptui.lesson.template import NAME, Template, parse_template
from smtptui.messages import Message
from smtptui.smtp.command import VERBS
from smtptui.values import dataclass

MARKERS = ("C:", "C?", "C!", "C<", "C=", "S:", "S+", "S-")
CODES = re.compile(r"[2-5](?:[0-9]{2}|xx)(?:\|[2-5](?:[0-9]{2}|xx))*(?=[- ]|\Z)")
_ENHANCED = re.compile(r"\[([245x]\.(?:[0-9]{1,3}|x)\.(?:[0-9]{1,3}|x))\](?: |\Z)")
_NEARLY_ENHANCED = re.compile(r"\[[0-9xX](?:\.[0-9A-Za-z]{1,4}){1,2}\](?: |\Z)")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Continued:
    """An `S: 250-…` line: the reply goes on in the next line."""

    expect: Expect


def read_line(line: SourceLine) -> Line | BlockMark | Continued | None:
    """What the line says; None for a blank one. Raises LessonError."""
    text = line.text
    if text.startswith("#"):
        return Remark(text[1:], Position(line.number, 1))
    start = len(text) - len(text.lstrip(" "))
    if not text.strip():
        return None
    if text.startswith("@", start):
        return parse_directive(line, start)
    marker = text[start : start + 2]
    if marker not in MARKERS:
        raise _no_marker(line, start)
    content = start + 2
    if content < len(text):
        if text[content] == "\t":
            raise line.error(content, "tab", Message("A tab stands here, and looks like a space: write one space."))
        if text[content] != " ":
            raise _no_space(line, start)
        content += 1
    return _read_content(line, marker, content, Position(line.number, start + 1))


def _read_content(line: SourceLine, marker: str, start: int, where: Position) -> Line | Continued:
    end = max(len(line.text.rstrip(" ")), start)
    match marker:
        case "C:":
            return Send(parse_template(line, start), where)
        case "C<":
            return SendFile(_read_path(line, start, end), where)
        case "C=":
            return SendBytes(_read_hex(line, start, end), where)
        case "C?":
            _needed(line, start, end, Message("The answer is missing."))
            return Ask((parse_pattern(line, start, end),), where)
        case "C!":
            return read_trap(line, start, end, where)
        case "S:":
            return _read_expect(line, start, end, where)
        case "S+":
            return _read_has(line, start, end, where)
        case _:
            keyword, parameters = _read_keyword(line, start, end)
            if any(parameter.plain == "->" for parameter in parameters):
                raise line.error(start, "name", Message("Only S+ keeps what it found: S- cannot."))
            return Lacks(keyword, parameters, where)


def _needed(line: SourceLine, start: int, end: int, missing: Message) -> str:
    text = line.text[start:end]
    if not text:
        raise line.error(len(line.text), "missing", missing)
    return text


def _read_path(line: SourceLine, start: int, end: int) -> str:
    path = _needed(line, start, end, Message("The file's name is missing."))
    if path.startswith(("/", "~")) or "\0" in path or ".." in path.split("/"):
        raise line.error(start, "file", Message("C< reads only files beside the script, or in folders below it."))
    return path


def _read_hex(line: SourceLine, start: int, end: int) -> bytes:
    text = _needed(line, start, end, Message("The bytes are missing, such as {example}.", example="0d 0a"))
    for offset, character in enumerate(text):
        if character not in "0123456789abcdefABCDEF ":
            raise line.error(
                start + offset, "hex", Message('"{character}" is no hexadecimal digit.', character=character)
            )
    digits = text.replace(" ", "")
    if len(digits) % 2:
        raise line.error(end - 1, "hex", Message("A byte has two hexadecimal digits: one is missing."))
    return bytes.fromhex(digits)


def read_trap(line: SourceLine, start: int, end: int, where: Position) -> Trap:
    """`pattern -> id`. Raises LessonError."""
    arrow = line.text.rfind(" -> ", start, end)
    if arrow < 0 or not _ID.fullmatch(line.text[arrow + 4 : end]):
        told = Message("A trap names the text that answers it: C! pattern -> id")
        raise line.error(end if arrow < 0 else arrow + 4, "trap", told)
    stop = max(len(line.text[:arrow].rstrip(" ")), start)
    _needed(line, start, stop, Message("The wrong answer is missing."))
    return Trap(parse_pattern(line, start, stop), line.text[arrow + 4 : end], where)


def _read_expect(line: SourceLine, start: int, end: int, where: Position) -> Expect | Continued:
    match = CODES.match(line.text, start, end)
    if not match:
        raise _bad_code(line, start, end)
    rest = _read_rest(line, match.end() + 1, end)
    expect = Expect(tuple(match.group().split("|")), (rest,) if rest else (), where)
    return Continued(expect) if line.text.startswith("-", match.end(), end) else expect


def _bad_code(line: SourceLine, start: int, end: int) -> LessonError:
    word = (line.text[start:end].split() or [""])[0]
    fixed = latin(word).lower()
    fix = Message('Did you mean "{name}"?', name=fixed) if fixed != word and CODES.fullmatch(fixed) else None
    told = Message("A reply's code is three digits from 200 to 599, or a class such as 5xx; | stands between several.")
    return line.error(start, "code", told, fix)


def _read_rest(line: SourceLine, start: int, end: int) -> Rest | None:
    while start < end and line.text[start] == " ":
        start += 1
    if start >= end:
        return None
    match = _ENHANCED.match(line.text, start, end)
    if not match:
        if _NEARLY_ENHANCED.match(line.text, start, end):
            told = Message("An enhanced code has a class 2, 4 or 5 and two numbers, such as [5.1.1] or [5.7.x].")
            raise line.error(start, "code", told)
        return Rest(None, _read_wording(line, start, end))
    start = match.end()
    while start < end and line.text[start] == " ":
        start += 1
    return Rest(match.group(1), _read_wording(line, start, end) if start < end else None)


def _read_wording(line: SourceLine, start: int, end: int) -> Wording:
    text = line.text[start:end]
    if text.startswith("/"):
        return parse_regex(line, start, end)
    if text.startswith('~"'):
        if len(text) < 3 or not text.endswith('"'):
            raise line.error(start + 1, "quote", Message('This quote has no end: the closing " is missing.'))
        return Base64Text(parse_template(line, start + 2, end - 1))
    if text.startswith("="):
        return ExactText(parse_template(line, start + 1, end))
    return BareText(parse_template(line, start, end))


def _read_has(line: SourceLine, start: int, end: int, where: Position) -> Has:
    arrow = line.text.rfind(" -> ", start, end)
    capture = None
    if arrow >= 0:
        capture = line.text[arrow + 4 : end]
        if not re.fullmatch(NAME, capture):
            raise line.error(arrow + 4, "name", Message('"{name}" cannot name a variable.', name=capture))
        end = arrow
    keyword, parameters = _read_keyword(line, start, end)
    return Has(keyword, parameters, capture, where)


def _read_keyword(line: SourceLine, start: int, end: int) -> tuple[str, tuple[Template, ...]]:
    words = list(re.compile(r"[^ ]+").finditer(line.text, start, max(start, end)))
    check_keyword(line, words[0].start() if words else start, words[0].group() if words else "")
    parameters = tuple(parse_template(line, word.start(), word.end()) for word in words[1:])
    return words[0].group(), parameters


def _no_marker(line: SourceLine, start: int) -> LessonError:
    """The line begins with no marker: say what it should be."""
    text = line.text[start:]
    head = text[:2]
    if (found := first_lookalike(head)) is not None and (latin(head) in MARKERS or latin(head[:1]) == "@"):
        return lookalike(line, start + found)
    if "\t" in line.text[: start + 1]:
        return line.error(start, "tab", Message("A tab stands here: indent with spaces, if at all."))
    told = Message("A line begins with C:, C?, C!, C<, C=, S:, S+, S-, @ or #.")
    return line.error(start, "marker", told, _suggestion(text))


def _suggestion(text: str) -> Message | None:
    head = text[:2].upper()
    word = (text.split() or [""])[0]
    fixed = ""
    if head in MARKERS:
        fixed = head + text[2:]
    elif word.upper().partition(":")[0] in VERBS:
        fixed = "C: " + text
    elif re.match(r"[2-5][0-9]{2}(?:[- ]|\Z)", text):
        fixed = "S: " + text
    return Message('Did you mean "{name}"?', name=fixed) if fixed else None


def _no_space(line: SourceLine, start: int) -> LessonError:
    marker, rest = line.text[start : start + 2], line.text[start + 2 :]
    told = Message('A space stands between "{marker}" and what follows.', marker=marker)
    return line.error(start + 2, "marker", told, Message('Did you mean "{name}"?', name=f"{marker} {rest.lstrip()}"))
