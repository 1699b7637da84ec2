"""A session's replies, in order, for whoever judges them one by one."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

from smtptui.errors import ConnectionLost, WaitRanOut
from smtptui.messages import Message
from smtptui.session.session import Session
from smtptui.smtp.events import GREETING, Answers, Closed, Received
from smtptui.smtp.reply import Reply, Severity
from smtptui.smtp.state import Phase
from smtptui.transcript.record import Record
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Arrived:
    """A reply and the number of its record."""

    seq: int
    reply: Reply
    answers: Answers | None


class Replies:
    """The replies of one session that nobody has judged yet, and what the session has been through."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.unread: deque[Arrived] = deque()
        self.recipients: list[str] = []  # that the server accepted, over all messages
        self.has_quit = False
        self.end: Closed | None = None
        self.release = session.transcript.observe(self._push)

    def _push(self, record: Record) -> None:
        match record.event:
            case Received(reply, answers):
                self.unread.append(Arrived(record.seq, reply, answers))
                if answers is not None and reply.severity is Severity.POSITIVE:
                    self._accepted(answers)
            case Closed() as end:
                self.end = end
            case _:
                pass

    def _accepted(self, answers: Answers) -> None:
        if answers.verb == "RCPT" and answers.recipient is not None:
            self.recipients.append(answers.recipient)
        self.has_quit = self.has_quit or answers.verb == "QUIT"

    def keep_greeting(self) -> list[Arrived]:
        """Forgets the replies to what was sent for the user while connecting, and gives them."""
        forgotten = [item for item in self.unread if item.answers != GREETING]
        self.unread = deque(item for item in self.unread if item.answers == GREETING)
        return forgotten

    @property
    def outstanding(self) -> bool:
        """Whether a reply is still to be judged or to come."""
        return bool(self.unread or self.session.state.awaiting)

    async def next(self) -> Arrived:
        """The next reply. Raises WaitRanOut; ConnectionLost or TlsFailed when the session ended without it."""
        limit = self.session.options.timeout
        try:
            async with asyncio.timeout(limit):
                while not self.unread:
                    if self.session.state.phase is Phase.CLOSED:
                        raise await self._lost()
                    await self.session.changed()
        except TimeoutError as error:
            waiting = self.session.waiting
            what = waiting.what if waiting else Message("the server")
            told = Message("Waited {seconds} s for {what}: nothing came.", seconds=f"{limit:g}", what=what)
            raise WaitRanOut(told) from error
        return self.unread.popleft()

    async def ready(self) -> None:
        """Waits until something can be sent: a TLS handshake is over. Raises ConnectionLost, TlsFailed, WaitRanOut."""
        if self.session.state.phase is Phase.TLS_PENDING:
            await self.session.settled()
        if not self.session.is_open:
            raise await self._lost()

    async def secured(self) -> None:
        """Waits until a TLS handshake is over. Raises TlsFailed, WaitRanOut; another end is not told here."""
        if self.session.state.phase in (Phase.TLS_PENDING, Phase.CLOSED):
            with suppress(ConnectionLost):
                await self.session.settled()

    async def _lost(self) -> ConnectionLost:
        await self.session.settled()  # raises what the session knows to be the cause
        if self.end is not None:
            return ConnectionLost(self.end.reason)
        return ConnectionLost(Message("Not connected: the session is over."))
