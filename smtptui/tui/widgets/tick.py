"""A check box that can be read without colours: an empty one is empty."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Checkbox


class Tick(Checkbox):
    """`[x] label` or `[ ] label`, in one row."""

    DEFAULT_CSS = """
    Tick { border: none; padding: 0; background: $surface; width: auto; height: 1; }
    Tick:focus { border: none; }
    Tick:focus > .toggle--label { text-style: bold reverse; }
    """

    def __init__(self, label: str, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(Content(label), value, compact=True, id=id)

    @property
    def _button(self) -> Content:
        return Content("[x]" if self.value else "[ ]")
