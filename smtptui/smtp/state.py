"""What a conversation adds up to, and how replies move it from phase to phase."""

from __future__ import annotations

from enum import Enum

from smtptui.smtp.capabilities import Capabilities
from smtptui.smtp.reply import Severity
from smtptui.values import dataclass


class Phase(Enum):
    """Where the conversation is: it decides what a line typed now means."""

    GREETING = "greeting"
    COMMAND = "command"
    AUTH = "auth"
    DATA = "data"
    CHUNK = "chunk"
    TLS_PENDING = "tls-pending"
    CLOSING = "closing"
    CLOSED = "closed"


AUTH, CHUNK, CLOSED, CLOSING = Phase.AUTH, Phase.CHUNK, Phase.CLOSED, Phase.CLOSING
COMMAND, DATA, TLS_PENDING = Phase.COMMAND, Phase.DATA, Phase.TLS_PENDING
"""For what is asked several times for each command: `Phase.DATA` takes Python 3.11 as long as a call."""

NEXT: dict[tuple[Phase, str, Severity], Phase] = {
    (Phase.GREETING, "", Severity.POSITIVE): Phase.COMMAND,
    (Phase.GREETING, "", Severity.INTERMEDIATE): Phase.COMMAND,
    (Phase.GREETING, "", Severity.TRANSIENT): Phase.COMMAND,
    (Phase.GREETING, "", Severity.PERMANENT): Phase.COMMAND,
    (Phase.COMMAND, "STARTTLS", Severity.POSITIVE): Phase.TLS_PENDING,
    (Phase.COMMAND, "DATA", Severity.INTERMEDIATE): Phase.DATA,
    (Phase.COMMAND, "AUTH", Severity.INTERMEDIATE): Phase.AUTH,
    (Phase.COMMAND, "QUIT", Severity.POSITIVE): Phase.CLOSING,
    (Phase.AUTH, "AUTH", Severity.INTERMEDIATE): Phase.AUTH,
    (Phase.AUTH, "AUTH", Severity.POSITIVE): Phase.COMMAND,
    (Phase.AUTH, "AUTH", Severity.TRANSIENT): Phase.COMMAND,
    (Phase.AUTH, "AUTH", Severity.PERMANENT): Phase.COMMAND,
}
"""The phase after a reply, by the phase it came in, the verb it answers and its class; no entry: it stays."""
TURNING = {verb for _, verb, _ in NEXT}
"""The verbs whose replies can change the phase."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The transaction as the server has accepted it so far (RFC 5321 §3.3)."""

    sender: str | None = None
    recipients: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DialogueState:
    """What the conversation adds up to.

    `secure`: under TLS. `capabilities`: of the last accepted EHLO since TLS began, None before one;
    `capabilities_before_tls`: of the last one in the clear. `authenticated`: the user ("" where the name cannot be
    told), None before a 235. `awaiting`: the verbs without a reply, in order ("" is the greeting). `accepted`: how
    many messages the server took. `doubtful`: a reply came that nothing asked for, so pairing may be off.
    """

    phase: Phase = Phase.GREETING
    secure: bool = False
    capabilities: Capabilities | None = None
    capabilities_before_tls: Capabilities | None = None
    client_name: str | None = None
    authenticated: str | None = None
    envelope: Envelope = Envelope()
    awaiting: tuple[str, ...] = ("",)
    accepted: int = 0
    doubtful: bool = False
    lmtp: bool = False
