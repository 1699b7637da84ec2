"""Rows as text to take away: what the clipboard accepts.

Rows are made from redacted records only, so their text is redacted too; the type says so to whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType

from smtptui.messages import Translator
from smtptui.transcript.rows import Row

RedactedText = NewType("RedactedText", str)
"""Text made of rows, and so of redacted records."""


def row_text(row: Row, translate: Translator) -> RedactedText:
    """The row's own words, whole, without time and gutter."""
    return RedactedText(row.words(translate))


def rows_text(rows: Iterable[Row], translate: Translator, *, gutter: bool = True) -> RedactedText:
    """One line for each row, the gutter before it unless unwanted; no line end after the last."""
    return RedactedText("\n".join((row.gutter if gutter else "") + row.words(translate) for row in rows))
