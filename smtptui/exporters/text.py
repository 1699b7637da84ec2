"""Plain text in swaks' gutter, one row a line, with the times at its end. Every line has its gutter."""

from __future__ import annotations

from collections.abc import Iterator

from smtptui.exporters import Exporter, ExportOptions
from smtptui.exporters._words import begun, time_rows
from smtptui.messages import Message
from smtptui.smtp.visible import visible_text
from smtptui.transcript.redact import RedactedTranscript
from smtptui.transcript.rows import RowBuilder


def _render(transcript: RedactedTranscript, options: ExportOptions) -> Iterator[bytes]:
    yield _told(options, begun(transcript, options))
    builder = RowBuilder()
    for record in transcript:
        for row in builder.push(record):
            yield _line(row.gutter, row.words(options.translate))
    times = time_rows(transcript, options)
    if times:
        yield _told(options, Message("Times:"))
    width = max((len(what) for what, _ in times), default=0)
    for what, took in times:
        yield _line("=== ", f"  {what:<{width}}  {took:>8}")


def _told(options: ExportOptions, message: Message) -> bytes:
    return _line("=== ", options.translate(message))


def _line(gutter: str, text: str) -> bytes:
    return (gutter + visible_text(text)).rstrip().encode() + b"\n"


TEXT = Exporter("text", "txt", _render)
