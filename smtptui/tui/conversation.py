"""What the explorer does, without its widgets: connect, send, run a batch, retry, drop.

Owns the current Session. The screen listens through `Listener` and draws; it never touches the socket.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, Protocol

from smtptui.errors import SmtptuiError
from smtptui.messages import Message
from smtptui.practice.ledger import StoredMessage
from smtptui.session.options import ConnectOptions
from smtptui.smtp.events import Level, Sent, TlsStarted
from smtptui.smtp.state import DialogueState, Phase
from smtptui.transcript.feed import Reader
from smtptui.transcript.journal import Header, Journal
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript, redact
from smtptui.tui.batch import Batch, BatchProgress
from smtptui.tui.listener import Listener
from smtptui.tui.looking import login_under_way
from smtptui.tui.retrying import Retry, find_retry
from smtptui.values import dataclass
from smtptui.workbench import Workbench

if TYPE_CHECKING:
    from smtptui.session.session import Session

NOT_CONNECTED = Message("Not connected. F2 connects, Ctrl+R connects again.")


class Guide(Protocol):
    """A lesson under way: it connects and sends, and the conversation shows what comes of it."""

    @property
    def target(self) -> str:
        """Where it goes."""

    @property
    def transcript(self) -> Transcript:
        """All its sessions."""

    def send(self, lines: Sequence[str]) -> bool:
        """What was entered. False, and a problem told, when it is not its turn."""

    def replay(self) -> None:
        """Connects anew, and repeats what came before."""

    def stop(self) -> bool:
        """Breaks off what is under way. False when nothing is."""

    def close(self) -> None:
        """It is left."""


@dataclass(slots=True)
class Conversation:
    """One explorer's session, and the next one after it: a reconnect goes on in the same transcript."""

    workbench: Workbench
    listener: Listener
    options: ConnectOptions
    target: str | None = None
    session: Session | None = None
    transcript: Transcript = field(default_factory=Transcript)
    """Everything that happened, raw."""
    protocol: str = ""
    """The version of TLS, "" before it."""
    looked_at: Header | None = None
    """The earlier session that is shown, None for one of our own."""
    guide: Guide | None = None
    """The lesson under way, None outside one."""
    _connecting: asyncio.Task[None] | None = None
    _batch: Batch | None = None
    _batch_task: asyncio.Task[None] | None = None
    _unsubscribe: Callable[[], None] | None = None
    _last_sent: RedactedRecord | None = None

    # -- what can be asked

    @property
    def is_open(self) -> bool:
        """Whether a line typed now can be sent."""
        return self.session is not None and self.session.is_open

    @property
    def is_connecting(self) -> bool:
        """Whether a connection is being made."""
        return self._connecting is not None and not self._connecting.done()

    @property
    def state(self) -> DialogueState | None:
        """The dialogue's state, None without a session."""
        return self.session.state if self.session is not None else None

    @property
    def phase(self) -> Phase:
        """The phase of the conversation; CLOSED without a session."""
        return self.session.state.phase if self.session is not None else Phase.CLOSED

    @property
    def batch(self) -> BatchProgress | None:
        """Where the batch under way is, None when none runs."""
        return self._batch.progress if self._batch is not None else None

    def redacted(self) -> RedactedTranscript:
        """The transcript through its door."""
        return redact(self.transcript)

    def mask(self, text: str) -> str:
        """Text that may quote the session, its secrets masked."""
        return self.session.feed.redactor.mask_text(text) if self.session is not None else text

    def mailbox(self) -> list[StoredMessage] | None:
        """What arrived at the practice server of this session, None where the server is another."""
        if self.session is None or self.session.target.practice is None:
            return None
        server = self.workbench.practice_server(self.session.target.practice)
        return [] if server is None else list(server.mailbox)

    def login(self) -> tuple[str, int]:
        """The mechanism of the newest AUTH, in upper case, and how many answers it has had."""
        return login_under_way(self.transcript)

    def last_sent_was_secret(self) -> bool:
        """Whether the door masked anything of the line sent last: such a line stays out of the history."""
        shown = self._last_sent
        return shown is None or shown.event != self.transcript[shown.seq].event

    # -- connecting

    def connect(self, target: str, options: ConnectOptions) -> None:
        """Begins to connect, in the background; an open session is closed first."""
        self.hang_up()
        if self.target != target:
            self._show(Transcript())
        self.target, self.options, self.looked_at = target, options, None
        self._connecting = self.spawn(self._connect(target, options))

    def reconnect(self) -> None:
        """The same target once more; in a lesson also all that comes before the step."""
        if self.guide is not None:
            self.guide.replay()
        elif self.target is not None:
            self.connect(self.target, self.options)

    async def _connect(self, target: str, options: ConnectOptions) -> None:
        self.protocol = ""
        try:
            session = await self.workbench.session(target, options, transcript=self.transcript)
        except SmtptuiError as error:
            self.listener.on_problem(error.message)
            return
        self._take(session)
        try:
            with contextlib.suppress(SmtptuiError):  # the transcript's last record tells it
                await session.open()
        finally:
            self.listener.on_change()

    def follow(self, guide: Guide) -> None:
        """Shows what a lesson does from now on; an open session is closed first."""
        self.hang_up()
        self.target, self.looked_at, self.guide = guide.target, None, guide
        self._show(guide.transcript)

    def adopt(self, session: Session) -> None:
        """A session that the lesson is about to open."""
        self.protocol = ""
        self._take(session)

    def _take(self, session: Session) -> None:
        self._stop_listening()
        self.session = session
        self._unsubscribe = session.feed.subscribe(Reader(self._on_record, self._on_rewrite))
        session.on_change = self.listener.on_change
        session.on_crash = self.listener.on_crash

    def _stop_listening(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        if self.session is not None:
            self.session.on_change = _nothing

    def _on_record(self, record: RedactedRecord) -> None:
        if isinstance(record.event, Sent):
            self._last_sent = record
        elif isinstance(record.event, TlsStarted):
            self.protocol = record.event.protocol
        self.listener.on_record(record)

    def _on_rewrite(self, transcript: RedactedTranscript) -> None:
        sent = (record for record in reversed(transcript.records) if isinstance(record.event, Sent))
        self._last_sent = next(sent, None)
        self.listener.on_rewrite(transcript)

    def look_at(self, journal: Journal) -> None:
        """An earlier session, to be read: nothing is connected."""
        self.hang_up()
        self.session = self.target = None
        transcript = Transcript()
        for record in journal.records:
            transcript.append(record.at, record.secure, record.event)
        self.looked_at = journal.header
        self._show(transcript)

    def _show(self, transcript: Transcript) -> None:
        self._stop_listening()
        self.transcript = transcript
        self._last_sent = None
        self.listener.on_rewrite(self.redacted())

    # -- talking

    def send_line(self, line: str) -> bool:
        """Sends one line as it was typed. False, and a problem told, when it cannot be sent."""
        if self.guide is not None:
            return self.guide.send([line])
        if self.session is None or not self.session.is_open:
            self.listener.on_problem(NOT_CONNECTED)
            return False
        if self.batch is not None:
            self.listener.on_problem(Message("A batch is being sent: wait for its end, or Esc stops it."))
            return False
        if self.phase is Phase.TLS_PENDING:
            self.listener.on_problem(Message("The TLS handshake is under way: wait for its end, or Esc breaks it off."))
            return False
        try:
            self.session.send_line(line)
        except SmtptuiError as error:
            self.listener.on_problem(error.message)
            return False
        return True

    def know_secret(self, secret: str) -> None:
        """A password from a form: never shown from now on."""
        self.transcript.know_secret(secret.encode())
        if self.session is not None and secret:
            self.session.feed.know_secret(secret.encode())

    def drop(self) -> None:
        """Cuts the connection."""
        self.stop()
        if self.session is not None and self.session.is_open:
            self.session.drop()

    def hang_up(self) -> None:
        """Ends whatever is going on, before something new begins."""
        self.stop()
        if self.guide is not None:
            self.guide.close()
            self.guide = None
        if self.session is not None:
            self.session.close()

    def stop(self) -> bool:
        """Breaks off what is waited for: connecting, a handshake, a batch, a lesson. False when nothing was."""
        stopped = self.guide is not None and self.guide.stop()
        for task in (self._connecting, self._batch_task):
            if task is not None and not task.done():
                task.cancel()
                stopped = True
        if not stopped and self.session is not None and self.session.is_open and self.phase is Phase.TLS_PENDING:
            self.session.drop()
            stopped = True
        return stopped

    # -- several lines

    def run_batch(self, lines: Sequence[str]) -> bool:
        """Sends `lines` one by one, each when the one before has its reply. Stops at a refusal. False, and a problem
        told, when it cannot begin."""
        if self.guide is not None:
            return self.guide.send(lines)
        if self.batch is not None:
            self.listener.on_problem(Message("A batch is being sent: wait for its end, or Esc stops it."))
            return False
        if self.session is None or not self.session.is_open:
            self.listener.on_problem(NOT_CONNECTED)
            return False
        self._batch = Batch(self.session, lines, self.listener)
        self._batch_task = self.spawn(self._batch.run())
        return True

    def find_retry(self) -> Retry | None:
        """What was refused for now, and how to try it again."""
        return find_retry(self.transcript, self.state if self.is_open else None)

    async def retry(self, retry: Retry, wait: float = 0.0) -> None:
        """Tries again: the practice server's own clock is moved on by `wait` seconds first."""
        if self.session is not None and self.workbench.is_practice(self.session) and wait:
            self.workbench.advance(wait)
            moved = Message("The practice server's clock was moved on by {seconds} s.", seconds=int(wait))
            self.session.note(Level.INFO, moved)
        if not self.is_open and self.target is not None:
            self.reconnect()
            if self._connecting is not None:
                await asyncio.wait((self._connecting,))
        if self.is_open:
            self.run_batch(retry.lines)

    async def close(self) -> None:
        """The explorer ends: nobody listens any more, and the journal gets the end of the session."""
        self._stop_listening()
        self.hang_up()
        await self.workbench.close()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Work in the background; a mistake of the program in it is a crash."""
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.listener.on_crash(error)


def _nothing() -> None:
    """Nobody wants to know."""
