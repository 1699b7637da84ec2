"""A command that waits for its reply."""

from __future__ import annotations

from dataclasses import field

from smtptui.smtp.command import Command
from smtptui.smtp.events import END_OF_DATA
from smtptui.values import dataclass


@dataclass(slots=True)
class Pending:
    """A command without all of its replies. `raw` is kept, since a 354 can turn lines sent too early into data."""

    verb: str
    sent: int
    command: Command
    raw: bytes = field(repr=False)
    auth_step: int = 0
    recipients: tuple[str, ...] = ()
    replies_left: int = 1
    taken: bool = False  # by at least one recipient's server-side mailbox (LMTP)

    @property
    def ends_message(self) -> bool:
        """Whether its reply is about a whole message."""
        if self.verb != "BDAT":
            return self.verb == END_OF_DATA
        chunk = chunk_of(self.command)
        return chunk is not None and chunk[1]


def chunk_of(command: Command) -> tuple[int, bool] | None:
    """The octets that follow a BDAT line, and whether they are the last; None where it says no size."""
    words = command.argument.split()
    # RFC 3030 §4.1: up to 20 digits.
    if not words or not words[0].isascii() or not words[0].isdigit() or len(words[0]) > 20:
        return None
    return int(words[0]), words[1:2] != [] and words[1].upper() == "LAST"
