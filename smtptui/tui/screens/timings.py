"""All times of the session, one below the other, with bars to compare them by."""

from __future__ import annotations

from smtptui.messages import Message, Translator
from smtptui.transcript.redact import RedactedTranscript
from smtptui.transcript.rows import seconds
from smtptui.transcript.timings import timings
from smtptui.tui.screens.overlay import TextOverlay
from smtptui.tui.words import Words

WIDEST = 24


def timings_screen(translate: Translator, transcript: RedactedTranscript) -> TextOverlay:
    """An overlay with the times."""
    words = Words(translate)
    found = list(timings(transcript))
    longest = max((timing.seconds for timing in found), default=0.0) or 1.0
    if not found:
        words.line(Message("Nothing has been timed yet."))
    for timing in found:
        bar = "▇" * max(1, round(WIDEST * timing.seconds / longest))
        words.line(f"{seconds(timing.seconds):>9}  {bar:<{WIDEST}}  {words.text(timing.what)}")
    if found:
        words.gap()
        words.line(Message("Together: {seconds}", seconds=seconds(sum(timing.seconds for timing in found))), "bold")
    return TextOverlay(translate, Message("Timings"), words.content())
