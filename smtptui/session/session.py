"""A session: the dialogue over a link, with a clock and a transcript. The one engine of every front end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from smtptui.errors import ConnectionLost, SmtptuiError, TlsFailed, WaitRanOut
from smtptui.messages import Message, Plural
from smtptui.session.connecting import connect
from smtptui.session.incoming import PIECE, Incoming
from smtptui.session.link import Link
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.target import Kind, Target, effective_tls
from smtptui.session.waits import Waiting, Waits, reply_to
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.events import Closed, Event, Level, Note, Party
from smtptui.smtp.state import CLOSED, CLOSING, TLS_PENDING, DialogueState
from smtptui.transcript.feed import feed_of
from smtptui.transcript.record import Transcript

if TYPE_CHECKING:
    from smtptui.session.tls import RecordingContext

QUIT_PATIENCE = 2.0
"""Seconds that a server has to close the connection after its 221 or 421; then we do."""
MAX_UNASKED = 10_000
"""Replies and stray lines that nothing asked for, since we last sent something; a server that sends more is cut off."""


class Session:
    """One connection from beginning to end. A new connection is a new Session, on the same Transcript if wanted.

    Everything that happens is a record in `transcript`; `feed` gives the same, redacted, as it happens. `on_change`
    is called after anything that may be shown changed: the state, what is waited for, an unfinished line. `on_crash`
    gets a mistake of the program that showed itself while something was received; whoever waits for a reply gets it,
    too.
    """

    def __init__(
        self,
        target: Target,
        options: ConnectOptions | None = None,
        *,
        default_tls: TlsMode = TlsMode.NONE,
        transcript: Transcript | None = None,
    ) -> None:
        self.target = target
        self.options = options or ConnectOptions()
        self.tls_mode = effective_tls(target, self.options.tls, default_tls)
        self._is_implicit = self.tls_mode is TlsMode.IMPLICIT
        self.transcript = Transcript() if transcript is None else transcript
        self.feed = feed_of(self.transcript)
        if self.options.proxy_password:
            self.feed.know_secret(self.options.proxy_password.encode("utf-8", "surrogateescape"))
        self.on_change: Callable[[], None] = lambda: None
        self.on_crash: Callable[[Exception], None] = lambda error: None
        self._dialogue = Dialogue(lmtp=target.lmtp)
        self._link = Link(self._received, self._lost)
        self._waiting: Waiting | None = None
        self._waits = Waits()
        self._host = target.host
        self._upgrade: asyncio.Task[None] | None = None
        self._ending: asyncio.TimerHandle | None = None
        self._incoming = Incoming(self._link, self._dialogue)
        self._failure: Exception | None = None
        self._unanswered = 0
        self._tls_context: RecordingContext | None = None  # it takes long to make, and is made once where it can be
        self._tls_failure: TlsFailed | None = None  # of a handshake: its record has said why
        self._held: list[bytes] = []
        self._opened = False
        # Wall-clock times that never run backwards within a session.
        self._clock_offset = time.time() - time.monotonic()

    # -- what can be asked

    @property
    def state(self) -> DialogueState:
        """The conversation's state."""
        return self._dialogue.state

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""
        return self._link.is_open and self._dialogue.phase is not CLOSED

    @property
    def is_turned_away(self) -> bool:
        """Whether the greeting was a refusal, 4xx or 5xx."""
        return self._dialogue.is_turned_away

    @property
    def partial(self) -> bytes:
        """The server's line that has no end yet, redacted."""
        return self.feed.redactor.mask_partial(self._dialogue.partial)

    @property
    def waiting(self) -> Waiting | None:
        """What is waited for now, None while it is the user's turn."""
        if self._waiting is not None:
            return self._waiting
        if self.is_open and self._dialogue.awaiting:
            verb = self._dialogue.awaiting[0]
            return Waiting(reply_to(verb), self._last_activity)
        return None

    @property
    def ehlo_name(self) -> str:
        """The name to greet with: the one asked for, else our own address as a literal (RFC 5321 §4.1.3)."""
        if self.options.ehlo_name:
            return self.options.ehlo_name
        address = self._link.local_address or "127.0.0.1"
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    # -- connecting

    async def open(self) -> None:
        """Connects, with TLS where the mode says at once or for you. Every step is a record.

        Raises ConnectFailed, ConnectTimeout, TlsFailed; ConnectionLost or WaitRanOut where the server gives up while
        TLS is negotiated for you.
        """
        assert not self._opened, "a session is opened once"
        self._opened = True
        try:
            self._look_at_options()
            connected = await connect(self._link, self.target, self.options, self.note, self._wait_for)
            self._host = connected.host
            self._record(connected)
            if self._is_implicit:
                await self._start_tls()
            else:
                self._link.release()
            if self.tls_mode in (TlsMode.AUTO, TlsMode.STARTTLS):
                from smtptui.session.starttls import negotiate

                await negotiate(self)
        except SmtptuiError as error:
            self._end(Party.NETWORK, error.message)
            raise
        except asyncio.CancelledError:
            self._end(Party.CLIENT, Message("Connecting was broken off."))
            raise
        finally:
            self._wait_for(None)

    def _look_at_options(self) -> None:
        """What is wrong with them is said before anyone is bothered. Raises UsageError."""
        options = self.options
        if self.tls_mode is not TlsMode.NONE or options.ca_file or options.cert_file:
            from smtptui.session.tls import make_context

            self._tls_context = make_context(options)
        if options.insecure and self.tls_mode is not TlsMode.NONE:
            self.note(Level.WARNING, Message("INSECURE: the server's certificate will not be checked."))

    async def _start_tls(self) -> None:
        """The handshake; the record that tells how it went. Raises TlsFailed."""
        from smtptui.session import tls

        name = self.options.server_name or self._host.partition("%")[0]
        if self.target.kind is Kind.UNIX and not self.options.server_name:
            name = "localhost"
        self._wait_for(Message("the TLS handshake with {name}", name=name))
        agreed = self._dialogue.phase is TLS_PENDING
        context, self._tls_context = self._tls_context or tls.make_context(self.options), None
        try:
            event = await tls.shake_hands(self._link, context, name, self.options, self._record, after_starttls=agreed)
        except TlsFailed as error:
            self._tls_failure = error
            raise
        self._record(self._dialogue.tls_started(event))
        self._wait_for(None)
        self._link.release_tls()
        held, self._held = self._held, []
        for raw in held:
            if self.is_open:
                self.send(raw)

    # -- talking

    def send_line(self, line: str) -> None:
        """Sends what was typed, with CRLF added and nothing else changed. Raises ConnectionLost."""
        self.send(line.encode("utf-8", "surrogateescape") + b"\r\n")

    def send(self, raw: bytes) -> None:
        """Sends bytes as they are, in one write. Raises ConnectionLost when the session is over.

        During a TLS handshake they are held back, and sent when it is done: in the clear they would be for anyone.
        """
        if not self.is_open:
            raise ConnectionLost(Message("Not connected: the session is over."))
        if self._is_shaking_hands():
            self._held.append(raw)
            return
        # What was sent is in the journal before it is on the wire.
        for event in self._dialogue.send(raw):
            self._keep(event)
        self._link.write(raw)
        self._changed()

    async def drain(self) -> None:
        """Waits until the server keeps up with what was sent."""
        await self._link.drain()

    async def settled(self, timeout: float | None = None) -> None:
        """Waits until nothing is awaited: every command has its reply, and a TLS handshake is over.

        Raises WaitRanOut after `timeout` seconds (the option's by default), ConnectionLost when the connection ended
        with something unanswered, TlsFailed where a handshake failed.
        """
        await self._wait_until(self._is_settled, timeout)
        if self._failure is not None:
            raise self._failure

    async def replied(self, count: int, timeout: float | None = None) -> None:
        """Waits until at most `count` replies are missing, those to lines held back during a TLS handshake included.

        Raises WaitRanOut as `settled` does; ConnectionLost or TlsFailed when the connection ended with more missing.
        """
        await self._wait_until(lambda: self._missing() <= count or self._dialogue.phase is CLOSED, timeout)
        if self._failure is not None and self._unanswered > count:
            raise self._failure

    async def closed(self, timeout: float | None = None) -> None:
        """Waits until the connection is over. Raises WaitRanOut."""
        await self._wait_until(lambda: self._dialogue.phase is CLOSED, timeout)

    async def changed(self) -> None:
        """Waits for the next change of any kind."""
        await self._waits.change()

    def note(self, level: Level, message: Message) -> None:
        """Writes a sentence of ours into the transcript."""
        self._record(Note(level, message))

    def drop(self) -> None:
        """Cuts the connection, without QUIT."""
        self._end(Party.CLIENT, Message("You dropped the connection."))

    def close(self) -> None:
        """Closes the connection in good order, if it is still open."""
        self._end(Party.CLIENT, Message("The connection was closed on our side."), gently=True)

    # -- what the link tells

    def _received(self, data: bytes) -> None:
        if self._dialogue.phase is CLOSED:
            return
        self._last_activity = time.monotonic()
        try:
            if len(data) <= PIECE and self._incoming.is_empty:  # as nearly always
                self._take(data)
            elif not self._incoming.take_turn(data, self._take, self._go_on):
                return
            self._follow()
        except Exception as error:
            self._crashed(error)
            raise

    def _go_on(self) -> None:
        self._incoming.end_break()
        self._received(b"")

    def _take(self, piece: bytes) -> None:
        """Works through a piece of what came."""
        for event in self._dialogue.receive(piece):
            self._keep(event)
        if self._dialogue.unasked > MAX_UNASKED:
            self._incoming.take_all()
            told = Message("The server sent {count} lines that nothing asked for: it is cut off.", count=MAX_UNASKED)
            self._end(Party.CLIENT, told)

    def _follow(self) -> None:
        """What the phase asks of us, now that it may be another."""
        phase = self._dialogue.phase
        if phase is TLS_PENDING and self._upgrade is None:
            self._link.pause()
            self._upgrade = asyncio.get_running_loop().create_task(self._upgraded())
        if phase is CLOSING and self._ending is None:
            self._ending = asyncio.get_running_loop().call_later(QUIT_PATIENCE, self._impatient)
        self._changed()

    def _crashed(self, error: Exception) -> None:
        """A mistake of our own, perhaps of whoever was told of a record: the network is not to blame for it."""
        self.on_crash(error)
        try:
            self._end(Party.CLIENT, Message("A mistake in the program ended the session."))
        finally:  # whoever is told of the end may make the mistake again
            self._failure = error

    async def _upgraded(self) -> None:
        try:
            await self._start_tls()
        except SmtptuiError as error:
            self._end(Party.NETWORK, error.message)
        except Exception as error:
            self._crashed(error)
            raise
        finally:
            self._upgrade = None
            self._wait_for(None)

    def _lost(self, exc: Exception | None) -> None:
        if exc is None:
            self._end(Party.SERVER, Message("The server closed the connection."))
        else:
            from smtptui.session.ending import why_it_broke

            self._end(Party.NETWORK, why_it_broke(exc, self._host, self.options))

    def _impatient(self) -> None:
        self._end(Party.CLIENT, Message("The server left the connection open after its last reply; it is closed now."))

    # -- keeping

    _last_activity: float = 0.0

    def _record(self, event: Event) -> None:
        self._keep(event)
        self._changed()

    def _keep(self, event: Event) -> None:
        """Makes it a record; that something changed is still to be told."""
        self._last_activity = time.monotonic()
        self.transcript.append(self._clock_offset + self._last_activity, self._dialogue.secure, event)

    def _end(self, by: Party, reason: Message, *, gently: bool = False) -> None:
        """The connection is over."""
        if self._dialogue.phase is not CLOSED and (rest := self._incoming.take_all()):
            self._take(rest)
        if self._dialogue.phase is not CLOSED:
            self._tell_end(by, reason)
        self._waits.end()
        if self._ending is not None:
            self._ending.cancel()
        if self._upgrade is not None and self._upgrade is not asyncio.current_task():
            self._upgrade.cancel()
        if gently:
            self._link.close()
        else:
            self._link.abort()
        self._changed()

    def _tell_end(self, by: Party, reason: Message) -> None:
        lines = self._held_lines()
        if lines:
            self.note(
                Level.WARNING,
                Plural(
                    "{count} line that was typed during the TLS handshake was not sent.",
                    "{count} lines that were typed during the TLS handshake were not sent.",
                    lines,
                ),
            )
        failure = self._tls_failure if self._tls_failure and reason is self._tls_failure.message else None
        for event in self._dialogue.closed(by, Message("The session is over.") if failure else reason):
            self._keep(event)
            if isinstance(event, Closed):
                self._unanswered = len(event.unanswered) + lines
                if self._unanswered or by is Party.NETWORK:
                    self._failure = failure or ConnectionLost(reason)
        self._held.clear()

    def _wait_for(self, what: Message | None) -> None:
        self._waiting = None if what is None else Waiting(what, time.monotonic())
        self._changed()

    def _changed(self) -> None:
        self._waits.wake()
        self.on_change()

    async def _wait_until(self, holds: Callable[[], bool], timeout: float | None) -> None:
        """Waits until it holds. Raises WaitRanOut after `timeout` seconds, the option's by default."""
        limit = self.options.timeout if timeout is None else timeout
        try:
            await self._waits.until(holds, limit)
        except TimeoutError as error:
            raise WaitRanOut(self._ran_out(limit)) from error

    def _is_settled(self) -> bool:
        return self._dialogue.phase is not TLS_PENDING and not self._dialogue.is_awaiting

    def _is_shaking_hands(self) -> bool:
        if self._dialogue.phase is TLS_PENDING:
            return True
        return self._is_implicit and not self._dialogue.secure

    def _missing(self) -> int:
        return len(self._dialogue.awaiting) + self._held_lines()

    def _held_lines(self) -> int:
        return sum(raw.count(b"\n") for raw in self._held)

    def _ran_out(self, limit: float) -> Message:
        waiting = self.waiting
        what = waiting.what if waiting else Message("the server")
        return Message("Waited {seconds} s for {what}: nothing came.", seconds=f"{limit:g}", what=what)
