"""A transcript written by a real dialogue: what we send and what the server sends, and all that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from smtptui.messages import ENGLISH, Message
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.events import Event, Level, Note, Party, TlsStarted
from smtptui.transcript.feed import Feed, Reader
from smtptui.transcript.journal import encode
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript, redact
from smtptui.transcript.rows import Row, rows

TLS = TlsStarted("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, "mail.example.test", True)


@dataclass
class Scribe:
    """Talks and writes down. Time goes on by one second for each record. `screen` is what a reader of the feed shows
    at the moment; `flashed` all that it ever showed."""

    lmtp: bool = False
    transcript: Transcript = field(default_factory=Transcript)
    screen: list[RedactedRecord] = field(default_factory=list)
    flashed: list[RedactedRecord] = field(default_factory=list)
    rewrites: int = 0

    def __post_init__(self) -> None:
        self.dialogue = Dialogue(self.lmtp)
        self.feed = Feed(self.transcript)
        self.feed.subscribe(Reader(self._show, self._show_anew))

    def _show(self, record: RedactedRecord) -> None:
        self.screen.append(record)
        self.flashed.append(record)

    def _show_anew(self, everything: RedactedTranscript) -> None:
        self.rewrites += 1
        self.screen = list(everything)
        self.flashed += everything

    def write(self, event: Event) -> None:
        """A record of any event."""
        self.transcript.append(1000.0 + len(self.transcript), self.dialogue.state.secure, event)

    def note(self, msgid: str, /, **params: str | int | float | Message) -> None:
        """A note of ours."""
        self.write(Note(Level.INFO, Message(msgid, **params)))

    def client(self, *lines: bytes | str) -> Scribe:
        """We send lines, in one write."""
        raw = b"".join((line.encode() if isinstance(line, str) else line) + b"\r\n" for line in lines)
        return self.client_raw(raw)

    def client_raw(self, raw: bytes) -> Scribe:
        """We send bytes."""
        for event in self.dialogue.send(raw):
            self.write(event)
        return self

    def server(self, *lines: bytes | str) -> Scribe:
        """The server sends lines, in one segment."""
        raw = b"".join((line.encode() if isinstance(line, str) else line) + b"\r\n" for line in lines)
        return self.server_raw(raw)

    def server_raw(self, raw: bytes) -> Scribe:
        """The server sends bytes."""
        for event in self.dialogue.receive(raw):
            self.write(event)
        return self

    def upgrade(self) -> Scribe:
        """The TLS handshake succeeds."""
        self.write(self.dialogue.tls_started(TLS))
        return self

    def close(self, reason: Message | None = None) -> Scribe:
        """The connection ends."""
        for event in self.dialogue.closed(Party.SERVER, reason or Message("The server closed the connection.")):
            self.write(event)
        return self

    def texts(self) -> list[str]:
        """The rows' words, once more masked as a whole."""
        return [row.words(ENGLISH) for row in rows(redact(self.transcript))]

    def everything_shown(self) -> Iterator[str | bytes]:
        """Each form in which the transcript goes out: rows, their reprs, journal lines, reprs of the events; from the
        door, and as the feed's reader has them now."""
        for records in (redact(self.transcript).records, self.feed.everything().records, tuple(self.screen)):
            yield "\n".join(encode(record) for record in records)
            yield repr(records)
        shown = rows(redact(self.transcript))
        yield "\n".join(row.gutter + row.words(ENGLISH) for row in shown)
        yield repr(shown)
        yield self.feed.redactor.mask_partial(self.dialogue.partial)
        yield "\n".join(repr(record.event) for record in self.transcript if _is_ours(record.event))
        yield repr(self.dialogue.state.awaiting)


def _is_ours(event: Event) -> bool:
    return type(event).__name__ == "Sent"


def gutter_lines(shown: list[Row]) -> str:
    """Rows as text, the gutter before the words."""
    return "\n".join(row.gutter + row.words(ENGLISH) for row in shown)


def greeted(lmtp: bool = False) -> Scribe:
    """A session that was greeted."""
    return Scribe(lmtp).server("220 mail.example.test ESMTP")
