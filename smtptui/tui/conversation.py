"""What the explorer does, without its widgets: connect, send, run a batch, retry, drop.

Owns the current Session. The screen listens through `Listener` and draws; it never touches the socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from smtptui.errors import SmtptuiError
from smtptui.messages import Message
from smtptui.practice.ledger import StoredMessage
from smtptui.session.options import ConnectOptions
from smtptui.session.session import Session
from smtptui.smtp.dialogue import Phase
from smtptui.smtp.events import Level, Received, Sent
from smtptui.smtp.reply import Severity
from smtptui.transcript.feed import Reader
from smtptui.transcript.journal import Journal
from smtptui.transcript.record import Record, Transcript
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript, redact
from smtptui.workbench import Workbench


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Where a batch is: `done` of `total` lines are sent."""

    done: int
    total: int


class Listener(Protocol):
    """What the screen is told."""

    def on_record(self, record: RedactedRecord) -> None:
        """Something happened."""

    def on_rewrite(self, transcript: RedactedTranscript) -> None:
        """A secret became known: show everything anew."""

    def on_change(self) -> None:
        """The state, what is waited for, a partial line or the batch changed."""

    def on_problem(self, message: Message) -> None:
        """Something the user must read."""

    def on_batch_stopped(self, rest: Sequence[str], why: Message | None) -> None:
        """A batch ended; `rest` are the lines that were not sent."""


@dataclass(slots=True)
class Conversation:
    """One explorer's session, and the next one after it: a reconnect goes on in the same transcript."""

    workbench: Workbench
    listener: Listener
    options: ConnectOptions
    target: str | None = None
    session: Session | None = None
    batch: BatchProgress | None = None
    _connecting: asyncio.Task[None] | None = None
    _batch_task: asyncio.Task[None] | None = None
    _unsubscribe: Callable[[], None] | None = None
    _transcript: Transcript = field(default_factory=Transcript)
    _last_sent: RedactedRecord | None = None

    # -- connecting

    @property
    def is_open(self) -> bool:
        """Whether a line typed now can be sent."""
        return self.session is not None and self.session.is_open

    @property
    def is_connecting(self) -> bool:
        """Whether a connection is being made."""
        return self._connecting is not None and not self._connecting.done()

    @property
    def phase(self) -> Phase:
        """The phase of the conversation; CLOSED without a session."""
        return self.session.state.phase if self.session is not None else Phase.CLOSED

    @property
    def transcript(self) -> Transcript:
        """Everything that happened, raw."""
        return self._transcript

    def connect(self, target: str, options: ConnectOptions) -> None:
        """Begins to connect, in the background; an open session is closed first."""
        self.hang_up()
        if self.target != target:
            self._transcript = Transcript()
            self.listener.on_rewrite(self.redacted())
        self.target, self.options = target, options
        self._connecting = asyncio.create_task(self._connect(target, options))

    def reconnect(self) -> None:
        """The same target once more."""
        if self.target is not None:
            self.connect(self.target, self.options)

    async def _connect(self, target: str, options: ConnectOptions) -> None:
        try:
            self.session = await self.workbench.session(target, options, transcript=self._transcript)
            self._listen(self.session)
            await self.session.open()
        except SmtptuiError as error:
            self.listener.on_problem(error.message)
        finally:
            self.listener.on_change()

    def _listen(self, session: Session) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._unsubscribe = session.feed.subscribe(Reader(self._on_record, self._on_rewrite))
        session.on_change = self.listener.on_change

    def _on_record(self, record: RedactedRecord) -> None:
        if isinstance(record.event, Sent):
            self._last_sent = record
        self.listener.on_record(record)

    def _on_rewrite(self, transcript: RedactedTranscript) -> None:
        sent = (record for record in reversed(transcript.records) if isinstance(record.event, Sent))
        self._last_sent = next(sent, None)
        self.listener.on_rewrite(transcript)

    def redacted(self) -> RedactedTranscript:
        """The transcript through its door."""
        return redact(self._transcript)

    def look_at(self, journal: Journal) -> None:
        """An earlier session, to be read: nothing is connected."""
        self.hang_up()
        self.session = None
        self.target = None
        self._transcript = Transcript()
        for record in journal.records:
            self._transcript.append(record.at, record.secure, record.event)

    def mailbox(self) -> list[StoredMessage] | None:
        """What arrived at the practice server of this session, None where the server is another."""
        if self.session is None or self.session.target.practice is None:
            return None
        server = self.workbench.practice_server(self.session.target.practice)
        return [] if server is None else list(server.mailbox)

    def mechanism(self) -> str:
        """The SASL mechanism of the newest AUTH, in upper case."""
        command = self._newest_auth()
        words = _text(command).split() if command is not None else []
        return words[1].upper() if len(words) > 1 else ""

    def auth_answers(self) -> int:
        """How many answers the exchange under way has had."""
        command = self._newest_auth()
        if command is None:
            return 0
        initial = 1 if len(_text(command).split()) > 2 else 0
        sent = (record.event for record in reversed(self._transcript))
        later = sum(
            1 for event in sent if isinstance(event, Sent) and event.auth_step and event.ordinal > command.ordinal
        )
        return initial + later

    def _newest_auth(self) -> Sent | None:
        sent = (record.event for record in reversed(self._transcript))
        found = (event for event in sent if isinstance(event, Sent) and event.verb == "AUTH" and not event.auth_step)
        return next(found, None)

    # -- talking

    def send_line(self, line: str) -> bool:
        """Sends one line as it was typed. False, and a problem told, when there is no session."""
        if self.session is None or not self.session.is_open:
            self.listener.on_problem(Message("Not connected. F2 connects, Ctrl+R connects again."))
            return False
        try:
            self.session.send_line(line)
        except SmtptuiError as error:
            self.listener.on_problem(error.message)
            return False
        return True

    def know_secret(self, secret: str) -> None:
        """A password from a form: never shown from now on."""
        if self.session is not None and secret:
            self.session.feed.know_secret(secret.encode())

    def last_sent_was_secret(self) -> bool:
        """Whether the door masked anything of the line sent last: such a line stays out of the history."""
        shown = self._last_sent
        return shown is None or shown.event != self._transcript[shown.seq].event

    def drop(self) -> None:
        """Cuts the connection."""
        self.stop()
        if self.session is not None and self.session.is_open:
            self.session.drop()

    def hang_up(self) -> None:
        """Ends whatever is going on, before something new begins."""
        self.stop()
        if self.session is not None:
            self.session.close()

    def stop(self) -> bool:
        """Breaks off what is waited for: connecting, a handshake, a batch. False when nothing was."""
        stopped = False
        for task in (self._connecting, self._batch_task):
            if task is not None and not task.done():
                task.cancel()
                stopped = True
        if not stopped and self.session is not None and self.session.is_open and self.phase is Phase.TLS_PENDING:
            self.session.drop()
            stopped = True
        return stopped

    # -- a batch

    def run_batch(self, lines: Sequence[str]) -> None:
        """Sends `lines` one by one, each when the one before has its reply. Stops at a refusal."""
        if self._batch_task is not None and not self._batch_task.done():
            return
        self._batch_task = asyncio.create_task(self._run_batch(list(lines)))

    async def _run_batch(self, lines: list[str]) -> None:
        sent = 0
        why: Message | None = None
        try:
            for line in lines:
                self.batch = BatchProgress(sent, len(lines))
                self.listener.on_change()
                if not self.send_line(line):
                    break
                sent += 1
                why = await self._batch_reply()
                if why is not None:
                    break
        except asyncio.CancelledError:
            why = Message("Stopped by you.")
        except SmtptuiError as error:
            why = error.message
        finally:
            self.batch = None
            self.listener.on_batch_stopped(lines[sent:], why)
            self.listener.on_change()

    async def _batch_reply(self) -> Message | None:
        """Waits for what the line just sent is answered with. A message says why the batch must not go on."""
        session = self.session
        assert session is not None
        if session.state.phase in (Phase.DATA, Phase.CHUNK):
            await session.drain()
            return None
        await session.settled()
        reply = last_reply_event(self._transcript)
        if reply is not None and reply.reply.severity in (Severity.TRANSIENT, Severity.PERMANENT):
            return Message("The server refused a line ({code}).", code=reply.reply.code)
        return None

    # -- retrying

    def retry_lines(self) -> list[str]:
        """The lines that would try again what was last refused for now: the transaction so far, and the refused
        command; with EHLO before it when the session is over."""
        refused = last_temporary_refusal(self._transcript)
        if refused is None:
            return []
        index, verb = refused
        commands = [record.event for record in self._transcript[:index] if isinstance(record.event, Sent)]
        lines = [event for event in commands if event.verb is not None and not event.data]
        command = next((_text(event) for event in reversed(lines) if event.verb == verb), None)
        if command is None:
            return []
        if self.is_open:
            return self._retry_open(lines, verb, command)
        return [*self._retry_prelude(lines), command]

    def _retry_open(self, lines: Sequence[Sent], verb: str, command: str) -> list[str]:
        if verb != "RCPT" or (self.session and self.session.state.envelope.sender is not None):
            return [command]
        mail = next((_text(event) for event in reversed(lines) if event.verb == "MAIL"), None)
        return [mail, command] if mail else [command]

    def _retry_prelude(self, lines: Sequence[Sent]) -> list[str]:
        wanted = ("EHLO", "HELO", "LHLO"), ("MAIL",)
        found = (next((_text(event) for event in reversed(lines) if event.verb in verbs), None) for verbs in wanted)
        return [line for line in found if line is not None]

    async def retry(self, lines: Sequence[str], wait: float = 0.0) -> None:
        """Tries again: the practice server's own clock is moved on by `wait` seconds first."""
        if self.session is not None and self.workbench.is_practice(self.session) and wait:
            self.workbench.advance(wait)
            self.session.note(
                Level.INFO, Message("The practice server's clock was moved on by {seconds} s.", seconds=int(wait))
            )
        if not self.is_open and self.target is not None:
            self.reconnect()
            if self._connecting is not None:
                await self._connecting
            if self.session is not None and self.session.is_open:
                await self.session.settled()
        self.run_batch(lines)

    async def close(self) -> None:
        """The explorer ends."""
        self.hang_up()
        await self.workbench.close()


def last_reply(transcript: Sequence[Record]) -> Record | None:
    """The record of the newest reply."""
    return next((record for record in reversed(transcript) if isinstance(record.event, Received)), None)


def last_reply_event(transcript: Sequence[Record]) -> Received | None:
    """The newest reply."""
    record = last_reply(transcript)
    return record.event if record is not None and isinstance(record.event, Received) else None


def last_temporary_refusal(transcript: Sequence[Record]) -> tuple[int, str] | None:
    """Where the newest reply is that refused something for now, and the verb; None when a later one did not."""
    for index in range(len(transcript) - 1, -1, -1):
        event = transcript[index].event
        if not isinstance(event, Received) or event.answers is None or event.answers.verb in ("QUIT", "RSET", ""):
            continue
        if event.reply.severity is Severity.TRANSIENT:
            return index, event.answers.verb
        return None
    return None


def _text(event: Sent) -> str:
    return event.raw.decode("utf-8", "surrogateescape").rstrip("\r\n")
