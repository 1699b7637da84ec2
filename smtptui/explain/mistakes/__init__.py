"""What is wrong with a line that a person is about to send. It may still be sent: nothing here forbids anything.

Fast enough for each key stroke. No message ever holds what was typed, which may be a secret; a `fix` may.
"""

from __future__ import annotations

from smtptui.explain.mistakes import data, letters, login, order, parameters, pasted, paths, words
from smtptui.explain.mistakes.mistake import Mistake
from smtptui.smtp.command import parse_command
from smtptui.smtp.events import Level
from smtptui.smtp.state import DialogueState, Phase

__all__ = ["Mistake", "diagnose"]

_GRAVITY = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}


def diagnose(line: str, state: DialogueState) -> tuple[Mistake, ...]:
    """What is wrong with `line` (its end does not matter) if it were sent now; the gravest first, nothing if all is
    well. A word that may still become a verb is no mistake."""
    line = line.rstrip("\r\n")
    match state.phase:
        case Phase.DATA:
            return data.diagnose(line, state)
        case Phase.AUTH:
            return login.diagnose_answer(line)
        case Phase.GREETING | Phase.COMMAND if line.strip():
            return _diagnose_command(line, state)
        case _:
            return ()


def _diagnose_command(line: str, state: DialogueState) -> tuple[Mistake, ...]:
    # What is not even meant as a command of this shape hides all else that could be said about it.
    for look in (pasted.diagnose, letters.diagnose, paths.diagnose_glued, words.diagnose):
        if found := look(line):
            return found
    command = parse_command(line)
    if not command.known:
        return ()
    found = (
        *words.diagnose_length(line, command.verb),
        *paths.diagnose(command),
        *words.diagnose_argument(command),
        *order.diagnose(command, state),  # a server looks at the order before it looks at parameters
        *parameters.diagnose(command, state),
        *login.diagnose_initial(command),
    )
    return tuple(sorted(found, key=lambda mistake: _GRAVITY[mistake.level]))
