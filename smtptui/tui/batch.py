"""A batch: lines sent one by one, each when the one before it has its reply. Knows no widgets."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from smtptui.errors import SmtptuiError
from smtptui.messages import Message
from smtptui.smtp.reply import Severity
from smtptui.smtp.state import Phase
from smtptui.tui.looking import last_reply_event
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.session.session import Session

STOPPED = Message("Stopped by you.")


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Where a batch is: `done` of `total` lines are sent."""

    done: int
    total: int


class BatchListener(Protocol):
    """Who is told how a batch goes."""

    def on_change(self) -> None:
        """It went a line further."""

    def on_batch_stopped(self, rest: Sequence[str], why: Message | None) -> None:
        """It ended; `rest` are the lines that were not sent, `why` the reason where it did not run through."""


class Batch:
    """The lines of one batch on one session. `progress` is None before it runs and once it is over."""

    def __init__(self, session: Session, lines: Sequence[str], listener: BatchListener) -> None:
        self._session = session
        self._lines = list(lines)
        self._listener = listener
        self.progress: BatchProgress | None = None

    async def run(self) -> None:
        """Runs until the end, a refusal, a lost connection or a cancellation; nothing that was not sent is lost."""
        sent = 0
        why: Message | None = None
        try:
            self._tell(sent)
            # Nothing goes out before what is due has come: the greeting, the reply to a line typed before.
            await self._session.settled()
            for line in self._lines:
                if self._session.state.phase in (Phase.CLOSING, Phase.CLOSED):
                    why = Message("The session is over.")
                    break
                self._session.send_line(line)
                sent += 1
                self._tell(sent)
                if (why := await self._refusal()) is not None:
                    break
        except asyncio.CancelledError:
            why = STOPPED
        except SmtptuiError as error:
            why = error.message
        finally:
            self.progress = None
            self._listener.on_batch_stopped(self._lines[sent:], why)
            self._listener.on_change()

    def _tell(self, sent: int) -> None:
        self.progress = BatchProgress(sent, len(self._lines))
        self._listener.on_change()

    async def _refusal(self) -> Message | None:
        """Waits for the reply to the line just sent; why the batch must not go on, None where it may."""
        session = self._session
        if session.state.phase in (Phase.DATA, Phase.CHUNK):
            await session.drain()
            return None
        await session.settled()
        reply = last_reply_event(session.transcript)
        if reply is not None and reply.reply.severity in (Severity.TRANSIENT, Severity.PERMANENT):
            return Message("The server refused a line ({code}).", code=reply.reply.code)
        return None
