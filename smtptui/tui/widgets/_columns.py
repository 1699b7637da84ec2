"""The columns before a row's text: its mark, its time, the gutter. Pure."""

from __future__ import annotations

import time

from smtptui.smtp.events import Level
from smtptui.smtp.reply import Severity
from smtptui.transcript.rows import Direction, Row, seconds
from smtptui.tui.palette import SIGNS

MARKS = 3
"""Cells of the marks: the cursor's bar, the sign of the class, the warning of an anomaly."""
TIME = 12
GUTTER = 4
NARROW = 64
"""Cells of the whole view below which the time is left out."""

ANOMALY = "⚠"
_ROLES = {
    Severity.POSITIVE: "positive",
    Severity.INTERMEDIATE: "intermediate",
    Severity.TRANSIENT: "transient",
    Severity.PERMANENT: "permanent",
}


def role_of(row: Row) -> str:
    """The name of the style that tells what kind of row this is."""
    if row.direction is Direction.SENT:
        return "sent" if row.of == 1 else "block"
    if row.direction is Direction.INFO:
        return row.level.value if row.level is not None else "info"
    return _ROLES[row.severity] if row.severity is not None else "error"


def sign_of(row: Row) -> str:
    """One character that tells the class without any colour; blank on all lines of a reply but the first."""
    if row.direction is Direction.INFO:
        return " " if row.level is None or row.level is Level.INFO else "!"
    if row.index or row.direction is Direction.SENT:
        return " "
    return SIGNS[row.severity] if row.severity is not None else "!"


def when(row: Row) -> str:
    """The time column: how long a reply took, else the time of day; blank on all lines but the first."""
    if row.index:
        return " " * TIME
    if row.delta is not None:
        return elapsed(row.delta).rjust(TIME)
    return clock(row.at)


def elapsed(delta: float) -> str:
    """`+41 ms`, `+2.50 s`, `+312 s`."""
    delta = max(0.0, delta)
    return "+" + seconds(delta) if delta < 100 else f"+{delta:.0f} s"


def clock(at: float) -> str:
    """The local time of day to the millisecond, 12 characters."""
    try:
        day = time.localtime(at)
    except (OverflowError, OSError, ValueError):
        return "--:--:--.---"
    return f"{day.tm_hour:02}:{day.tm_min:02}:{day.tm_sec:02}.{int(at % 1 * 1000):03}"
