"""`smtptui sessions`: the sessions journalled on this machine."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from smtptui.errors import UsageError
from smtptui.headless.output import HELD, Output
from smtptui.messages import Message, Plural
from smtptui.session.journals import JournalInfo, delete_journal, find_journal, list_journals, load_journal
from smtptui.smtp.events import Level
from smtptui.smtp.visible import visible_text
from smtptui.transcript.journal import encode, encode_header
from smtptui.transcript.redact import redact_records
from smtptui.transcript.rows import rows


def show_list(folder: Path, names: Sequence[str], output: Output, as_json: bool) -> int:
    """`sessions list`: a table, the latest first."""
    if names:
        raise UsageError(Message("sessions list takes no ID; to see one: sessions show ID"))
    found = list_journals(folder)
    if as_json:
        for info in found:
            output.data(json.dumps(_facts(info)))
    elif not found:
        output.tell(Message("No session is journalled in {folder}.", folder=str(folder)))
    else:
        _table(found, output)
    return HELD


def show(folder: Path, names: Sequence[str], output: Output, as_json: bool) -> int:
    """`sessions show ID`: its rows in swaks' gutter, or its records as JSON lines."""
    if len(names) != 1:
        raise UsageError(Message("Which session? sessions show ID, or: sessions show last"))
    journal = load_journal(find_journal(folder, names[0]))
    # A journal is masked already; one from elsewhere may not be.
    transcript = redact_records(journal.records)
    if as_json:
        output.data(encode_header(journal.header))
        for record in transcript:
            output.data(encode(record))
    else:
        for row in rows(transcript):
            output.row(row)
    if journal.damaged:
        told = Plural("{count} line could not be read.", "{count} lines could not be read.", journal.damaged)
        output.tell(told, Level.WARNING)
    return HELD


def delete(folder: Path, names: Sequence[str], output: Output, as_json: bool) -> int:
    """`sessions delete ID…`: all are looked up before the first is deleted."""
    if not names:
        raise UsageError(Message("Which session? sessions delete ID…"))
    paths = dict.fromkeys(find_journal(folder, name) for name in names)
    for path in paths:
        delete_journal(path)
        output.tell(Message("Deleted: {id}", id=path.stem))
    return HELD


def _table(found: Sequence[JournalInfo], output: Output) -> None:
    translate = output.translate
    head = tuple(translate.text(title) for title in ("ID", "STARTED", "TARGET", "RECORDS", "STATE"))
    lines = [head, *(_line(info, output) for info in found)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        output.data("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths)).rstrip())


def _line(info: JournalInfo, output: Output) -> tuple[str, ...]:
    return (
        visible_text(info.id),
        started(info),
        visible_text(info.target) or "-",
        str(info.records),
        output.translate(state(info)),
    )


def started(info: JournalInfo) -> str:
    """When a session began, in local time."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(info.started))
    except (OverflowError, OSError, ValueError):
        return "-"


def state(info: JournalInfo) -> Message:
    """How a journal ends."""
    if info.damaged:
        return Message("damaged")
    return Message("finished") if info.finished else Message("unfinished")


def _facts(info: JournalInfo) -> dict[str, object]:
    return {
        "id": info.id,
        "path": str(info.path),
        "started": info.started,
        "target": info.target,
        "records": info.records,
        "finished": info.finished,
        "damaged": info.damaged,
    }
