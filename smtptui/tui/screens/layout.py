"""The explorer's keys and how its parts lie: the tables, apart from the behaviour."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding, BindingType

from smtptui.errors import UnknownName
from smtptui.messages import Message

BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
"""Columns from which the side panel stands beside the transcript."""

KEYS: list[BindingType] = [
    # With priority: the editor has uses of its own for some of these. An id is the action's
    # name, as a settings file's keymap has it; the words beside the keys are the key line's and the help's.
    Binding("f1", "app.help", id="help", priority=True),
    Binding("f2", "connect", id="connect", priority=True),
    Binding("f3", "app.lessons", id="lessons", priority=True),
    Binding("f4", "encode", id="encode", priority=True),
    Binding("f6", "tls", id="tls", priority=True),
    Binding("f7,ctrl+s", "save", id="save", priority=True),
    Binding("f9", "edit", id="edit", priority=True),
    Binding("f12", "panel", id="panel", priority=True),
    Binding("ctrl+p", "app.command_palette", id="command_palette", priority=True),
    Binding("ctrl+q", "app.leave", id="leave", priority=True),
    Binding("ctrl+r", "reconnect", id="reconnect", priority=True),
    Binding("ctrl+n", "retry", id="retry", priority=True),
    Binding("ctrl+o", "quit_session", id="quit_session", priority=True),
    Binding("ctrl+d", "drop", id="drop", priority=True),
    Binding("f5", "run", id="run"),
    Binding("escape", "break_off"),
    Binding("pageup", "page(-1)"),
    Binding("pagedown", "page(1)"),
    Binding("colon", "app.command_palette"),
    Binding("question_mark", "app.help"),
]


def keymap_problems(keymap: Mapping[str, str]) -> list[Message]:
    """What is wrong with a settings file's keymap: actions that are none."""
    known = sorted(binding.id for binding in KEYS if isinstance(binding, Binding) and binding.id)
    return [UnknownName(Message("action"), action, known).message for action in keymap if action not in known]


CSS = """
ExplorerScreen #body { height: 1fr; }
ExplorerScreen #session { width: 1fr; }
ExplorerScreen #transcript { height: 1fr; }
ExplorerScreen #panel { width: 46; border-left: vkey $surface-lighten-2; }
ExplorerScreen.in-lesson #panel { width: 42%; min-width: 46; }
ExplorerScreen.in-lesson #hint { max-height: 6; }
ExplorerScreen #prompt { width: 2; height: 1; color: $text-accent; text-style: bold; }
ExplorerScreen #entry { height: auto; background: $surface; }
ExplorerScreen #editor { width: 1fr; }
ExplorerScreen #start-batch { display: none; }
ExplorerScreen #start-batch.batch { display: block; }
ExplorerScreen.-narrow #panel { display: none; border-left: none; }
ExplorerScreen.-narrow.panel-open #panel { display: block; width: 1fr; }
ExplorerScreen.-narrow.panel-open #session { display: none; }
"""
