"""What the explorer takes of a core while nobody touches it, in a real terminal."""

from __future__ import annotations

from collections.abc import Iterable

from tests.bench._processes import SMTPTUI, users_environment
from tests.bench._terminal import Terminal
from tests.bench.ratio import Ratio

SETTLING, RESTING = 3.0, 8.0
GOAL = 0.005


def run() -> Iterable[Ratio]:
    """On the connect screen, and with a session open, whose clock ticks once a second."""
    with users_environment() as user, Terminal(SMTPTUI, user) as terminal:
        terminal.wait_for("Enter starts")
        terminal.rest(SETTLING)
        yield Ratio("idle on the connect screen", 1e3 * terminal.rest(RESTING) * RESTING, 1e3 * RESTING, "ms", GOAL)
        terminal.press(b"\r")
        terminal.wait_for("220 practice")
        terminal.rest(SETTLING)
        yield Ratio("idle with a session open", 1e3 * terminal.rest(RESTING) * RESTING, 1e3 * RESTING, "ms", GOAL)
