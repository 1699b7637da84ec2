"""The AUTH verb of a host and the exchange that it begins (RFC 4954). Pure.

Scenarios say which mechanisms are offered and when; what the mechanisms do is in mechanisms.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from smtptui.practice.actions import Action, Reply, reply
from smtptui.practice.exchange import Exchange, Phase
from smtptui.practice.inbox import Line
from smtptui.practice.mechanisms import MECHANISMS, Malformed, decode, encode
from smtptui.practice.mechanisms import Exchange as Proof
from smtptui.practice.settings import HostSettings
from smtptui.smtp.command import Command


class Authentication(Exchange):
    """An exchange in which a client can log in."""

    mechanisms: tuple[str, ...] = ()
    """What is offered, of MECHANISMS."""
    auth_needs_tls = False

    def __init__(self, settings: HostSettings, session: int, now: float, secure: bool) -> None:
        super().__init__(settings, now)
        self.session = session
        self.secure = secure
        self.user: str | None = None
        self._proof: Proof | None = None
        self._challenges = 0

    @property
    def offers_auth(self) -> bool:
        """Whether the EHLO reply names mechanisms now."""
        return bool(self.mechanisms) and (self.secure or not self.auth_needs_tls)

    # What scenarios override.

    def password_of(self, user: str) -> str | None:
        """The password of an account, None where there is no such account."""
        return next((account.password for account in self.settings.accounts if account.user == user), None)

    def refuse_login(self, user: str) -> Reply | None:
        """A refusal of a user whose password was right."""
        return None

    # The exchange.

    def auth(self, command: Command) -> Iterable[Action]:
        """AUTH mechanism [initial-response]."""
        name, _, initial = command.argument.partition(" ")
        if problem := self._auth_problem(name.upper(), initial.strip()):
            return [problem]
        self._challenges += 1
        mechanism = MECHANISMS[name.upper()]
        self._proof = mechanism.begin(self.password_of, self._challenge())
        challenge = next(self._proof)
        self.phase = Phase.AUTH
        if not initial.strip():
            return [reply(334, "", encode(challenge))]
        # RFC 4954 §4: "=" is an initial response of no octets.
        answer = initial.strip().encode("utf-8", "surrogateescape")
        return self._answered(b"" if answer == b"=" else answer)

    def take_answer(self, line: Line) -> Iterable[Action]:
        """One line of the client in an AUTH exchange."""
        if line.too_long:
            # RFC 4954 §4 has this very code for it.
            return [self._over(reply(500, "5.5.6", "Authentication Exchange line is too long"))]
        answer = line.raw.rstrip(b"\r\n")
        if answer == b"*":
            return [self._over(reply(501, "5.7.0", "Authentication aborted"))]
        return self._answered(answer)

    def _answered(self, answer: bytes) -> Iterable[Action]:
        assert self._proof is not None
        try:
            challenge = self._proof.send(decode(answer))
        except Malformed as error:
            return [self._over(reply(501, "5.5.2", f"Error: {error}"))]
        except StopIteration as end:
            return [self._over(self._outcome(end.value))]
        return [reply(334, "", encode(challenge))]

    def _outcome(self, user: str | None) -> Reply:
        if user is None:
            return reply(535, "5.7.8", "Error: authentication failed")
        if problem := self.refuse_login(user):
            return problem
        self.user = user
        return reply(235, "2.7.0", "Authentication successful")

    def _over(self, last: Reply) -> Reply:
        self.phase = Phase.COMMAND
        self._proof = None
        return last

    def _auth_problem(self, name: str, initial: str) -> Reply | None:
        if self.user is not None:
            return reply(503, "5.5.1", "Error: already authenticated")
        if self.auth_needs_tls and not self.secure:
            return reply(538, "5.7.11", "Encryption required for requested authentication mechanism")
        if not name:
            return reply(501, "5.5.4", "Syntax: AUTH mechanism [initial-response]")
        if name not in self.mechanisms:
            return reply(504, "5.5.4", f"Error: {name} is not offered here, only {' '.join(self.mechanisms)}")
        if initial and not MECHANISMS[name].takes_initial:
            return reply(501, "5.7.0", f"Error: {name} takes no initial response")
        return None

    def _challenge(self) -> str:
        """RFC 2195 §2: one that never came before; counted, so that a session can be repeated."""
        return f"<{self.session}.{self._challenges}@{self.settings.hostname}>"
