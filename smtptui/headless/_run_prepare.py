"""What `smtptui run` does before the first byte is sent: scripts read, parsed, and their variables checked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from smtptui.errors import LessonError, SmtptuiError, UnknownName, UsageError
from smtptui.lesson.files import load_files, read_text
from smtptui.lesson.flow import undefined_variables
from smtptui.lesson.format import read_script
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """The scripts in their order, or the mistakes for which none is played."""

    scripts: tuple[Script, ...]
    mistakes: tuple[SmtptuiError, ...]


def prepare(request: RunRequest) -> Prepared:
    """Reads everything. Raises UsageError for what is wrong with the flags."""
    _check_flags(request)
    _check_overwriting(request)
    scripts: list[Script] = []
    mistakes: list[SmtptuiError] = []
    known = {*request.variables, *request.secrets}
    for name in request.scripts:
        try:
            text = read_text(name)
            script, wrong = read_script(text, name)
            mistakes += wrong or undefined_variables(script, known, source_lines(text, name))
            load_files(script)
            scripts.append(script)
        except (LessonError, UsageError) as error:
            mistakes.append(error)
    return Prepared(tuple(scripts), tuple(mistakes))


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
