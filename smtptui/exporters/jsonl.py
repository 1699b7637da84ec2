"""The journal's own lines, with their header: the form that loses nothing and can be opened again."""

from __future__ import annotations

from collections.abc import Iterator

from smtptui.exporters import Exporter, ExportOptions
from smtptui.transcript.journal import Header, encode, encode_header
from smtptui.transcript.redact import RedactedTranscript


def _render(transcript: RedactedTranscript, options: ExportOptions) -> Iterator[bytes]:
    header = Header(options.begun(transcript), options.target, options.program)
    yield encode_header(header).encode() + b"\n"
    for record in transcript:
        yield encode(record).encode() + b"\n"


JSONL = Exporter("jsonl", "jsonl", _render)
