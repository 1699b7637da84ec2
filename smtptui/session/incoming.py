"""What a server sent, worked through in turns: a screen, too, must have its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from smtptui.session.link import Link
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.state import TLS_PENDING

PIECE = 512
"""Bytes of the server's that are worked through between two looks at the clock."""
TURN = 0.005
"""Seconds that what a server sent is worked through at once."""
BREAK = 0.002
"""Seconds between two turns: what a key sets off is mostly done within them."""


class Incoming:
    """The bytes that came and are not worked through yet."""

    def __init__(self, link: Link, dialogue: Dialogue) -> None:
        self._link = link
        self._dialogue = dialogue
        self._bytes = bytearray()
        self._is_on_break = False

    @property
    def is_empty(self) -> bool:
        """Whether what comes now is next."""
        return not self._bytes and not self._is_on_break

    def take_turn(self, data: bytes, take: Callable[[bytes], None], go_on: Callable[[], None]) -> bool:
        """Gives what waits, and then `data`, to `take`, a piece at a time and for one turn.

        What is left waits for the next: `go_on` is called when it is time for it. False during a break.
        """
        self._bytes += data
        if self._is_on_break:
            return False
        until = time.monotonic() + TURN
        while self._bytes:
            take(self._piece())
            if self._bytes and time.monotonic() > until and self._dialogue.phase is not TLS_PENDING:
                self._is_on_break = True
                self._link.pause()
                asyncio.get_running_loop().call_later(BREAK, go_on)
                break
        return True

    def end_break(self) -> None:
        """The next turn may begin."""
        self._is_on_break = False
        self._link.resume()

    def take_all(self) -> bytes:
        """What is left, taken out."""
        rest = bytes(self._bytes)
        self._bytes.clear()
        return rest

    def _piece(self) -> bytes:
        if self._dialogue.phase is TLS_PENDING:
            return self.take_all()  # one event, not one for each piece
        piece = bytes(self._bytes[:PIECE])
        del self._bytes[:PIECE]
        return piece
