"""Reply codes in words: by code and stage (`STAGED`), by code alone (`CODES`), by class (`CLASSES`).

A stage is what the reply answers: a verb, "" for the greeting, "." for the end of the data, `UNSOLICITED` for nothing.
"""

from __future__ import annotations

from smtptui.explain.codes import authentication, content, envelope, opening, service
from smtptui.explain.codes.content import OF_ONE
from smtptui.explain.codes.entry import UNSOLICITED, Entry
from smtptui.explain.codes.general import CLASSES, CODES, FALLBACKS
from smtptui.explain.odd import UNASKED
from smtptui.messages import Message

STAGED: dict[tuple[int, str], Entry] = {
    **opening.STAGED,
    **authentication.STAGED,
    **envelope.STAGED,
    **content.STAGED,
    **service.STAGED,
}

STRAY = Entry(Message("A reply to nothing"), UNASKED)
"""A 2xx or 3xx that answers no command."""


def find_entry(code: int, stage: str) -> Entry:
    """The closest entry: code at that stage, else the code, else its class."""
    if stage == UNSOLICITED and code < 400:  # it says what was done, and nothing was to be done
        return STRAY
    return STAGED.get((code, stage)) or CODES.get(code) or FALLBACKS[code // 100]


__all__ = ["CLASSES", "CODES", "OF_ONE", "STAGED", "UNSOLICITED", "Entry", "find_entry"]
