"""A message on the wire: dots, line ends, chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.smtp.message import END_OF_DATA, chunks, stuff, to_crlf, unstuff
from tests.smtp.conversation import in_transaction

STUFFED = [
    (b"", b""),
    (b"a", b"a\r\n"),
    (b"a\r\n", b"a\r\n"),
    (b".", b"..\r\n"),
    (b".\r\n", b"..\r\n"),
    (b"..a\r\n", b"...a\r\n"),
    (b"a\r\n.b\r\n", b"a\r\n..b\r\n"),
    (b"\r\n.\r\n.\r\n", b"\r\n..\r\n..\r\n"),
    (b"a.b\r\n", b"a.b\r\n"),
]


@pytest.mark.parametrize(("message", "wire"), STUFFED)
def test_stuff(message: bytes, wire: bytes) -> None:
    assert stuff(message) == wire
    assert unstuff(wire) == (message if message.endswith(b"\r\n") or not message else message + b"\r\n")


text = st.lists(st.sampled_from([b".", b"\r\n", b"\n", b"\r", b"a", b".."]), max_size=20).map(b"".join)


@given(text)
def test_a_message_comes_out_as_it_went_in(message: bytes) -> None:
    lines = to_crlf(message)
    assert unstuff(stuff(lines)) == (lines if lines.endswith(b"\r\n") or not lines else lines + b"\r\n")
    assert b"\n" not in lines.replace(b"\r\n", b"")
    assert b"\r" not in lines.replace(b"\r\n", b"")


@given(text)
def test_no_message_ends_its_own_data(message: bytes) -> None:
    talk = in_transaction("b@example.test")
    talk.client(b"DATA\r\n")
    talk.server(b"354 go\r\n")
    sent = talk.client(stuff(to_crlf(message)) + END_OF_DATA)
    assert [name.partition("#")[0] for name in sent].count(".") == 1
    assert sent[-1].startswith(".")


@given(st.binary(max_size=50), st.integers(1, 60))
def test_chunks_laid_end_to_end_are_the_message(message: bytes, size: int) -> None:
    pieces = list(chunks(message, size))
    assert b"".join(piece for piece, _ in pieces) == message
    assert [last for _, last in pieces] == [False] * (len(pieces) - 1) + [True]
    assert all(len(piece) <= size for piece, _ in pieces)


def test_a_chunk_of_nothing_is_our_misuse() -> None:
    with pytest.raises(ValueError, match="one octet"):
        list(chunks(b"x", 0))
