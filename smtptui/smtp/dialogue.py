"""The conversation: which phase it is in, and which reply answers which command. Sans-IO.

`Dialogue.send` and `Dialogue.receive` turn bytes into events; `Dialogue.state` is what they add up to. Our misuse
raises; whatever the server does is an event.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from smtptui.messages import Message
from smtptui.smtp.auth import credentials
from smtptui.smtp.capabilities import Capabilities, parse_capabilities
from smtptui.smtp.command import Command, parse_command
from smtptui.smtp.events import (
    END_OF_DATA,
    GREETING,
    UNKNOWN_VERB,
    Answers,
    Closed,
    Event,
    Malformed,
    Party,
    PlaintextAfterStartTls,
    Received,
    Sent,
    TlsStarted,
)
from smtptui.smtp.pending import Pending, chunk_of
from smtptui.smtp.reply import POSITIVE, Reply, ReplyReader, Severity
from smtptui.smtp.state import (
    AUTH,
    CHUNK,
    CLOSED,
    CLOSING,
    COMMAND,
    DATA,
    NEXT,
    TLS_PENDING,
    TURNING,
    DialogueState,
    Envelope,
    Phase,
)

_END = parse_command(END_OF_DATA)
DATA_END = b"\r\n.\r\n"
"""What ends the data (RFC 5321 §4.1.1.4); the CRLF of the DATA line itself counts as the first."""


class Dialogue:
    """One connection's conversation. `lmtp`: one reply for each accepted recipient after the data (RFC 2033 §4.2)."""

    def __init__(self, lmtp: bool = False) -> None:
        self._reader = ReplyReader()
        self._pending: deque[Pending] = deque()
        # The parts of the state, each as DialogueState says.
        self.phase = Phase.GREETING
        self.secure = False
        self.is_turned_away = False
        """Whether the greeting was a refusal, 4xx or 5xx."""
        self.unasked = 0
        """Replies and stray lines that nothing asked for, since we last sent something."""
        self._capabilities: Capabilities | None = None
        self._capabilities_before_tls: Capabilities | None = None
        self._client_name: str | None = None
        self._authenticated: str | None = None
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._refused: list[str] = []
        self._accepted = 0
        self._doubtful = False
        self._lmtp = lmtp
        self._state: DialogueState | None = None  # the parts put together, until one of them changes
        self._greeted = False
        self._sent_count = 0
        self._line = bytearray()  # our own line that has no end yet
        self._data_tail = b""  # the last bytes of the data stream: DATA_END may be split over pieces
        self._chunk_left = 0
        self._mechanism = ""
        self._auth_answers: list[bytes] = []

    @property
    def state(self) -> DialogueState:
        """The state now, put together when it is asked for: `phase`, `secure` and `is_awaiting` alone cost less."""
        if self._state is None:
            self._state = DialogueState(
                self.phase,
                self.secure,
                self._capabilities,
                self._capabilities_before_tls,
                self._client_name,
                self._authenticated,
                Envelope(self._sender, tuple(self._recipients), tuple(self._refused)),
                self.awaiting,
                self._accepted,
                self._doubtful,
                self._lmtp,
            )
        return self._state

    @property
    def awaiting(self) -> tuple[str, ...]:
        """The verbs without a reply, in order ("" is the greeting)."""
        if not self.is_awaiting:
            return ()
        waiting = tuple([pending.verb for pending in self._pending])
        if self.phase is CHUNK:
            waiting = waiting[:-1]  # the server answers a chunk when it has all of it
        return waiting if self._greeted else ("", *waiting)

    @property
    def is_awaiting(self) -> bool:
        """Whether any verb is without a reply."""
        if self.phase is CLOSED:
            return False
        return not self._greeted or len(self._pending) > (self.phase is CHUNK)

    @property
    def partial(self) -> bytes:
        """The bytes of the server's line that has no end yet, for showing it live."""
        return self._reader.partial

    # -- what we send

    def send(self, raw: bytes) -> list[Sent]:
        """What `raw` is, split into events whose bytes laid end to end are `raw`. The caller writes the bytes.

        Several lines in one call are a batch: one write, an event for each command. Raises ValueError when the
        connection is closed, and between the 220 to STARTTLS and the end of the handshake.
        """
        if self.phase is CLOSED:
            raise ValueError("the connection is closed")
        if self.phase is TLS_PENDING:
            raise ValueError("a TLS handshake is under way")
        self._state = None
        self.unasked = 0
        events: list[Sent] = []
        while raw:
            if self.phase is CHUNK:
                event, raw = self._send_chunk(raw)
            elif self.phase is DATA:
                event, raw = self._send_data(raw)
            else:
                event, raw = self._send_line(raw)
            events.append(event)
        return events

    def _sent(self, raw: bytes, verb: str | None, auth_step: int = 0, data: bool = False) -> Sent:
        event = Sent(raw, verb, self._sent_count, auth_step, data)
        self._sent_count += 1
        return event

    def _send_line(self, raw: bytes) -> tuple[Sent, bytes]:
        end = raw.find(b"\n") + 1
        if not end:
            self._line += raw
            return self._sent(raw, None), b""
        piece, rest = raw[:end], raw[end:]
        line = piece
        if self._line:
            line = bytes(self._line) + piece
            self._line.clear()
        step = len(self._auth_answers) + 1 if self.phase is AUTH else 0
        command = parse_command(line.decode("utf-8", "surrogateescape"))
        verb = "AUTH" if step else command.verb if command.known else UNKNOWN_VERB
        event = self._sent(piece, verb, step)
        pending = Pending(verb, event.ordinal, command, line, step)
        if step:
            self._auth_answers.append(line.rstrip(b"\r\n"))
        elif verb == "AUTH":
            self._begin_auth(command)
        elif verb == "BDAT":
            self._begin_chunk(pending)
        self._pending.append(pending)
        return event, rest

    def _begin_auth(self, command: Command) -> None:
        mechanism, *initial = command.argument.split(None, 1)[:2] or [""]
        self._mechanism = mechanism.upper()
        self._auth_answers = [word.encode("utf-8", "surrogateescape") for word in initial]

    def _begin_chunk(self, pending: Pending) -> None:
        chunk = chunk_of(pending.command)
        if chunk is not None and chunk[0]:
            self._chunk_left = chunk[0]
            self.phase = CHUNK

    def _send_chunk(self, raw: bytes) -> tuple[Sent, bytes]:
        piece, rest = raw[: self._chunk_left], raw[self._chunk_left :]
        self._chunk_left -= len(piece)
        if not self._chunk_left:
            self.phase = COMMAND
        return self._sent(piece, None, data=True), rest

    def _send_data(self, raw: bytes) -> tuple[Sent, bytes]:
        stream = self._data_tail + raw
        found = stream.find(DATA_END)
        if found < 0:
            self._data_tail = stream[-(len(DATA_END) - 1) :]
            return self._sent(raw, None, data=True), b""
        end = found + len(DATA_END) - len(self._data_tail)
        dot = max(end - 3, 0)  # where ".\r\n" begins in this piece
        if dot:
            self._data_tail = DATA_END[:2]
            return self._sent(raw[:dot], None, data=True), raw[dot:]
        event = self._sent(raw[:end], END_OF_DATA, data=True)
        self._pending.append(Pending(END_OF_DATA, event.ordinal, _END, raw[:end]))
        self.phase = COMMAND
        return event, raw[end:]

    # -- what the server sends

    def receive(self, data: bytes) -> Iterator[Event]:
        """What `data` brings. After the 220 to STARTTLS nothing more is parsed until `tls_started`."""
        self._reader.feed(data)
        while True:
            if self.phase is TLS_PENDING:
                if rest := self._reader.take_rest():
                    yield PlaintextAfterStartTls(rest)
                return
            item = self._reader.next_item()
            if item is None:
                return
            if isinstance(item, Reply):
                yield self._received(item)
            else:
                self.unasked += 1
                yield Malformed(item)

    def _received(self, reply: Reply) -> Received:
        self._state = None
        code, severity = reply.code, reply.severity
        if not self._greeted:
            self._greeted = True
            self.is_turned_away = severity in (Severity.TRANSIENT, Severity.PERMANENT)
            self._advance("", code, severity)
            return Received(reply, GREETING)
        if not self._pending:
            self._unsolicited(code)
            return Received(reply, None)
        pending = self._pending[0]
        if self._lmtp or code == 353:
            self._expect_delivery_replies(pending)
        if pending.recipients:
            recipient = self._recipient(pending)
        else:
            recipient = pending.command.address if pending.verb == "RCPT" else None
        pending.taken |= severity is POSITIVE
        pending.replies_left -= 1
        if not pending.replies_left:
            self._pending.popleft()
            self._advance(pending.verb, code, severity)
            self._settle(pending, reply, severity)
        return Received(reply, Answers(pending.verb, pending.sent, recipient, pending.auth_step))

    def _expect_delivery_replies(self, pending: Pending) -> None:
        """How many replies this first one begins. Only now is every recipient known, in a pipelined batch too."""
        if pending.recipients or not pending.ends_message:
            return
        pending.recipients = tuple(self._recipients)
        if self._lmtp:
            pending.replies_left = max(1, len(pending.recipients))
        else:
            # PRDR: the 353 announces one for each recipient, and a last one for the message.
            pending.replies_left = len(pending.recipients) + 2

    def _recipient(self, pending: Pending) -> str | None:
        """Whom this reply to the message is about: each recipient has one of its own."""
        index = len(pending.recipients) - pending.replies_left + (0 if self._lmtp else 1)
        return pending.recipients[index] if 0 <= index < len(pending.recipients) else None

    def _unsolicited(self, code: int) -> None:
        self.unasked += 1
        if code == 421:
            self.phase = CLOSING
        else:
            self._doubtful = True

    def _settle(self, pending: Pending, reply: Reply, severity: Severity) -> None:
        """The last reply to a command: what it changes, beside the phase."""
        positive = severity is POSITIVE
        match pending.verb:
            case "EHLO" | "HELO" | "LHLO" if positive:
                listed = parse_capabilities(reply) if pending.verb != "HELO" else None
                if not self.secure:
                    self._capabilities_before_tls = listed
                self._capabilities = listed
                self._client_name = pending.command.argument
                self._begin_envelope(None)
            case "MAIL" if positive:
                self._begin_envelope(pending.command.address or "")
            case "RCPT":
                (self._recipients if positive else self._refused).append(pending.command.address or "")
            case "RSET" if positive:
                self._begin_envelope(None)
            # A 503 says that the chunk came out of order: the transaction stands, as Exim and Dovecot have it.
            case "." | "BDAT" if pending.ends_message and reply.code != 503:
                self._accepted += pending.taken if self._lmtp else positive
                self._begin_envelope(None)
            case "AUTH":
                self._settle_auth(pending, positive)
            case "DATA" if self.phase is DATA:
                self._begin_data()
            case "DATA" if self.phase is CHUNK and severity is Severity.INTERMEDIATE:
                # BDAT was sent behind DATA: the server takes it for data, and where that ends cannot be told.
                self._doubtful = True
            case "STARTTLS" if self.phase is TLS_PENDING:
                # RFC 3207 §4: nothing may follow STARTTLS in a batch; what did is lost with the plaintext.
                self._pending.clear()
                self._line.clear()

    def _settle_auth(self, pending: Pending, positive: bool) -> None:
        if self.phase is AUTH:
            if self._pending:
                self._adopt_early_answer(self._pending[0])
            return
        if positive:
            answers = self._auth_answers[: pending.auth_step] or self._auth_answers[:1]
            self._authenticated = credentials(self._mechanism, answers).user or ""
        for early in self._pending:
            if early.auth_step:
                self._reread_as_command(early)

    def _adopt_early_answer(self, early: Pending) -> None:
        """A 334 came, and a line was sent before it: it is the answer, as the server sees it."""
        if early.auth_step:
            return
        early.verb = "AUTH"
        self._auth_answers.append(early.raw.rstrip(b"\r\n"))
        early.auth_step = len(self._auth_answers)

    def _reread_as_command(self, early: Pending) -> None:
        """The exchange is over, and a line was sent for an answer: it is a command, as the server sees it."""
        early.verb = early.command.verb if early.command.known else UNKNOWN_VERB
        early.auth_step = 0
        if early.verb == "AUTH":
            self._begin_auth(early.command)

    def _begin_envelope(self, sender: str | None) -> None:
        self._sender = sender
        self._recipients.clear()
        self._refused.clear()

    def _advance(self, verb: str, code: int, severity: Severity) -> None:
        if code == 421:
            self.phase = CLOSING
        elif verb in TURNING:
            self.phase = NEXT.get((self.phase, verb, severity), self.phase)

    def _begin_data(self) -> None:
        """A 354 came. Lines that were sent before it are data after all, as the server sees them."""
        self._data_tail = DATA_END[:2]
        if any(pending.verb == "BDAT" for pending in self._pending):
            self._doubtful = True  # its octets are data too, and were not kept
        early = [(pending.sent, pending.raw) for pending in self._pending]
        early.append((self._sent_count, bytes(self._line)))
        count = self._sent_count
        self._pending.clear()
        self._line.clear()
        for ordinal, raw in early:
            self._sent_count = ordinal
            self.send(raw)
        self._sent_count = count

    # -- what happens to the transport

    def tls_started(self, event: TlsStarted) -> TlsStarted:
        """The handshake is done: what was known before it is forgotten (RFC 3207 §4.2)."""
        self._state = None
        self.secure = True
        self._capabilities = self._client_name = self._authenticated = None
        self._begin_envelope(None)
        if self.phase is TLS_PENDING:
            self.phase = COMMAND
        return event

    def closed(self, by: Party, reason: Message) -> Iterator[Event]:
        """The connection is over: what was left unfinished, then the end, with what had no reply."""
        if self.phase is CLOSED:
            return
        for stray in self._reader.finish():
            yield Malformed(stray)
        unanswered = self.awaiting
        self._pending.clear()
        self._state = None
        self.phase = CLOSED
        yield Closed(by, reason, unanswered)
