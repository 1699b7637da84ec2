"""The program as a process, for tests: run to its end, or on a pseudo terminal."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONG = 60.0
"""Seconds after which something hangs."""

COMMAND = (sys.executable, "-m", "smtptui")

Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(home: Path, **more: str) -> dict[str, str]:
    """What the program may know of its surroundings, and no more."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONDONTWRITEBYTECODE")}
    return {**kept, "PYTHONPATH": str(ROOT), "SMTPTUI_HOME": str(home), "LANG": "C.UTF-8", **more}


def runner(folder: Path) -> Run:
    """Runs the program in an empty folder; its home is beside that."""
    (folder / "empty").mkdir()

    def run(*arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=folder / "empty",
            env=environment(folder / "home", **more),
            timeout=LONG,
        )

    return run


class Terminal:
    """The program on a pseudo terminal."""

    def __init__(self, home: Path, *arguments: str, **more: str) -> None:
        self._ours, theirs = os.openpty()
        self.written = ""
        self._seen = 0
        self._process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment(home, **more),
            start_new_session=True,
        )
        os.close(theirs)

    def until(self, text: str) -> None:
        """Reads until `text` was written after what was waited for before."""
        while (found := self.written.find(text, self._seen)) < 0:
            portion = os.read(self._ours, 65536)
            assert portion, self.written
            self.written += portion.decode().replace("\r\n", "\n")
        self._seen = found + len(text)

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def end(self) -> int:
        with contextlib.suppress(OSError):  # the other end is closed
            while portion := os.read(self._ours, 65536):
                self.written += portion.decode().replace("\r\n", "\n")
        os.close(self._ours)
        return self._process.wait(LONG)
