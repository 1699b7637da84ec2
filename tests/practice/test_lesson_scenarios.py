"""What the conversations of the lessons' scenarios cannot say: what was kept, how much, how often."""

from __future__ import annotations

import pytest

from smtptui.practice.host import Host
from smtptui.practice.scenario import load_scenario
from smtptui.practice.settings import HostSettings, Limits
from tests.practice.talk import Feed, feed_bytes, feed_lines, feed_whole, wire


def begun(settings: HostSettings | None = None) -> Host:
    """The provider's host, with a message begun."""
    host = load_scenario("provider").host(settings)
    host.opened()
    host.receive(b"EHLO client.example.test\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<vasya@example.test>\r\n")
    return host


@pytest.mark.parametrize("feed", [feed_whole, feed_lines, feed_bytes])
def test_chunks_are_kept_octet_for_octet(feed: Feed) -> None:
    host = begun()
    first, second = bytes(range(256)), b"..\r\n.\r\nQUIT\r\n" * 10_000
    feed(host, b"BDAT %d\r\n" % len(first) + first + b"BDAT %d LAST\r\n" % len(second) + second)
    (message,) = host.delivered
    assert message.data == first + second


def test_a_chunk_over_the_limit_is_swallowed_and_not_kept() -> None:
    host = begun(HostSettings(limits=Limits(message=1000)))
    for _ in range(20):
        assert wire(host.receive(b"BDAT 1000000\r\n")) == b""
        for _ in range(16):
            assert not host.receive(b"x" * 60_000)
            assert host.held < 130_000
        assert wire(host.receive(b"x" * 40_000)).split(b" ")[0] in (b"552", b"503")
    assert wire(host.receive(b"NOOP\r\n")) == b"250 2.0.0 Ok\r\n"
    assert not host.delivered


def test_a_refused_chunk_ends_the_message() -> None:
    host = begun(HostSettings(limits=Limits(message=10)))
    assert wire(host.receive(b"BDAT 8\r\n12345678")).startswith(b"250")
    assert wire(host.receive(b"BDAT 8 LAST\r\n12345678")) == b"552 5.3.4 Message size exceeds fixed limit\r\n"
    assert wire(host.receive(b"BDAT 0 LAST\r\n")) == b"503 5.5.1 Error: need MAIL command\r\n"


def test_the_limit_of_recipients_is_the_one_that_was_named() -> None:
    host = begun()
    replies = [wire(host.receive(b"RCPT TO:<masha@example.test>\r\n")) for _ in range(25)]
    assert replies == [b"250 2.1.5 Ok\r\n"] * 24 + [b"452 4.5.3 Error: too many recipients\r\n"]


@pytest.mark.parametrize("name", ["provider", "submission", "starttls"])
def test_without_a_certificate_no_tls_is_offered(name: str) -> None:
    host = load_scenario(name).host(HostSettings(has_certificate=False))
    host.opened()
    assert b"STARTTLS" not in wire(host.receive(b"EHLO client.example.test\r\n"))
