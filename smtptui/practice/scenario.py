"""A scenario: one way in which the practice server behaves. Each is one file of scenarios/, found by its name. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from smtptui import registry
from smtptui.messages import Message
from smtptui.practice import scenarios
from smtptui.practice.host import Host
from smtptui.practice.ledger import Ledger
from smtptui.practice.settings import HostSettings
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Scenario:
    """`new_host` makes one session's host: a subclass of `Host`, or whatever takes the same arguments."""

    name: str
    summary: Message
    new_host: Callable[..., Host]

    def host(
        self,
        settings: HostSettings | None = None,
        ledger: Ledger | None = None,
        *,
        peer: str = "127.0.0.1",
        session: int = 1,
        now: float = 0.0,
        secure: bool = False,
    ) -> Host:
        """A host for a new session, which says the scenario's name in its EHLO reply."""
        named = replace(settings or HostSettings(), scenario=self.name)
        return self.new_host(named, ledger, peer=peer, session=session, now=now, secure=secure)


def scenario_names() -> tuple[str, ...]:
    """The names of all scenarios, without importing one."""
    return registry.names(scenarios)


def load_scenario(name: str) -> Scenario:
    """The scenario called `name`. Raises UnknownName."""
    return registry.load(scenarios, Scenario, name, Message("scenario"))
