"""A line that a learner typed, what it was to be, and what is said to it: the values of the judge. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import Enum

from smtptui.lesson.footing import Footing
from smtptui.lesson.lesson import Quiz, Section
from smtptui.lesson.patterns import Pattern
from smtptui.lesson.script import Ask, Expect, Has, If, Lacks, Line, Remark, Send, SendBytes, SendFile, Trap
from smtptui.messages import Message
from smtptui.smtp.events import Received
from smtptui.smtp.reply import Severity
from smtptui.smtp.state import DialogueState
from smtptui.values import dataclass


class Kind(Enum):
    """What became of what was typed."""

    PASSED = "passed"
    WRONG = "wrong"
    EXPLORING = "exploring"
    OFF_PATH = "off-path"
    SHOWN = "shown"


class Source(Enum):
    """Who says so."""

    PATTERN = "pattern"
    GOAL = "goal"
    TRAP = "trap"
    DIAGNOSIS = "diagnosis"
    REPLY = "reply"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`text` is the author's Markdown (of the trap `trap`), `message` a sentence of ours, `next_steps` what to do.
    `off_path`: what the step builds on is gone; a replay to here brings it back. `captures` are variables that the
    reply gave. `code`: the name of the diagnosis."""

    kind: Kind
    source: Source | None = None
    text: str | None = None
    message: Message | None = None
    next_steps: tuple[Message, ...] = ()
    trap: str | None = None
    code: str | None = None
    off_path: bool = False
    captures: Mapping[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether the step is done."""
        return self.kind is Kind.PASSED


@dataclass(frozen=True, slots=True)
class Question:
    """What a step wants to be typed: nothing in particular where there are no alternatives. `texts` answer the traps,
    by their ids; `expects` are the lines about the reply to it."""

    alternatives: tuple[Pattern, ...] = ()
    traps: tuple[Trap, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    expects: tuple[Expect | Has | Lacks, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One line that was typed: the state in which it was sent, the state after it, and its reply, None where none is
    due. `asked` is the footing when the question was asked, `step_before` and `step_after` the answers given in a
    login. `reached`: the goals of the step hold. `exact`: bare texts count, as on the practice server."""

    typed: str = field(repr=False)
    before: DialogueState
    after: DialogueState
    reply: Received | None = None
    asked: Footing | None = None
    step_before: int = 0
    step_after: int = 0
    reached: bool = False
    exact: bool = False

    @property
    def was_on_path(self) -> bool:
        """Whether it was typed where the question was asked."""
        return self.asked is None or self.asked.holds(Footing.of(self.before, self.step_before))

    @property
    def is_off_path(self) -> bool:
        """Whether what the step builds on is gone now."""
        return self.asked is not None and not self.asked.holds(Footing.of(self.after, self.step_after))

    @property
    def refused(self) -> bool:
        """Whether the reply is a no."""
        return self.reply is not None and self.reply.reply.severity in (Severity.TRANSIENT, Severity.PERMANENT)


def question_of(section: Section) -> Question:
    """What a section asks of the learner."""
    texts = {trap.id: alert.text for trap in section.traps if (alert := section.warning(trap.id))}
    if isinstance(section.block, Quiz):
        return Question(section.block.right, section.traps, texts)
    if section.ask is None:
        return Question(traps=section.traps, texts=texts)
    return Question(section.ask.alternatives, section.traps, texts, _expects(section.lines, section.ask) or ())


def _expects(lines: Sequence[Line], ask: Ask) -> tuple[Expect | Has | Lacks, ...] | None:
    """The lines about the reply to the question, up to what is sent next; None where the question is not here."""
    for index, line in enumerate(lines):
        if line is ask:
            return _about_reply(lines[index + 1 :])
        if isinstance(line, If):
            for branch in (line.then, line.otherwise or ()):
                if (found := _expects(branch, ask)) is not None:
                    return found
    return None


def _about_reply(lines: Sequence[Line]) -> tuple[Expect | Has | Lacks, ...]:
    found: list[Expect | Has | Lacks] = []
    for line in lines:
        if (isinstance(line, Expect) and found) or isinstance(line, Send | SendFile | SendBytes):
            break
        if isinstance(line, Expect | Has | Lacks):
            found.append(line)
        elif not isinstance(line, Trap | Remark):
            break
    return tuple(found)
