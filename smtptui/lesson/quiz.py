"""A quiz: `A?` right answers, `A!` wrong ones with the ids of their texts, `@step`, comments. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smtptui.errors import LessonError
from smtptui.lesson.directives import BlockMark, parse_directive
from smtptui.lesson.lesson import Quiz, QuizLine, Right
from smtptui.lesson.lookalikes import first_lookalike, latin, lookalike
from smtptui.lesson.patterns import Pattern, Regex, Wild, parse_pattern
from smtptui.lesson.reading import read_trap
from smtptui.lesson.script import Position, Remark, Step
from smtptui.lesson.source import SourceLine
from smtptui.messages import Message

MARKERS = ("A?", "A!")


def read_quiz(lines: Sequence[SourceLine], where: Position) -> tuple[Quiz, list[LessonError]]:
    """The quiz as far as it can be read, and all mistakes."""
    found: list[QuizLine] = []
    mistakes: list[LessonError] = []
    for line in lines:
        try:
            read = _read_line(line)
            is_model = isinstance(read, Right) and not any(isinstance(each, Right) for each in found)
            found += [read] if read is not None else []
            if isinstance(read, Right) and is_model:
                _check_model(line, read.pattern, read.where)
        except LessonError as error:
            mistakes.append(error)
    return Quiz(tuple(found), where), mistakes


def _read_line(line: SourceLine) -> QuizLine | None:
    text = line.text
    start = len(text) - len(text.lstrip(" "))
    if not text.strip():
        return None
    if text.startswith("#"):
        return Remark(text[1:], Position(line.number, 1))
    if text.startswith("@", start):
        return _read_step(line, start)
    marker = text[start : start + 2]
    if marker not in MARKERS:
        raise _no_marker(line, start)
    content = start + 2
    if content < len(text) and text[content] == "\t":
        raise line.error(content, "tab", Message("A tab stands here, and looks like a space: write one space."))
    if content < len(text) and text[content] != " ":
        told = Message('A space stands between "{marker}" and what follows.', marker=marker)
        raise line.error(content, "marker", told)
    content = min(content + 1, len(text))
    end = max(len(text.rstrip(" ")), content)
    where = Position(line.number, start + 1)
    if marker == "A!":
        return read_trap(line, content, end, where)
    if content >= end:
        raise line.error(len(text), "missing", Message("The answer is missing."))
    return Right(parse_pattern(line, content, end), where)


def _read_step(line: SourceLine, start: int) -> Step:
    read = parse_directive(line, start)
    if isinstance(read, BlockMark) or not isinstance(read, Step):
        raise line.error(start + 1, "directive", Message("In a quiz @step is the only directive."))
    return read


def _check_model(line: SourceLine, pattern: Pattern, where: Position) -> None:
    if isinstance(pattern, Regex) or (isinstance(pattern, Wild) and pattern.has_star):
        told = Message("The first A? is the model answer, which can be shown: no * and no regex there.")
        raise line.error(where.column + 2, "wildcard", told)


def _no_marker(line: SourceLine, start: int) -> LessonError:
    head = line.text[start : start + 2]
    found = first_lookalike(head)
    if found is not None and (latin(head) in MARKERS or latin(head[:1]) == "@"):
        return lookalike(line, start + found)
    if "\t" in line.text[: start + 1]:
        return line.error(start, "tab", Message("A tab stands here: indent with spaces, if at all."))
    fixed = {"C?": "A?", "C!": "A!", "A:": "A?", "a?": "A?", "a!": "A!", "Q?": "A?"}.get(head)
    fix = Message('Did you mean "{name}"?', name=fixed + line.text[start + 2 :]) if fixed else None
    return line.error(start, "marker", Message("A line of a quiz begins with A?, A!, @step or #."), fix)


def write_quiz(quiz: Quiz) -> Iterator[str]:
    """Its lines as text."""
    for line in quiz.lines:
        match line:
            case Step(id):
                yield f"@step {id}"
            case Remark(text):
                yield f"#{text}"
            case Right(pattern):
                yield f"A? {pattern.write()}"
            case _:
                yield f"A! {line.pattern.write()} -> {line.id}"
