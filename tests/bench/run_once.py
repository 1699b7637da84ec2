"""`smtptui run` of a short script as a whole process, beside the least that any asyncio program has to pay."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from tests.bench import _server
from tests.bench._processes import SMTPTUI, medians, run_quietly, server_process, users_environment
from tests.bench.ratio import Ratio

ROUNDS = 21
SCRIPT = """\
S: 220
C: EHLO client.example
S: 250
S+ PIPELINING
C: MAIL FROM:<alice@example.org>
S: 250
C: RCPT TO:<bob@example.org>
S: 250
C: DATA
S: 354
C: Subject: bench
C:
C: hello
C: .
S: 250
C: QUIT
S: 221
"""


def run() -> Iterable[Ratio]:
    """The run, and the program's mere version."""
    with users_environment() as user, server_process(_server.__name__) as port, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "short.smtp"
        script.write_text(SCRIPT)
        run_it = (*SMTPTUI, "run", str(script), "-t", f"127.0.0.1:{port}")
        commands = [run_it, (*SMTPTUI, "--version"), (sys.executable, "-c", "import asyncio, ssl")]
        actions = [partial(run_quietly, command, user) for command in commands]
        for action in actions:
            action()
        whole, version, base = (1e3 * taken for taken in medians(ROUNDS, *actions))
    yield Ratio("run of a short script, to asyncio and ssl", whole, base, "ms", 1.7)
    yield Ratio("--version, to asyncio and ssl", version, base, "ms", 1.0)
