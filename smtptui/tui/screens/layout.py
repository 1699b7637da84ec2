"""The explorer's keys and how its parts lie: the tables, apart from the behaviour."""

from __future__ import annotations

from textual.binding import Binding, BindingType

BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
"""Columns from which the side panel stands beside the transcript."""

KEYS: list[BindingType] = [
    # With priority: the editor has uses of its own for some of these.
    Binding("f1", "app.help", "Help", priority=True),
    Binding("f2", "connect", "Connect", priority=True),
    Binding("f4", "encode", "Encode", priority=True),
    Binding("f6", "tls", "TLS", priority=True),
    Binding("f7", "save", "Save", priority=True),
    Binding("f12", "panel", "Explain", priority=True),
    Binding("ctrl+p", "app.command_palette", "All", priority=True),
    Binding("ctrl+q", "app.leave", "Quit", priority=True),
    Binding("ctrl+s", "save", show=False, priority=True),
    Binding("ctrl+r", "reconnect", show=False, priority=True),
    Binding("ctrl+n", "retry", show=False, priority=True),
    Binding("ctrl+o", "quit_session", show=False, priority=True),
    Binding("ctrl+d", "drop", show=False, priority=True),
    Binding("f5", "run", show=False),
    Binding("escape", "break_off", show=False),
    Binding("colon", "app.command_palette", show=False),
    Binding("question_mark", "app.help", show=False),
]

CSS = """
ExplorerScreen #body { height: 1fr; }
ExplorerScreen #session { width: 1fr; }
ExplorerScreen #transcript { height: 1fr; }
ExplorerScreen #panel { width: 46; border-left: vkey $surface-lighten-2; }
ExplorerScreen #prompt { width: 2; height: 1; color: $text-accent; text-style: bold; }
ExplorerScreen #entry { height: auto; background: $surface; }
ExplorerScreen #editor { width: 1fr; }
ExplorerScreen #start-batch { display: none; }
ExplorerScreen #start-batch.batch { display: block; }
ExplorerScreen.-narrow #panel { display: none; border-left: none; }
ExplorerScreen.-narrow.panel-open #panel { display: block; width: 1fr; }
ExplorerScreen.-narrow.panel-open #session { display: none; }
"""
