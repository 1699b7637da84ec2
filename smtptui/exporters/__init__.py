"""Sessions as files: one format a file. Pure: a redacted transcript in, bytes out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path

from smtptui import registry
from smtptui.errors import UnknownName
from smtptui.messages import ENGLISH, Message, Translator
from smtptui.transcript.redact import RedactedTranscript
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a format tells beside the records: with which target, begun when (seconds since 1970; None: when the first
    record was), by which version of the program; `translate` renders our own sentences. `fell_short` tells of replies
    that were judged, by the number of their record, whether they were not what was wanted."""

    target: str = ""
    started: float | None = None
    program: str = ""
    translate: Translator = field(default=ENGLISH, compare=False)
    fell_short: Mapping[int, bool | None] = field(default_factory=dict)

    def begun(self, transcript: RedactedTranscript) -> float:
        """When the session began, in seconds since 1970."""
        if self.started is not None:
            return self.started
        return transcript.records[0].at if transcript.records else 0.0


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format. `suffix` is the file name's, without the dot; "" for a format that is only had by its name."""

    name: str
    suffix: str
    render: Callable[[RedactedTranscript, ExportOptions], Iterator[bytes]]


def exporters() -> dict[str, Exporter]:
    """Every format, by name."""
    return registry.collect(sys.modules[__name__], Exporter)


def exporter_for(spec: str) -> tuple[Exporter, Path]:
    """The format and the file that `FILE` or `FORMAT:FILE` means; FORMAT is a name or a suffix.

    Raises UnknownName, which lists the suffixes known.
    """
    known = exporters()
    by_suffix = {exporter.suffix: exporter for exporter in known.values() if exporter.suffix}
    name, colon, file = spec.partition(":")
    if colon and file and (chosen := known.get(name) or by_suffix.get(name)):
        return chosen, Path(file)
    suffix = Path(spec).suffix.removeprefix(".").lower()
    if suffix not in by_suffix:
        raise UnknownName(Message("export format"), suffix or spec, tuple(sorted(by_suffix)))
    return by_suffix[suffix], Path(spec)
