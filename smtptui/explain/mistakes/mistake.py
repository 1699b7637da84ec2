"""One mistake in a typed line, and what the checks share."""

from __future__ import annotations

from dataclasses import field

from smtptui.messages import Message
from smtptui.smtp.events import Level
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """`code` is a stable name; `fix` the whole corrected line, None where it cannot be told (it may hold a secret:
    show it in the editor only); `position` the index in the line where the trouble is; `level` ERROR for what will be
    refused or misread, WARNING for what is risky, INFO for a hint."""

    code: str
    message: Message
    fix: str | None = field(default=None, repr=False)
    position: int | None = None
    level: Level = Level.ERROR


def octets(text: str) -> bytes:
    """`text` as it would be sent: UTF-8, undecodable bytes (surrogate escapes) as they were. Never raises."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
