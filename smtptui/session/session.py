"""A session: the dialogue over a link, with a clock and a transcript. The one engine of every front end."""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from collections.abc import Callable

from smtptui.errors import (
    ConnectFailed,
    ConnectionLost,
    ConnectTimeout,
    SmtptuiError,
    TlsFailed,
    WaitRanOut,
)
from smtptui.messages import Message, Plural
from smtptui.session.link import Link
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.resolve import Candidate, candidates, literal
from smtptui.session.target import Kind, Target, effective_tls
from smtptui.session.waits import Waits
from smtptui.smtp.dialogue import Dialogue, DialogueState, Phase
from smtptui.smtp.events import GREETING, Closed, Connected, Event, Level, Malformed, Note, Party, Received
from smtptui.smtp.reply import Severity
from smtptui.transcript.feed import feed_of
from smtptui.transcript.record import Transcript
from smtptui.values import dataclass

QUIT_PATIENCE = 2.0
"""Seconds that a server has to close the connection after its 221 or 421; then we do."""
PIECE = 512
"""Bytes of the server's that are worked through between two looks at the clock."""
TURN = 0.005
"""Seconds that what a server sent is worked through at once: a screen, too, must have its turn."""
BREAK = 0.002
"""Seconds between two turns: what a key sets off is mostly done within them."""
MAX_UNASKED = 10_000
"""Replies and stray lines that nothing asked for, since we last sent something; a server that sends more is cut off."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the session waits for, and since when (seconds of the monotonic clock)."""

    what: Message
    since: float


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
        self._arrived = bytearray()  # from the server, and not worked through yet
        self._is_on_break = False
        self._failure: Exception | None = None
        self._unanswered = 0
        self._unasked = 0
        self._refused = False
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
        return self._link.is_open and self._dialogue.phase is not Phase.CLOSED

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
            return Waiting(_waiting_for(verb), self._last_activity)
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
            await self._connect()
            if self.tls_mode is TlsMode.IMPLICIT:
                await self._start_tls()
            else:
                self._link.release()
            if self.tls_mode in (TlsMode.AUTO, TlsMode.STARTTLS):
                await self._negotiate()
        except SmtptuiError as error:
            self._end(Party.NETWORK, error.message)
            raise
        except asyncio.CancelledError:
            self._end(Party.CLIENT, Message("Connecting was broken off."))
            raise
        finally:
            self._wait_for(None)

    async def _connect(self) -> None:
        if self.tls_mode is not TlsMode.NONE or self.options.ca_file or self.options.cert_file:
            from smtptui.session import tls

            tls.make_context(self.options)  # what is wrong with the options is said before anyone is bothered
        if self.options.insecure and self.tls_mode is not TlsMode.NONE:
            self.note(Level.WARNING, Message("INSECURE: the server's certificate will not be checked."))
        if self.target.kind is Kind.UNIX:
            await self._connect_unix()
            return
        if self.target.kind is Kind.PRACTICE:
            raise ConnectFailed(Message("The practice server is not running."))
        found = self._known() or await self._looked_up()
        problem: ConnectFailed | None = None
        for number, candidate in enumerate(found, 1):
            try:
                await self._try(candidate)
                return
            except ConnectFailed as error:
                problem = error
                if number < len(found):
                    self.note(Level.WARNING, error.message)
        assert problem is not None
        raise problem

    def _known(self) -> list[Candidate]:
        """Where to connect, if nothing is to be looked up here: at an address; at a name that the proxy looks up,
        unless a resolver or a family is asked for."""
        target, options = self.target, self.options
        if target.kind is not Kind.HOST:
            return []
        if options.proxy is not None and not (options.resolver or options.family):
            return [Candidate(target.host, target.host, target.port, None)]
        return literal(target.host, target.port, options)

    async def _looked_up(self) -> list[Candidate]:
        host, limit = self.target.host, self.options.connect_timeout
        self._wait_for(Message("looking up {host}", host=host))
        try:
            async with asyncio.timeout(limit):
                return await candidates(self.target, self.options, self.note)
        except TimeoutError as error:
            raise ConnectTimeout(
                Message(
                    "{host} could not be looked up within {seconds} s: the name server does not answer.",
                    host=host,
                    seconds=f"{limit:g}",
                )
            ) from error

    async def _try(self, candidate: Candidate) -> None:
        if self.options.proxy is not None:
            await self._try_through(self.options.proxy, candidate)
            return
        shown = f"[{candidate.address}]" if ":" in candidate.address else candidate.address
        where = f"{shown}:{candidate.port}"
        self._wait_for(Message("connecting to {address}", address=where))
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self.options.connect_timeout):
                await self._link.connect(candidate.address, candidate.port, self.options.source)
        except TimeoutError as error:
            raise ConnectTimeout(_connect_timed_out(candidate, where, self.options.connect_timeout)) from error
        except OSError as error:
            raise ConnectFailed(_connect_refused(error, where)) from error
        took = time.monotonic() - begun
        self._host = candidate.host
        self._record(Connected(candidate.host, candidate.address, candidate.port, candidate.dns_seconds, took))

    async def _try_through(self, proxy_url: str, candidate: Candidate) -> None:
        from smtptui.session import proxy

        through = proxy.parse_proxy(proxy_url)
        where = proxy.authority(candidate.address, candidate.port)
        self._wait_for(Message("connecting to {address} through the {proxy}", address=where, proxy=through.shown))
        begun = time.monotonic()
        await self._link.take(await proxy.connect(through, candidate.address, candidate.port, self.options))
        took = time.monotonic() - begun
        self.note(Level.INFO, proxy.told(through, where, took))
        self._host = candidate.host
        self._record(Connected(candidate.host, candidate.address, candidate.port, candidate.dns_seconds, took))

    async def _connect_unix(self) -> None:
        path = self.target.host
        if self.options.proxy is not None:
            self.note(Level.WARNING, Message("A unix socket is on this machine: the proxy is passed over."))
        self._wait_for(Message("connecting to {address}", address=path))
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self.options.connect_timeout):
                await self._link.connect_unix(path)
        except TimeoutError as error:
            raise ConnectTimeout(Message("{address} did not take the connection in time.", address=path)) from error
        except OSError as error:
            raise ConnectFailed(_connect_refused(error, path)) from error
        self._record(Connected(path, path, 0, None, time.monotonic() - begun))

    async def _start_tls(self) -> None:
        """The handshake; the record that tells how it went. Raises TlsFailed."""
        from smtptui.session import tls

        name = self.options.server_name or self._host.partition("%")[0]
        if self.target.kind is Kind.UNIX and not self.options.server_name:
            name = "localhost"
        self._wait_for(Message("the TLS handshake with {name}", name=name))
        agreed = self._dialogue.phase is Phase.TLS_PENDING
        try:
            event = await tls.shake_hands(self._link, name, self.options, self._record, after_starttls=agreed)
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

    async def _negotiate(self) -> None:
        """EHLO and STARTTLS, sent for the user and shown as such."""
        await self.settled()
        if self._refused:
            if self.tls_mode is TlsMode.STARTTLS:
                raise TlsFailed(Message("The server refused the session before TLS could begin."))
            return
        self.note(Level.INFO, Message("EHLO and STARTTLS are sent for you (--tls {mode}).", mode=self.tls_mode.value))
        self.send_line(f"{'LHLO' if self.target.lmtp else 'EHLO'} {self.ehlo_name}")
        await self.settled()
        if self.state.capabilities is None or "STARTTLS" not in self.state.capabilities:
            if self.tls_mode is TlsMode.STARTTLS:
                raise TlsFailed(Message("The server does not offer STARTTLS, and --tls starttls asks for it."))
            self.note(Level.WARNING, Message("The server does not offer STARTTLS: the session goes on in the clear."))
            return
        self.send_line("STARTTLS")
        await self.settled()
        if not self._dialogue.secure:
            if self.tls_mode is TlsMode.STARTTLS:
                raise TlsFailed(Message("The server refused STARTTLS, and --tls starttls asks for it."))
            self.note(Level.WARNING, Message("The server refused STARTTLS: the session goes on in the clear."))

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
        self._unasked = 0
        events = self._dialogue.send(raw)
        # What was sent is in the journal before it is on the wire.
        for event in events:
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
        await self._wait_until(lambda: self._missing() <= count or self._dialogue.phase is Phase.CLOSED, timeout)
        if self._failure is not None and self._unanswered > count:
            raise self._failure

    async def closed(self, timeout: float | None = None) -> None:
        """Waits until the connection is over. Raises WaitRanOut."""
        await self._wait_until(lambda: self._dialogue.phase is Phase.CLOSED, timeout)

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
        try:
            self._work_through(data)
        except Exception as error:
            self._crashed(error)
            raise

    def _crashed(self, error: Exception) -> None:
        """A mistake of our own, perhaps of whoever was told of a record: the network is not to blame for it."""
        self.on_crash(error)
        try:
            self._end(Party.CLIENT, Message("A mistake in the program ended the session."))
        finally:  # whoever is told of the end may make the mistake again
            self._failure = error

    def _work_through(self, data: bytes) -> None:
        if self._dialogue.phase is Phase.CLOSED:
            return
        self._last_activity = time.monotonic()
        if self._arrived or self._is_on_break or len(data) > PIECE:
            self._arrived += data
            if self._is_on_break or not self._take_turn():
                return
        elif not self._take(data):
            return
        phase = self._dialogue.phase
        if phase is Phase.TLS_PENDING and self._upgrade is None:
            self._link.pause()
            self._upgrade = asyncio.get_running_loop().create_task(self._upgraded())
        if phase is Phase.CLOSING and self._ending is None:
            self._ending = asyncio.get_running_loop().call_later(QUIT_PATIENCE, self._impatient)
        self._changed()

    def _take_turn(self) -> bool:
        """Works through what arrived, for a while. False when the server is cut off."""
        until = self._last_activity + TURN
        while self._arrived:
            if not self._take(self._piece(PIECE)):
                return False
            if self._arrived and time.monotonic() > until and self._dialogue.phase is not Phase.TLS_PENDING:
                self._take_a_break()
                break
        return True

    def _take_a_break(self) -> None:
        self._is_on_break = True
        self._link.pause()
        asyncio.get_running_loop().call_later(BREAK, self._go_on)

    def _go_on(self) -> None:
        self._is_on_break = False
        self._link.resume()
        self._received(b"")

    def _piece(self, size: int) -> bytes:
        """The next bytes of what arrived."""
        if self._dialogue.phase is Phase.TLS_PENDING:
            size = len(self._arrived)  # one event, not one for each piece
        piece = bytes(self._arrived[:size])
        del self._arrived[:size]
        return piece

    def _take(self, piece: bytes) -> bool:
        """Works through a piece of what arrived. False when the server is cut off."""
        for event in self._dialogue.receive(piece):
            self._keep(event)
            self._judge(event)
            if self._unasked > MAX_UNASKED:
                told = Message(
                    "The server sent {count} lines that nothing asked for: it is cut off.", count=MAX_UNASKED
                )
                self._arrived.clear()
                self._end(Party.CLIENT, told)
                return False
        return True

    def _judge(self, event: Event) -> None:
        if isinstance(event, Malformed):
            self._unasked += 1
        elif isinstance(event, Received):
            if event.answers is None:
                self._unasked += 1
            elif event.answers is GREETING:
                self._refused = event.reply.severity in (Severity.TRANSIENT, Severity.PERMANENT)

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
        elif isinstance(exc, ConnectionResetError | BrokenPipeError):
            self._end(Party.NETWORK, Message("The connection was reset by the server or something on the way."))
        elif isinstance(exc, TimeoutError):
            self._end(Party.NETWORK, Message("The connection died: the server's machine no longer answers."))
        elif isinstance(exc, ssl.SSLError):
            from smtptui.session.tls_failure import failure_reason

            # With TLS 1.3 a server says only now that it wants another client certificate.
            self._end(Party.NETWORK, failure_reason(exc, None, self._host, self.options))
        else:
            self._end(Party.NETWORK, Message("The connection broke: {why}.", why=str(exc) or type(exc).__name__))

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
        if self._arrived and self._dialogue.phase is not Phase.CLOSED:
            self._take(self._piece(len(self._arrived)))
        if self._dialogue.phase is not Phase.CLOSED:
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
        phase = self._dialogue.phase
        return phase is Phase.CLOSED or (phase is not Phase.TLS_PENDING and not self._dialogue.is_awaiting)

    def _is_shaking_hands(self) -> bool:
        if self._dialogue.phase is Phase.TLS_PENDING:
            return True
        return self.tls_mode is TlsMode.IMPLICIT and not self._dialogue.secure

    def _missing(self) -> int:
        return len(self._dialogue.awaiting) + self._held_lines()

    def _held_lines(self) -> int:
        return sum(raw.count(b"\n") for raw in self._held)

    def _ran_out(self, limit: float) -> Message:
        waiting = self.waiting
        what = waiting.what if waiting else Message("the server")
        return Message("Waited {seconds} s for {what}: nothing came.", seconds=f"{limit:g}", what=what)


def _waiting_for(verb: str) -> Message:
    if verb == "":
        return Message("the greeting")
    if verb == ".":
        return Message("the reply to the end of the message")
    if verb == "?":
        return Message("the reply")
    return Message("the reply to {verb}", verb=verb)


def _connect_timed_out(candidate: Candidate, where: str, limit: float) -> Message:
    if candidate.port == 25:
        return Message(
            "{address} did not answer within {seconds} s. Many networks block port 25; try port 587 or 465.",
            address=where,
            seconds=f"{limit:g}",
        )
    return Message("{address} did not answer within {seconds} s.", address=where, seconds=f"{limit:g}")


def _connect_refused(error: OSError, where: str) -> Message:
    import errno

    match error.errno:
        case errno.ECONNREFUSED:
            return Message("{address} refused the connection: nothing listens on that port.", address=where)
        case errno.EHOSTUNREACH | errno.ENETUNREACH:
            return Message("{address} cannot be reached from this network.", address=where)
        case errno.EADDRNOTAVAIL:
            return Message("{address}: the source address is not one of this machine.", address=where)
        case errno.ENOENT:
            return Message("There is no socket {address}.", address=where)
        case errno.ECONNRESET | errno.EPIPE:
            return Message("The connection was reset by the server or something on the way.")
        case errno.EACCES | errno.EPERM:
            return Message("{address}: this machine does not allow the connection.", address=where)
        case _:
            # The error's own words may be asyncio's: "Connect call failed …".
            return Message(
                "{address}: {why}.", address=where, why=os.strerror(error.errno) if error.errno else str(error)
            )
