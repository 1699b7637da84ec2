"""Each scenario as conversations: bytes in, exact bytes out, however the bytes are cut.

A scenario's conversations are a file of conversations/, written as talk.py reads them.
"""

from __future__ import annotations

import base64
import hmac

import pytest

from smtptui.practice.scenario import scenario_names
from tests.practice.talk import Feed, Talk, conversations, feed_bytes, feed_lines, feed_whole

CASES = [
    pytest.param(name, script, id=f"{name}: {title}")
    for name in scenario_names()
    for title, script in conversations(name)
]


@pytest.mark.parametrize("name", scenario_names())
def test_each_scenario_has_its_conversations(name: str) -> None:
    assert list(conversations(name))


@pytest.mark.parametrize("feed", [feed_bytes, feed_lines, feed_whole])
@pytest.mark.parametrize("name, script", CASES)
def test_conversation(name: str, script: str, feed: Feed) -> None:
    Talk(name).play(script, feed)


@pytest.mark.parametrize("name, script", [case for case in CASES if case.values[0] != "strict"])
def test_conversation_pipelined(name: str, script: str) -> None:
    Talk(name).play(script, feed_whole, pipelined=True)


STRICT_BATCHES = """
    @begin
    C: MAIL FROM:<sender@example.org>
    C: RCPT TO:<vasya@example.test>
    C: DATA
    S: 250 2.1.0 Ok
    S: 250 2.1.5 Ok
    S: 354 End data with <CR><LF>.<CR><LF>
    C: .
    S: 250 2.0.0 Ok: queued as 1CF5FC0AAE
    C: NOOP
    C: RSET
    S: 503 5.5.0 <NOOP>: Improper use of SMTP command pipelining: NOOP ends a batch: wait for its reply
    S: 250 2.0.0 Ok
    C: HELO client.example.test
    S: 250 practice.example.test
    C: MAIL FROM:<sender@example.org>
    C: RSET
    S: 503 5.5.0 <MAIL>: Improper use of SMTP command pipelining: say EHLO, and see whether PIPELINING is offered
    S: 250 2.0.0 Ok
"""


def test_strict_takes_the_pipelining_that_was_offered_and_no_other() -> None:
    Talk("strict").play(STRICT_BATCHES, feed_whole)


@pytest.mark.parametrize("feed", [feed_whole, feed_bytes])
def test_what_is_delivered_is_what_was_sent(feed: Feed) -> None:
    raw = bytes(range(256)).replace(b"\n", b"").replace(b"\r", b"") + b"\r\n.\r\r\n\n.\n\r\n"
    stuffed = raw.replace(b"\r\n.", b"\r\n..")
    host = Talk("plain").play("@begin", feed)
    begin = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<vasya@example.test>\r\nRCPT TO:<Masha@example.test>\r\nDATA\r\n"
    feed(host, begin + stuffed + b".\r\n")
    (message,) = host.ledger.mailbox.messages_for("<MASHA@example.test>")
    assert message.data == raw
    assert (message.sender, message.recipients) == ("a@example.org", ("vasya@example.test", "Masha@example.test"))
    assert message.queue_id == "1CF5FC0AAE"
    assert host.delivered == (message,)


def test_cram_md5_is_proved_by_the_digest() -> None:
    host = Talk("auth").play("@begin\nC: AUTH CRAM-MD5\nS: 334 PDEuMUBwcmFjdGljZS5leGFtcGxlLnRlc3Q+", feed_whole)
    digest = hmac.new(b"s3cret", b"<1.1@practice.example.test>", "md5").hexdigest()
    host.receive(base64.b64encode(f"vasya {digest}".encode()) + b"\r\n")
    assert host.user == "vasya"
