"""A server that says what a script tells it to, whatever a client makes of it; and remembers what it heard."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

HANG_UP = b"\0hang up"
"""At the end of an answer: close the connection after it."""

EHLO = b"250-mail.example.test\r\n250 8BITMIME\r\n"
ANSWERS: Mapping[str, bytes] = {
    "": b"220 mail.example.test ESMTP\r\n",
    "EHLO": EHLO,
    "MAIL": b"250 2.1.0 sender ok\r\n",
    "RCPT": b"250 2.1.5 recipient ok\r\n",
    "DATA": b"354 go ahead\r\n",
    ".": b"250 2.0.0 taken\r\n",
    "QUIT": b"221 2.0.0 bye\r\n" + HANG_UP,
}


@dataclass
class Scripted:
    """Answers each verb with its bytes, in one segment. `heard` are the commands of all connections, in order. `tls` is
    for STARTTLS, or with `at_once` before the greeting."""

    answers: Mapping[str, bytes]
    tls: ssl.SSLContext | None = None
    at_once: bool = False
    heard: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self._open:
            connection.close()
        for thread in self._threads:
            thread.join(10)

    def answer(self, verb: str) -> bytes:
        return self.answers.get(verb, ANSWERS.get(verb, b"500 5.5.1 what?\r\n"))

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            connection.settimeout(30)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            self._talk(connection)
        except (OSError, ValueError):
            connection.close()

    def _talk(self, connection: socket.socket) -> None:
        if self.at_once:
            connection = self._wrapped(connection)
        if not self._say(connection, ""):
            return
        while line := _read_line(connection):
            verb = line.split(b" ")[0].decode("latin-1").upper()
            self.heard.append(line.decode("latin-1"))
            if not self._say(connection, verb):
                return
            if verb == "STARTTLS" and self.answer(verb).startswith(b"220"):
                connection = self._wrapped(connection)
            elif verb == "DATA" and self.answer(verb).startswith(b"354"):
                while (line := _read_line(connection)) != b".":
                    pass
                self.heard.append(".")
                if not self._say(connection, "."):
                    return
        connection.close()

    def _wrapped(self, connection: socket.socket) -> socket.socket:
        """Under TLS; where the handshake fails, its alert is sent."""
        assert self.tls is not None
        secured = self.tls.wrap_socket(connection, server_side=True)
        self._open.append(secured)
        return secured

    def _say(self, connection: socket.socket, verb: str) -> bool:
        answer = self.answer(verb)
        connection.sendall(answer.removesuffix(HANG_UP))
        if answer.endswith(HANG_UP):
            connection.close()
        return not answer.endswith(HANG_UP)


def _read_line(connection: socket.socket) -> bytes:
    """A line without its end; ValueError when there is no more. Byte by byte: what follows may be TLS."""
    line = b""
    while not line.endswith(b"\r\n"):
        byte = connection.recv(1)
        if not byte:
            raise ValueError("the client is gone")
        line += byte
    return line[:-2]
