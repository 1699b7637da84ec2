"""What `smtptui run` leaves behind: exports and a JUnit report. A file that cannot be written is told at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from smtptui.errors import UsageError
from smtptui.headless._run_show import PROGRAM
from smtptui.headless.output import Output
from smtptui.messages import Message
from smtptui.transcript.redact import RedactedTranscript, redact_records

if TYPE_CHECKING:
    from smtptui.exporters import Exporter, ExportOptions
    from smtptui.headless._run_tell import Played


class Keeper:
    """The files to write at the end. Raises UsageError for a format that is none, and for a file that cannot be
    written, as far as that can be known before."""

    def __init__(self, exports: Sequence[str], junit: str | None) -> None:
        self._exports: list[tuple[Exporter, Path]] = []
        for spec in exports:
            from smtptui.exporters import exporter_for

            self._exports.append(exporter_for(spec))
        self._junit = Path(junit) if junit else None
        files = [path for _, path in self._exports] + ([self._junit] if self._junit else [])
        for index, path in enumerate(files):
            check_writable(path)
            if path in files[:index]:
                raise UsageError(Message("{file} is named twice.", file=str(path)))

    def keep(self, played: Sequence[Played], output: Output) -> list[UsageError]:
        """Writes them; what could not be written is returned."""
        problems: list[UsageError] = []
        transcript = together(played) if self._exports else None
        for exporter, path in self._exports:
            assert transcript is not None
            problems += _write(path, exporter.render(transcript, _options(played, output)))
        if self._junit:
            from smtptui.headless._run_junit import render

            problems += _write(self._junit, render(played, output.translate))
        return problems


def _options(played: Sequence[Played], output: Output) -> ExportOptions:
    from smtptui.exporters import ExportOptions

    targets = dict.fromkeys(target for one in played for target in one.printer.targets)
    started = played[0].printer.started if played else None
    return ExportOptions(", ".join(targets), started, PROGRAM, output.translate, _verdicts(played))


def _verdicts(played: Sequence[Played]) -> dict[int, bool | None]:
    """What was judged, by the numbers that the records have in `together`."""
    found: dict[int, bool | None] = {}
    before = 0
    for one in played:
        found.update((before + seq, fell_short) for seq, fell_short in one.printer.verdicts.items())
        before += len(one.printer.transcript or ())
    return found


def together(played: Sequence[Played]) -> RedactedTranscript:
    """The sessions of all scripts as one transcript, numbered anew."""
    transcripts = [one.printer.transcript for one in played if one.printer.transcript is not None]
    secrets = {secret: None for transcript in transcripts for secret in transcript.secrets}
    records = (replace(record, seq=seq) for seq, record in enumerate(chain.from_iterable(transcripts)))
    return redact_records(records, secrets)


def check_writable(path: Path) -> None:
    """Raises UsageError where `path` cannot be written."""
    if path.is_dir():
        raise _unwritable(path, Message("it is a folder"))
    if path.exists():
        if not os.access(path, os.W_OK):
            raise _unwritable(path, Message("permission denied"))
        return
    if not path.parent.is_dir():
        raise _unwritable(path, Message("there is no folder {folder}", folder=str(path.parent)))
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise _unwritable(path, Message("permission denied"))


def _unwritable(path: Path, why: Message | str) -> UsageError:
    return UsageError(Message("{file} cannot be written: {why}.", file=str(path), why=why))


def _write(path: Path, pieces: Iterator[bytes]) -> list[UsageError]:
    try:
        with path.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        return [_unwritable(path, error.strerror or str(error))]
    return []
