"""The EHLO keywords that a script may name: a misspelt one would never be found, and `S-` would always hold. Pure."""

from __future__ import annotations

import re

from smtptui.lesson.source import SourceLine, did_you_mean
from smtptui.messages import Message

KEYWORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")

UNEXPLAINED = (
    # Registered with IANA, or explained by their parameters.
    "ATRN", "AUTH", "CONNEG", "CONPERM", "DELIVERBY", "FUTURERELEASE", "LIMITS", "MTRK", "NO-SOLICITING", "SIZE",
    # Obsolete, and still offered.
    "ONEX", "UTF8SMTP", "VERB",
)  # fmt: skip


def check_keyword(line: SourceLine, at: int, keyword: str) -> None:
    """Raises LessonError for a word that no extension has. Names that begin with X are a server's own."""
    if not KEYWORD.fullmatch(keyword):
        raise line.error(at, "keyword", Message("An EHLO keyword is wanted here, such as STARTTLS or AUTH."))
    if keyword.upper().startswith("X"):
        return
    from smtptui.explain.extension_table import EXTENSIONS  # here: many scripts name no extension

    known = {name.lower(): name for name in (*EXTENSIONS, *UNEXPLAINED)}
    if keyword.lower() in known:
        return
    close = did_you_mean(keyword, known)
    raise line.error(at, "extension", Message('There is no extension "{name}".', name=keyword), close)
