"""The bench on which a script is played: sessions to targets, and what only the practice server can do."""

from __future__ import annotations

from typing import Protocol

from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.session import Session
from smtptui.session.target import Target
from smtptui.transcript.record import Transcript


class Bench(Protocol):
    """What the player asks of its surroundings. The workbench is one; tests bring their own."""

    async def session(
        self,
        target: str | Target,
        options: ConnectOptions | None = None,
        *,
        default_tls: TlsMode = TlsMode.NONE,
        transcript: Transcript | None = None,
    ) -> Session:
        """A session ready to be opened; the practice server is started where the target is one. With `transcript` it
        goes on in that one.

        Raises UsageError for a target that is none, ConnectFailed where the practice server cannot start.
        """
        ...

    def advance(self, seconds: float) -> None:
        """Moves the practice server's clock."""
        ...

    def renew(self) -> None:
        """The practice servers forget what they took and whom they have seen: what follows goes as if for the first
        time. Sessions under way keep what they know."""
        ...

    def mailbox(self, address: str) -> list[bytes]:
        """The messages that the practice server delivered to `address`, oldest first; Return-Path has the sender."""
        ...

    def is_practice(self, session: Session) -> bool:
        """Whether the session talks to this bench's practice server."""
        ...
