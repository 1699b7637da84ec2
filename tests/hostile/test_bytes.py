"""Every behaviour as bytes alone, with no socket: fed whole, byte by byte, and with bytes behind, it is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from smtptui.messages import ENGLISH, Message
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.events import Closed, Event, Malformed, Party, PlaintextAfterStartTls, Received
from smtptui.smtp.reply import Anomaly
from smtptui.smtp.state import Phase
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import redact
from smtptui.transcript.rows import rows
from tests.hostile.script import Script
from tests.hostile.scripts import ALL
from tests.hostile.server import Do, Slowly, Step
from tests.smtp.conversation import server_bytes

BEHIND = b"299 behind\r\n"
LARGE = 100_000
"""Bytes, from which on pieces stand for single bytes: a piece's size divides neither line nor buffer."""
PIECE = 997
Cut = Callable[[bytes], Iterator[bytes]]


def whole(raw: bytes) -> Iterator[bytes]:
    yield raw


def byte_by_byte(raw: bytes) -> Iterator[bytes]:
    size = 1 if len(raw) < LARGE else PIECE
    return (raw[start : start + size] for start in range(0, len(raw), size))


def bytes_of(step: Step) -> bytes:
    """What the server sends by it."""
    match step:
        case bytes():
            return step
        case Slowly(data, _):
            return data
        case _:
            return b""


def fed(script: Script, cut: Cut) -> list[Event]:
    """All that happens, the client's part included; the connection ends where the script does."""
    dialogue, events, lines = Dialogue(), list[Event](), iter(script.typed)
    for step in script.steps:
        match step:
            case bytes() | Slowly():
                for piece in cut(bytes_of(step)):
                    events += dialogue.receive(piece)
            case str():
                line = next(lines)
                assert line.upper().startswith(step.upper())
                events += dialogue.send(line.encode() + b"\r\n")
            case Do.CLOSE | Do.RESET | Do.HALF_CLOSE:
                events += dialogue.closed(Party.SERVER, Message("gone"))
    if dialogue.phase is not Phase.CLOSED:
        events += dialogue.closed(Party.CLIENT, Message("gone"))
    return joined(events)


def joined(events: list[Event]) -> list[Event]:
    """Plaintext after the 220 to STARTTLS is told as it comes, in pieces: here it is one."""
    found: list[Event] = []
    for event in events:
        match event, found[-1:]:
            case PlaintextAfterStartTls(raw), [PlaintextAfterStartTls(before)]:
                found[-1] = PlaintextAfterStartTls(before + raw)
            case _:
                found.append(event)
    return found


def with_bytes_behind(script: Script) -> Script:
    """The last bytes that the server sends have a reply behind them, in the same segment."""
    steps = list(script.steps)
    last = max(index for index, step in enumerate(steps) if isinstance(step, bytes | Slowly))
    steps[last] = bytes_of(steps[last]) + BEHIND
    return replace(script, steps=tuple(steps))


def is_whole(script: Script) -> bool:
    """Whether the server's last line and last reply have their ends, and whether it sends anything at all."""
    sent = [event for event in fed(script, whole) if server_bytes(event)]
    return bool(sent) and not any(
        isinstance(event, Malformed) and Anomaly.UNFINISHED in event.stray.anomalies for event in sent
    )


def each(scripts: list[Script]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("script", scripts, ids=lambda script: script.title)


@each(ALL)
@pytest.mark.parametrize("cut", [whole, byte_by_byte])
def test_it_is_shown_and_named(script: Script, cut: Cut) -> None:
    transcript = Transcript()
    for event in fed(script, cut):
        transcript.append(0.0, False, event)
    shown = rows(redact(transcript))
    lines = [row.gutter + row.words(ENGLISH) for row in shown]
    for row in script.rows:
        if row.startswith("<"):  # the others are the session's to tell
            assert row in lines
    assert {anomaly for row in shown for anomaly in row.anomalies} >= set(script.anomalies)
    assert all(line.isprintable() for line in lines)


@each(ALL)
def test_fed_byte_by_byte(script: Script) -> None:
    assert fed(script, byte_by_byte) == fed(script, whole)


@each(ALL)
def test_no_byte_is_lost(script: Script) -> None:
    events = fed(script, whole)
    sent = b"".join(map(bytes_of, script.steps))
    kept = b"".join(map(server_bytes, events))
    assert len(kept) + sum(map(dropped, events)) == len(sent)
    if {Anomaly.REPLY_TOO_LONG, Anomaly.LINE_TOO_LONG}.isdisjoint(script.anomalies):
        assert kept == sent


def dropped(event: Event) -> int:
    match event:
        case Received(reply, _):
            return reply.dropped
        case Malformed(stray):
            return stray.line.dropped
        case _:
            return 0


@each([script for script in ALL if is_whole(script)])
def test_fed_with_bytes_behind(script: Script) -> None:
    """They are a reply of their own; behind the 220 to STARTTLS they are none."""
    plain, more = fed(script, whole), fed(with_bytes_behind(script), whole)
    if any(server_bytes(event).startswith(b"220 go") for event in plain):
        [clear] = [event for event in more if isinstance(event, PlaintextAfterStartTls)]
        assert clear.raw.endswith(BEHIND)
        return
    [behind] = [event for event in more if server_bytes(event) == BEHIND]
    assert isinstance(behind, Received)
    more.remove(behind)
    assert before_the_end(more) == before_the_end(plain)


def before_the_end(events: list[Event]) -> list[Event]:
    return [event for event in events if not isinstance(event, Closed)]
