"""What a host wants done, as values: it says, waits, upgrades or hangs up. Pure."""

from __future__ import annotations

import re

from smtptui.values import dataclass

TEXT_LIMIT = 500
"""Octets of text in one reply line: with code and line end within the 512 of RFC 5321 §4.5.3.1.5."""

_UNPRINTABLE = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its code, the text of each line, and the enhanced code that goes before each text ("" for none)."""

    code: int
    lines: tuple[str, ...]
    enhanced: str = ""

    def to_bytes(self) -> bytes:
        """As sent. What a client sent and the text repeats is made harmless: outside printable ASCII all is `?`."""
        prefix = f"{self.enhanced} " if self.enhanced else ""
        texts = [_UNPRINTABLE.sub("?", prefix + line)[:TEXT_LIMIT] for line in self.lines or ("",)]
        first = "".join(f"{self.code}-{text}\r\n" for text in texts[:-1])
        return f"{first}{self.code} {texts[-1]}\r\n".encode("ascii")


@dataclass(frozen=True, slots=True)
class Octets:
    """Bytes sent as they are: for hosts that misbehave."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing more is said or read for so many seconds of the session's clock. A host keeps it to itself."""

    seconds: float


@dataclass(frozen=True, slots=True)
class StartTls:
    """The TLS handshake begins, after what was said so far."""


@dataclass(frozen=True, slots=True)
class Close:
    """The connection is closed after what was said so far; with `reset`, at once and rudely."""

    reset: bool = False


Action = Reply | Octets | Wait | StartTls | Close


def reply(code: int, enhanced: str, *lines: str) -> Reply:
    """A reply, written in the order in which it is read: `reply(250, "2.1.0", "Ok")`."""
    return Reply(code, lines, enhanced)
