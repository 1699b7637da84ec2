"""The octets that came and were not yet taken: cut into lines, message data or counted chunks. Pure, and bounded.

A line may end with a bare LF (the caller sees it); message data ends with CRLF.CRLF alone, since whoever takes
anything else for the end lets mail be smuggled (RFC 5321 §4.1.1.4).
"""

from __future__ import annotations

from dataclasses import field

from smtptui.values import dataclass

_END_OF_DATA = b"\r\n.\r\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end, as it came. `too_long`: more than the limit came; what was over it is gone."""

    raw: bytes = field(repr=False)
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class Data:
    """Message data without the end-of-data line, dots still doubled; `octets` is its true size.

    `raw` is empty when it was more than was to be kept.
    """

    raw: bytes = field(repr=False)
    octets: int

    @property
    def too_big(self) -> bool:
        return self.octets > len(self.raw)


class Inbox:
    """Takes octets in any portions; gives lines, data and chunks."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0
        self._line_dropped = False
        # The CRLF of the DATA line is the first half of an end of data that follows at once.
        self._data = bytearray(b"\r\n")
        self._data_dropped = 0

    def __len__(self) -> int:
        """The octets waiting."""
        return len(self._buffer)

    @property
    def held(self) -> int:
        """All the octets kept, message data under way included."""
        return len(self._buffer) + len(self._data) - 2

    def feed(self, octets: bytes) -> None:
        """Adds what came."""
        self._buffer += octets

    def line(self, limit: int) -> Line | None:
        """The next line, None while its end has not come. Of an overlong line only `limit` octets are kept."""
        end = self._buffer.find(b"\n", self._searched)
        if end < 0:
            if len(self._buffer) > limit:
                del self._buffer[limit:]
                self._line_dropped = True
            self._searched = len(self._buffer)
            return None
        raw = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        self._searched = 0
        too_long = self._line_dropped or len(raw) > limit
        self._line_dropped = False
        return Line(raw[:limit], too_long)

    def data(self, limit: int) -> Data | None:
        """Message data up to its end, None while that has not come; at most about `limit` octets are kept."""
        start = max(0, len(self._data) - len(_END_OF_DATA) + 1)
        self._data += self._buffer
        self._buffer.clear()
        end = self._data.find(_END_OF_DATA, start)
        if end < 0:
            self._drop_excess(limit)
            return None
        self._buffer += self._data[end + len(_END_OF_DATA) :]
        octets = self._data_dropped + end
        raw = b"" if self._data_dropped or end > limit else bytes(self._data[2 : end + 2])
        self._data = bytearray(b"\r\n")
        self._data_dropped = 0
        return Data(raw, octets)

    def _drop_excess(self, limit: int) -> None:
        excess = len(self._data) - len(_END_OF_DATA) + 1
        if excess > limit or self._data_dropped:
            self._data_dropped += max(0, excess)
            del self._data[: max(0, excess)]

    def octets(self, count: int) -> bytes | None:
        """The next `count` octets, None while they have not all come."""
        if len(self._buffer) < count:
            return None
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken
