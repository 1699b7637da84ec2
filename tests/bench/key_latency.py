"""From a key to what it changes on the screen, in a real terminal: beside a quiet server, under a flood of 10,000 lines
a second, and with 200,000 rows in the view. The goal is 100 ms, for 95 keys of 100."""

from __future__ import annotations

import math
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tests.bench import _flood
from tests.bench._processes import SMTPTUI, server_process, users_environment
from tests.bench._terminal import Terminal
from tests.bench.ratio import Ratio

LETTERS, PAGES, ROUNDS, REST = 48, 8, 3, 0.04
SETTLING = 1.0
"""Seconds after which a key has done all that it does, and an Escape is no beginning of another key."""
SEPARATE = 0.15
"""Seconds after which a key is none of the same paste."""
GOAL_MS = 100.0
MANY = 240_000
AT_ONCE = 60_000
"""Lines gathered by one command: what nothing asked for may be no more than 10,000 replies."""
LOADS = {"a quiet server": "QUIET", "short replies": "FLOOD 4", "replies of 5,000 lines": "FLOOD 5000"}
TAB, ESCAPE, PAGE_UP = b"\t", b"\x1b", b"\x1b[5~"
TYPED = "zqjxkvwy"
NUMBERS = re.compile(r"line(\d{7})")


def run() -> Iterable[Ratio]:
    """Letters into the editor and pages of the transcript, few rows and many."""
    with users_environment() as user, server_process(_flood.__name__) as port:
        for rows in (0, MANY):
            with Terminal((*SMTPTUI, f"127.0.0.1:{port}"), user) as terminal:
                terminal.wait_for("220 flood.example")
                for number in range(rows // AT_ONCE):
                    terminal.press(f"GATHER {AT_ONCE}\r".encode())
                    terminal.wait_for(_flood.gathered((number + 1) * AT_ONCE))
                yield from _under_loads(terminal, f"{rows:,} rows" if rows else "few rows")


def _under_loads(terminal: Terminal, rows: str) -> Iterator[Ratio]:
    for load, command in LOADS.items():
        terminal.press(command.encode() + b"\r")
        terminal.rest(1.0)
        begun, first = time.perf_counter(), _newest(terminal)
        yield from _told(f"letters, {rows}, {load}", letters(terminal))
        if command != "QUIET":
            came, came_in = _newest(terminal) - first, time.perf_counter() - begun
            if came <= 0:
                raise RuntimeError(f"the flood was cut off; what was drawn last:\n{terminal.drawn[-2000:]}")
            yield Ratio(f"came, {rows}, {load}", came / came_in, _flood.LINES_A_SECOND, "lines a second")
        if rows != "few rows":
            yield from _told(f"pages, {rows}, {load}", pages(terminal))


def letters(terminal: Terminal) -> list[float]:
    """Seconds from each letter typed to its being drawn; now and then the line is sent: a flood is not cut off."""
    taken: list[float] = []
    while len(taken) < LETTERS:
        terminal.press(TYPED[:1].encode())
        terminal.rest(REST)
        for end in range(2, len(TYPED) + 1):
            taken.append(_timed(terminal, TYPED[end - 1 : end].encode(), partial(_shows, TYPED[:end])))
        terminal.press(b"\r")  # its row may be gone before it is drawn
        terminal.rest(SEPARATE)
    return taken


def pages(terminal: Terminal) -> list[float]:
    """Seconds from PageUp to earlier rows' being drawn, in rounds: a line is sent between them, since a flood that goes
    on too long without one is cut off."""
    return [second for _ in range(ROUNDS) for second in _round(terminal)]


def _round(terminal: Terminal) -> list[float]:
    taken: list[float] = []
    terminal.press(b"x")
    terminal.rest(REST)
    terminal.press(b"\r")
    terminal.rest(SEPARATE)
    terminal.press(TAB)
    terminal.rest(REST)
    for _ in range(2):  # the first ends the following: what is drawn meanwhile may be of before the key, and far above
        terminal.press(PAGE_UP)
        terminal.wait_until(lambda drawn: bool(_numbers(drawn)), "rows")
        terminal.rest(SETTLING / 2)
    for _ in range(PAGES):
        terminal.rest(REST)
        taken.append(_timed(terminal, PAGE_UP, partial(_goes_below, min(_numbers(terminal.drawn)))))
    terminal.press(ESCAPE)
    terminal.rest(SETTLING)
    return taken


def _shows(typed: str, drawn: str) -> bool:
    return typed in drawn


def _goes_below(first: int, drawn: str) -> bool:
    return any(number < first for number in _numbers(drawn))


def _newest(terminal: Terminal) -> int:
    terminal.rest(0.5)
    return max(_numbers(terminal.drawn), default=0)


def _numbers(drawn: str) -> list[int]:
    return [int(number) for number in NUMBERS.findall(drawn)]


def _timed(terminal: Terminal, key: bytes, holds: Callable[[str], bool]) -> float:
    terminal.rest(REST)
    terminal.press(key)
    begun = time.perf_counter()
    terminal.wait_until(holds, repr(key))
    return time.perf_counter() - begun


def _told(what: str, taken: list[float]) -> Iterator[Ratio]:
    """The median and the slowest are told; the goal is for the 95th percentile."""
    ordered = sorted(1e3 * one for one in taken)
    yield Ratio(f"{what}, median", statistics.median(ordered), GOAL_MS, "ms")
    yield Ratio(f"{what}, 95 %", ordered[math.ceil(0.95 * len(ordered)) - 1], GOAL_MS, "ms", 1.0)
    yield Ratio(f"{what}, slowest", ordered[-1], GOAL_MS, "ms")
