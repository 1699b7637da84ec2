"""Where a learner stands in a session, and whether what a step builds on is still there. Pure."""

from __future__ import annotations

from smtptui.smtp.state import DialogueState, Phase
from smtptui.values import dataclass

_INSIDE = (Phase.AUTH, Phase.DATA, Phase.CHUNK)
"""Phases in which a line is no command."""


@dataclass(frozen=True, slots=True)
class Footing:
    """What counts of a session's state. `auth_step`: how many answers of a login were given. `free`: of what follows
    no line in particular is wanted, so that a login or a message may well be under way."""

    phase: Phase
    secure: bool = False
    greeted: bool = False
    authenticated: str | None = None
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    auth_step: int = 0
    free: bool = False

    @classmethod
    def of(cls, state: DialogueState, auth_step: int = 0) -> Footing:
        """The footing in a state."""
        return cls(
            state.phase,
            state.secure,
            state.client_name is not None,
            state.authenticated,
            state.envelope.sender,
            state.envelope.recipients,
            auth_step if state.phase is Phase.AUTH else 0,
        )

    @property
    def is_over(self) -> bool:
        """Whether the session is, or is about to be."""
        return self.phase in (Phase.CLOSING, Phase.CLOSED)

    def holds(self, now: Footing) -> bool:
        """Whether what was there is there now: a detour that adds something has cost nothing."""
        if now.is_over and not self.is_over:
            return False
        if not self.free and (self.phase in _INSIDE or now.phase in _INSIDE) and self.phase is not now.phase:
            return False
        return (
            (self.free or self.auth_step == now.auth_step)
            and now.secure >= self.secure
            and now.greeted >= self.greeted
            and self.authenticated in (None, now.authenticated)
            and self.sender in (None, now.sender)
            and self.recipients == now.recipients[: len(self.recipients)]
        )
