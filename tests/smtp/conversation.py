"""Conversations as text: what we send, what the server sends, and what the dialogue makes of it, one line each."""

from __future__ import annotations

from dataclasses import dataclass, field

from smtptui.messages import Message
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.events import (
    Closed,
    Event,
    Malformed,
    Party,
    PlaintextAfterStartTls,
    Received,
    Sent,
    TlsStarted,
)
from smtptui.smtp.state import DialogueState, Phase

TLS = TlsStarted("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, "mail.example.test", True)


@dataclass
class Talk:
    """A dialogue fed with both sides. `log` has a word for each event; see `word`."""

    dialogue: Dialogue = field(default_factory=Dialogue)
    events: list[Event] = field(default_factory=list)

    def client(self, raw: bytes) -> list[str]:
        """We send; says what it was taken for."""
        sent = self.dialogue.send(raw)
        assert b"".join(event.raw for event in sent) == raw
        self.events += sent
        return [word(event) for event in sent]

    def server(self, raw: bytes) -> list[str]:
        """The server sends; says what it was taken for."""
        came = list(self.dialogue.receive(raw))
        self.events += came
        return [word(event) for event in came]

    def upgrade(self) -> None:
        """The TLS handshake succeeds."""
        self.events.append(self.dialogue.tls_started(TLS))

    def close(self, by: Party = Party.SERVER) -> list[str]:
        """The connection ends."""
        came = list(self.dialogue.closed(by, Message("gone")))
        self.events += came
        return [word(event) for event in came]

    def state(self) -> DialogueState:
        """The dialogue's state."""
        return self.dialogue.state

    def phase(self) -> Phase:
        """The dialogue's phase."""
        return self.dialogue.state.phase


def greeted(lmtp: bool = False) -> Talk:
    """A dialogue whose greeting came."""
    talk = Talk(Dialogue(lmtp=lmtp))
    assert talk.server(b"220 mail.example.test\r\n") == ["220 greeting"]
    return talk


def in_transaction(*recipients: str, lmtp: bool = False) -> Talk:
    """A dialogue in which MAIL and each RCPT were accepted."""
    talk = greeted(lmtp)
    talk.client(b"MAIL FROM:<a@example.test>\r\n")
    talk.server(b"250 ok\r\n")
    for recipient in recipients:
        talk.client(f"RCPT TO:<{recipient}>\r\n".encode())
        talk.server(b"250 ok\r\n")
    return talk


def word(event: Event) -> str:
    """An event in short: `MAIL#3`, `AUTH#4/1` (its SASL step), `data#5`, `250 MAIL#3`, `250 .#5 for b@example.test`,
    `421 unsolicited`, `malformed`, `plaintext`, `closed, unanswered DATA`."""
    match event:
        case Sent(verb=verb, ordinal=ordinal, auth_step=step, data=data):
            name = verb if verb is not None else "data" if data else "piece"
            return f"{name}#{ordinal}" + (f"/{step}" if step else "")
        case Received(reply, None):
            return f"{reply.code} unsolicited"
        case Received(reply, answers):
            assert answers is not None
            if answers.sent is None:
                return f"{reply.code} greeting"
            shown = f"/{answers.auth_step}" if answers.auth_step else ""
            recipient = f" for {answers.recipient}" if answers.recipient else ""
            return f"{reply.code} {answers.verb}#{answers.sent}{shown}{recipient}"
        case Malformed(stray):
            return "unfinished" if stray.unfinished else "malformed"
        case PlaintextAfterStartTls():
            return "plaintext"
        case Closed(unanswered=unanswered):
            return "closed" + (
                f", unanswered {' '.join(verb or 'greeting' for verb in unanswered)}" if unanswered else ""
            )
        case _:
            return type(event).__name__


def server_bytes(event: Event) -> bytes:
    """What of the server's is in it, as it came."""
    match event:
        case Received(reply, _):
            return reply.raw
        case Malformed(stray):
            return stray.line.raw
        case PlaintextAfterStartTls(raw):
            return raw
        case _:
            return b""
