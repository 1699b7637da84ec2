"""Writing the transcript to a file, through the exporters."""

from __future__ import annotations

from pathlib import Path

from smtptui import exporters, registry
from smtptui.exporters import Exporter, ExportOptions, exporter_for
from smtptui.tui.conversation import Conversation


def formats() -> str:
    """The suffixes that can be chosen."""
    return ", ".join(f".{exporter.suffix}" for exporter in registry.collect(exporters, Exporter).values())


def write_transcript(name: str, conversation: Conversation) -> Path:
    """Writes the file `name`; its suffix chooses the format. Raises UnknownName, OSError."""
    path = Path(name).expanduser()
    exporter = exporter_for(name)
    content = b"".join(exporter.render(conversation.redacted(), ExportOptions()))
    path.write_bytes(content)
    return path
