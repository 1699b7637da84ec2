"""The real program as a child process: with its input at hand, or line by line."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

REPOSITORY = Path(__file__).parents[2]
DEADLINE = 60.0
"""Seconds: generous, since the machine may have other work."""


@dataclass(frozen=True)
class Ran:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[str]:
        return self.out.splitlines()

    def gutters(self, *gutters: str) -> list[str]:
        """The rows with one of `gutters`, without it."""
        return [row[4:] for row in self.rows if row[:4] in gutters]


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours, without what would change the program's ways."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "SMTPTUI_PROXY_PASSWORD")}
    return {**kept, "SMTPTUI_HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(extra or {})}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "smtptui", *arguments]


def run_program(
    home: Path,
    *arguments: str,
    typed: str = "",
    env: Mapping[str, str] | None = None,
    wrapper: Sequence[str] = (),
    before: Callable[[], None] | None = None,
    timeout: float = DEADLINE,
) -> Ran:
    """Runs the program to its end with `typed` on its standard input. `before` is called in the child."""
    ended = subprocess.run(
        [*wrapper, *command(*arguments)],
        input=typed.encode(),
        capture_output=True,
        env=environment(home, env),
        cwd=REPOSITORY,
        timeout=timeout,
        preexec_fn=before,
    )
    assert b"Traceback" not in ended.stderr, ended.stderr.decode()
    return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def typed_session(home: Path, target: str, *lines: str, flags: Sequence[str] = (), **keywords: str) -> Ran:
    """`printf … | smtptui --no-tui TARGET`."""
    return run_program(home, "--no-tui", *flags, target, typed="".join(f"{line}\n" for line in lines))


class Running:
    """The program while it runs: what it prints is read as it comes, what is typed is sent at once."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,
        merged: bool = False,
    ) -> None:
        self._process = subprocess.Popen(
            command(*arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            env=environment(home, env),
            cwd=REPOSITORY,
            start_new_session=True,
            preexec_fn=before,
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self._fresh: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._read_out)]
        if not merged:
            self._threads.append(threading.Thread(target=self._read_err))
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        return self._process.pid

    def type(self, *lines: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self._process.stdin.flush()

    def end_input(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def next_row(self) -> str | None:
        """The next line of standard output, None at its end."""
        try:
            return self._fresh.get(timeout=DEADLINE)
        except queue.Empty:
            raise TimeoutError(f"no output; so far: {self.out} {self.err}") from None

    def until(self, text: str) -> str:
        """The next row that has `text`."""
        while (row := self.next_row()) is not None:
            if text in row:
                return row
        raise AssertionError(f"{text!r} did not come: {self.out} {self.err}")

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self) -> Ran:
        """Waits for the end."""
        code = self._process.wait(DEADLINE)
        for thread in self._threads:
            thread.join(DEADLINE)
        self._close()
        return Ran(code, "".join(self.out), "".join(self.err))

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.end()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue

    def _read_out(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.out.append(line.decode())
            self._fresh.put(self.out[-1].removesuffix("\n"))
        self._fresh.put(None)

    def _read_err(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.err.append(line.decode())
