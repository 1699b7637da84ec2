"""What Enter does in the command editor."""

from __future__ import annotations

from enum import Enum


class EditorMode(Enum):
    """What Enter does. LINE: sends the line. DATA: adds a line, until a lone dot. BATCH: nothing is sent by Enter."""

    LINE = "line"
    DATA = "data"
    BATCH = "batch"
