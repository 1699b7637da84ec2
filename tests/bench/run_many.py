"""25 scripts in one `smtptui run` beside 25 swaks processes that hold the same sessions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.bench import _server
from tests.bench._processes import SMTPTUI, medians, run_quietly, server_process, users_environment
from tests.bench.ratio import Ratio
from tests.bench.run_once import SCRIPT

ROUNDS = 5
COUNT = 25


def run() -> Iterable[Ratio]:
    """One run to 25 processes."""
    swaks = shutil.which("swaks")
    if swaks is None:
        print("  swaks is not here, and 25 of it cannot be measured: apt-get install swaks")
        return
    with users_environment() as user, server_process(_server.__name__) as port, tempfile.TemporaryDirectory() as folder:
        scripts = [Path(folder) / f"{number}.smtp" for number in range(COUNT)]
        for script in scripts:
            script.write_text(SCRIPT)
        ours = (*SMTPTUI, "run", *map(str, scripts), "-t", f"127.0.0.1:{port}")
        theirs = (
            *(swaks, "--server", "127.0.0.1", "--port", str(port), "--ehlo", "client.example"),
            *("--from", "alice@example.org", "--to", "bob@example.org", "--body", "hello"),
        )

        def all_of_theirs() -> None:
            for _ in range(COUNT):
                run_quietly(theirs, user)

        run_quietly(ours, user)
        one, many = medians(ROUNDS, lambda: run_quietly(ours, user), all_of_theirs)
    yield Ratio(f"{COUNT} scripts in one run, to {COUNT} swaks", 1e3 * one, 1e3 * many, "ms", 0.25)
