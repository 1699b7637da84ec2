"""EHLO replies as lists of what is offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.smtp.capabilities import Capabilities, compare, parse_capabilities
from smtptui.smtp.reply import Reply, ReplyReader


def parse(*lines: str | bytes) -> Capabilities:
    raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
    wire = b"".join(b"250-%s\r\n" % line for line in raw[:-1]) + b"250 %s\r\n" % raw[-1]
    [reply] = ReplyReader().receive(wire)
    assert isinstance(reply, Reply)
    return parse_capabilities(reply)


def test_order_and_duplicates_are_kept() -> None:
    found = parse("mail at your service", "SIZE 1", "PIPELINING", "SIZE 2")
    assert found.greeting == "mail at your service"
    assert [line.keyword for line in found.lines] == ["SIZE", "PIPELINING", "SIZE"]
    assert found.keywords() == ("SIZE", "PIPELINING")
    assert found.parameters("size") == ("1", "2")


AUTH = [
    (["AUTH LOGIN PLAIN"], ("LOGIN", "PLAIN")),
    (["AUTH=LOGIN PLAIN"], ("LOGIN", "PLAIN")),
    (["auth=login"], ("LOGIN",)),
    (["AUTH="], ()),
    (["AUTH LOGIN", "AUTH=LOGIN PLAIN"], ("LOGIN", "PLAIN")),
    (["AUTH  login \t plain  "], ("LOGIN", "PLAIN")),
    (["XAUTH LOGIN"], ()),
]


@pytest.mark.parametrize(("lines", "mechanisms"), AUTH)
def test_mechanisms_in_any_form(lines: list[str], mechanisms: tuple[str, ...]) -> None:
    assert parse("x", *lines).mechanisms == mechanisms


SIZES = [
    ("SIZE 20971520", 20971520),
    ("size 0", 0),
    ("SIZE", None),
    ("SIZE=10", None),
    ("SIZE -1", None),
    ("SIZE x", None),
    ("SIZE ٣", None),
    ("SIZE " + "9" * 20, int("9" * 20)),
    ("SIZE " + "9" * 21, None),
    ("SIZE " + "9" * 5000, None),
]


@pytest.mark.parametrize(("line", "size"), SIZES, ids=lambda value: str(value)[:12])
def test_size(line: str, size: int | None) -> None:
    assert parse("x", line).size == size


def test_keywords_in_any_case() -> None:
    found = parse("x", "sTarttls ")
    assert "starttls" in found
    assert found.get("Starttls") is not None
    assert 5 not in found
    assert found.get("PIPELINING") is None


def test_what_is_odd_is_made_visible() -> None:
    found = parse(b"x \x1b[31m", b"X-\xff\x1b]0;t\x07 a", "")
    assert found.greeting == r"x \x1b[31m"
    assert found.lines[0].line == r"X-\xff\x1b]0;t\x07 a"
    assert len(found.lines) == 1


def test_what_tls_changed() -> None:
    change = compare(parse("x", "STARTTLS", "SIZE 1"), parse("x", "SIZE 1 ", "AUTH PLAIN"))
    assert (change.removed, change.added, bool(change)) == (("STARTTLS",), ("AUTH PLAIN",), True)
    assert not compare(parse("x", "A"), parse("y", "A"))


@given(st.lists(st.binary(max_size=20).map(lambda raw: raw.replace(b"\n", b"")), min_size=1, max_size=6))
def test_any_lines_are_survived(lines: list[bytes]) -> None:
    found = parse(*lines)
    assert found.size is None or found.size >= 0
    assert isinstance(found.mechanisms, tuple)
