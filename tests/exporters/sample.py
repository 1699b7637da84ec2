"""A fixed session with everything that a format must cope with: TLS, a login, an echo, hostile bytes, backticks."""

from __future__ import annotations

from collections.abc import Iterator

from smtptui.messages import Message
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.events import Certificate, Connected, Event, Level, Note, Party, TlsStarted
from smtptui.transcript.record import Record, Transcript

BEGUN = 1_700_000_000.0
PASSWORD = b"s3cret-password"
CERTIFICATE = Certificate("mx.example.test", "Test CA", ("mx.example.test", "*.example.test"), 1.6e9, 1.8e9, "EC 256")
TLS = TlsStarted("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, "mx.example.test", True, CERTIFICATE, (b"der",), None, 0.02)


def _conversation() -> Iterator[Event]:
    dialogue = Dialogue()
    yield Connected("mx.example.test", "192.0.2.1", 587, 0.004, 0.012)
    yield from dialogue.receive(b"220 mx.example.test `ESMTP` | <b>bold</b> [link](http://example.test)\r\n")
    yield from dialogue.send(b"EHLO client.example.test\r\n")
    yield from dialogue.receive(b"250-mx.example.test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
    yield from dialogue.send(b"STARTTLS\r\n")
    yield from dialogue.receive(b"220 go\r\n")
    yield dialogue.tls_started(TLS)
    yield from dialogue.send(b"AUTH PLAIN AHZhc3lhAHMzY3JldC1wYXNzd29yZA==\r\n")
    yield from dialogue.receive(
        b"535-5.7.8 no: vasya s3cret-password\r\n535 5.7.8 \x1b]0;owned\x07\xff\xe2\x80\xae\r\n"
    )
    yield from dialogue.send(b"MAIL FROM:<a@b.example>\r\nDATA\r\n")
    yield from dialogue.receive(b"250 2.1.0 Ok\r\n354 go\r\n")
    yield from dialogue.send(b"Subject: x\r\n\r\n````\r\n~~~~~~\r\n.\r\n")
    yield from dialogue.receive(b"garbage\r\n451 4.3.0 later\r\n")
    yield Note(Level.WARNING, Message("A note about {what}.", what="`<i>this</i>`"))
    yield from dialogue.closed(Party.SERVER, Message("The server closed the connection."))


def transcript() -> Transcript:
    """The session, a tenth of a second a record."""
    made = Transcript()
    secure = False
    for number, event in enumerate(_conversation()):
        secure = secure or isinstance(event, TlsStarted)
        made.append(BEGUN + number / 10, secure, event)
    return made


def records() -> list[Record]:
    """Its records."""
    return list(transcript())
