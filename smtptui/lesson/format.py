"""The format of scripts: parsed, checked and written. Pure.

    C: text            send as it is, CRLF added; consecutive C: lines are one batch, or data after a 354
    C? pattern         the learner composes it; the first alternative is the model answer
    C! pattern -> id   a known wrong answer
    C< file            the bytes of a file beside the script
    C= hex             bytes
    S: 250|251 rest    one reply; S: 250-… lines up to S: 250 … are one reply, line by line
    S+ KEYWORD … -> x  the reply above has the keyword; its parameters are captured
    S- KEYWORD …       the reply above does not have it
    @directive         see `directives`
    # text             a comment

Nothing but LessonError is raised for any text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field, replace

from smtptui.errors import LessonError
from smtptui.lesson.directives import BlockMark
from smtptui.lesson.flow import missing_replies
from smtptui.lesson.patterns import Regex, Wild
from smtptui.lesson.reading import Continued, read_line
from smtptui.lesson.script import Ask, Condition, Expect, If, Line, Position, Remark, Script
from smtptui.lesson.source import SourceLine, source_lines
from smtptui.lesson.writing import write_script
from smtptui.messages import Message
from smtptui.values import dataclass

__all__ = ["check_script", "parse_script", "read_block", "read_script", "write_script"]


def parse_script(text: str, file: str, first_line: int = 1) -> Script:
    """The script that `text` is; `first_line` is the number of its first line in `file`.

    Raises LessonError: the first mistake.
    """
    script, mistakes = read_script(text, file, first_line)
    if mistakes:
        raise mistakes[0]
    return script


def check_script(text: str, file: str, first_line: int = 1) -> list[LessonError]:
    """All mistakes, in the order of the lines."""
    return read_script(text, file, first_line)[1]


def read_script(text: str, file: str, first_line: int = 1) -> tuple[Script, list[LessonError]]:
    """The script as far as it can be read, and all mistakes, in the order of the lines."""
    reader = _Reader(file)
    sources = source_lines(text, file, first_line)
    for line in sources.values():
        reader.push(line)
    script = reader.finish()
    mistakes = reader.mistakes or missing_replies(script, sources)
    return script, sorted(mistakes, key=lambda error: (error.line, error.column))


def read_block(lines: Iterable[SourceLine], file: str) -> tuple[tuple[Line, ...], list[LessonError]]:
    """The lines of one block of a lesson, and the mistakes that each of them has by itself."""
    reader = _Reader(file)
    for line in lines:
        reader.push(line)
    return reader.finish().lines, reader.mistakes


@dataclass(slots=True)
class _Block:
    """The lines read so far of the script, or of one branch; `mark` is the @if that opened it."""

    mark: BlockMark | None = None
    condition: Condition | None = None
    lines: list[Line] = field(default_factory=list)
    then: tuple[Line, ...] | None = None


class _Reader:
    """Lines in, one after the other; blocks nest."""

    def __init__(self, file: str) -> None:
        self.mistakes: list[LessonError] = []
        self._file = file
        self._blocks = [_Block()]
        self._reply: Expect | None = None  # the beginning of a reply written line by line
        self._reply_source = SourceLine(file, 1, "")

    def push(self, line: SourceLine) -> None:
        """One more line."""
        try:
            read = read_line(line)
            if read is not None:
                self._take(read, line)
        except LessonError as error:
            self.mistakes.append(error)

    def finish(self) -> Script:
        """The script, when all lines are in."""
        if self._reply is not None:
            self.mistakes.append(self._unfinished_reply())
        for block in self._blocks[1:]:
            assert block.mark is not None
            line, column = block.mark.line, block.mark.where.column
            self.mistakes.append(line.error(column - 1, "if", Message("This @if has no @end.")))
        return Script(self._file, tuple(self._blocks[0].lines))

    def _take(self, read: Line | BlockMark | Continued, line: SourceLine) -> None:
        match read:
            case Continued(expect):
                self._continue(expect, line)
            case Expect():
                self._add(self._ended(read, line))
            case Remark():
                self._add(read)
            case _ if self._reply is not None:
                unfinished, self._reply = self._unfinished_reply(), None
                raise unfinished
            case BlockMark():
                self._mark(read)
            case Ask():
                self._ask(read, line)
            case _:
                self._add(read)

    def _add(self, line: Line) -> None:
        self._blocks[-1].lines.append(line)

    def _continue(self, expect: Expect, line: SourceLine) -> None:
        if self._reply is None:
            self._reply, self._reply_source = expect, line
        else:
            self._reply = self._joined(expect, line)

    def _ended(self, expect: Expect, line: SourceLine) -> Expect:
        if self._reply is None:
            return expect
        joined, self._reply = self._joined(expect, line), None
        return joined

    def _joined(self, more: Expect, line: SourceLine) -> Expect:
        begun = self._reply
        assert begun is not None
        if begun.codes != more.codes:
            self._reply = None
            told = Message(
                "All lines of one reply have the same code: {code} here. The last one has a space after it.",
                code="|".join(begun.codes),
            )
            raise line.error(more.where.column + 2, "code", told)
        return replace(begun, rests=begun.rests + more.rests)

    def _unfinished_reply(self) -> LessonError:
        assert self._reply is not None
        told = Message("This reply has no last line: one with a space, not a hyphen, after the code.")
        return self._reply_source.error(self._reply.where.column - 1, "reply", told)

    def _ask(self, ask: Ask, line: SourceLine) -> None:
        lines = self._blocks[-1].lines
        if lines and isinstance(before := lines[-1], Ask):
            lines[-1] = replace(before, alternatives=before.alternatives + ask.alternatives)
            return
        model = ask.alternatives[0]
        if isinstance(model, Regex) or (isinstance(model, Wild) and model.has_star):
            told = Message("The first C? is the model answer, which can be sent: no * and no regex there.")
            raise line.error(ask.where.column + 2, "wildcard", told)
        self._add(ask)

    def _mark(self, mark: BlockMark) -> None:
        if mark.name == "if":
            self._blocks.append(_Block(mark, mark.condition))
            return
        block = self._blocks[-1]
        if block.mark is None or block.condition is None:
            raise mark.line.error(
                mark.where.column - 1, "if", Message("This @{name} belongs to no @if.", name=mark.name)
            )
        if mark.name == "else":
            if block.then is not None:
                raise mark.line.error(mark.where.column - 1, "if", Message("This @if has an @else already."))
            block.then, block.lines = tuple(block.lines), []
            return
        self._blocks.pop()
        self._add(_closed(block, block.condition, block.mark.where))


def _closed(block: _Block, condition: Condition, where: Position) -> If:
    lines = tuple(block.lines)
    return If(condition, lines, None, where) if block.then is None else If(condition, block.then, lines, where)
