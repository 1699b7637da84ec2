"""The editor's history, across runs. What the redaction door masked is never in it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from smtptui.settings import write_private

LONGEST = 1000
"""Lines kept in the file."""


class History:
    """Lines sent before, oldest first. A file that cannot be read or written is no error: history is a comfort."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lines = _read(path)
        self._position = len(self._lines)
        self._draft = ""

    def add(self, line: str) -> None:
        """A line that was sent; a repeat of the newest is not kept twice."""
        self._position = len(self._lines)
        if not line.strip() or (self._lines and self._lines[-1] == line):
            return
        self._lines.append(line)
        self._position = len(self._lines)
        self._append(line)

    def older(self, draft: str) -> str | None:
        """The line before the one shown; `draft` is what stands in the editor. None at the oldest."""
        if self._position == 0:
            return None
        if self._position == len(self._lines):
            self._draft = draft
        self._position -= 1
        return self._lines[self._position]

    def newer(self) -> str | None:
        """The line after the one shown, at last the draft. None when the draft is shown."""
        if self._position >= len(self._lines):
            return None
        self._position += 1
        return self._draft if self._position == len(self._lines) else self._lines[self._position]

    def _append(self, line: str) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "ab") as file:
                file.write(line.encode("utf-8", "surrogateescape") + b"\n")
        except OSError:
            self._path = None


def _read(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        lines = path.read_bytes().decode("utf-8", "surrogateescape").split("\n")
    except OSError:
        return []
    kept = [line for line in lines if line][-LONGEST:]
    if len(lines) > 2 * LONGEST:
        _rewrite(path, kept)
    return kept


def _rewrite(path: Path, lines: list[str]) -> None:
    with contextlib.suppress(OSError):
        write_private(path, "\n".join(lines) + "\n")
