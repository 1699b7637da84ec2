"""Saving the transcript: a file name, whose suffix chooses the format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, Static

from smtptui.errors import SmtptuiError
from smtptui.messages import Message, Translator
from smtptui.tui.save import target_path
from smtptui.tui.screens.overlay import Overlay
from smtptui.tui.widgets.row_button import RowButton


class SaveScreen(Overlay[Path]):
    """F7. `write` writes the file and raises SmtptuiError or OSError; the path it wrote is the result."""

    DEFAULT_CSS = """
    SaveScreen #formats { color: $text-muted; width: 100%; height: auto; }
    """

    def __init__(self, translate: Translator, proposed: str, formats: str, write: Callable[[str], Path]) -> None:
        super().__init__(translate)
        self._proposed, self._formats, self._write = proposed, formats, write
        self._confirmed = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="frame") as frame:
            frame.border_title = self.translate.text("Save the transcript")
            with Horizontal(classes="field"):
                yield Label(self.translate.text("File"), classes="label", markup=False)
                yield Input(self._proposed, compact=True, id="file")
            told = self.translate.text(
                "The suffix chooses the format: {formats}. Secrets are masked.", formats=self._formats
            )
            yield Static(told, id="formats", markup=False)
            yield Static(classes="problem", id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield RowButton(self.translate.text("Save"), id="save", variant="primary")
                yield RowButton(self.translate.text("Cancel"), id="cancel")

    def on_mount(self) -> None:
        self.query_one("#file").focus()

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        name = self.query_one("#file", Input).value.strip()
        if not name:
            self.tell(Message("The file needs a name."))
            return
        try:
            if self._confirmed != name and target_path(name).exists():
                self._confirmed = name
                self.tell(Message("{file} exists already: Enter once more writes over it.", file=name))
                return
            path = self._write(name)
        except SmtptuiError as error:
            self.tell(error.message)
        except OSError as error:
            self.tell(Message("{file} cannot be written: {why}.", file=name, why=error.strerror or str(error)))
        else:
            self.dismiss(path)
