"""What was refused for now, and the lines that would try it again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from smtptui.smtp.events import END_OF_DATA, Connected, Received, Sent
from smtptui.smtp.reply import Severity
from smtptui.smtp.state import DialogueState
from smtptui.transcript.record import Record
from smtptui.tui.looking import line_of
from smtptui.values import dataclass

_GREETINGS = ("EHLO", "HELO", "LHLO")
_PASSED_OVER = ("QUIT", "RSET", "NOOP", "HELP", "VRFY", "EXPN", "")


@dataclass(slots=True)
class _Refused:
    """The lines of one verb that were refused for now, in the transaction that `mail` began."""

    verb: str
    mail: str | None
    lines: list[str]
    reply: Received
    recipients: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """The transcript, read from the beginning."""

    sent: dict[int, Sent] = field(default_factory=dict)
    hello: str | None = None
    has_tls: bool = False
    mail: str | None = None
    accepted: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    refused: _Refused | None = None

    def read(self, record: Record) -> None:
        match record.event:
            case Connected():
                self.sent.clear()
                self.mail, self.has_tls = None, False
            case Sent() as sent:
                self.sent[sent.ordinal] = sent
                if sent.data and sent.verb is None:
                    self.data.append(line_of(sent))
            case Received(_, answers) as received if answers is not None and answers.sent in self.sent:
                self._reply(received, self.sent[answers.sent], answers.verb)

    def _reply(self, received: Received, sent: Sent, verb: str) -> None:
        match received.reply.severity:
            case Severity.TRANSIENT if verb not in _PASSED_OVER:
                self._refuse(received, line_of(sent), verb)
            case Severity.POSITIVE | Severity.INTERMEDIATE:
                self._accept(line_of(sent), verb)
            case Severity.PERMANENT:
                self._forget(line_of(sent), verb)

    def _accept(self, line: str, verb: str) -> None:
        self._forget(line, verb)
        if verb in _GREETINGS:
            self.hello = line
        elif verb == "STARTTLS":
            self.has_tls = True
        elif verb == "MAIL":
            self.mail, self.accepted = line, []
        elif verb == "RCPT":
            self.accepted.append(line)
        elif verb == "DATA":
            self.data = []

    def _forget(self, line: str, verb: str) -> None:
        """The same was decided meanwhile."""
        refused = self.refused
        if refused is None or (refused.verb != verb and not (verb == END_OF_DATA and refused.verb == "DATA")):
            return
        refused.lines = [other for other in refused.lines if verb == "RCPT" and other != line]
        if not refused.lines:
            self.refused = None

    def _refuse(self, received: Received, line: str, verb: str) -> None:
        old = self.refused
        if old is not None and verb == "RCPT" == old.verb and old.mail == self.mail:
            old.lines = [*(other for other in old.lines if other != line), line]
            old.reply = received
            return
        recipients, data = tuple(self.accepted), tuple(self.data)
        self.refused = _Refused(verb, self.mail, [line], received, recipients, data)


@dataclass(frozen=True, slots=True)
class Retry:
    """`lines` try again what `reply` refused for now."""

    lines: tuple[str, ...]
    reply: Received


def find_retry(transcript: Sequence[Record], state: DialogueState | None) -> Retry | None:
    """What the newest temporary refusal asks to be tried again; None where there is none, or it was decided since.

    `state` is the dialogue's, None when the session is over: then the lines begin with EHLO.
    """
    reading = _Reading()
    for record in transcript:
        reading.read(record)
    refused = reading.refused
    if refused is None:
        return None
    lines: list[str] = []
    if state is None and refused.verb not in _GREETINGS:
        lines += _hello(reading)
    in_transaction = state is not None and state.envelope.sender is not None and reading.mail == refused.mail
    match refused.verb:
        case "RCPT" | "DATA" if refused.mail is not None and not in_transaction:
            lines += [refused.mail, *(refused.recipients if refused.verb == "DATA" else ()), *refused.lines]
        case ".":
            message = [refused.mail] if refused.mail is not None else []
            lines += [*message, *refused.recipients, "DATA", *refused.data, "."]
        case _:
            lines += refused.lines
    return Retry(tuple(lines), refused.reply)


def _hello(reading: _Reading) -> list[str]:
    if reading.hello is None:
        return []
    return [reading.hello, "STARTTLS", reading.hello] if reading.has_tls else [reading.hello]
