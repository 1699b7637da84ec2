"""The journals kept on this machine: listed, found by their names, read back, deleted."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from smtptui.errors import UnknownName, UsageError
from smtptui.messages import Message
from smtptui.session.journal_file import SUFFIX
from smtptui.transcript.journal import Journal, decode
from smtptui.values import dataclass

_TAIL = 16 * 1024
_MOST_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class JournalInfo:
    """A journal in short. `records` counts its events; `finished`: the connection's end is in it, else the program was
    killed or still runs; `damaged`: its first or last line cannot be read. `started` is in seconds since 1970."""

    id: str
    path: Path
    started: float
    target: str
    records: int
    finished: bool
    damaged: bool


def list_journals(folder: Path) -> list[JournalInfo]:
    """All journals of `folder`, the latest first. Only their heads and tails are read."""
    found: list[JournalInfo] = []
    for path in _journal_files(folder):
        with contextlib.suppress(OSError):
            found.append(read_info(path))
    return sorted(found, key=lambda info: (info.started, info.id), reverse=True)


def find_journal(folder: Path, name: str) -> Path:
    """The journal called `name`: a file, an id, the beginning of one id alone, or `last` for the latest.

    Raises UnknownName; UsageError where several ids begin so.
    """
    if os.sep in name or name.endswith(SUFFIX):
        if Path(name).is_file():
            return Path(name)
        raise UsageError(Message("There is no file {file}.", file=name))
    if name == "last" and (latest := list_journals(folder)):
        return latest[0].path
    known = sorted(path.stem for path in _journal_files(folder))
    found = [known_id for known_id in known if known_id.startswith(name)]
    if name in found or len(found) == 1:
        return folder / f"{name if name in found else found[0]}{SUFFIX}"
    if found and name:
        raise UsageError(Message('Several sessions begin with "{name}": {found}.', name=name, found=", ".join(found)))
    raise UnknownName(Message("session"), name, known[-10:])


def load_journal(path: Path) -> Journal:
    """Reads a journal. Raises UsageError where the file cannot be read; lines that cannot are counted."""
    try:
        with path.open(encoding="utf-8", errors="surrogateescape") as lines:
            return decode(lines)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(Message("{file} cannot be read: {why}.", file=str(path), why=why)) from error


def delete_journal(path: Path) -> None:
    """Deletes a journal. Raises UsageError where that fails."""
    try:
        path.unlink()
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(Message("{file} cannot be deleted: {why}.", file=str(path), why=why)) from error


def read_info(path: Path) -> JournalInfo:
    """What the head and the tail of a journal tell. Raises OSError."""
    with path.open("rb") as file:
        header = _value(file.readline(_MOST_HEAD))
        tail = _last_lines(path, _TAIL)
    is_headed = "smtptui" in header
    started = header.get("started")
    is_dated = is_headed and isinstance(started, int | float)
    values = [_value(line) for line in tail]
    events = [value for value in values if "event" in value]
    ends = [value["event"] for value in events if value["event"] != "note"]
    last = events[-1].get("seq") if events else None
    is_whole = bool(tail) and tail[-1].endswith(b"\n") and bool(values[-1])
    return JournalInfo(
        id=path.stem,
        path=path,
        started=float(started) if is_dated and started is not None else path.stat().st_mtime,
        target=str(header.get("target", "")) if is_headed else "",
        records=last + 1 if isinstance(last, int) else 0,
        finished=bool(ends) and ends[-1] == "closed",
        damaged=not is_headed or not is_whole,
    )


def _journal_files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix == SUFFIX and not path.name.startswith(".")]
    except OSError:
        return []


def _last_lines(path: Path, size: int) -> list[bytes]:
    """The last lines, at least two whole ones where the file has them: a line of a long reply may be long."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while True:
            begin = max(0, end - size)
            file.seek(begin)
            lines = file.read(end - begin).splitlines(keepends=True)
            if begin == 0 or len(lines) > 2:
                return lines if begin == 0 else lines[1:]
            size *= 8


def _value(line: bytes) -> dict[str, Any]:
    """The object on a line, empty where there is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
