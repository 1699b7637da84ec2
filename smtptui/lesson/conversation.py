"""The connection that a script talks over: opened, written to, read from, ended; a new one after `@connect`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from smtptui.errors import ConnectionLost, SmtptuiError
from smtptui.lesson.bench import Bench
from smtptui.lesson.judge import Mismatch, shown
from smtptui.lesson.outcome import FellShort, Observer, StageReached
from smtptui.lesson.replies import Arrived, Replies
from smtptui.lesson.script import AwaitClosed, Close, Drop, Wait
from smtptui.lesson.stages import Stage, until
from smtptui.messages import Message
from smtptui.session.session import Session
from smtptui.smtp.command import parse_command
from smtptui.smtp.events import Level, Party
from smtptui.smtp.state import Phase
from smtptui.transcript.record import Transcript

if TYPE_CHECKING:
    from smtptui.lesson.player.play import Play

LEAVING_PATIENCE = 5.0
"""Seconds that a server has to answer the QUIT of a script that was stopped."""


class Conversation:
    """The session of the script now, on the transcript of all its sessions."""

    def __init__(self, bench: Bench, how: Play, observer: Observer, transcript: Transcript | None = None) -> None:
        self.transcript = Transcript() if transcript is None else transcript
        self.accepted_before = 0
        self.greeting_unread = False
        self._bench = bench
        self._how = how
        self._observer = observer
        self._replies: Replies | None = None
        self._is_last = False  # the stage to stop at was sent

    @property
    def replies(self) -> Replies:
        """The session's replies. Raises ConnectionLost before the first connection."""
        if self._replies is None:
            raise ConnectionLost(Message("Not connected."))
        return self._replies

    @property
    def session(self) -> Session:
        """The session. Raises ConnectionLost before the first connection."""
        return self.replies.session

    async def connect(self, target: str | None = None) -> None:
        """A new connection; an earlier one is closed. Raises what `Session.open` raises, and UsageError."""
        self._stop_if_last()
        if self._replies is not None:
            self.accepted_before += self.session.state.accepted
            self.session.close()
        how = self._how
        session = await self._bench.session(
            how.target if target is None else target,
            how.options,
            default_tls=how.default_tls,
            transcript=self.transcript,
        )
        for secret in how.secrets.values():
            session.feed.know_secret(secret.encode("utf-8", "surrogateescape"))
        if self._replies is not None:
            self._replies.release()
        self._replies = Replies(session)
        self._observer.on_session(session)
        await session.open()
        for forgotten in self._replies.keep_greeting():
            self._observer.on_ignored(forgotten.seq)
        self.greeting_unread = True

    async def send(self, lines: Sequence[bytes]) -> None:
        """Sends lines in one write, as far as the stage to stop at. Raises StageReached, and ConnectionLost."""
        await self.replies.ready()
        if stray := next((item for item in self.replies.unread if item.answers is None), None):
            if stray.reply.code == 421:
                raise ConnectionLost(Message("The server ended the session."))
            raise FellShort(Message("expected no reply before this is sent, got {reply}", reply=shown(stray.reply)))
        count = self._allowed(lines)
        if count:
            self.session.send(b"".join(lines[:count]))
            await self.session.drain()
        elif self._is_last:
            raise _reached(self._how.until)

    def _allowed(self, lines: Sequence[bytes]) -> int:
        stage, phase = self._how.until, self.session.state.phase
        if stage is None:
            return len(lines)
        verbs = [parse_command(line.decode("utf-8", "surrogateescape")).verb for line in lines]
        if self._is_last and phase is not Phase.AUTH and not (stage is Stage.RCPT and verbs[0] == "RCPT"):
            return 0
        if phase not in (Phase.COMMAND, Phase.GREETING):
            return len(lines)
        count, self._is_last = until(stage, verbs, self.session.state.secure)
        return count

    async def next_reply(self) -> Arrived:
        """The next reply to judge. Raises StageReached where none is to come any more."""
        if self._is_last and not self.replies.outstanding:
            raise _reached(self._how.until)
        arrived = await self.replies.next()
        self.greeting_unread = False
        return arrived

    def stray(self, arrived: Arrived) -> Mismatch | None:
        """A reply that nothing asked for, while another one is wanted, is never taken for that one."""
        if arrived.answers is None and self.replies.outstanding and self.session.is_open:
            return Mismatch(Message("the reply to what was sent"), shown(arrived.reply))
        return None

    async def act(self, line: Close | Drop | AwaitClosed | Wait) -> None:
        """A directive about the connection. Raises FellShort, WaitRanOut."""
        self._stop_if_last()
        match line:
            case Close():
                self.session.close()
            case Drop():
                self.session.drop()
            case Wait(seconds):
                self.session.note(Level.INFO, Message("Waiting for {seconds} s.", seconds=f"{seconds:g}"))
                await asyncio.sleep(seconds)
            case AwaitClosed():
                await self._closed()

    async def _closed(self) -> None:
        await self.session.closed()
        if self.replies.end is not None and self.replies.end.by is Party.CLIENT:
            raise FellShort(Message("expected the server to close the connection, and it did not"))

    def _stop_if_last(self) -> None:
        if self._is_last:
            raise _reached(self._how.until)

    async def finish(self) -> None:
        """The script is over: what is on its way is waited for, and the connection closed. Raises TlsFailed."""
        session = self.session
        await self.replies.secured()
        if session.state.awaiting[:1] == ("QUIT",):
            with suppress(ConnectionLost):  # a server that just goes away has understood
                await session.settled()
        if session.state.phase is Phase.CLOSING:
            await session.closed()  # the server's part; after a while the session does it itself
        session.close()

    async def leave(self) -> None:
        """The script goes no further: QUIT, where it may be sent."""
        session = self.session
        await self.replies.secured()
        if session.is_open and session.state.phase is Phase.COMMAND and not session.state.awaiting:
            session.send_line("QUIT")
            with suppress(SmtptuiError):
                await session.settled(LEAVING_PATIENCE)
        await self.finish()

    def close(self) -> None:
        """Ends the connection, if there is one; nothing more is sent."""
        if self._replies is not None:
            self.session.close()

    def last_words(self, error: SmtptuiError) -> Message:
        """The error, with what the server said last and nobody judged: mostly the reason."""
        unread = self._replies.unread if self._replies else ()
        if not unread or not isinstance(error, ConnectionLost):
            return error.message
        words = shown(unread[-1].reply)
        return Message("{error} The server's last words: {reply}", error=error.message, reply=words)


def _reached(stage: Stage | None) -> StageReached:
    assert stage is not None
    return StageReached(Message("Stopped after the stage {stage}, as asked.", stage=stage.value))
