"""A server that floods its client, as it is told to by lines. Run as a program, it prints its port.

`FLOOD n`: replies of n lines each, 10,000 lines a second in all. `QUIET` ends it. `GATHER n`: so many lines at once,
in replies as long as are shown unfolded.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time

LINES_A_SECOND = 10_000
UNFOLDED = 12
"""Lines of the longest reply that is shown whole at once."""


def gathered(count: int) -> str:
    """The last reply to GATHER, when so many lines have been sent since the beginning."""
    return f"that makes {count} lines"


class Flood:
    """One client."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._number = 0
        self._length = 0
        self._begun = 0.0
        self._sent = 0

    def serve(self) -> None:
        """Until the client is gone."""
        self._connection.sendall(b"220 flood.example ESMTP\r\n")
        with selectors.DefaultSelector() as selector:
            selector.register(self._connection, selectors.EVENT_READ)
            while True:
                if selector.select(0.005 if self._length else None):
                    data = self._connection.recv(4096)
                    if not data:
                        return
                    for line in data.decode().split("\r\n")[:-1]:
                        self._obey(line)
                if self._length:
                    self._go_on()

    def _obey(self, line: str) -> None:
        word, _, count = line.partition(" ")
        if word == "GATHER":
            for _ in range(int(count) // UNFOLDED):
                self._connection.sendall(self._reply(UNFOLDED))
            self._connection.sendall(f"250 {gathered(self._number)}\r\n".encode())
            return
        if word in ("FLOOD", "QUIET"):
            self._length = int(count or 0)
            self._begun, self._sent = time.monotonic(), 0
        self._connection.sendall(b"250 ok\r\n")

    def _go_on(self) -> None:
        due = (time.monotonic() - self._begun) * LINES_A_SECOND
        while self._sent + self._length <= due:
            self._connection.sendall(self._reply(self._length))
            self._sent += self._length

    def _reply(self, length: int) -> bytes:
        first = self._number
        self._number += length
        lines = [
            b"214-line %07d of the help that nobody asked for\r\n" % number for number in range(first, self._number)
        ]
        lines[-1] = lines[-1].replace(b"-", b" ", 1)
        return b"".join(lines)


def _serve() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                Flood(connection).serve()


if __name__ == "__main__":
    _serve()
