"""A field for a secret."""

from __future__ import annotations

from textual.widgets import Input

from smtptui.messages import Translator


class MaskedInput(Input):
    """While it is masked, what is selected in it is neither copied nor cut: a clipboard has many readers."""

    def __init__(self, value: str, translate: Translator, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, password=True, compact=True, id=id)
        self._translate = translate

    def action_copy(self) -> None:
        if self._may_leave():
            super().action_copy()

    def action_cut(self) -> None:
        if self._may_leave():
            super().action_cut()

    def _may_leave(self) -> bool:
        if self.password:
            text = self._translate.text("What is masked is not copied.")
            self.notify(text, severity="warning", markup=False)
        return not self.password
