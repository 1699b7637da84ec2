"""The sentences and times that several formats tell. Pure."""

from __future__ import annotations

import time
from collections.abc import Iterator

from smtptui.exporters import ExportOptions
from smtptui.messages import Message
from smtptui.smtp.visible import visible_text
from smtptui.transcript.redact import RedactedTranscript
from smtptui.transcript.rows import RowBuilder, seconds
from smtptui.transcript.timings import timings


def begun(transcript: RedactedTranscript, options: ExportOptions) -> Message:
    """What the file is."""
    return Message(
        "SMTP session with {target}, begun {when}, recorded by {program}.",
        target=options.target or "-",
        when=when(options.begun(transcript)),
        program=options.program or "smtptui",
    )


def when(at: float) -> str:
    """A moment, in UTC, to the second."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at))
    except (OverflowError, OSError, ValueError):
        return "?"


def lines(transcript: RedactedTranscript, options: ExportOptions) -> Iterator[str]:
    """Each row in swaks' gutter, safe to show."""
    builder = RowBuilder()
    for record in transcript:
        for row in builder.push(record, options.fell_short.get(record.seq)):
            yield (row.gutter + visible_text(row.words(options.translate))).rstrip()


def time_rows(transcript: RedactedTranscript, options: ExportOptions) -> list[tuple[str, str]]:
    """Each step and how long it took, safe to show."""
    return [(visible_text(options.translate(timing.what)), seconds(timing.seconds)) for timing in timings(transcript)]
