"""How often what keeps changing is drawn."""

from __future__ import annotations

import pytest

from smtptui.tui import pace
from smtptui.tui.pace import LONGEST, RUN, SHORTEST, Pace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in its one element."""
    now = [1000.0]
    monkeypatch.setattr(pace, "monotonic", lambda: now[0])
    return now


def test_at_once_then_soon_then_seldom_and_at_once_again(clock: list[float]) -> None:
    it = Pace()
    waits = []
    for _ in range(RUN + 3):
        waits.append(it.wait)
        clock[0] += it.wait
        it.drawn()
    assert waits[0] == 0.0
    assert waits[1:] == pytest.approx([SHORTEST] * RUN + [LONGEST] * 2)
    clock[0] += 1.0
    assert it.wait == 0.0
    it.drawn()
    assert it.wait == pytest.approx(SHORTEST)
