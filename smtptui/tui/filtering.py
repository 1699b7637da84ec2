"""The words of the filter: `->`, `<-`, `==`, `2xx` to `5xx`, and text."""

from __future__ import annotations

from smtptui.smtp.reply import Severity
from smtptui.transcript.rows import Direction
from smtptui.tui.widgets.transcript_view import Filter

_DIRECTIONS = {"->": Direction.SENT, "<-": Direction.RECEIVED, "==": Direction.INFO}
_CLASSES = {f"{severity.value}xx": severity for severity in Severity}


def filter_words(wanted: Filter) -> str:
    """What would have to be typed for a filter: the other way round."""
    words = [word for word, direction in _DIRECTIONS.items() if direction in wanted.directions]
    words += [word for word, severity in _CLASSES.items() if severity in wanted.classes]
    return " ".join((*words, *filter(None, (wanted.text,))))


def parse_filter(text: str) -> Filter:
    """A filter from what was typed; words that are no sign are text to look for, joined by spaces."""
    words = text.split()
    directions = frozenset(_DIRECTIONS[word] for word in words if word in _DIRECTIONS)
    classes = frozenset(_CLASSES[word.lower()] for word in words if word.lower() in _CLASSES)
    rest = [word for word in words if word not in _DIRECTIONS and word.lower() not in _CLASSES]
    return Filter(directions, classes, " ".join(rest))
