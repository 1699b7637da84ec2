"""`smtptui run`: plays scripts without a screen. All are parsed before the first byte is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import field

from smtptui.errors import LessonError, SmtptuiError
from smtptui.headless._run_keep import Keeper
from smtptui.headless._run_prepare import Piece, prepare
from smtptui.headless._run_show import Printer, show_lesson_error
from smtptui.headless._run_tell import Played, tell_result, tell_summary
from smtptui.headless.output import USAGE, Output, worst
from smtptui.lesson.bench import Bench
from smtptui.lesson.outcome import Outcome, Result, outcome_of
from smtptui.lesson.player import Play, play
from smtptui.lesson.stages import Stage
from smtptui.messages import Message, Plural
from smtptui.session.options import ConnectOptions
from smtptui.values import dataclass

MOST_MISTAKES = 20
"""Mistakes in scripts that are told one by one."""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What was asked for. `variables` come from --set and --user, `secrets` from --secret and --password-*; both beat
    what a script sets. `target` None: the practice server. `exports` are `FILE` or `FORMAT:FILE`. `language`: of
    lessons that are named by their ids."""

    scripts: tuple[str, ...]
    target: str | None = None
    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    exports: tuple[str, ...] = ()
    json: bool = False
    junit: str | None = None
    until: str | None = None
    quiet: bool = False
    options: ConnectOptions | None = None
    language: str = "en"


async def run(request: RunRequest, bench: Bench, output: Output) -> int:
    """Plays every script, each on a session of its own. Returns the exit code: of several, the worst.

    Cancelling it breaks off: what was seen is kept, the exports are written, 130 is returned. Raises UsageError for
    what is wrong with the request.
    """
    prepared = prepare(request)
    keeper = Keeper(request.exports, request.junit)
    if prepared.mistakes:
        _tell_mistakes(prepared.mistakes, output)
        return USAGE
    played: list[Played] = []
    for piece in prepared.pieces:
        one = await _play(piece, request, bench, output)
        played.append(one)
        tell_result(one, request.json, request.quiet, output)
        if one.result.outcome is Outcome.INTERRUPTED:
            break
    problems = keeper.keep(played, output)
    for problem in problems:
        output.error(problem)
    if not request.quiet:
        tell_summary(played, len(prepared.pieces), output)
    return worst([*(one.exit_code for one in played), *(USAGE for _ in problems)])


def main(request: RunRequest, bench: AbstractAsyncContextManager[Bench], output: Output) -> int:
    """The same outside a loop: the bench is entered, and left again."""

    async def whole() -> int:
        async with bench as entered:
            return await run(request, entered, output)

    return asyncio.run(whole())


def _tell_mistakes(mistakes: Sequence[SmtptuiError], output: Output) -> None:
    for mistake in mistakes[:MOST_MISTAKES]:
        if isinstance(mistake, LessonError):
            show_lesson_error(mistake, output)
        else:
            output.error(mistake)
    if more := len(mistakes[MOST_MISTAKES:]):
        output.tell(Plural("And {count} more mistake.", "And {count} more mistakes.", more))


async def _play(piece: Piece, request: RunRequest, bench: Bench, output: Output) -> Played:
    printer = Printer(piece.script.file, output, json=request.json, quiet=request.quiet)
    how = Play(
        target=request.target or piece.scenario,
        options=request.options,
        variables={**piece.variables, **request.variables},
        secrets={**piece.secrets, **request.secrets},
        until=Stage(request.until) if request.until else None,
        fit=piece.fit,
    )
    try:
        result = await play(piece.script, bench, how, printer)
    except asyncio.CancelledError:
        where = printer.line.where if printer.line else None
        result = Result(Outcome.INTERRUPTED, Message("interrupted"), where, printer.held, printer.elapsed)
    except LessonError as error:
        result = Result(outcome_of(error), error.message)
    printer.finish()
    return Played(piece.script.file, result, printer)
