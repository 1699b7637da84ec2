"""Slips that are known once a line was sent, and are none while it is still being typed. Pure."""

from __future__ import annotations

from smtptui.explain.mistakes.words import closest_verb
from smtptui.messages import Message
from smtptui.smtp.command import VERBS, parse_command
from smtptui.smtp.state import Phase


def slip(typed: str, phase: Phase) -> Message | None:
    """What is wrong with a line that was refused as a command, or that was a command where none is taken."""
    command = parse_command(typed)
    if phase is Phase.AUTH:
        if command.is_well_formed and len(command.verb) <= len("STARTTLS"):
            return Message("The server waits for a login answer, not for a command. * breaks the login off.")
        return None
    if phase not in (Phase.COMMAND, Phase.GREETING) or command.known:
        return None
    if not command.verb:
        return Message("The line is empty: a command begins with its verb.")
    glued = next((verb for verb in VERBS if command.verb.startswith(verb) and _goes_on(command.verb, verb)), None)
    if glued is not None:
        return Message("There is a blank after {verb}.", verb=glued)
    near = closest_verb(command.verb)
    return Message("Did you mean {verb}?", verb=near) if near else None


def _goes_on(word: str, verb: str) -> bool:
    """Whether more than a slip of the finger follows the verb."""
    return len(word) >= len(verb) + 3
