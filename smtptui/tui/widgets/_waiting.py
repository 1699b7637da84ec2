"""Rows on their way into the view. Knows no widgets."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from smtptui.transcript.rows import Row


class Waiting:
    """Rows that came and are not taken yet; where they are made as they are asked for, they are not even made."""

    def __init__(self) -> None:
        self._sources: deque[Iterator[Row]] = deque()

    def __bool__(self) -> bool:
        return bool(self._sources)

    def add(self, rows: Iterable[Row]) -> None:
        """More of them."""
        self._sources.append(iter(rows))

    def take(self, most: int) -> list[Row]:
        """The next ones, so many at most."""
        rows: list[Row] = []
        while self._sources and (room := most - len(rows)):
            rows += islice(self._sources[0], room)
            if len(rows) < most:
                self._sources.popleft()
        return rows

    def take_all(self) -> list[Row]:
        """All of them."""
        rows = list(chain.from_iterable(self._sources))
        self._sources.clear()
        return rows

    def clear(self) -> None:
        """They are not wanted any more."""
        self._sources.clear()
