"""What `smtptui run` does before the first byte is sent: scripts read, parsed, and their variables checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from smtptui.errors import LessonError, SmtptuiError, UnknownName, UsageError
from smtptui.lesson.files import load_files, read_text
from smtptui.lesson.flow import undefined_variables
from smtptui.lesson.format import read_script
from smtptui.lesson.player.play import Fit
from smtptui.lesson.script import Script
from smtptui.lesson.source import source_lines
from smtptui.lesson.stages import Stage
from smtptui.lesson.template import NAME
from smtptui.messages import Message
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.headless.run import RunRequest

PRACTICE = "practice:plain"
"""Where a script is played that no target was given for."""


_LESSON_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A script to play, and what comes with it where it is a lesson's: its scenario, its variables, what it wants of
    another server. `name` is what it was asked for by."""

    name: str
    script: Script
    scenario: str = PRACTICE
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    fit: Fit | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The scripts in their order, or the mistakes for which none is played."""

    pieces: tuple[Piece, ...]
    mistakes: tuple[SmtptuiError, ...]


def prepare(request: RunRequest) -> Prepared:
    """Reads everything. Raises UsageError for what is wrong with the flags."""
    _check_flags(request)
    _check_overwriting(request)
    pieces: list[Piece] = []
    mistakes: list[SmtptuiError] = []
    for name in request.scripts:
        try:
            read = _read_lesson if _is_lesson(name) else _read_script
            piece, wrong = read(name, request)
            mistakes += wrong
            load_files(piece.script)
            pieces.append(piece)
        except (LessonError, UsageError) as error:
            mistakes.append(error)
    return Prepared(tuple(pieces), tuple(mistakes))


def _is_lesson(name: str) -> bool:
    """Whether a script is a lesson's file or id. What exists as a file is that file."""
    return name.endswith(".md") or (_LESSON_ID.fullmatch(name) is not None and not Path(name).exists())


def _read_script(name: str, request: RunRequest) -> tuple[Piece, Sequence[SmtptuiError]]:
    text = read_text(name)
    script, wrong = read_script(text, name)
    known = {*request.variables, *request.secrets}
    return Piece(name, script), wrong or tuple(undefined_variables(script, known, source_lines(text, name)))


def _read_lesson(name: str, request: RunRequest) -> tuple[Piece, Sequence[SmtptuiError]]:
    from smtptui.lesson.document import read_lesson  # here: a script needs neither Markdown nor the library

    path = name
    if not name.endswith(".md"):
        from smtptui.lesson.library import Library

        path = str(Library(request.language).entry(name).path)
    lesson, mistakes = read_lesson(read_text(path), path, (*request.variables, *request.secrets))
    facts = lesson.facts
    secrets = {key: request.variables.get(key, value) for key, value in facts.secrets}
    fit = Fit(facts.portable, facts.needs)
    return Piece(name, lesson.script, facts.practice, dict(facts.vars), secrets, fit), mistakes


def _check_overwriting(request: RunRequest) -> None:
    scripts = {Path(script).resolve(): script for script in request.scripts}
    files = [spec.partition(":")[2] or spec for spec in request.exports]
    for file in (*request.exports, *files, *((request.junit,) if request.junit else ())):
        if script := scripts.get(Path(file).resolve()):
            raise UsageError(Message("{file} is a script: nothing is exported over it.", file=script))


def _check_flags(request: RunRequest) -> None:
    if not request.scripts:
        raise UsageError(Message("No script is named."))
    if request.until is not None and request.until not in {stage.value for stage in Stage}:
        raise UnknownName(Message("stage"), request.until, [stage.value for stage in Stage])
    for name, value in (*request.variables.items(), *request.secrets.items()):
        if not re.fullmatch(NAME, name):
            raise UsageError(Message('"{name}" cannot name a variable: letters, digits and _ make a name.', name=name))
        if "\n" in value or "\r" in value:
            raise UsageError(Message('The value of "{name}" has a line end in it.', name=name))
