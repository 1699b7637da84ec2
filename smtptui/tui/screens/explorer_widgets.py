"""The explorer's widgets, and how they lie in each other. Imported when they are mounted, not before: they take as long
to import as the connect screen takes to be there."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from smtptui.messages import Translator
from smtptui.settings import Settings
from smtptui.tui.history import History
from smtptui.tui.widgets.editor import CommandEditor
from smtptui.tui.widgets.hint import HintLine
from smtptui.tui.widgets.key_line import KeyLine
from smtptui.tui.widgets.row_button import RowButton
from smtptui.tui.widgets.side_panel import SidePanel
from smtptui.tui.widgets.state_bar import StateBar
from smtptui.tui.widgets.transcript_view import TranscriptView


def explorer_widgets(settings: Settings, translate: Translator, history: History) -> Iterator[Widget]:
    """From top to bottom."""
    yield StateBar(translate, id="state")
    yield Horizontal(
        Vertical(TranscriptView(translate, id="transcript"), id="session"), SidePanel(translate, id="panel"), id="body"
    )
    yield HintLine(translate, id="hint")
    yield Horizontal(
        Static(">", id="prompt", markup=False),
        CommandEditor(history, id="editor"),
        RowButton(translate.text("Start the batch (F5)"), id="start-batch", variant="primary"),
        id="entry",
    )
    yield KeyLine(translate, settings.keymap, id="keys")
