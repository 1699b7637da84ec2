"""A lesson's file: parsed, checked and written. Pure. Nothing but LessonError is raised for any text.

--- front matter ---
# heading, intro
## section: prose; at most one `smtp` or `quiz` block, one @step, one question; alerts
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from smtptui.errors import LessonError
from smtptui.lesson.format import read_block
from smtptui.lesson.front import read_front, write_front
from smtptui.lesson.lesson import Alert, AlertKind, Facts, Lesson, Part, Prose, Quiz, ScriptBlock, Section
from smtptui.lesson.lookalikes import latin
from smtptui.lesson.prose import ALERT, Fence, Heading, Piece, Quotation, Text, cut
from smtptui.lesson.quiz import read_quiz, write_quiz
from smtptui.lesson.script import Position
from smtptui.lesson.source import SourceLine, did_you_mean, source_lines
from smtptui.lesson.wholeness import check_section, check_whole
from smtptui.lesson.writing import write_lines
from smtptui.messages import Message

__all__ = ["check_lesson", "parse_lesson", "read_lesson", "write_lesson"]

BLOCKS = ("smtp", "quiz", "dns")
_LABEL = re.compile(r"\*\*([A-Za-z0-9][A-Za-z0-9_-]*)\*\*(?:[ \n]+|\Z)")
_LABELLED = (AlertKind.WARNING, AlertKind.IMPORTANT)


def parse_lesson(text: str, file: str) -> Lesson:
    """The lesson that `text` is. Raises LessonError: the first mistake."""
    lesson, mistakes = read_lesson(text, file)
    if mistakes:
        raise mistakes[0]
    return lesson


def check_lesson(text: str, file: str) -> list[LessonError]:
    """All mistakes, in the order of the lines."""
    return read_lesson(text, file)[1]


def read_lesson(text: str, file: str, given: Collection[str] = ()) -> tuple[Lesson, list[LessonError]]:
    """The lesson as far as it can be read, and all mistakes, in the order of the lines. `given`: variables that have
    a value from elsewhere."""
    sources = source_lines(text, file)
    facts, below, mistakes = read_front(sources, 1)
    reader = _Reader(file, sources, mistakes)
    if below in sources and sources[1] is not sources[below]:
        for piece in cut(sources, below):
            reader.push(piece)
    lesson = reader.finish(facts)
    if below != 1:  # without front matter nothing else is worth telling
        mistakes += check_whole(lesson, given, bool(mistakes))
    return lesson, sorted(mistakes, key=lambda error: (error.line, error.column))


class _Reader:
    """Pieces in, a lesson out."""

    def __init__(self, file: str, sources: Mapping[int, SourceLine], mistakes: list[LessonError]) -> None:
        self._file = file
        self._sources = sources
        self._mistakes = mistakes
        self._heading = ""
        self._intro: list[Prose | Alert] = []
        self._sections: list[Section] = []
        self._parts: list[Part] = []

    def push(self, piece: Piece) -> None:
        """One more piece."""
        try:
            match piece:
                case Heading():
                    self._head(piece)
                case Fence():
                    self._fence(piece)
                case Quotation():
                    self._quotation(piece)
                case Text(lines):
                    self._add(Prose("\n".join(line.text for line in lines), Position(lines[0].number, 1)))
        except LessonError as error:
            self._mistakes.append(error)

    def finish(self, facts: Facts) -> Lesson:
        """The lesson, when all pieces are in."""
        self._close()
        lesson = Lesson(self._file, facts, self._heading, tuple(self._intro), tuple(self._sections), self._sources)
        for section in lesson.sections:
            self._mistakes += check_section(lesson, section)
        return lesson

    def _close(self) -> None:
        if self._sections:
            self._sections[-1] = replace(self._sections[-1], parts=tuple(self._parts))
        else:
            self._intro = [part for part in self._parts if isinstance(part, Prose | Alert)]
        self._parts = []

    def _add(self, part: Part) -> None:
        self._parts.append(part)

    def _head(self, heading: Heading) -> None:
        if heading.setext:
            told = Message("A heading is written {form}: a line above a rule is easily one by mistake.", form="## …")
            raise heading.line.error(0, "heading", told)
        if heading.level == 1:
            if self._heading or self._sections or self._parts:
                told = Message("A lesson has one # heading, at its beginning; its sections have ##.")
                raise heading.line.error(0, "heading", told)
            self._heading = heading.title
            return
        if not heading.title:
            raise heading.line.error(0, "heading", Message("A section needs a title."))
        self._close()
        self._sections.append(Section(heading.title, (), Position(heading.line.number, 1)))

    def _fence(self, fence: Fence) -> None:
        kind = fence.info.split(" ")[0]
        at = max(fence.line.text.find(kind), 0)
        if not fence.closed:
            fix = Message("Put {fence} alone on a line where it ends.", fence="```")
            raise fence.line.error(0, "unclosed", Message("This block has no end."), fix)
        if kind not in BLOCKS:
            self._near_miss(fence, kind, at)
            if not fence.nested:
                lines = (fence.line, *fence.lines, self._sources[fence.line.number + len(fence.lines) + 1])
                self._add(Prose("\n".join(line.text for line in lines), Position(fence.line.number, 1)))
            return
        if fence.nested:
            told = Message("This block stands in a list or a quotation: it would not be played. Move it to the margin.")
            raise fence.line.error(at, "block", told)
        if kind == "dns":
            raise fence.line.error(at, "dns", Message("Blocks of DNS queries cannot be played yet."))
        if not self._sections:
            raise fence.line.error(at, "block", Message("A block belongs below a ## heading."))
        self._block(fence, kind)

    def _near_miss(self, fence: Fence, kind: str, at: int) -> None:
        if not kind:
            return
        close = next((name for name in ("smtp", "quiz") if latin(kind).lower() == name), None)
        fix = Message('Did you mean "{name}"?', name=close) if close else None
        if fix is None and len(kind) <= 6 and kind not in ("snmp", "http", "smt"):
            fix = did_you_mean(kind, ("smtp", "quiz"), 0.7)
        if fix is not None:
            told = Message('A block "{name}" is not played: played are {known}.', name=kind, known="smtp, quiz")
            raise fence.line.error(at, "block", told, fix)

    def _block(self, fence: Fence, kind: str) -> None:
        where = Position(fence.line.number, 1)
        if kind == "quiz":
            quiz, mistakes = read_quiz(fence.lines, where)
            self._add(quiz)
        else:
            lines, mistakes = read_block(fence.lines, self._file)
            self._add(ScriptBlock(lines, where))
        self._mistakes += mistakes

    def _quotation(self, quotation: Quotation) -> None:
        first, *rest = quotation.lines
        match = ALERT.match(first)
        at = max(quotation.line.text.find("[!"), 0)
        if match is None:
            raise quotation.line.error(at, "alert", Message("This bracket has no end: > [!TIP]"))
        kind = _kind(quotation, match[1], at)
        if quotation.nested:
            told = Message("This alert stands in a list or a quotation: it would be plain text. Move it to the margin.")
            raise quotation.line.error(at, "alert", told)
        if match[2].strip():
            told = Message(
                "Nothing follows [!{kind}] in its line: code hosts would not know it. The text begins below.",
                kind=match[1],
            )
            raise quotation.line.error(at + len(match[1]) + 3, "alert", told)
        if quotation.lazy is not None:
            told = Message("This line belongs to the alert above, and has no > before it.")
            fix = Message("Put > before it, or an empty line above it.")
            raise quotation.lazy.error(0, "alert", told, fix)
        self._check_merged(quotation)
        text = "\n".join(rest).strip("\n")
        if not text:
            raise quotation.line.error(at, "alert", Message("This alert has no text."))
        label = _LABEL.match(text) if kind in _LABELLED else None
        if label is not None:
            text = text[label.end() :]
        self._add(Alert(kind, text, label[1] if label else None, Position(quotation.line.number, 1)))

    def _check_merged(self, quotation: Quotation) -> None:
        for text, source in zip(quotation.lines[1:], quotation.sources[1:]):
            if (match := ALERT.match(text)) and match[1].upper() in AlertKind.__members__:
                told = Message("Above this alert a blank line is missing: Markdown makes one of the two.")
                fix = Message("Put an empty line, without >, above it.")
                raise source.error(max(source.text.find("[!"), 0), "alert", told, fix)


def _kind(quotation: Quotation, name: str, at: int) -> AlertKind:
    if name in AlertKind.__members__:
        return AlertKind[name]
    known = list(AlertKind.__members__)
    told = Message('There is no alert "{name}". Known: {known}.', name=name, known=", ".join(known))
    fix = did_you_mean(latin(name), [word.lower() for word in known])
    if fix is not None:
        fix = fix.with_params({key: str(value).upper() for key, value in fix.params.items()})
    raise quotation.line.error(at + 2, "alert", told, fix)


# -- written


def write_lesson(lesson: Lesson) -> str:
    """The text that parses to `lesson`."""
    blocks = ["\n".join(write_front(lesson.facts)) + (f"\n# {lesson.heading}" if lesson.heading else "")]
    blocks += map(_write_part, lesson.intro)
    for section in lesson.sections:
        blocks.append(f"## {section.title}")
        blocks += map(_write_part, section.parts)
    return "\n\n".join(blocks) + "\n"


def _write_part(part: Part) -> str:
    match part:
        case Prose(text):
            return text
        case Alert():
            return "\n".join(_write_alert(part))
        case Quiz():
            return "\n".join(("```quiz", *write_quiz(part), "```"))
        case ScriptBlock(lines):
            return "\n".join(("```smtp", *write_lines(lines), "```"))


def _write_alert(alert: Alert) -> Iterator[str]:
    yield f"> [!{alert.kind.value}]"
    text = f"**{alert.id}** {alert.text}" if alert.id else alert.text
    for line in text.split("\n"):
        yield f"> {line}" if line else ">"
