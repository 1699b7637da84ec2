"""The redactor: a secret that is known never comes through the door, in none of the forms that are hunted."""

from __future__ import annotations

import base64

from smtptui.smtp.command import VERBS
from smtptui.transcript.journal import encode
from smtptui.transcript.record import Record
from smtptui.transcript.redact import MASK_BYTES, SHORTEST_HUNTED, RedactedRecord, Redactor
from tests.fuzz.targets._turns import SEPARATOR, SESSIONS, played, wire_bytes, written
from tests.secrets import forms
from tests.transcript.test_redact import PASSWORD

HUNTED = ("as it is", "in hex", "percent-encoded", "made visible", "in upper case", "in lower case", "in base64")
"""The beginnings of the names of forms."""

_RAW = PASSWORD.encode()
_ECHOES = [_RAW, base64.b64encode(_RAW), base64.b64encode(b"x" + _RAW), _RAW.hex().encode(), _RAW.upper()]
SEEDS = [
    *(b"hunter22" + SEPARATOR + session for session in SESSIONS),
    *(written(_RAW, b"220 hi\r\n", b">VRFY " + echo + b"\r\n", b"550 " + echo + b" no\r\n", echo) for echo in _ECHOES),
    written(_RAW, b"250-" + _RAW[:6] + b"\r\n250 " + _RAW[6:] + b"\r\n", b">" + _RAW[:5], b">" + _RAW[5:] + b"\r\n"),
]


def check(data: bytes) -> None:
    """Before the first RS stands the secret. It is known from the beginning, or from the end on."""
    secret, _, session = data.partition(SEPARATOR)
    if not _is_a_secret(secret):
        return
    records = [Record(number, 0.0, False, event) for number, event in enumerate(played(session))]
    early, late = Redactor([secret]), Redactor()
    for record in records:
        _assert_hidden(early.push(record), secret)
        late.push(record)
    late.know([secret])
    for redacted in (*early.everything(), *late.everything()):
        _assert_hidden(redacted, secret)
        encode(redacted)


def _is_a_secret(secret: bytes) -> bool:
    """A value of a form or a flag. One with letters of the mask could be seen in a mask and what stands beside it."""
    if len(secret) < SHORTEST_HUNTED or secret.decode("latin-1").upper() in VERBS:
        return False
    return not any(byte in secret for byte in (*MASK_BYTES, *b"\r\n"))


def _assert_hidden(record: RedactedRecord, secret: bytes) -> None:
    seen = wire_bytes(record.event).lower()
    for name, form in forms(secret):
        if name.startswith(HUNTED) and len(form) >= SHORTEST_HUNTED:
            assert form.lower() not in seen, f"{name}: {seen!r}"
