"""The transcript view's keys; each does the same as something visible or an entry of the palette."""

from __future__ import annotations

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding("up,k", "cursor(-1)", "Up", show=False),
    Binding("down,j", "cursor(1)", "Down", show=False),
    Binding("pageup", "page(-1)", "Page up", show=False),
    Binding("pagedown", "page(1)", "Page down", show=False),
    Binding("g,home", "first", "First row", show=False),
    Binding("G,end", "last", "Newest row", show=False),
    Binding("left", "sideways(-8)", "Scroll left", show=False),
    Binding("right", "sideways(8)", "Scroll right", show=False),
    Binding("slash", "ask_search", "Search"),
    Binding("n", "next_match(1)", "Next match", show=False),
    Binding("N", "next_match(-1)", "Previous match", show=False),
    Binding("f", "ask_filter", "Filter"),
    Binding("e,enter", "expand", "Expand"),
    Binding("y", "copy_rows", "Copy"),
    Binding("Y", "copy_record", "Copy all of it", show=False),
    Binding("ctrl+c,super+c", "copy_selected", "Copy what is selected", show=False),
    Binding("space", "mark", "Begin a range", show=False),
    Binding("shift+up", "extend(-1)", "Range up", show=False),
    Binding("shift+down", "extend(1)", "Range down", show=False),
    Binding("x", "hex", "Bytes"),
    Binding("r", "reveal", "Reveal", show=False),
    Binding("w", "wrap", "Wrap", show=False),
    Binding("t", "timings", "Times", show=False),
    Binding("escape", "unmark", "End the range", show=False),
]
