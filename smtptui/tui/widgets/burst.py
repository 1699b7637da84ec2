"""Keys that come faster than anyone types: a paste, in terminals that paste key by key (CONTRIBUTING.md). Pure."""

from __future__ import annotations

from collections import deque

KEYS = 4
"""So many keys before an Enter …"""
WITHIN = 0.1
"""… in so many seconds: nobody types forty a second."""
HOLD = 0.1
"""Seconds that such an Enter waits for the next key of its paste; a busy machine has been seen to take half of that
between two keys that came together."""


class Burst:
    """The times of the newest keys, in seconds."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=KEYS + 1)

    def push(self, time: float) -> bool:
        """A key that came at `time`; whether it belongs to a burst."""
        self._times.append(time)
        return len(self._times) == KEYS + 1 and time - self._times[0] <= WITHIN
