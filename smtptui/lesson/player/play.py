"""How to play a script, and what it needs of the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from smtptui.lesson.stages import Stage
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.target import Target
from smtptui.smtp.capabilities import Capabilities
from smtptui.smtp.state import DialogueState
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Fit:
    """What a lesson wants of a server that is not the practice server: `needs` are EHLO keywords with parameters."""

    portable: bool = True
    needs: tuple[str, ...] = ()

    def missing(self, state: DialogueState, *, certain: bool = False) -> Sequence[str]:
        """The needs that no EHLO reply has met. While TLS may still bring them that is not `certain`."""
        offered = state.capabilities
        if offered is None and not certain:
            return ()
        if not certain and not state.secure and offered is not None and "STARTTLS" in offered:
            return ()
        listed = [each for each in (offered, state.capabilities_before_tls) if each is not None]
        return [need for need in self.needs if not any(_offers(each, need.split()) for each in listed)]


def _offers(capabilities: Capabilities, words: Sequence[str]) -> bool:
    if words[0] not in capabilities:
        return False
    offered = {word.upper() for word in capabilities.parameters(words[0])}
    return all(word.upper() in offered for word in words[1:])


@dataclass(frozen=True, slots=True)
class Play:
    """How to play a script. `target` is where it goes that does not name one itself. `variables` and `secrets` beat
    the script's own `@set`; `secrets` are never shown. `until` stops after that stage. `fit`: of a lesson, what it
    wants of the server."""

    target: str | Target
    options: ConnectOptions | None = None
    default_tls: TlsMode = TlsMode.NONE
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    until: Stage | None = None
    fit: Fit | None = None
