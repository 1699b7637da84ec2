"""Fuzzes every target, or those named, each for a while."""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz import targets


def main() -> int:
    """Exit code 1 where an input broke a promise; it is printed, and kept in the working folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(targets.names()))
    parser.add_argument("--seconds", type=int, default=60, help="for each target; 60 by default")
    arguments = parser.parse_args()
    if unknown := set(arguments.targets) - set(targets.names()):
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not here: pip install atheris (CPython 3.11 to 3.13, Linux on x86-64)", file=sys.stderr)
        return 2
    failed = 0
    for name in arguments.targets or targets.names():
        trouble = fuzz(name, arguments.seconds)
        print(f"{name}: {trouble or 'held'}", flush=True)
        failed += trouble is not None
    return 1 if failed else 0


def fuzz(name: str, seconds: int) -> str | None:
    """What went wrong within so many seconds, with the input; None where nothing did."""
    with tempfile.TemporaryDirectory() as corpus:
        command = [sys.executable, "-m", "tests.fuzz._guided", name, str(seconds), corpus]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode == 0:
            return None
        inputs = [path.read_bytes() for path in Path(corpus).glob("[cto]*-*") if not path.name.startswith("seed-")]
    told = "\n".join(line for line in (done.stdout + done.stderr).splitlines() if not line.startswith(("INFO:", "==")))
    for raw in inputs:
        Path(f"fuzz-{name}.input").write_bytes(raw)
    return f"broken by {inputs[:1]!r}\n{told[-3000:]}"


if __name__ == "__main__":
    raise SystemExit(main())
