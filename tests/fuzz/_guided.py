"""One target under atheris, in a process of its own: it instruments what it imports, and ends the process itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

LONGEST = 2048


def main(name: str, seconds: str, corpus: str) -> None:
    """Fuzzes for so many seconds, beginning with the seeds. Ends with another exit code than 0 where a check fails;
    the input is then in `corpus`, in a file whose name begins with `crash-`."""
    with atheris.instrument_imports(include=["smtptui"]):
        from tests.fuzz import targets

        target = targets.load(name)
    for number, seed in enumerate(target.SEEDS):
        Path(corpus, f"seed-{number}").write_bytes(seed)
    flags = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-rss_limit_mb=2048", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *flags, f"-artifact_prefix={corpus}{os.sep}", corpus], target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
