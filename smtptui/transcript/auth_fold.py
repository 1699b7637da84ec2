"""Follows the AUTH exchanges in what we send: which part of a line may be shown, and which values it gave away. Pure.

It trusts what WE sent. A server's replies can only make it mask more, except that an exchange whose answers are spent
ends with a positive one.
"""

from __future__ import annotations

from dataclasses import field

from smtptui.smtp.auth import AuthLine, client_steps, find_auth, find_login, secrets_in
from smtptui.smtp.command import has_verb, parse_command
from smtptui.smtp.events import Sent
from smtptui.smtp.reply import Reply, Severity
from smtptui.values import dataclass

_INNOCENT = frozenset({b"EHLO ", b"MAIL ", b"RCPT ", b"DATA\r\n", b"QUIT\r\n"})
"""How nearly all lines begin, or are: no exchange begins so, and no attempt at one."""


@dataclass(slots=True)
class AuthFold:
    """`mechanism` is set from an AUTH command on, until its exchange is surely over; `answers` are its lines so far,
    the initial response among them, and `prompts` the challenges that came before the first answer and later."""

    mechanism: str | None = None
    answers: list[bytes] = field(default_factory=list, repr=False)
    prompts: list[bytes] = field(default_factory=list, repr=False)
    spent: int = 0
    last_code: int = 0
    line: bytes = field(default=b"", repr=False)
    fresh: list[bytes] = field(default_factory=list, repr=False)

    def sent(self, event: Sent) -> int | None:
        """Where in our line, whose newest piece the event is, begins what must not be shown; None: nowhere."""
        line = self.line + event.raw
        whole = line.endswith(b"\n")
        self.line = b"" if whole else line
        if whole and self.mechanism is None and (line[:5] in _INNOCENT or line in _INNOCENT):
            return None
        content = line.rstrip(b"\r\n")
        start = self._whole(content) if whole else self._piece(content)
        return None if start is None or start >= len(content) else start

    def received(self, reply: Reply) -> None:
        """A reply, of whatever we think that it answers."""
        self.last_code = reply.code
        if self.mechanism is None:
            return
        if reply.code == 334:
            self.prompts.append(reply.lines[-1].text)
            self._learn()
        elif self.spent >= client_steps(self.mechanism) and reply.severity is Severity.POSITIVE:
            self.mechanism = None

    def connected(self) -> None:
        """Another connection: an unfinished line of the one before is not continued."""
        self.line = b""
        self.last_code = 0

    def take_secrets(self) -> list[bytes]:
        """The values learnt since the last call."""
        fresh, self.fresh = self.fresh, []
        return fresh

    def _piece(self, content: bytes) -> int | None:
        """A line that goes on: it decides nothing yet, and is masked as what it may become."""
        if self.mechanism is not None:
            return 0
        found = _login(content)
        return None if found is None else found.start

    def _whole(self, content: bytes) -> int | None:
        if self.mechanism is not None and self._is_answer(content):
            return self._answer(content)
        found = _login(content)
        if found is None:
            self.mechanism = None
            return None
        self._begin(found, content[found.start :])
        return found.start

    def _is_answer(self, content: bytes) -> bool:
        if find_auth(content) is None and not parse_command(content.decode("utf-8", "surrogateescape")).is_well_formed:
            return True
        assert self.mechanism is not None
        return self.last_code == 334 and self.spent < client_steps(self.mechanism)

    def _answer(self, content: bytes) -> int | None:
        if content.strip() in (b"*", b"=", b""):
            return None
        self.answers.append(content)
        self.spent += 1
        self._learn()
        return 0

    def _begin(self, found: AuthLine, initial: bytes) -> None:
        self.mechanism = found.mechanism
        self.answers = []
        self.prompts = []
        self.spent = 0
        if initial.strip() not in (b"", b"="):
            self.answers.append(initial)
            self.prompts.append(b"")  # the first answer was asked for by nobody
            self.spent = 1
            self._learn()

    def _learn(self) -> None:
        assert self.mechanism is not None
        self.fresh += secrets_in(self.mechanism, self.answers, self.prompts)


def _login(content: bytes) -> AuthLine | None:
    found = find_auth(content)
    if found is None and not has_verb(content.decode("utf-8", "surrogateescape")):
        found = find_login(content)
    return found
