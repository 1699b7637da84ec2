"""A program in a real terminal of its own, as far as a bench needs it: what it draws, and the time it takes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROWS, COLUMNS = 40, 120
PATIENCE = 30.0
_ESCAPES = re.compile(rb"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|\[[0-?]*[ -/]*[@-~]|[P_^][^\x1b]*\x1b\\|.)")


class Terminal:
    """Runs `command`. What it draws is read whenever something is waited for, as a terminal would."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self.started = time.perf_counter()
        self._pid, self._screen = pty.fork()
        if self._pid == 0:
            with contextlib.suppress(OSError):
                os.execvpe(command[0], list(command), environment)
            os._exit(127)
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._drawn = b""
        self._command = command

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._screen)

    def press(self, keys: bytes) -> None:
        """Types; what was drawn before is forgotten."""
        self._drawn = b""
        os.write(self._screen, keys)

    @property
    def drawn(self) -> str:
        """What was drawn since the last key, without escape sequences and spaces."""
        return _ESCAPES.sub(b"", self._drawn).replace(b" ", b"").decode(errors="replace")

    def wait_for(self, words: str) -> float:
        """Reads until `words` have been drawn. Returns the seconds since the start. Raises TimeoutError."""
        wanted = words.replace(" ", "")
        return self.wait_until(lambda drawn: wanted in drawn, words)

    def wait_until(self, holds: Callable[[str], bool], what: str) -> float:
        """Reads until a condition holds of what was drawn. Returns the seconds since the start. Raises TimeoutError."""
        deadline = time.perf_counter() + PATIENCE
        while not holds(self.drawn):
            if not self._read(deadline - time.perf_counter()):
                raise TimeoutError(f"{' '.join(self._command)} never drew {what!r}: {self._drawn[-2000:]!r}")
        return time.perf_counter() - self.started

    def rest(self, seconds: float) -> float:
        """Lets it be for a while. Returns the share of a core that it took meanwhile."""
        begun, before = time.perf_counter(), self._cpu_seconds()
        end = begun + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)
        return (self._cpu_seconds() - before) / (time.perf_counter() - begun)

    def _read(self, patience: float) -> bool:
        if patience <= 0 or not select.select([self._screen], [], [], patience)[0]:
            return False
        try:
            data = os.read(self._screen, 65536)
        except OSError:  # the program has ended
            return False
        self._drawn += data
        return bool(data)

    def _cpu_seconds(self) -> float:
        """Of all its threads, to the nanosecond (Linux)."""
        threads = Path(f"/proc/{self._pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text("ascii").split()[0]) for thread in threads) / 1e9
