"""What a bench finds: a cost, as a multiple of what else must be paid in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """`cost` and `base` are in the same unit; `goal` is the highest multiple that is good, None where there is none."""

    what: str
    cost: float
    base: float
    unit: str
    goal: float | None = None

    @property
    def times(self) -> float:
        """How many times the base."""
        return self.cost / self.base

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.goal is None or self.times <= self.goal

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"  (goal {self.goal:g}{'' if self.is_met else ', MISSED'})"
        times = f"{self.times:5.2f}" if self.times >= 0.1 else f"{self.times:.4f}"
        return f"{self.what:<44} {times} x   {self.cost:9.2f} {self.unit} to {self.base:9.2f}{goal}"


def best_of(count: int, action: Callable[[], object]) -> float:
    """The shortest time in seconds of several runs: what is left is the work itself."""
    best = float("inf")
    for _ in range(count):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best
