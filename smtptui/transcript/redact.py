"""The only door out of a transcript: secrets masked, whatever way they came.

One incremental fold. It trusts what WE sent, not the server's replies: every line after AUTH is masked until the
mechanism's answers are spent, or the last reply is not 334 and the line is a well-formed command. What the masked
lines held is then hunted in everything else: a server's echoes, earlier rows, in the clear, in base64, in hex.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NewType
from urllib.parse import quote_from_bytes

from smtptui.messages import Message
from smtptui.smtp.auth import client_steps, credentials
from smtptui.smtp.command import parse_command
from smtptui.smtp.events import (
    Closed,
    Event,
    Malformed,
    Note,
    PlaintextAfterStartTls,
    Received,
    Sent,
    TlsRefused,
    TlsStarted,
)
from smtptui.smtp.reply import Reply, ReplyLine, Severity, StrayLine, strip_line_end
from smtptui.transcript.record import Record, Transcript

MASK = "••••••••"
MASK_BYTES = MASK.encode()
SHORTEST_HUNTED = 4
"""Secrets of fewer bytes are masked where they are sent, and not hunted elsewhere: they would be found everywhere."""

RedactedRecord = NewType("RedactedRecord", Record)
"""A record that went through the door. Only this module makes one."""

_MAKER = object()


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
    """The fold. `push` gives a record masked with what is known by now; `revision` grows whenever a new secret is
    learnt, and then `everything` may differ from what `push` gave before."""

    def __init__(self, secrets: Iterable[bytes] = ()) -> None:
        self._auth = _AuthFold()
        self._hunted = _Hunt()
        self._seen: list[tuple[Record, int | None]] = []
        self.revision = 0
        self.know(secrets)

    def know(self, secrets: Iterable[bytes]) -> None:
        """More values to hunt."""
        if self._hunted.add(secrets):
            self.revision += 1

    def push(self, record: Record) -> RedactedRecord:
        """One more record."""
        keep: int | None = None
        match record.event:
            case Sent() as sent if not sent.data:
                keep = self._auth.sent(sent)
                self.know(self._auth.take_secrets())
            case Received(reply, _):
                self._auth.received(reply)
            case _:
                pass
        self._seen.append((record, keep))
        return self._mask(record, keep)

    def everything(self) -> RedactedTranscript:
        """All records so far, masked with all that is known now."""
        return RedactedTranscript(tuple(self._mask(record, keep) for record, keep in self._seen), _MAKER)

    def changed_since(self, revision: int) -> bool:
        """Whether secrets were learnt after `revision`."""
        return self.revision != revision

    def mask_partial(self, raw: bytes) -> bytes:
        """A server's line that has no end yet: a secret's beginning at its end is masked too."""
        return self._hunted.mask_partial(raw)

    def mask_text(self, text: str) -> str:
        """Text for a person that may quote the session."""
        raw = text.encode("utf-8", "surrogateescape")
        return self._hunted.mask(raw).decode("utf-8", "surrogateescape")

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
                    answers = replace(answers, recipient=self.mask_text(answers.recipient))
                return event if masked is reply and answers == event.answers else Received(masked, answers)
            case Malformed(stray):
                line = self._mask_lines((stray.line,))[0]
                return event if line is stray.line else Malformed(StrayLine(line, stray.unfinished))
            case PlaintextAfterStartTls(raw):
                return _replaced(event, raw=(raw, mask(raw)))
            case Note(_, message):
                return _replaced(event, message=(message, self._mask_message(message)))
            case Closed(reason=reason) | TlsRefused(reason=reason):
                return _replaced(event, reason=(reason, self._mask_message(reason)))
            case TlsStarted():
                return event
            case _:
                return event

    def _mask_reply(self, reply: Reply) -> Reply:
        lines = self._mask_lines(reply.lines)
        return reply if lines is reply.lines else Reply(lines, reply.dropped)

    def _mask_lines(self, lines: tuple[ReplyLine, ...]) -> tuple[ReplyLine, ...]:
        """Hunts in the lines' texts laid end to end: an echo may be broken over two lines."""
        joined = b"".join(line.text for line in lines)
        spans = self._hunted.spans(joined)
        if not spans:
            return lines
        masked: list[ReplyLine] = []
        start = 0
        for line in lines:
            end = start + len(line.text)
            inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
            masked.append(_mask_line(line, inside) if inside else line)
            start = end
        return tuple(masked)

    def _mask_message(self, message: Message) -> Message:
        params = {name: self._mask_param(value) for name, value in message.params.items()}
        return message if params == dict(message.params) else message.with_params(params)

    def _mask_param(self, value: str | int | float | Message) -> str | int | float | Message:
        if isinstance(value, Message):
            return self._mask_message(value)
        return self.mask_text(value) if isinstance(value, str) else value


@dataclass(slots=True)
class _AuthFold:
    """Follows the AUTH exchanges in what we send. `sent` tells how many bytes of a line may be shown."""

    mechanism: str | None = None
    answers: list[bytes] | None = None
    spent: int = 0
    last_code: int = 0
    line: bytes = b""
    fresh: tuple[bytes, ...] = ()

    def sent(self, event: Sent) -> int | None:
        """None: nothing of the line is masked for AUTH's sake. Else the length of the part that may be shown."""
        before = len(self.line)
        line = self.line + event.raw
        self.line = b"" if line.endswith(b"\n") else line
        content = line.rstrip(b"\r\n")
        keep = self._answer(content, whole=not self.line) if self._is_answer(content) else self._command(content)
        return None if keep is None or keep >= len(content) else max(0, keep - before)

    def received(self, reply: Reply) -> None:
        self.last_code = reply.code
        if self.mechanism and self.spent >= client_steps(self.mechanism) and reply.severity is Severity.POSITIVE:
            self.mechanism = None

    def take_secrets(self) -> tuple[bytes, ...]:
        fresh, self.fresh = self.fresh, ()
        return fresh

    def _is_answer(self, content: bytes) -> bool:
        if self.mechanism is None:
            return False
        if not parse_command(content.decode("utf-8", "surrogateescape")).is_well_formed:
            return True
        return self.last_code == 334 and self.spent < client_steps(self.mechanism)

    def _answer(self, content: bytes, whole: bool) -> int | None:
        if content.strip() in (b"*", b"=", b""):
            return None
        if whole and self.mechanism is not None and self.answers is not None:
            self.answers.append(content)
            self.spent += 1
            self._learn(content)
        return 0

    def _command(self, content: bytes) -> int | None:
        match = re.match(rb"\s*AUTH\s+(\S+)\s*", content, re.IGNORECASE)
        if not match:
            self.mechanism = None
            return None
        self.mechanism = match.group(1).decode("ascii", "replace").upper()
        initial = content[match.end() :]
        self.answers = []
        self.spent = 0
        if not initial or initial.strip() == b"=":
            return None
        self.answers.append(initial)
        self.spent = 1
        self._learn(initial)
        return match.end()

    def _learn(self, answer: bytes) -> None:
        assert self.mechanism is not None and self.answers is not None
        known = credentials(self.mechanism, self.answers).secrets
        # The first answer of LOGIN is the user's name: masked where it is sent, not hunted in every address.
        is_user = self.mechanism == "LOGIN" and len(self.answers) == 1
        self.fresh = (*known, *(() if is_user or self.mechanism == "EXTERNAL" else (answer.strip(),)))


class _Hunt:
    """The secrets to find, and one pattern for all their forms."""

    def __init__(self) -> None:
        self._secrets: set[bytes] = set()
        self._pattern: re.Pattern[bytes] | None = None
        self._literals: tuple[bytes, ...] = ()

    def add(self, secrets: Iterable[bytes]) -> bool:
        fresh = {secret for secret in secrets if len(secret) >= SHORTEST_HUNTED and MASK_BYTES not in secret}
        if fresh <= self._secrets:
            return False
        self._secrets |= fresh
        forms = sorted({form for secret in self._secrets for form in _forms(secret)}, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(forms), re.IGNORECASE)
        self._literals = tuple(
            literal for secret in self._secrets for literal in (secret, *(core for core in _base64_cores(secret)))
        )
        return True

    def spans(self, raw: bytes) -> list[tuple[int, int]]:
        return [match.span() for match in self._pattern.finditer(raw)] if self._pattern else []

    def mask(self, raw: bytes) -> bytes:
        return self._pattern.sub(MASK_BYTES, raw) if self._pattern else raw

    def mask_partial(self, raw: bytes) -> bytes:
        masked = self.mask(raw)
        longest = 0
        for literal in self._literals:
            for length in range(min(len(literal), len(masked)), longest, -1):
                if masked[-length:].lower() == literal[:length].lower():
                    longest = length
                    break
        return masked[:-longest] + MASK_BYTES if longest else masked


def _forms(secret: bytes) -> Iterator[bytes]:
    """Patterns for every form in which a server may send a secret back."""
    yield re.escape(secret)
    for core in _base64_cores(secret):
        # The characters beside the core are partly the secret's.
        yield rb"[A-Za-z0-9+/_-]?" + re.escape(core) + rb"[A-Za-z0-9+/_-]?={0,2}"
    yield re.escape(secret.hex().encode())
    quoted = quote_from_bytes(secret, safe="").encode()
    if quoted != secret:
        yield re.escape(quoted)


def _base64_cores(secret: bytes) -> Iterator[bytes]:
    """The characters that `secret` alone decides, wherever it begins in a base64 text (three alignments)."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + secret)
        core = encoded[-(-offset * 8 // 6) : (offset + len(secret)) * 8 // 6]
        yield core
        url_safe = core.translate(bytes.maketrans(b"+/", b"-_"))
        if url_safe != core:
            yield url_safe


def _mask_line(line: ReplyLine, spans: list[tuple[int, int]]) -> ReplyLine:
    parts: list[bytes] = []
    done = 0
    for start, end in spans:
        parts += [line.text[done:start], MASK_BYTES]
        done = end
    text = b"".join((*parts, line.text[done:]))
    content = strip_line_end(line.raw)
    prefix = content[: len(content) - len(line.text)]
    return replace(line, raw=prefix + text + line.raw[len(content) :], text=text)


def _replaced(event: Event, **pair: tuple[object, object]) -> Event:
    """The event with one field replaced, or itself where that field did not change."""
    ((name, (old, new)),) = pair.items()
    return event if old == new else replace(event, **{name: new})  # type: ignore[arg-type]
