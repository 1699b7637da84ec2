"""Breaks a long line into lines of the screen, measured in cells. Pure."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells


def width_of(text: str) -> int:
    """The cells that `text` takes."""
    return len(text) if text.isascii() else cell_len(text)


def characters_in(text: str, cells: int) -> int:
    """How many of the first characters fit whole in so many cells."""
    if cells <= 0:
        return 0
    if text.isascii():
        return min(len(text), cells)
    pieces = chop_cells(text, cells)
    return len(pieces[0]) if pieces else len(text)


def breaks(text: str, width: int) -> list[int]:
    """Where the screen lines of `text` begin: after a space where there is one near the edge, else at the edge.

    The pieces, laid end to end, are the text: no space is lost.
    """
    starts = [0]
    while (end := _edge(text, starts[-1], width)) < len(text):
        space = text.rfind(" ", starts[-1] + width // 2, end + 1)
        start = space + 1 if space >= 0 else end
        if start >= len(text):
            break
        starts.append(start)
    return starts


def _edge(text: str, start: int, width: int) -> int:
    """The end of what fits from `start`: at least one character."""
    if text.isascii():
        return min(len(text), start + width)
    # Characters may take no cell at all, so look at more of them than fit.
    pieces = chop_cells(text[start : start + 2 * width], width)
    fitting = max(1, len(pieces[0])) if pieces else 2 * width
    return min(len(text), start + fitting)
