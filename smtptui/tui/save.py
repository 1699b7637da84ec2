"""Writing the transcript to a file, through the exporters."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from smtptui import __version__
from smtptui.exporters import ExportOptions, exporter_for, exporters
from smtptui.messages import Translator
from smtptui.transcript.redact import RedactedTranscript


def formats() -> str:
    """The suffixes that can be chosen."""
    return ", ".join(f".{exporter.suffix}" for exporter in exporters().values() if exporter.suffix)


def target_path(name: str) -> Path:
    """The file that a name means, whose suffix or beginning chooses the format. Raises UnknownName."""
    _, path = exporter_for(name)
    return path.expanduser().absolute()


def write_transcript(name: str, transcript: RedactedTranscript, target: str, translate: Translator) -> Path:
    """Writes the file `name`, whole or not at all. Raises UnknownName, OSError."""
    exporter, _ = exporter_for(name)
    path = target_path(name)
    options = ExportOptions(target, program=f"smtptui {__version__}", translate=translate)
    if path.exists() and not path.is_file():
        # A device or a pipe is written to, never replaced.
        path.write_bytes(b"".join(exporter.render(transcript, options)))
        return path
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            for piece in exporter.render(transcript, options):
                file.write(piece)
        aside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise
    return path
