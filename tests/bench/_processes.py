"""Whole processes, run as users run them: with compiled modules, and with folders of their own."""

from __future__ import annotations

import compileall
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import smtptui

SMTPTUI = (sys.executable, "-m", "smtptui")


@contextlib.contextmanager
def users_environment() -> Iterator[dict[str, str]]:
    """The environment of a user who has just installed the program: everything compiled, nothing kept yet."""
    compileall.compile_dir(Path(smtptui.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory() as home:
        strange = ("PYTHON", "XDG_", "SMTPTUI_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
        yield {**kept, "HOME": home, "LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}


@contextlib.contextmanager
def server_process(module: str) -> Iterator[int]:
    """A server apart from what is measured: a module that prints its port when it runs as a program."""
    with subprocess.Popen([sys.executable, "-m", module], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def run_quietly(command: Sequence[str], environment: dict[str, str]) -> None:
    """Runs it to its end. Raises RuntimeError where it fails: a failure is quick, and says nothing."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr or done.stdout}")


def medians(rounds: int, *actions: Callable[[], object]) -> list[float]:
    """The median time of each action in seconds, their runs interleaved, so that a noisy moment falls on all."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for action, taken in zip(actions, times, strict=True):
            begun = time.perf_counter()
            action()
            taken.append(time.perf_counter() - begun)
    return [statistics.median(taken) for taken in times]
