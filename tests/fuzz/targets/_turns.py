"""A session as one piece of bytes: turns parted by RS, those that begin with `>` are ours, the others the server's."""

from __future__ import annotations

from collections.abc import Iterator

from smtptui.messages import Message
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.events import Event, Malformed, Party, PlaintextAfterStartTls, Received, Sent, TlsStarted
from smtptui.smtp.state import Phase
from tests.smtp.test_dialogue import LINES, REPLIES

SEPARATOR = b"\x1e"
TLS = TlsStarted("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, "mail.example.test", True)


def written(*turns: bytes) -> bytes:
    """Turns as one piece."""
    return SEPARATOR.join(turns)


SESSION = written(
    b"220 hi ESMTP\r\n", b">EHLO x\r\n", b"250-x\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n",
    b">AUTH LOGIN\r\n", b"334 VXNlcm5hbWU6\r\n", b">dmFzeWE=\r\n", b"334 UGFzc3dvcmQ6\r\n", b">aHVudGVyMjI=\r\n",
    b"235 ok hunter22\r\n", b">MAIL FROM:<a@b.example>\r\n", b"250 ok\r\n", b">RCPT TO:<c@d.example>\r\n",
    b"250 ok\r\n", b">DATA\r\n", b"354 go\r\n", b">Subject: x\r\n\r\n..\r\n.\r\n", b"250 queued\r\n", b">QUIT\r\n",
    b"221 bye\r\n",
)  # fmt: skip
UPGRADE = written(b"220 hi\r\n", b">STARTTLS\r\n", b"220 go\r\n250 injected\r\n", b">EHLO x\r\n", b"250 x\r\n")
SESSIONS = (
    SESSION,
    UPGRADE,
    written(b"220 hi\r\n", *(b">" + line for line in LINES), *REPLIES),
    written(*(turn for line, reply in zip(LINES, REPLIES) for turn in (b">" + line, reply))),
    *(written(b"220 hi\r\n", b">" + line, reply) for line in LINES for reply in REPLIES[:9]),
)


def played(data: bytes, lmtp: bool = False) -> Iterator[Event]:
    """What a dialogue makes of the turns. The handshake is done whenever one is due and we speak again."""
    dialogue = Dialogue(lmtp=lmtp)
    for turn in data.split(SEPARATOR):
        if not turn.startswith(b">"):
            yield from dialogue.receive(turn)
            continue
        if dialogue.state.phase is Phase.TLS_PENDING:
            yield dialogue.tls_started(TLS)
        yield from dialogue.send(turn[1:])
    yield from dialogue.closed(Party.NETWORK, Message("over"))
    assert dialogue.state.phase is Phase.CLOSED
    assert dialogue.state.awaiting == ()


def said(data: bytes) -> tuple[bytes, bytes]:
    """What we and what the server said, each laid end to end."""
    turns = data.split(SEPARATOR)
    ours = b"".join(turn[1:] for turn in turns if turn.startswith(b">"))
    return ours, b"".join(turn for turn in turns if not turn.startswith(b">"))


def wire_bytes(event: Event) -> bytes:
    """The bytes of an event that went over the wire."""
    match event:
        case Sent(raw=raw) | PlaintextAfterStartTls(raw):
            return raw
        case Received(reply, _):
            return reply.raw
        case Malformed(stray):
            return stray.line.raw
        case _:
            return b""
