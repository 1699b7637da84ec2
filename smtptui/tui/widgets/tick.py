"""A check box that can be read without colours: an empty one is empty."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Checkbox


class Tick(Checkbox, inherit_css=False):
    """`[x] label` or `[ ] label`, in one row. Textual's own style sheet for check boxes is about borders and a button
    that are not used here."""

    COMPONENT_CLASSES = {"toggle--button", "toggle--label"}
    DEFAULT_CSS = """
    Tick { background: $surface; width: auto; height: 1; text-wrap: nowrap; text-overflow: ellipsis; pointer: pointer; }
    Tick:focus > .toggle--label { text-style: bold reverse; }
    """

    def __init__(self, label: str, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(Content(label), value, compact=True, id=id)

    @property
    def _button(self) -> Content:
        return Content("[x]" if self.value else "[ ]")
