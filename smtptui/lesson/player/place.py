"""A learner's place in a lesson: the section, what is waited for, hints, how steps were passed. It knows no session."""

from __future__ import annotations

from enum import Enum

from smtptui.lesson.footing import Footing
from smtptui.lesson.lesson import AlertKind, Lesson, Section
from smtptui.lesson.progress import StepState
from smtptui.lesson.script import Goal, Line
from smtptui.lesson.turn import Verdict


class Stand(Enum):
    """What a walk waits for."""

    BUSY = "busy"  # the server, or nothing yet: `start` was not called
    LINE = "line"  # a line from the learner
    CHOICE = "choice"  # an answer to the quiz
    DONE = "done"  # the learner goes on: `advance`
    STUCK = "stuck"  # the session is not where the section needs it: `replay`
    FINISHED = "finished"  # nothing: that was the last section


class Place:
    """Where a learner is. `verdict` is the last one of this section; `results` how steps were passed."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.index = 0
        self.stand = Stand.BUSY
        self.hints_given = 0
        self.results: dict[str, StepState] = {}
        self.verdict: Verdict | None = None
        self._rest: list[Line] = []  # of this section, not yet played
        self._asked: Footing | None = None  # where the learner stood when the question was asked, or after the section
        self._typed = False  # in this section
        self._shown = False

    @property
    def section(self) -> Section:
        """The section now."""
        return self.lesson.sections[self.index]

    @property
    def is_last(self) -> bool:
        """Whether no section follows."""
        return self.index + 1 >= len(self.lesson.sections)

    @property
    def notes(self) -> tuple[str, ...]:
        """Why it was so: to be shown after success."""
        return tuple(alert.text for alert in self.section.alerts(AlertKind.NOTE))

    def hint(self) -> str | None:
        """The next hint, None where there is no other. Hints cost nothing."""
        hints = self.section.hints
        if self.hints_given >= len(hints):
            return None
        self.hints_given += 1
        return hints[self.hints_given - 1]

    @property
    def learned(self) -> tuple[tuple[str, StepState | None], ...]:
        """The titles of the sections with a step, and how each was passed."""
        found = ((section.title, section.step) for section in self.lesson.sections)
        return tuple((title, self.results.get(step)) for title, step in found if step is not None)

    @property
    def _own_state(self) -> StepState:
        return StepState.SHOWN if self._shown else StepState.SOLVED

    @property
    def _goals(self) -> tuple[Goal, ...]:
        return tuple(line for line in self.section.lines if isinstance(line, Goal)) or self.section.goals

    def _forget(self) -> None:
        """What was said and shown in another section."""
        self._rest = list(self.section.lines)
        self._asked, self.verdict = None, None
        self._typed = self._shown = False
        self.hints_given = 0
        self.stand = Stand.BUSY
