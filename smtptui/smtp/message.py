"""The bytes of a message on the wire: dot-stuffing, the end of data, chunks (RFC 5321 §4.5.2, RFC 3030)."""

from __future__ import annotations

from collections.abc import Iterator

END_OF_DATA = b".\r\n"


def stuff(message: bytes) -> bytes:
    """The message with a dot added before each line that begins with one, and its last line ended with CRLF."""
    if message and not message.endswith(b"\r\n"):
        message += b"\r\n"
    stuffed = message.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def unstuff(data: bytes) -> bytes:
    """What a server keeps of data lines (without the lone dot): each leading dot taken away once."""
    unstuffed = data.replace(b"\r\n.", b"\r\n")
    return unstuffed[1:] if unstuffed.startswith(b".") else unstuffed


def to_crlf(text: bytes) -> bytes:
    """Any line ends as CRLF."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")


def chunks(message: bytes, size: int) -> Iterator[tuple[bytes, bool]]:
    """The message in pieces of at most `size` octets for BDAT; the flag marks the last one."""
    if size < 1:
        raise ValueError("a chunk has at least one octet")
    for start in range(0, max(len(message), 1), size):
        yield message[start : start + size], start + size >= len(message)
