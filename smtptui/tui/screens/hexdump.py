"""The bytes of one record in hex, as they went over the wire; secrets masked."""

from __future__ import annotations

from collections.abc import Iterator

from smtptui.messages import Message, Translator
from smtptui.smtp.events import Malformed, PlaintextAfterStartTls, Received, Sent
from smtptui.transcript.redact import RedactedRecord
from smtptui.tui.screens.overlay import TextOverlay
from smtptui.tui.words import Words

LARGEST = 16 * 1024
"""Bytes shown at most: the rest is in the export."""


def hex_screen(translate: Translator, record: RedactedRecord) -> TextOverlay:
    """An overlay with the record's bytes."""
    raw = raw_bytes(record)
    words = Words(translate)
    if not raw:
        words.line(Message("This row is no traffic: it has no bytes."))
    for line in dump(raw[:LARGEST]):
        words.line(line)
    if len(raw) > LARGEST:
        words.line(Message("… {count} more bytes", count=len(raw) - LARGEST))
    return TextOverlay(translate, Message("Bytes ({count})", count=len(raw)), words.content())


def raw_bytes(record: RedactedRecord) -> bytes:
    """The bytes of a record, masked; none where it is no traffic."""
    match record.event:
        case Sent(raw=raw) | PlaintextAfterStartTls(raw=raw):
            return raw
        case Received(reply, _):
            return reply.raw
        case Malformed(stray):
            return stray.line.raw
        case _:
            return b""


def dump(raw: bytes) -> Iterator[str]:
    """Sixteen bytes a line: offset, hex, and the printable ASCII."""
    for start in range(0, len(raw), 16):
        piece = raw[start : start + 16]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in piece)
        left, right = piece[:8].hex(" "), piece[8:].hex(" ")
        yield f"{start:06x}  {left:<23}  {right:<23}  {shown}"
