"""The only door out of a transcript: secrets masked, whatever way they came.

One incremental fold. It trusts what WE sent, not the server's replies: every line after AUTH is masked until the
mechanism's answers are spent, or the last reply is not 334 and the line is a well-formed command. What the masked
lines held is then hunted in everything else: a server's echoes, earlier rows, in the clear, in base64, in hex.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NewType

from smtptui.messages import Message
from smtptui.smtp.auth import CLIENT_STEPS, secrets_in
from smtptui.smtp.events import (
    Closed,
    Connected,
    Event,
    Malformed,
    Note,
    PlaintextAfterStartTls,
    Received,
    Sent,
    TlsRefused,
    TlsStarted,
)
from smtptui.smtp.reply import Reply, ReplyLine, StrayLine, strip_line_end
from smtptui.transcript.auth_fold import AuthFold
from smtptui.transcript.hunt import MASK, MASK_BYTES, SHORTEST_HUNTED, Hunt, cover, merged, touches
from smtptui.transcript.record import Record, Transcript

__all__ = [
    "MASK",
    "MASK_BYTES",
    "SHORTEST_HUNTED",
    "RedactedRecord",
    "RedactedTranscript",
    "Redactor",
    "redact",
    "redact_records",
]

RedactedRecord = NewType("RedactedRecord", Record)
"""A record that went through the door. Only this module makes one."""

_MAKER = object()
_BLOCK = 256  # records looked through at once, for speed


class RedactedTranscript:
    """Records that went through the door: what exporters, the journal, the clipboard and logs accept."""

    __slots__ = ("records",)

    def __init__(self, records: tuple[RedactedRecord, ...], _maker: object = None) -> None:
        if _maker is not _MAKER:
            raise TypeError("only redact() makes a RedactedTranscript")
        self.records = records

    def __iter__(self) -> Iterator[RedactedRecord]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)


def redact(transcript: Transcript) -> RedactedTranscript:
    """The whole transcript, masked with all that is known at its end: late knowledge masks earlier rows."""
    return redact_records(transcript, transcript.secrets)


def redact_records(records: Iterable[Record], secrets: Iterable[bytes] = ()) -> RedactedTranscript:
    """The same for records that come from elsewhere, such as an imported session."""
    redactor = Redactor(secrets)
    for record in records:
        redactor.push(record)
    return redactor.everything()


class Redactor:
    """The fold. `push` gives a record masked with what is known by now. `revision` grows whenever a secret is learnt,
    `rewritten` whenever that changed a record given before: `everything` has it as it should have been."""

    def __init__(self, secrets: Iterable[bytes] = ()) -> None:
        self._auth = AuthFold()
        self._hunted = Hunt()
        self._seen: list[Record] = []
        self._keeps: dict[int, int] = {}  # of how many of our records only a beginning may be shown
        self._masked: list[RedactedRecord] = []
        self._pieces: list[tuple[int, int]] = []  # of our unfinished line: each one's record, and where it begins
        self.revision = 0
        self.rewritten = 0
        self.know(secrets)

    def know(self, secrets: Iterable[bytes]) -> None:
        """More values to hunt."""
        if not secrets:
            return
        fresh = self._hunted.add(secrets)
        if not fresh:
            return
        self.revision += 1
        needles = [needle for quarry in fresh for needle in quarry.needles]
        for start in range(0, len(self._seen), _BLOCK):
            texts = [_wire_text(record.event) for record in self._seen[start : start + _BLOCK]]
            found = touches(needles, b"\n".join(text for text in texts if text))
            for index, text in enumerate(texts, start):
                if text is None or (found and touches(needles, text)):
                    self._remask(index)

    def push(self, record: Record) -> RedactedRecord:
        """One more record."""
        event = record.event
        keep: int | None = None
        if isinstance(event, Received):
            self._auth.received(event.reply)
            if self._auth.fresh:
                self.know(self._auth.take_secrets())
        elif isinstance(event, Sent):
            if event.data:
                self.know(_secrets_in_data(event.raw))
            else:
                begun = self._auth.line
                start = self._auth.sent(event)
                if self._auth.fresh:
                    self.know(self._auth.take_secrets())
                if start is not None or self._pieces or not event.raw.endswith(b"\n"):
                    keep = self._join_pieces(begun + event.raw, len(event.raw), start)
        elif isinstance(event, Connected):
            self._auth.connected()
            self._pieces.clear()
        if keep is not None:
            self._keeps[len(self._seen)] = keep
        self._seen.append(record)
        # As nearly always, there is nothing to mask before a secret was sent.
        plain = keep is None and not self._hunted.needles
        masked = RedactedRecord(record) if plain else self._mask(record, keep)
        self._masked.append(masked)
        return masked

    def everything(self) -> RedactedTranscript:
        """All records so far, masked with all that is known now."""
        return RedactedTranscript(tuple(self._masked), _MAKER)

    def mask_partial(self, raw: bytes) -> bytes:
        """A server's line that has no end yet: a secret's beginning at its end is masked too."""
        return self._hunted.mask_partial(raw)

    def mask_text(self, text: str) -> str:
        """Text for a person that may quote the session."""
        raw = _encoded(text)
        masked = self._hunted.mask(raw)
        return text if masked == raw else masked.decode("utf-8", "surrogateescape")

    def _join_pieces(self, line: bytes, size: int, start: int | None) -> int | None:
        """How much of the newest piece of `line`, its last `size` bytes, may be shown; None: all of it.

        A secret may lie across pieces: what was shown of it is masked after all.
        """
        begin = len(line) - size
        if start is None and self._pieces and (spans := self._hunted.spans(line)):
            start = spans[0][0]
        if start is not None:
            for index, offset in self._pieces:
                keep = max(0, start - offset)
                if keep < len(self._raw(index)):
                    self._keeps[index] = keep
                    self._remask(index)
        self._pieces.append((len(self._seen), begin))
        if line.endswith(b"\n"):
            self._pieces.clear()
        return None if start is None else max(0, start - begin)

    def _raw(self, index: int) -> bytes:
        event = self._seen[index].event
        return event.raw if isinstance(event, Sent) else b""

    def _remask(self, index: int) -> None:
        masked = self._mask(self._seen[index], self._keeps.get(index))
        if masked != self._masked[index]:
            self._masked[index] = masked
            self.rewritten += 1

    def _mask(self, record: Record, keep: int | None) -> RedactedRecord:
        event = self._mask_event(record.event, keep)
        return RedactedRecord(record if event is record.event else replace(record, event=event))

    def _mask_event(self, event: Event, keep: int | None) -> Event:
        mask = self._hunted.mask
        match event:
            case Sent(raw=raw) if keep is not None:
                end = raw[len(strip_line_end(raw)) :]
                return replace(event, raw=mask(raw[:keep]) + MASK_BYTES + end)
            case Sent(raw=raw):
                return _replaced(event, raw=(raw, mask(raw)))
            case Received(reply, answers):
                masked = self._mask_reply(reply)
                if answers and answers.recipient:
                    recipient = self.mask_text(answers.recipient)
                    answers = answers if recipient == answers.recipient else replace(answers, recipient=recipient)
                return event if masked is reply and answers is event.answers else Received(masked, answers)
            case Malformed(stray):
                line = self._mask_lines((stray.line,))[0]
                return event if line is stray.line else Malformed(StrayLine(line, stray.unfinished))
            case PlaintextAfterStartTls(raw):
                return _replaced(event, raw=(raw, mask(raw)))
            case Note(_, message):
                return _replaced(event, message=(message, self._mask_message(message)))
            case Closed(reason=reason) | TlsRefused(reason=reason):
                return _replaced(event, reason=(reason, self._mask_message(reason)))
            case Connected() | TlsStarted():
                return event

    def _mask_reply(self, reply: Reply) -> Reply:
        lines = self._mask_lines(reply.lines)
        return reply if lines is reply.lines else Reply(lines, reply.dropped)

    def _mask_lines(self, lines: tuple[ReplyLine, ...]) -> tuple[ReplyLine, ...]:
        """Hunts in the lines' texts laid end to end: an echo may be broken over two lines. A line's own code may be
        a secret's beginning."""
        joined = self._hunted.spans(b"".join(line.text for line in lines))
        if not joined and not any(self._hunted.is_in(line.raw) for line in lines):
            return lines
        masked: list[ReplyLine] = []
        start = 0
        for line in lines:
            end = start + len(line.text)
            code = len(line.content) - len(line.text)
            inside = [(max(a, start) - start, min(b, end) - start) for a, b in joined if a < end and b > start]
            inside += [(max(a - code, 0), b - code) for a, b in self._hunted.spans(line.content) if b > code]
            masked.append(_mask_line(line, merged(sorted(inside))) if inside else line)
            start = end
        return tuple(masked) if masked != list(lines) else lines

    def _mask_message(self, message: Message) -> Message:
        params = {name: self._mask_param(value) for name, value in message.params.items()}
        return message if params == dict(message.params) else message.with_params(params)

    def _mask_param(self, value: str | int | float | Message) -> str | int | float | Message:
        if isinstance(value, Message):
            return self._mask_message(value)
        return self.mask_text(value) if isinstance(value, str) else value


_NAMES = b"|".join(re.escape(name.encode()) for name in CLIENT_STEPS)
_AUTH_IN_DATA = rb"(?im)^[ \t]*AUTH[ \t]+(" + _NAMES + rb")[ \t]+(\S+)"


def _secrets_in_data(raw: bytes) -> list[bytes]:
    """Of an AUTH command that was typed into a message by mistake."""
    secrets: list[bytes] = []
    if b"AUTH" in raw.upper():
        for match in re.finditer(_AUTH_IN_DATA, raw):
            mechanism = match.group(1).decode().upper()
            # Here it is no answer to any prompt: LOGIN's name is masked like the rest.
            secrets += secrets_in("PLAIN" if mechanism == "LOGIN" else mechanism, [match.group(2)])
    return secrets


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")


def _wire_text(event: Event) -> bytes | None:
    """All of an event in which a secret could be; None for sentences, which are few."""
    match event:
        case Sent(raw=raw) | PlaintextAfterStartTls(raw):
            return raw
        case Received(reply, answers):
            recipient = _encoded(answers.recipient) if answers and answers.recipient else b""
            # The texts laid end to end, and with the codes between them.
            texts = (line.text for line in reply.lines)
            return b"\n".join((b"".join(texts), reply.raw, recipient))
        case Malformed(stray):
            return stray.line.raw
        case Connected() | TlsStarted():
            return b""
        case _:
            return None


def _mask_line(line: ReplyLine, spans: list[tuple[int, int]]) -> ReplyLine:
    text = cover(line.text, spans)
    content = strip_line_end(line.raw)
    prefix = content[: len(content) - len(line.text)]
    return replace(line, raw=prefix + text + line.raw[len(content) :], text=text)


def _replaced(event: Event, **pair: tuple[object, object]) -> Event:
    """The event with one field replaced, or itself where that field did not change."""
    ((name, (old, new)),) = pair.items()
    return event if old == new else replace(event, **{name: new})  # type: ignore[arg-type]
