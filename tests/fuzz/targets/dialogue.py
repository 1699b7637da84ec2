"""The dialogue: whatever both sides say, every byte is in an event, in order, and every row is inert."""

from __future__ import annotations

from smtptui.smtp.events import Sent
from smtptui.smtp.visible import is_unsafe_text
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import redact
from smtptui.transcript.rows import rows
from tests.fuzz.targets._turns import SESSIONS, played, said, wire_bytes

SEEDS = SESSIONS


def check(data: bytes) -> None:
    """With SMTP's rules and with LMTP's."""
    ours, theirs = said(data)
    for lmtp in (False, True):
        transcript = Transcript()
        for number, event in enumerate(played(data, lmtp)):
            transcript.append(float(number), False, event)
        events = [record.event for record in transcript]
        sent = [event for event in events if isinstance(event, Sent)]
        assert b"".join(event.raw for event in sent) == ours
        assert [event.ordinal for event in sent] == list(range(len(sent)))
        assert b"".join(wire_bytes(event) for event in events if not isinstance(event, Sent)) == theirs
        assert not any(is_unsafe_text(row.text) for row in rows(redact(transcript)))
