"""What was learned on this machine: one JSON file, written atomically, by lesson, step and the step's fingerprint."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import Enum
from pathlib import Path
from typing import Any

from smtptui.errors import UsageError
from smtptui.lesson.fingerprint import fingerprint
from smtptui.lesson.lesson import Lesson, Section
from smtptui.messages import Message
from smtptui.settings import write_private
from smtptui.values import dataclass

VERSION = 1


class StepState(Enum):
    """How a step was passed; the value is a short, stable name, for files."""

    SOLVED = "solved"
    SHOWN = "shown"
    SKIPPED = "skipped"
    UPDATED = "updated"  # it was passed, and has changed since


_RANK = {StepState.SKIPPED: 0, StepState.SHOWN: 1, StepState.SOLVED: 2}
_BY_NAME = {state.value: state for state in _RANK}


@dataclass(frozen=True, slots=True)
class Mark:
    """One step passed."""

    state: StepState
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Summary:
    """How far a lesson is: steps in all, those passed in each way; `resume` is the first one that is not."""

    total: int
    states: Mapping[str, StepState] = field(default_factory=dict)
    resume: str | None = None

    def count(self, state: StepState) -> int:
        """The steps passed in this way."""
        return sum(each is state for each in self.states.values())

    @property
    def passed(self) -> int:
        """The steps that need not be done any more."""
        return len(self.states) - self.count(StepState.UPDATED)

    @property
    def is_done(self) -> bool:
        """Whether no step is left."""
        return self.resume is None


class Progress:
    """The file's contents. Each `record` writes it."""

    def __init__(self, path: Path) -> None:
        """Reads the file. One that cannot be understood is put aside as `progress.json.broken`, and a new one begun."""
        self._path = path
        self._marks: dict[str, dict[str, Mark]] = {}
        text = _read(path)
        if text is None:
            return
        try:
            self._marks = _parse(text)
        except ValueError:
            with contextlib.suppress(OSError):
                path.replace(path.with_name(path.name + ".broken"))

    def state(self, lesson: Lesson, section: Section) -> StepState | None:
        """How a section's step was passed; UPDATED where its script has changed since; None where it was not."""
        mark = self._marks.get(lesson.id, {}).get(section.step or "")
        if mark is None:
            return None
        return mark.state if mark.fingerprint == fingerprint(section) else StepState.UPDATED

    def summary(self, lesson: Lesson) -> Summary:
        """How far a lesson is."""
        found = [(section.step, self.state(lesson, section)) for section in lesson.sections if section.step is not None]
        left = (step for step, state in found if state in (None, StepState.UPDATED))
        states = {step: state for step, state in found if state is not None}
        return Summary(len(found), states, next(left, None))

    def record(self, lesson: Lesson, step: str, state: StepState) -> None:
        """Remembers a step, unless it was passed in a better way before. Raises UsageError where the file cannot be
        written."""
        section = lesson.section_of(step)
        if section is None:
            return
        mark = Mark(state, fingerprint(section))
        marks = self._marks.setdefault(lesson.id, {})
        marks[step] = _better(marks.get(step), mark)
        self.save()

    def reset(self, id: str | None = None) -> None:
        """Forgets one lesson, or all. Raises UsageError."""
        if id is None:
            self._marks.clear()
        else:
            self._marks.pop(id, None)
        self.save()

    def export(self, path: Path) -> None:
        """Writes all of it to a file. Raises UsageError."""
        _write(path, self._text())

    def take_in(self, path: Path) -> int:
        """Adds what another file has; of two the better counts. The number of steps in it. Raises UsageError."""
        text = _read(path)
        if text is None:
            raise UsageError(Message("There is no file {file}.", file=str(path)))
        try:
            found = _parse(text)
        except ValueError as error:
            raise UsageError(Message("{file} has no progress of lessons in it.", file=str(path))) from error
        for lesson, marks in found.items():
            own = self._marks.setdefault(lesson, {})
            for step, mark in marks.items():
                own[step] = _better(own.get(step), mark)
        self.save()
        return sum(map(len, found.values()))

    def save(self) -> None:
        """Writes the file. Raises UsageError."""
        _write(self._path, self._text())

    def _text(self) -> str:
        lessons = {
            lesson: {step: {"state": mark.state.value, "hash": mark.fingerprint} for step, mark in marks.items()}
            for lesson, marks in self._marks.items()
        }
        return json.dumps({"version": VERSION, "lessons": lessons}, indent=1, sort_keys=True) + "\n"


def _better(old: Mark | None, new: Mark) -> Mark:
    if old is not None and old.fingerprint == new.fingerprint and _RANK[old.state] > _RANK[new.state]:
        return old
    return new


def _read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8", "replace")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # ValueError: a name with NUL
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(Message("{file} cannot be read: {why}.", file=str(path), why=why)) from error


def _parse(text: str) -> dict[str, dict[str, Mark]]:
    """Raises ValueError."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(value, dict) or value.get("version") != VERSION or not isinstance(value.get("lessons"), dict):
        raise ValueError("no progress")
    return {str(lesson): dict(_marks(steps)) for lesson, steps in value["lessons"].items()}


def _marks(steps: Any) -> Iterator[tuple[str, Mark]]:
    if not isinstance(steps, dict):
        raise ValueError("no steps")
    for step, mark in steps.items():
        if not isinstance(mark, dict) or mark.get("state") not in _BY_NAME or not isinstance(mark.get("hash"), str):
            raise ValueError("no step")
        yield step, Mark(_BY_NAME[mark["state"]], mark["hash"])


def _write(path: Path, text: str) -> None:
    try:
        write_private(path, text, is_synced=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(Message("{file} cannot be written: {why}.", file=str(path), why=why)) from error
