"""How often what keeps changing is drawn: at once at first, seldom where it goes on. Knows no widgets."""

from __future__ import annotations

from time import monotonic

SHORTEST = 1 / 30
"""Seconds between two drawings."""
LONGEST = 1 / 10
"""The same once changes keep coming: to draw takes longer than all that is drawn, and keys must be answered."""
RUN = 4
"""Drawings in a row from which changes keep coming."""


class Pace:
    """When to draw next. `drawn` is called at each drawing."""

    def __init__(self) -> None:
        self._drawn_at = 0.0
        self._in_a_row = 0

    @property
    def wait(self) -> float:
        """Seconds from now until the next drawing, 0 for at once."""
        interval = SHORTEST if self._in_a_row < RUN else LONGEST
        return max(0.0, self._drawn_at + interval - monotonic())

    def drawn(self) -> None:
        """It is drawn now."""
        now = monotonic()
        self._in_a_row = self._in_a_row + 1 if now - self._drawn_at < 2 * LONGEST else 0
        self._drawn_at = now
