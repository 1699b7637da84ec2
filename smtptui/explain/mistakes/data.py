"""Lines of the message itself, after 354 (RFC 5321 §4.5.2, §4.5.3.1.6; RFC 5322 §2.1.1)."""

from __future__ import annotations

import re

from smtptui.explain.mistakes.mistake import Mistake, octets
from smtptui.messages import Message
from smtptui.smtp.events import Level
from smtptui.smtp.state import DialogueState

MAX_TEXT_LINE = 998
"""Octets of a line of the message, without its CRLF."""

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_COMMAND = re.compile(
    r"(?:QUIT|RSET|NOOP|DATA|HELP)\s*\Z|MAIL FROM:|RCPT TO:|(?:EHLO|HELO) \S+\Z|AUTH [A-Z]", re.IGNORECASE
)


def diagnose(line: str, state: DialogueState) -> tuple[Mistake, ...]:
    """What a server will misread or refuse in this line of the message."""
    return (*_dot(line), *_size(line), *_characters(line, state), *_command(line))


def _dot(line: str) -> tuple[Mistake, ...]:
    if not line.startswith(".") or line == "." or line.startswith(".."):
        return ()
    if not line.strip(". \t"):
        message = Message("A lone dot ends the message only if nothing follows it, not even a blank.")
        return (Mistake("dot-and-blanks", message, ".", 1),)
    message = Message(
        "A line of the message that begins with a dot needs a second dot before it: the server takes one away."
    )
    return (Mistake("dot-not-doubled", message, "." + line, 0),)


def _size(line: str) -> tuple[Mistake, ...]:
    size = len(octets(line))
    if size <= MAX_TEXT_LINE:
        return ()
    message = Message(
        "The line has {size} octets; a line of a message may have {limit}.", size=size, limit=MAX_TEXT_LINE
    )
    return (Mistake("line-too-long", message, None, None),)


def _characters(line: str, state: DialogueState) -> tuple[Mistake, ...]:
    found = []
    if control := _CONTROL.search(line):
        message = Message("There is a control character in the line; some servers refuse the whole message for it.")
        found.append(Mistake("control-character", message, _CONTROL.sub("", line), control.start(), Level.WARNING))
    offered = state.capabilities
    if not line.isascii() and offered is not None and "8BITMIME" not in offered:
        message = Message("There are letters beyond ASCII, and the server does not offer 8BITMIME: encode the text.")
        position = next(index for index, character in enumerate(line) if not character.isascii())
        found.append(Mistake("8bit-not-offered", message, None, position, Level.WARNING))
    return tuple(found)


def _command(line: str) -> tuple[Mistake, ...]:
    if not _COMMAND.match(line):
        return ()
    message = Message("You are inside the message: this becomes its text. A lone dot ends the message.")
    return (Mistake("command-in-data", message, None, 0, Level.INFO),)
