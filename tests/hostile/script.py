"""The type that every file of `behaviours/` holds one value of, and the words that many of them share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from smtptui.smtp.reply import Anomaly
from tests.hostile.server import Step

EITHER = -1
HELLO = b"220 mail.example.test\r\n"
GONE = "The server closed the connection."
RESET = "The connection was reset by the server or something on the way."


@dataclass(frozen=True)
class Script:
    """`steps` after the connection; `typed`: what the client sends once greeted (nothing: it only listens). Then
    `rows` must be among the lines shown and `anomalies` among those named; `ends` tells how the connection does,
    `says` what a person is told beside. `codes`: how the program ends, as a script that expects nothing odd, and where
    the lines are typed into `--no-tui`; EITHER: 0 where our own end comes first, 3 where the server's does.
    `silent`: it ends only by the client's own patience, which is a second here."""

    title: str
    steps: tuple[Step, ...]
    rows: tuple[str, ...]
    anomalies: tuple[Anomaly, ...] = ()
    typed: tuple[str, ...] = ()
    ends: str = ""
    says: str = ""
    codes: tuple[int, int] = (0, 0)
    silent: bool = False

    @property
    def name(self) -> str:
        """The title as the name of its file has it, hyphens for underscores."""
        return re.sub("[^a-z0-9]+", "-", self.title.lower())
