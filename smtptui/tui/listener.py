"""What whoever draws a conversation is told of it."""

from __future__ import annotations

from typing import Protocol

from smtptui.messages import Message
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript
from smtptui.tui.batch import BatchListener


class Listener(BatchListener, Protocol):
    """What the screen is told, beside how a batch goes: `on_change` also when the state or what is waited for, or an
    unfinished line, is another one."""

    def on_record(self, record: RedactedRecord) -> None:
        """Something happened."""

    def on_rewrite(self, transcript: RedactedTranscript) -> None:
        """A secret became known, or another transcript is shown: everything anew."""

    def on_problem(self, message: Message) -> None:
        """Something the user must read."""

    def on_crash(self, error: BaseException) -> None:
        """A mistake in the program."""

    def on_line_sent(self, line: str) -> None:
        """A line typed in a lesson was sent: a command, and nothing secret in it."""

    def on_section(self) -> None:
        """Another section of the lesson began: it is to be read first."""

    async def confirm(self, question: Message) -> bool:
        """Asks before a real server gets something that cannot be taken back."""
