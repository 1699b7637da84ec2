"""What a host permits: the attributes and hooks by which one scenario differs from another. Pure.

A scenario sets class attributes or overrides hooks. A `refuse_…` hook returns the reply that refuses, or None to let
it pass; what varies is counted, never random.
"""

from __future__ import annotations

from dataclasses import field

from smtptui.practice.actions import Reply, reply
from smtptui.practice.addresses import flaw_of_mailbox
from smtptui.practice.authentication import Authentication
from smtptui.practice.inbox import Line
from smtptui.practice.ledger import Ledger, StoredMessage
from smtptui.practice.settings import HostSettings
from smtptui.smtp.command import Command
from smtptui.values import dataclass

TOO_BIG = reply(552, "5.3.4", "Message size exceeds fixed limit")

_BEFORE_TLS = frozenset({"EHLO", "HELO", "NOOP", "QUIT", "STARTTLS", "RSET", "HELP", "AUTH"})
_BEFORE_AUTH = frozenset({"MAIL", "RCPT", "DATA", "BDAT", "VRFY", "EXPN"})


@dataclass(slots=True)
class Envelope:
    """The message begun: who it is from, the parameters of MAIL, the recipients accepted, and how many were refused."""

    sender: str
    parameters: dict[str, str] = field(default_factory=dict)
    recipients: list[str] = field(default_factory=list)
    refused: int = 0


class Policy(Authentication):
    """One session and its rules. `client_name` is what EHLO or HELO said, `envelope` the message begun."""

    offers_tls = False
    needs_tls = False
    needs_auth = False

    def __init__(
        self,
        settings: HostSettings | None = None,
        ledger: Ledger | None = None,
        *,
        peer: str = "127.0.0.1",
        session: int = 1,
        now: float = 0.0,
        secure: bool = False,
    ) -> None:
        super().__init__(settings or HostSettings(), session, now, secure)
        self.ledger = ledger if ledger is not None else Ledger()
        self.peer = peer
        self.client_name: str | None = None
        self.extended = False
        self.envelope: Envelope | None = None

    def capabilities(self) -> list[str]:
        """The lines of the EHLO reply: only what is done, and what may be done now."""
        lines = ["PIPELINING", f"SIZE {self.settings.limits.message}"]
        if self.offers_tls and self.settings.has_certificate and not self.secure:
            lines.append("STARTTLS")
        if self.offers_auth:
            lines.append("AUTH " + " ".join(self.mechanisms))
        return [*lines, "ENHANCEDSTATUSCODES", "8BITMIME", "HELP", f"X-PRACTICE {self.settings.scenario}"]

    def refuse_line(self, line: Line) -> Reply | None:
        """A refusal of a line for its octets, before it is read as a command."""
        return None

    def refuse(self, command: Command) -> Reply | None:
        """A refusal of a command out of place; a scenario that adds its own asks this one too."""
        if self.needs_tls and not self.secure and command.verb not in _BEFORE_TLS:
            return reply(530, "5.7.0", "Must issue a STARTTLS command first")
        if self.needs_auth and self.user is None and command.verb in _BEFORE_AUTH:
            return reply(530, "5.7.0", "Authentication required")
        return self._refuse_auth() if command.verb == "AUTH" else None

    def refuse_name(self, name: str) -> Reply | None:
        """A refusal of what EHLO or HELO says."""
        return None

    def refuse_sender(self, address: str) -> Reply | None:
        """A refusal of a well-formed sender ("" is the null sender)."""
        return None

    def refuse_recipient(self, address: str) -> Reply | None:
        """A refusal of a recipient who lives here."""
        return None

    def refuse_message(self, data: bytes) -> Reply | None:
        """A refusal of a whole message, its dots undone."""
        return None

    def refuse_parameter(self, verb: str, name: str, value: str) -> Reply | None:
        """A refusal of a parameter of MAIL or RCPT; a scenario knows its own and asks this one about the rest."""
        if not self.extended:
            return reply(555, "5.5.4", f"Error: {name}: parameters need EHLO, not HELO")
        if verb == "MAIL" and name == "SIZE":
            return self._refuse_size(value)
        if verb == "MAIL" and name == "BODY":
            known = value.upper() in ("7BIT", "8BITMIME")
            return None if known else reply(501, "5.5.4", "Error: BODY is 7BIT or 8BITMIME")
        if verb == "MAIL" and name == "AUTH" and self.offers_auth:  # RFC 4954 §5: may be ignored
            return None
        return reply(555, "5.5.4", f"Error: unsupported parameter of {verb}: {name}")

    def flaw_of_address(self, address: str) -> str | None:
        """What is wrong with the form of an address, in wire text."""
        return flaw_of_mailbox(address)

    def lives_here(self, address: str) -> bool:
        """Whether a mailbox of one of our domains exists."""
        local = address.rpartition("@")[0]
        # RFC 5321 §4.5.1: postmaster, in any case of letters.
        return local.lower() == "postmaster" or address.lower() in map(str.lower, self.settings.mailboxes)

    # What the hooks may look at.

    @property
    def delivered(self) -> tuple[StoredMessage, ...]:
        """What this session has delivered."""
        return self.ledger.mailbox.of_session(self.session)

    def _refuse_auth(self) -> Reply | None:
        if not self.extended:
            return reply(503, "5.5.1", "Error: send EHLO first")
        if self.envelope is not None:  # RFC 4954 §4
            return reply(503, "5.5.1", "Error: AUTH comes before MAIL")
        return None

    def _refuse_size(self, value: str) -> Reply | None:
        if not (value.isascii() and value.isdigit()) or len(value) > 20:  # RFC 1870 §3
            return reply(501, "5.5.4", "Error: SIZE is a number of octets")
        return TOO_BIG if int(value) > self.settings.limits.message else None
