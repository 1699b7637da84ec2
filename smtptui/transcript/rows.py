"""Records as rows: the one shape that the screen, the command line and the exporters show.

The gutter is swaks': direction, TLS and surprise at a glance. A row's text is safe for any terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from smtptui.messages import Message, Translator
from smtptui.smtp.authority import authority
from smtptui.smtp.events import (
    Certificate,
    Closed,
    Connected,
    Level,
    Malformed,
    Note,
    Party,
    PlaintextAfterStartTls,
    Received,
    Sent,
    TlsRefused,
    TlsStarted,
)
from smtptui.smtp.reply import Anomaly, Reply, ReplyLine, Severity
from smtptui.smtp.visible import visible, visible_text
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript
from smtptui.values import dataclass


class Direction(Enum):
    """Which way a row went; INFO rows are ours to tell."""

    SENT = "sent"
    RECEIVED = "received"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Row:
    """One line to show.

    `seq` is its record, `index` and `of` its place among the record's rows (a reply of 9 lines has 9). `at` is in
    seconds since 1970; `delta` is the seconds since what a reply answers was sent, None where there is no such thing,
    and on rows after the first. `text` is wire text, made safe; a row of ours has a `message` instead.
    """

    seq: int
    index: int
    of: int
    at: float
    delta: float | None
    direction: Direction
    secure: bool
    gutter: str
    text: str
    message: Message | None = None
    code: int | None = None
    severity: Severity | None = None
    level: Level | None = None
    anomalies: tuple[Anomaly, ...] = ()

    def words(self, translate: Translator) -> str:
        """The text to show, in the translator's language where it is ours. Its values may come from the wire, such as
        a certificate's names: they are made as safe as the rest."""
        return visible_text(translate(self.message)) if self.message is not None else self.text


class RowBuilder:
    """Records in, rows out, one at a time and in order: it remembers when what was sent."""

    def __init__(self) -> None:
        self._sent_at: dict[int, float] = {}
        self._started: float | None = None

    def push(self, record: RedactedRecord, fell_short: bool | None = None) -> list[Row]:
        """The rows of the next record. `fell_short` marks a reply that was not what was wanted; unsaid, 4xx and 5xx
        are not."""
        shown = list(self._rows(record, fell_short))
        if any(row.of != len(shown) for row in shown):
            shown = [_changed(row, index=index, of=len(shown)) for index, row in enumerate(shown)]
        return shown

    def stream(self, record: RedactedRecord) -> Iterable[Row]:
        """The same; a reply's rows are made as they are asked for: it may have thousands."""
        return self._rows(record, None) if isinstance(record.event, Received) else self.push(record)

    def _rows(self, record: RedactedRecord, fell_short: bool | None) -> Iterable[Row]:
        match record.event:
            case Sent(raw=raw, ordinal=ordinal):
                self._sent_at[ordinal] = record.at
                return _wire_rows(record, raw, Direction.SENT, " ~> " if record.secure else " -> ")
            case Received():
                return self._reply_rows(record, record.event, fell_short)
            case Malformed(stray):
                row = _line_row(record, stray.line, "<~* " if record.secure else "<** ")
                return [_changed(row, anomalies=stray.anomalies)]
            case PlaintextAfterStartTls(raw):
                rows = _wire_rows(record, raw, Direction.RECEIVED, "<** ", secure=False)
                told = Message("These bytes came in the clear after the 220 to STARTTLS: they are not parsed.")
                return [_info(record, told, Level.ERROR), *rows]
            case Connected():
                self._started = record.at
                self._sent_at.clear()  # another connection on the same transcript: its events are numbered anew
                return [_info(record, _connected(record.event))]
            case TlsStarted():
                self._started = self._started if self._sent_at else record.at
                return [_info(record, message) for message in _tls_started(record.event)]
            case TlsRefused(reason=reason, certificate=certificate):
                shown = [_info(record, _certificate(certificate))] if certificate else []
                return [_info(record, reason, Level.ERROR), *shown]
            case Closed():
                level = Level.INFO if record.event.by is Party.CLIENT or not record.event.unanswered else Level.ERROR
                return [_info(record, message, level) for message in _closed(record.event)]
            case Note(level, message):
                return [_info(record, message, level)]

    def _reply_rows(self, record: RedactedRecord, event: Received, fell_short: bool | None) -> Iterator[Row]:
        reply = event.reply
        if fell_short is None:
            fell_short = reply.code >= 400
        if record.secure:
            gutter = "<~* " if fell_short else "<~  "
        else:
            gutter = "<** " if fell_short else "<-  "
        return _lines_rows(record, reply, gutter, self._delta(record.at, event))

    def _delta(self, at: float, event: Received) -> float | None:
        if event.answers is None:
            return None
        since = self._started if event.answers.sent is None else self._sent_at.get(event.answers.sent)
        return None if since is None else at - since


def rows(transcript: RedactedTranscript) -> list[Row]:
    """All rows of a transcript."""
    builder = RowBuilder()
    return [row for record in transcript for row in builder.push(record)]


def _lines_rows(record: RedactedRecord, reply: Reply, gutter: str, delta: float | None) -> Iterator[Row]:
    code, severity, of = reply.code, reply.severity, len(reply.lines)
    first = _line_row(record, reply.lines[0], gutter, of=of, code=code, severity=severity)
    anomalies = tuple(dict.fromkeys((*first.anomalies, *reply.anomalies)))
    yield _changed(first, delta=delta, anomalies=anomalies)
    for index in range(1, of):
        yield _line_row(record, reply.lines[index], gutter, index=index, of=of, code=code, severity=severity)


def _line_row(
    record: RedactedRecord,
    line: ReplyLine,
    gutter: str,
    *,
    index: int = 0,
    of: int = 1,
    code: int | None = None,
    severity: Severity | None = None,
) -> Row:
    text = visible(line.content)
    if line.dropped:
        text += " […]"
    return Row(
        record.seq,
        index,
        of,
        record.at,
        None,
        Direction.RECEIVED,
        record.secure,
        gutter,
        text,
        code=code,
        severity=severity,
        anomalies=line.anomalies,
    )


def _wire_rows(
    record: RedactedRecord, raw: bytes, direction: Direction, gutter: str, secure: bool | None = None
) -> list[Row]:
    """One row for each line of `raw`; only a CR that is no line end is shown."""
    *lines, rest = raw.split(b"\n")
    texts = [visible(line[:-1] if line.endswith(b"\r") else line) for line in lines]
    if rest:
        texts.append(visible(rest))
    secure = record.secure if secure is None else secure
    return [
        Row(record.seq, index, len(texts), record.at, None, direction, secure, gutter, text)
        for index, text in enumerate(texts)
    ]


def _info(record: RedactedRecord, message: Message, level: Level = Level.INFO) -> Row:
    gutter = "*** " if level is Level.ERROR else "=== "
    return Row(
        record.seq, 0, 1, record.at, None, Direction.INFO, record.secure, gutter, "", message=message, level=level
    )


def _connected(event: Connected) -> Message:
    if not event.port:
        return Message("Connected to {path}.", path=event.address)
    shown = authority(event.address, event.port)
    if event.host == event.address:
        return Message("Connected to {address} (TCP {tcp}).", address=shown, tcp=seconds(event.tcp_seconds))
    if event.dns_seconds is None:
        return Message(
            "Connected to {host}, {address} (TCP {tcp}).",
            host=event.host,
            address=shown,
            tcp=seconds(event.tcp_seconds),
        )
    return Message(
        "Connected to {host}, {address} (DNS {dns}, TCP {tcp}).",
        host=event.host,
        address=shown,
        dns=seconds(event.dns_seconds),
        tcp=seconds(event.tcp_seconds),
    )


def _tls_started(event: TlsStarted) -> list[Message]:
    told = [
        Message(
            "TLS started: {protocol}, {cipher}, {bits} bits (handshake {seconds}).",
            protocol=event.protocol,
            cipher=event.cipher,
            bits=event.bits,
            seconds=seconds(event.seconds),
        )
    ]
    if event.certificate is not None:
        told.append(_certificate(event.certificate))
    if event.verified:
        told.append(Message("The certificate is valid for {name} and its chain is trusted.", name=event.server_name))
    elif event.problem is not None:
        told.append(Message("INSECURE: the certificate was not accepted, and let through: {why}", why=event.problem))
    else:
        told.append(Message("INSECURE: the certificate was not checked."))
    return told


def _certificate(certificate: Certificate) -> Message:
    return Message(
        "Certificate of {subject}, for {names}, from {issuer}, valid from {start} to {end}.",
        subject=certificate.subject or "-",
        names=", ".join(certificate.names) or "-",
        issuer=certificate.issuer or "-",
        start=date(certificate.not_before),
        end=date(certificate.not_after),
    )


def _closed(event: Closed) -> list[Message]:
    told = [event.reason]
    if "." in event.unanswered:
        told.append(Message("The end of the message was sent and not answered: whether it was delivered is unknown."))
    elif event.unanswered and event.by is not Party.CLIENT:
        verbs = ", ".join(verb or "-" for verb in event.unanswered)
        if event.unanswered[0]:
            told.append(Message("No reply came to: {verbs}.", verbs=verbs))
    return told


def seconds(value: float | None) -> str:
    """A time in words: `41 ms`, `2.50 s`, `-` for none."""
    if value is None:
        return "-"
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def date(at: float) -> str:
    """A day as YYYY-MM-DD, in UTC."""
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    except (OverflowError, OSError, ValueError):
        return "?"


def _changed(row: Row, **changes: object) -> Row:
    # dataclasses.replace is slow for the rows of a long reply.
    values = {name: getattr(row, name) for name in Row.__slots__}
    values.update(changes)
    return Row(**values)
