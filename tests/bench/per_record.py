"""What a record costs on its way out, redacted, as rows and in the journal, when there are few and when many."""

from __future__ import annotations

import base64
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from smtptui.session.journal_file import JournalFile
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.events import Event
from smtptui.transcript.feed import Feed, Reader
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import RedactedRecord
from smtptui.transcript.rows import RowBuilder
from tests.bench.ratio import Ratio, best_of

SIZES = (1_000, 10_000, 100_000)
GOAL = 1.25
RUNS = 3
LOGIN = base64.b64encode(b"\0alice@example.org\0correct horse battery").decode()


def run() -> Iterable[Ratio]:
    """Each size, as a multiple of the smallest."""
    few, *more = ((size, 1e6 * best_of(RUNS, Way(size).run) / size) for size in SIZES)
    for size, cost in more:
        yield Ratio(f"a record of {size:,}, to one of {few[0]:,}", cost, few[1], "us", GOAL)
    yield Ratio("redacting alone, to all of it", *_redacting(SIZES[1]), "us")


class Way:
    """A session with so many records: a login, whose password is hunted in all that follows, and lookups."""

    def __init__(self, size: int) -> None:
        self._events = list(_events(size))

    def run(self) -> float:
        """All records through the door, into rows and a journal. Returns the seconds."""
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            transcript = Transcript()
            feed = Feed(transcript)
            journal = JournalFile(Path(folder), "bench.example:25", _fail)
            journal.attach(feed)
            rows = RowBuilder()
            feed.subscribe(Reader(lambda record: _consume(rows, record), lambda records: None))
            self._fill(transcript)
            journal.close()
        return time.perf_counter() - begun

    def redact(self) -> None:
        """The same through the door, and no further."""
        transcript = Transcript()
        Feed(transcript)
        self._fill(transcript)

    def _fill(self, transcript: Transcript) -> None:
        for number, event in enumerate(self._events):
            transcript.append(1_700_000_000 + number / 100, True, event)


def _events(size: int) -> Iterator[Event]:
    dialogue = Dialogue()
    yield from dialogue.receive(b"220 bench.example ESMTP\r\n")
    for number in range(size // 2):
        line, reply = f"VRFY recipient{number}@example.com", f"250 2.1.5 <recipient{number}@example.com>: known"
        if number == 0:
            line, reply = f"AUTH PLAIN {LOGIN}", "235 2.7.0 welcome"
        yield from dialogue.send(f"{line}\r\n".encode())
        yield from dialogue.receive(f"{reply}\r\n".encode())


def _redacting(size: int) -> tuple[float, float]:
    way = Way(size)
    return 1e6 * best_of(RUNS, way.redact) / size, 1e6 * best_of(RUNS, way.run) / size


def _consume(rows: RowBuilder, record: RedactedRecord) -> None:
    for _ in rows.push(record):
        pass


def _fail(trouble: object) -> None:
    raise RuntimeError(str(trouble))
