"""The errors that the program raises on purpose. Each carries a `Message`: what went wrong and what to do.

Bad bytes from a server are events, never exceptions.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtptui.messages import Message


class SmtptuiError(Exception):
    """The base: `message` is the sentence for a person."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class UsageError(SmtptuiError):
    """What the user gave cannot be understood: a target, a flag, a settings file. Exit code 2."""


class ConnectFailed(SmtptuiError, OSError):
    """No connection: the name does not resolve, nobody listens, the network says no. Exit code 3."""


class ConnectTimeout(ConnectFailed, TimeoutError):
    """Connecting took longer than allowed. Exit code 4."""


class TlsFailed(SmtptuiError):
    """The TLS handshake failed, or the certificate was not accepted. Exit code 3."""


class TlsTimeout(TlsFailed, TimeoutError):
    """The TLS handshake took longer than allowed. Exit code 4."""


class ConnectionLost(SmtptuiError, ConnectionError):
    """The session is over and something still wanted to use it. Exit code 3."""


class WaitRanOut(SmtptuiError, TimeoutError):
    """A reply did not come in time. Exit code 4."""


class LessonError(SmtptuiError):
    """An author's mistake in a lesson or script, at `file:line:column` (both from 1). Exit code 2.

    `code` names the kind of mistake, `fix` is a suggestion, `source` the line it is on.
    """

    def __init__(
        self,
        file: str,
        line: int,
        column: int,
        code: str,
        message: Message,
        *,
        source: str = "",
        fix: Message | None = None,
    ) -> None:
        super().__init__(message)
        self.file = file
        self.line = line
        self.column = column
        self.code = code
        self.source = source
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}"


class UnknownName(UsageError):
    """A name that no module, scenario, format or session bears; `known` are the names that exist."""

    def __init__(self, kind: Message, name: str, known: Sequence[str]) -> None:
        import difflib

        self.name = name
        self.known = tuple(known)
        close = difflib.get_close_matches(name, known, n=1)
        if close:
            message = Message(
                'There is no {kind} "{name}". Did you mean "{close}"?', kind=kind, name=name, close=close[0]
            )
        else:
            message = Message(
                'There is no {kind} "{name}". Known: {known}.',
                kind=kind,
                name=name,
                known=", ".join(known) or "-",
            )
        super().__init__(message)
