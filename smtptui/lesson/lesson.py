"""What a lesson says, as values: front matter, sections, and in each prose, a script or a quiz, and alerts.

Prose and the texts of alerts are Markdown as it was written. Positions do not count when two lessons compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from enum import Enum

from smtptui.errors import LessonError
from smtptui.lesson.patterns import Pattern
from smtptui.lesson.script import NOWHERE, Ask, Goal, If, Line, Position, Remark, Script, Send, Step, Trap
from smtptui.lesson.source import SourceLine
from smtptui.messages import Message
from smtptui.values import dataclass


class AlertKind(Enum):
    """The alerts of code hosts, and what each means in a lesson."""

    TIP = "TIP"  # a hint, given when asked for, in order
    WARNING = "WARNING"  # the answer to a mistake, named by its id
    NOTE = "NOTE"  # why, shown after success
    IMPORTANT = "IMPORTANT"  # for the teacher
    CAUTION = "CAUTION"  # a risk on a real server


@dataclass(frozen=True, slots=True)
class Prose:
    """Text to read."""

    text: str
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Alert:
    """`> [!KIND]` and its text. `id` is the bold word that a WARNING or an IMPORTANT begins with."""

    kind: AlertKind
    text: str
    id: str | None = None
    where: Position = field(default=NOWHERE, compare=False, repr=False)

    @property
    def example(self) -> str:
        """The first code span: of a WARNING the mistake that it answers; "" where there is none."""
        from smtptui.lesson.prose import first_code_span

        return first_code_span(self.text)


@dataclass(frozen=True, slots=True)
class ScriptBlock:
    """An `smtp` block."""

    lines: tuple[Line, ...] = ()
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Right:
    """`A?` a right answer of a quiz; the first one is the model answer."""

    pattern: Pattern
    where: Position = field(default=NOWHERE, compare=False, repr=False)


QuizLine = Step | Right | Trap | Remark


@dataclass(frozen=True, slots=True)
class Quiz:
    """A `quiz` block: a question that is answered in the lesson, not to the server."""

    lines: tuple[QuizLine, ...] = ()
    where: Position = field(default=NOWHERE, compare=False, repr=False)

    @property
    def right(self) -> tuple[Pattern, ...]:
        """The right answers."""
        return tuple(line.pattern for line in self.lines if isinstance(line, Right))

    @property
    def wrong(self) -> tuple[Trap, ...]:
        """The known wrong answers."""
        return tuple(line for line in self.lines if isinstance(line, Trap))


Block = ScriptBlock | Quiz
Part = Prose | Alert | ScriptBlock | Quiz


class Task(Enum):
    """What a section wants of the learner."""

    READ = "read"  # nothing: there is no block
    WATCH = "watch"  # the script is played for them
    ANSWER = "answer"  # the quiz
    COMPOSE = "compose"  # one line, the C?
    REACH = "reach"  # the goals, with no help: what the script sends is the model answer


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one `##`."""

    title: str
    parts: tuple[Part, ...] = ()
    where: Position = field(default=NOWHERE, compare=False, repr=False)

    @property
    def block(self) -> Block | None:
        """Its script or quiz."""
        return next((part for part in self.parts if isinstance(part, ScriptBlock | Quiz)), None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its script; nothing where it has none."""
        return self.block.lines if isinstance(self.block, ScriptBlock) else ()

    @property
    def step(self) -> str | None:
        """The id of its step."""
        lines: Sequence[Line | QuizLine] = self.block.lines if self.block else ()
        return next((line.id for line in lines if isinstance(line, Step)), None)

    @property
    def task(self) -> Task:
        """What it wants."""
        match self.block:
            case None:
                return Task.READ
            case Quiz():
                return Task.ANSWER
            case ScriptBlock(lines):
                if self.ask is not None:
                    return Task.COMPOSE
                found = list(flat(lines))
                reaches = any(isinstance(line, Goal) for line in found) and any(isinstance(x, Send) for x in found)
                return Task.REACH if reaches else Task.WATCH

    @property
    def ask(self) -> Ask | None:
        """Its question to the server, if it has one."""
        return next((line for line in flat(self.lines) if isinstance(line, Ask)), None)

    @property
    def traps(self) -> tuple[Trap, ...]:
        """The known mistakes of its question."""
        if isinstance(self.block, Quiz):
            return self.block.wrong
        return tuple(line for line in flat(self.lines) if isinstance(line, Trap))

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The states that it must reach."""
        return tuple(line for line in flat(self.lines) if isinstance(line, Goal))

    def alerts(self, kind: AlertKind) -> tuple[Alert, ...]:
        """Its alerts of one kind, in order."""
        return tuple(part for part in self.parts if isinstance(part, Alert) and part.kind is kind)

    @property
    def hints(self) -> tuple[str, ...]:
        """What helps, in the order in which it is given."""
        return tuple(alert.text for alert in self.alerts(AlertKind.TIP))

    def warning(self, id: str) -> Alert | None:
        """The text that answers a trap."""
        return next((alert for alert in self.alerts(AlertKind.WARNING) if alert.id == id), None)

    @property
    def prose(self) -> tuple[Prose, ...]:
        """What is there to read."""
        return tuple(part for part in self.parts if isinstance(part, Prose))


@dataclass(frozen=True, slots=True)
class Facts:
    """The front matter. `needs` are EHLO keywords, with parameters; `after` earlier lessons; `portable`: it holds on
    any server. `where` has the places of the keys."""

    id: str
    title: str
    scenario: str = "plain"
    minutes: int | None = None
    after: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    vars: tuple[tuple[str, str], ...] = ()
    secrets: tuple[tuple[str, str], ...] = ()
    source: str = ""
    portable: bool = False
    where: Mapping[str, Position] = field(default_factory=dict, compare=False, repr=False)

    @property
    def practice(self) -> str:
        """The target of the practice server that it is taken with."""
        return f"practice:{self.scenario}"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A whole lesson. `heading` is its `#` line, `intro` what stands before the first section. `sources` are the
    lines of its file by their numbers, for messages."""

    file: str = field(compare=False)
    facts: Facts
    heading: str = ""
    intro: tuple[Prose | Alert, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: Mapping[int, SourceLine] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> str:
        """What it is called by."""
        return self.facts.id

    @property
    def script(self) -> Script:
        """All its scripts, one after the other."""
        return Script(self.file, tuple(line for section in self.sections for line in section.lines))

    @property
    def variables(self) -> dict[str, str]:
        """What `vars` and `secrets` give."""
        return dict((*self.facts.vars, *self.facts.secrets))

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of its steps, in order."""
        return tuple(section.step for section in self.sections if section.step is not None)

    def section_of(self, step: str) -> Section | None:
        """The section of a step."""
        return next((section for section in self.sections if section.step == step), None)

    def alerts(self, kind: AlertKind) -> tuple[Alert, ...]:
        """The intro's alerts of one kind."""
        return tuple(part for part in self.intro if isinstance(part, Alert) and part.kind is kind)

    def error(self, where: Position, code: str, message: Message, fix: Message | None = None) -> LessonError:
        """A mistake at a place of it."""
        source = self.sources.get(where.line) or SourceLine(self.file, where.line, "")
        return source.error(where.column - 1, code, message, fix)


def flat(lines: Sequence[Line]) -> Iterator[Line]:
    """All lines, those of branches too."""
    for line in lines:
        yield line
        if isinstance(line, If):
            yield from flat(line.then)
            yield from flat(line.otherwise or ())
