"""What `smtptui run` prints while it plays: the transcript, or events as JSON lines; mistakes with their place."""

from __future__ import annotations

import time
from collections import deque

from smtptui import __version__
from smtptui.errors import LessonError
from smtptui.explain.odd import oddities
from smtptui.headless.output import Output, visible_lines
from smtptui.lesson.judge import Match, Mismatch
from smtptui.lesson.outcome import Observer
from smtptui.lesson.script import AwaitClosed, Expect, Line, Wait
from smtptui.messages import Message
from smtptui.session.session import Session
from smtptui.smtp.events import Event, Received
from smtptui.smtp.visible import visible_text
from smtptui.transcript.feed import Feed, Reader
from smtptui.transcript.journal import Header, encode, encode_header
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript
from smtptui.transcript.rows import RowBuilder

PROGRAM = f"smtptui {__version__}"


class Printer(Observer):
    """Prints one script's session as it happens, and keeps what exports and reports want of it.

    A reply is printed when it was judged: the gutter tells whether it fell short. While the script only waits, all is
    printed at once.
    """

    def __init__(self, script: str, output: Output, *, json: bool = False, quiet: bool = False) -> None:
        self.started = time.time()
        self._begun = time.monotonic()
        self.targets: list[str] = []
        self.verdicts: dict[int, bool | None] = {}
        self.feed: Feed | None = None
        self.transcript: Transcript | None = None
        self.line: Line | None = None
        self.held = 0
        self._script = script
        self._output = output
        self._json = json
        self._quiet = quiet
        self._rows = RowBuilder()
        self._told_odd: set[Message] = set()
        self._held: deque[RedactedRecord] = deque()
        self._next = 0  # the number of the record to come

    # -- what the player tells

    def on_session(self, session: Session) -> None:
        """The first session brings the feed; later ones go on in its transcript."""
        self.targets.append(session.target.text)
        if self.feed is not None:
            return
        self.feed, self.transcript = session.feed, session.transcript
        if self._json:
            extra = {"script": self._script}
            self._output.data(encode_header(Header(self.started, session.target.shown, PROGRAM, extra)))
        for record in session.feed.everything():
            self._push(record)
        session.feed.subscribe(Reader(self._push, self._rewritten))

    def on_line(self, line: Line) -> None:
        """Where the script is."""
        self.line = line
        self._flush()

    def on_verdict(self, seq: int, expect: Expect, verdict: Match | Mismatch) -> None:
        """The reply can be printed now."""
        self.verdicts[seq] = isinstance(verdict, Mismatch)
        self.held += isinstance(verdict, Match)
        self._flush()

    def on_ignored(self, seq: int) -> None:
        """So can this one."""
        self.verdicts[seq] = None
        self._flush()

    def on_skip(self, line: Line, why: Message) -> None:
        """Told on stderr."""
        if not self._quiet:
            place = f"{self._script}:{line.where.line}:{line.where.column}"
            say(f"{place}: {self._output.translate(why)}", self._output)

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._begun

    def masked(self, message: Message) -> str:
        """A sentence that may quote the session, without its secrets."""
        return self.masked_text(self._output.translate(message))

    def masked_text(self, text: str) -> str:
        """Text of the session, without its secrets."""
        return text if self.feed is None else self.feed.redactor.mask_text(text)

    def finish(self) -> None:
        """Prints what nobody judged."""
        for record in self._held:
            self.verdicts.setdefault(record.seq, None)
        self._flush()

    # -- what the feed brings

    def _push(self, record: RedactedRecord) -> None:
        self._next = record.seq + 1
        if self._json:
            self._output.data(encode(record))
            return
        self._held.append(record)
        self._flush()

    def _rewritten(self, transcript: RedactedTranscript) -> None:
        """What is printed cannot be taken back; what is not yet is printed as it is now."""
        by_number = {record.seq: record for record in transcript}
        self._held = deque(by_number[record.seq] for record in self._held)
        for record in transcript:
            if record.seq >= self._next:
                self._push(record)

    def _flush(self) -> None:
        waits = isinstance(self.line, Wait | AwaitClosed)
        while self._held:
            record = self._held[0]
            if isinstance(record.event, Received) and record.seq not in self.verdicts and not waits:
                return
            self._held.popleft()
            for row in self._rows.push(record, self.verdicts.get(record.seq)):
                if not self._quiet:
                    self._output.row(row)
            self._tell_oddities(record.event)

    def _tell_oddities(self, event: Event) -> None:
        """Each once in a script."""
        for message in () if self._quiet else oddities(event):
            if message not in self._told_odd:
                self._told_odd.add(message)
                say(f"{self._script}: {self._output.translate(message)}", self._output)


def show_lesson_error(error: LessonError, output: Output) -> None:
    """`file:line:col: code: sentence`, the source line, a caret below the place, and what may have been meant."""
    place = f"{error.file}:{error.line}:{error.column}"
    lines = [f"{place}: {error.code}: {output.translate(error.message)}"]
    if error.source:
        caret = " " * len(visible_text(error.source[: error.column - 1])) + "^"
        lines += [f"  {error.source}", f"  {caret}"]
    if error.fix is not None:
        lines.append(f"  {output.translate(error.fix)}")
    say("\n".join(lines), output)


def say(text: str, output: Output) -> None:
    """Lines on stderr that are no sentence of ours, made safe to show."""
    print(visible_lines(text), file=output.stderr, flush=True)
