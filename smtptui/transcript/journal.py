"""A redacted record as a line of JSON, and back. The journal and the `jsonl` export are these lines.

The first line is a header, `{"smtptui": 1, …}`. Bytes are text in UTF-8, an undecodable byte as a lone surrogate
(PEP 383), and the JSON is pure ASCII: no control character of a server is ever in the file.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from smtptui.messages import Message, make
from smtptui.smtp.events import (
    Answers,
    Certificate,
    Closed,
    Connected,
    Event,
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
from smtptui.smtp.reply import Anomaly, Reply, ReplyLine, StrayLine, parse_line
from smtptui.transcript.record import Record
from smtptui.transcript.redact import RedactedRecord
from smtptui.values import dataclass

VERSION = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What a journal begins with: when (seconds since 1970), with which target, by which version of the program."""

    started: float
    target: str
    program: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal read back. `damaged` counts lines that could not be read: a line cut off by a crash, a bad disk."""

    header: Header
    records: tuple[Record, ...]
    damaged: int = 0


def encode_header(header: Header) -> str:
    """The first line, without its end."""
    value = {"smtptui": VERSION, "started": header.started, "target": header.target, "program": header.program}
    return _dump({**value, **header.extra})


def encode(record: RedactedRecord) -> str:
    """One record as a line, without its end."""
    head: dict[str, Any] = {"seq": record.seq, "at": round(record.at, 6), "tls": record.secure}
    return _dump({**head, **_encode_event(record.event)})


def decode(lines: Iterable[str]) -> Journal:
    """Reads a journal; lines that are none are counted, never an error. Without a header its fields are empty."""
    header = Header(0.0, "")
    records: list[Record] = []
    damaged = 0
    for line in lines:
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if "smtptui" in value:
                header = _decode_header(value)
            else:
                event = _decode_event(value)
                records.append(Record(int(value["seq"]), _number(value["at"]), bool(value["tls"]), event))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError):
            damaged += 1
    return Journal(header, tuple(records), damaged)


def _dump(value: Mapping[str, Any]) -> str:
    # DEL is ASCII, and a control character all the same.
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("\x7f", r"\u007f")


def _decode_header(value: dict[str, Any]) -> Header:
    known = {"smtptui", "started", "target", "program"}
    extra = {key: str(text) for key, text in value.items() if key not in known}
    return Header(_number(value["started"]), str(value["target"]), str(value.get("program", "")), extra)


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("no time")
    return number


def _number_or_none(value: Any) -> float | None:
    return None if value is None else _number(value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _string_or_none(value: Any) -> str | None:
    return None if value is None else _string(value)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _encode_event(event: Event) -> dict[str, Any]:
    match event:
        case Sent(raw, verb, ordinal, step, data):
            value: dict[str, Any] = {"event": "sent", "raw": _text(raw), "verb": verb, "n": ordinal}
            return {**value, **({"auth_step": step} if step else {}), **({"data": True} if data else {})}
        case Received(reply, answers):
            lines = [_encode_line(line) for line in reply.lines]
            value = {"event": "received", "code": reply.code, "lines": lines, "answers": _encode_answers(answers)}
            return {**value, **({"dropped": reply.dropped} if reply.dropped else {}), **_odd(reply.anomalies)}
        case Malformed(stray):
            value = {"event": "malformed", "line": _encode_line(stray.line), "unfinished": stray.unfinished}
            return {**value, **_odd(stray.anomalies)}
        case PlaintextAfterStartTls(raw):
            return {"event": "plaintext-after-starttls", "raw": _text(raw)}
        case Connected(host, address, port, dns, tcp):
            return {"event": "connected", "host": host, "address": address, "port": port, "dns": dns, "tcp": tcp}
        case TlsStarted() | TlsRefused():
            return _encode_tls(event)
        case Closed(by, reason, unanswered):
            told = _encode_message(reason)
            return {"event": "closed", "by": by.value, "reason": told, "unanswered": list(unanswered)}
        case Note(level, message):
            return {"event": "note", "level": level.value, "message": _encode_message(message)}


def _decode_event(value: dict[str, Any]) -> Event:
    match value["event"]:
        case "sent":
            step, data = value.get("auth_step", 0), value.get("data", False)
            return Sent(_bytes(value["raw"]), _string_or_none(value["verb"]), int(value["n"]), int(step), bool(data))
        case "received":
            lines = tuple(_decode_line(line) for line in value["lines"])
            if not lines or lines[-1].code is None:
                raise ValueError("a reply ends with a reply line")
            return Received(Reply(lines, int(value.get("dropped", 0))), _decode_answers(value["answers"]))
        case "malformed":
            return Malformed(StrayLine(_decode_line(value["line"]), bool(value["unfinished"])))
        case "plaintext-after-starttls":
            return PlaintextAfterStartTls(_bytes(value["raw"]))
        case "connected":
            where = _string(value["host"]), _string(value["address"]), int(value["port"])
            return Connected(*where, _number_or_none(value["dns"]), _number_or_none(value["tcp"]))
        case "tls-started" | "tls-refused":
            return _decode_tls(value)
        case "closed":
            reason = _decode_message(value["reason"])
            return Closed(Party(value["by"]), reason, tuple(map(str, value["unanswered"])))
        case "note":
            return Note(Level(value["level"]), _decode_message(value["message"]))
        case _:
            raise ValueError("unknown event")


def _odd(anomalies: Sequence[Anomaly]) -> dict[str, list[str]]:
    """Their names, for who reads the lines; what is read back works them out anew."""
    return {"anomalies": [anomaly.value for anomaly in anomalies]} if anomalies else {}


def _encode_line(line: ReplyLine) -> Any:
    return [_text(line.raw), line.dropped] if line.dropped else _text(line.raw)


def _decode_line(value: Any) -> ReplyLine:
    return parse_line(_bytes(value)) if isinstance(value, str) else parse_line(_bytes(value[0]), int(value[1]))


def _encode_answers(answers: Answers | None) -> Any:
    if answers is None:
        return None
    return {"verb": answers.verb, "n": answers.sent, "recipient": answers.recipient, "auth_step": answers.auth_step}


def _decode_answers(value: Any) -> Answers | None:
    if value is None:
        return None
    sent = None if value["n"] is None else int(value["n"])
    return Answers(_string(value["verb"]), sent, _string_or_none(value["recipient"]), int(value["auth_step"]))


def _encode_tls(event: TlsStarted | TlsRefused) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "server_name": event.server_name,
        "seconds": event.seconds,
        "chain": [base64.b64encode(der).decode() for der in event.chain],
        "certificate": _encode_certificate(event.certificate),
    }
    if isinstance(event, TlsRefused):
        return {"event": "tls-refused", "reason": _encode_message(event.reason), **shared}
    problem = None if event.problem is None else _encode_message(event.problem)
    facts = {"protocol": event.protocol, "cipher": event.cipher, "bits": event.bits, "verified": event.verified}
    return {"event": "tls-started", **facts, "problem": problem, **shared}


def _decode_tls(value: dict[str, Any]) -> TlsStarted | TlsRefused:
    chain = tuple(base64.b64decode(der) for der in value["chain"])
    name, took = str(value["server_name"]), _number_or_none(value["seconds"])
    certificate = _decode_certificate(value["certificate"])
    if value["event"] == "tls-refused":
        return TlsRefused(_decode_message(value["reason"]), name, certificate, chain, took)
    problem = None if value["problem"] is None else _decode_message(value["problem"])
    facts = _string(value["protocol"]), _string(value["cipher"]), int(value["bits"]), name, bool(value["verified"])
    return TlsStarted(*facts, certificate, chain, problem, took)


def _encode_certificate(certificate: Certificate | None) -> Any:
    if certificate is None:
        return None
    return {name: getattr(certificate, name) for name in Certificate.__slots__}


def _decode_certificate(value: Any) -> Certificate | None:
    if value is None:
        return None
    return Certificate(
        _string(value["subject"]),
        _string(value["issuer"]),
        tuple(map(_string, value["names"])),
        _number(value["not_before"]),
        _number(value["not_after"]),
        _string(value["key"]),
    )


def _encode_message(message: Message) -> dict[str, Any]:
    params = {
        name: _encode_message(value) if isinstance(value, Message) else value for name, value in message.params.items()
    }
    value: dict[str, Any] = {"msgid": message.msgid, "params": params, "text": str(message)}
    return {**value, "plural": message.plural, "count": message.count} if message.plural else value


def _decode_message(value: dict[str, Any]) -> Message:
    params = {name: _decode_param(param) for name, param in value["params"].items()}
    return make(str(value["msgid"]), params, str(value.get("plural", "")), int(value.get("count", 0)))


def _decode_param(value: Any) -> str | int | float | Message:
    if isinstance(value, dict):
        return _decode_message(value)
    return value if isinstance(value, str | int | float) else str(value)
