"""How a script went, and who is told about it while it is played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import TYPE_CHECKING

from smtptui.errors import ConnectTimeout, LessonError, SmtptuiError, TlsTimeout, UsageError, WaitRanOut
from smtptui.lesson.judge import Match, Mismatch
from smtptui.lesson.patterns import model_line
from smtptui.lesson.script import Ask, Expect, Line, Position
from smtptui.lesson.template import Variables
from smtptui.messages import Message
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.session.session import Session


class Outcome(Enum):
    """The value is a short, stable name, for JSON."""

    HELD = "held"
    SKIPPED = "skipped"
    FELL_SHORT = "fell-short"
    LOST = "lost"
    RAN_OUT = "ran-out"
    MISTAKE = "mistake"
    INTERRUPTED = "interrupted"


def outcome_of(error: SmtptuiError) -> Outcome:
    """What an error that ended a script makes of it."""
    match error:
        case UsageError() | LessonError():
            return Outcome.MISTAKE
        case ConnectTimeout() | TlsTimeout() | WaitRanOut():
            return Outcome.RAN_OUT
        case _:
            return Outcome.LOST


@dataclass(frozen=True, slots=True)
class Result:
    """How a script went. `message` says why it ended early, at `where`; it may quote the session, so it is masked
    before it is shown. `held` counts the expectations that held; `note`: why it was not played to its end, though
    nothing is wrong."""

    outcome: Outcome
    message: Message | None = None
    where: Position | None = None
    held: int = 0
    seconds: float = 0.0
    captures: Mapping[str, str] = field(default_factory=dict, repr=False)
    note: Message | None = None


class Observer:
    """Told of everything as it happens; each method may be left as it is."""

    def on_session(self, session: Session) -> None:
        """A session is about to be opened; its secrets are known."""

    def on_line(self, line: Line) -> None:
        """A line is about to be played."""

    def on_verdict(self, seq: int, expect: Expect, verdict: Match | Mismatch) -> None:
        """The reply that is record `seq` was judged."""

    def on_ignored(self, seq: int) -> None:
        """The reply that is record `seq` is nobody's to judge: it answers what was sent for the user."""

    def on_skip(self, line: Line, why: Message) -> None:
        """A line is left out."""

    def on_replay(self, active: bool) -> None:
        """What follows is a replay of earlier steps, or is one no longer."""

    async def compose(self, ask: Ask, variables: Variables) -> str:
        """What to send where the learner is asked; the model answer by itself. Raises CannotRender."""
        return model_line(ask.alternatives[0], variables)


class FellShort(SmtptuiError):
    """Something was not as the script expects."""


class Skipped(SmtptuiError):
    """The rest of the script cannot be played here."""


class Unfit(SmtptuiError):
    """The lesson is not for this server."""


class StageReached(SmtptuiError):
    """The script is to be played no further than this."""
