"""Octets cut into lines, data and chunks, whole and byte by byte, with something after them."""

from __future__ import annotations

import pytest

from smtptui.practice.inbox import Data, Inbox, Line


@pytest.mark.parametrize(
    "octets, raw",
    [
        (b"Subject: x\r\n\r\nbody\r\n.\r\n", b"Subject: x\r\n\r\nbody\r\n"),
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b"..\r\n"),
        (b"a\n.\nb\r\n.\n\r.\r\nc\n.\r\n\r\n.\r\n", b"a\n.\nb\r\n.\n\r.\r\nc\n.\r\n\r\n"),
        (b"a\r.\r\n\r\r\n.\r\n", b"a\r.\r\n\r\r\n"),
    ],
)
@pytest.mark.parametrize("tail", [b"", b"QUIT\r\n", b".\r\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_data_ends_with_crlf_dot_crlf_alone(octets: bytes, raw: bytes, tail: bytes, size: int) -> None:
    inbox, found = Inbox(), None
    sent = octets + tail
    for start in range(0, len(sent), size):
        inbox.feed(sent[start : start + size])
        if found is None:
            found = inbox.data(1000)
    assert found == Data(raw, len(raw))
    assert inbox.octets(len(inbox)) == tail


def test_data_over_the_limit_is_counted_and_not_kept() -> None:
    inbox = Inbox()
    for _ in range(100):
        inbox.feed(b"0123456789" * 10)
        assert inbox.data(50) is None
        assert inbox.held < 100
    inbox.feed(b"\r\n.\r\nNOOP\r\n")
    data = inbox.data(50)
    assert data is not None
    assert (data.raw, data.octets, data.too_big) == (b"", 10_002, True)
    assert inbox.line(50) == Line(b"NOOP\r\n")


def test_lines_keep_their_ends() -> None:
    inbox = Inbox()
    inbox.feed(b"a\r\nb\n\r\n\x00c\rd")
    assert [inbox.line(50) for _ in range(4)] == [Line(b"a\r\n"), Line(b"b\n"), Line(b"\r\n"), None]
    inbox.feed(b"\n")
    assert inbox.line(50) == Line(b"\x00c\rd\n")


def test_of_an_overlong_line_the_beginning_is_kept() -> None:
    inbox = Inbox()
    for _ in range(10):
        inbox.feed(b"x" * 20)
        assert inbox.line(30) is None
    inbox.feed(b"\r\ny\r\n")
    assert inbox.line(30) == Line(b"x" * 30, too_long=True)
    assert inbox.line(30) == Line(b"y\r\n")


def test_a_chunk_is_so_many_octets() -> None:
    inbox = Inbox()
    inbox.feed(b"abc")
    assert inbox.octets(4) is None
    inbox.feed(b"\r\n")
    assert inbox.octets(4) == b"abc\r"
    assert len(inbox) == 1
