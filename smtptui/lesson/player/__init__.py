"""The player: scripts played from beginning to end. `walk` plays lessons at a learner's pace, on the same engine."""

from __future__ import annotations

import time
from contextlib import suppress

from smtptui.errors import SmtptuiError
from smtptui.lesson.bench import Bench
from smtptui.lesson.files import load_files
from smtptui.lesson.outcome import FellShort, Observer, Outcome, Result, Skipped, StageReached, Unfit, outcome_of
from smtptui.lesson.patterns import PatternTooSlow
from smtptui.lesson.player.performer import Performer
from smtptui.lesson.player.play import Play
from smtptui.lesson.script import Script
from smtptui.lesson.template import CannotRender
from smtptui.messages import Message

__all__ = ["Play", "play"]


async def play(script: Script, bench: Bench, how: Play, observer: Observer | None = None) -> Result:
    """Plays the script and tells how it went. Cancelling it closes the session; what happened stays in the transcript.

    Raises LessonError, before anything is sent, where a file that the script sends cannot be read.
    """
    files = load_files(script)
    player = Performer(bench, how, observer or Observer(), files)
    begun = time.monotonic()
    try:
        outcome, message = await _outcome(script, player)
    finally:
        player.talk.close()
    where = player.line.where if outcome is not Outcome.HELD and player.line else None
    took = time.monotonic() - begun
    return Result(outcome, message, where, player.held, took, dict(player.captures), player.note)


async def _outcome(script: Script, player: Performer) -> tuple[Outcome, Message | None]:
    try:
        await _play_all(script, player)
    except (FellShort, PatternTooSlow) as error:
        return Outcome.FELL_SHORT, error.message
    except Unfit as error:
        with suppress(SmtptuiError):
            await player.talk.leave()
        return Outcome.SKIPPED, error.message
    except CannotRender as error:
        return Outcome.MISTAKE, error.message
    except SmtptuiError as error:
        return outcome_of(error), player.talk.last_words(error)
    return Outcome.HELD, None


async def _play_all(script: Script, player: Performer) -> None:
    try:
        await player.begin(script.lines)
        await player.perform(script.lines)
        await player.talk.finish()
    except Skipped as skipped:
        player.note = skipped.message
        await player.talk.finish()
    except StageReached as reached:
        player.note = reached.message
        await player.talk.leave()
