"""Lines of standard input, as they come, on the event loop: from a terminal, a pipe or a file."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterator

_PORTION = 65536


class LineSource:
    """Reads a file descriptor only while a line is waited for: what is not asked for stays where it is.

    The descriptor's own mode is left alone, since a shell may share it.
    """

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._buffer = bytearray()
        self._is_over = False
        self.is_terminal = os.isatty(descriptor)

    async def next_line(self) -> str | None:
        """The next line without its end, None when there is none. A last line needs no end."""
        while True:
            end = self._buffer.find(b"\n")
            if end >= 0 or (self._is_over and self._buffer):
                return self._take(end + 1 or len(self._buffer))
            if self._is_over:
                return None
            await self._readable()
            self._read()

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """What is typed meanwhile is not shown by the terminal."""
        if not self.is_terminal:
            yield
            return
        import termios

        before = termios.tcgetattr(self._descriptor)
        silent = [*before]
        silent[3] &= ~termios.ECHO
        silent[3] |= termios.ECHONL
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, silent)
        try:
            yield
        finally:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, before)

    def _take(self, size: int) -> str:
        line = bytes(self._buffer[:size])
        del self._buffer[:size]
        return line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "surrogateescape")

    def _read(self) -> None:
        try:
            portion = os.read(self._descriptor, _PORTION)
        except OSError:  # the terminal is gone
            portion = b""
        self._buffer += portion
        self._is_over = not portion

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        try:
            loop.add_reader(self._descriptor, ready.set)
        except OSError:  # a file, which is always ready; or no input at all
            await asyncio.sleep(0)
            return
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._descriptor)
