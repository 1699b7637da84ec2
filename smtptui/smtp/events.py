"""Everything that can happen in a session, as values. A transcript is these, in order, with a time on each."""

from __future__ import annotations

from dataclasses import field
from enum import Enum

from smtptui.messages import Message
from smtptui.smtp.reply import Reply, StrayLine
from smtptui.values import dataclass


class Party(Enum):
    """Who ended the connection."""

    CLIENT = "client"
    SERVER = "server"
    NETWORK = "network"


class Level(Enum):
    """How much a note matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Connected:
    """The transport is up. `host` is what was asked for, `address` and `port` what answered (a path for unix sockets,
    with port 0). Times in seconds; None where that step did not take place (no DNS for an address)."""

    host: str
    address: str
    port: int
    dns_seconds: float | None = None
    tcp_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """The facts of a certificate that a row tells: names as they stand in it (the DNS names and addresses it is for),
    the times it is valid between, in seconds since 1970, and its key in words such as `EC 256`, where known."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: float
    not_after: float
    key: str = ""


@dataclass(frozen=True, slots=True)
class TlsStarted:
    """TLS is up. `chain` is the server's certificates in DER, its own first; `problem` is why the certificate would
    not have been accepted, where it was let through on purpose."""

    protocol: str
    cipher: str
    bits: int
    server_name: str
    verified: bool
    certificate: Certificate | None = None
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    problem: Message | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class TlsRefused:
    """The handshake failed. `chain` is what the server showed, as far as it got."""

    reason: Message
    server_name: str
    certificate: Certificate | None = None
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes that we wrote. `verb` is the command's verb in upper case, "?" for a line that begins with no known verb
    (it may be a secret typed at the wrong moment), "." for the end of data, None for data and
    for a piece of an unfinished line. `auth_step` counts the answers of a SASL exchange from 1; an AUTH command has 0.
    `ordinal` numbers the Sent events of a session from 0; `data` marks the octets of a message."""

    raw: bytes = field(repr=False)
    verb: str | None
    ordinal: int
    auth_step: int = 0
    data: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What a reply answers: the verb ("" for the greeting, "." for the end of data), the ordinal of its Sent event
    (None for the greeting), for RCPT and for LMTP's replies after the data the recipient, and the SASL step."""

    verb: str
    sent: int | None = None
    recipient: str | None = None
    auth_step: int = 0


GREETING = Answers("")
UNKNOWN_VERB = "?"
END_OF_DATA = "."


@dataclass(frozen=True, slots=True)
class Received:
    """One whole reply. `answers` is None when nothing was asked: an unsolicited reply, such as a late 421."""

    reply: Reply
    answers: Answers | None


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that is part of no reply."""

    stray: StrayLine


@dataclass(frozen=True, slots=True)
class PlaintextAfterStartTls:
    """Bytes that came in the clear behind the 220 to STARTTLS: injected, or a broken server. Never parsed."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection is over. `unanswered` are the verbs that had no reply yet ("." : was it delivered? unknown)."""

    by: Party
    reason: Message
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell that is no traffic: an address tried, a wait that ran out, a certificate let through."""

    level: Level
    message: Message


Event = Connected | TlsStarted | TlsRefused | Sent | Received | Malformed | PlaintextAfterStartTls | Closed | Note
