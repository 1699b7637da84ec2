"""The whole transcript as text for the clipboard: redacted, in the gutter that the exports have."""

from __future__ import annotations

from smtptui.messages import Translator
from smtptui.transcript.redact import RedactedTranscript
from smtptui.transcript.rows import rows
from smtptui.transcript.text import RedactedText, rows_text


def session_text(transcript: RedactedTranscript, translate: Translator) -> RedactedText:
    """All rows as text."""
    return rows_text(rows(transcript), translate)
