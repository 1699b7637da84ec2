"""From the shell to the first screen that can be used, in a real terminal, beside the least Textual program."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from tests.bench._processes import SMTPTUI, medians, users_environment
from tests.bench._terminal import Terminal
from tests.bench.ratio import Ratio

ROUNDS = 11
MINIMAL = (sys.executable, str(Path(__file__).with_name("_minimal_app.py")))


def run() -> Iterable[Ratio]:
    """The connect screen, where Enter starts a session; and the editor, with a target that nothing listens on."""
    with users_environment() as user:

        def until(words: str, *command: str) -> None:
            with Terminal(command, user) as terminal:
                terminal.wait_for(words)

        connect, editor, minimal = medians(
            ROUNDS,
            lambda: until("Enter starts", *SMTPTUI),
            lambda: until("refused the connection", *SMTPTUI, "127.0.0.1:1"),
            lambda: until("ready to be used", *MINIMAL),
        )
    yield Ratio("the connect screen, to a minimal Textual app", 1e3 * connect, 1e3 * minimal, "ms", 1.5)
    yield Ratio("a session on the screen, to the same", 1e3 * editor, 1e3 * minimal, "ms", 1.5)
