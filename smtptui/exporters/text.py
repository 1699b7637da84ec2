"""Plain text in swaks' gutter, one row a line, with the times at its end. Every line has its gutter."""

from __future__ import annotations

from collections.abc import Iterator

from smtptui.exporters import Exporter, ExportOptions
from smtptui.exporters._words import begun, lines, time_rows
from smtptui.messages import Message
from smtptui.smtp.visible import visible_text
from smtptui.transcript.redact import RedactedTranscript


def _render(transcript: RedactedTranscript, options: ExportOptions) -> Iterator[bytes]:
    yield _told(options, begun(transcript, options))
    for line in lines(transcript, options):
        yield line.encode() + b"\n"
    times = time_rows(transcript, options)
    if times:
        yield _told(options, Message("Times:"))
    width = max((len(what) for what, _ in times), default=0)
    for what, took in times:
        yield f"===   {what:<{width}}  {took:>8}\n".encode()


def _told(options: ExportOptions, message: Message) -> bytes:
    return f"=== {visible_text(options.translate(message))}\n".encode()


TEXT = Exporter("text", "txt", _render)
