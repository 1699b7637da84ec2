"""Whole sessions with Dovecot: LMTP over TCP and a unix socket, and submission with a login."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from tests.real_servers.dovecot import Dovecot
from tests.robustness.program import typed_session
from tests.robustness.sessions import PATIENCE, codes, explained, in_words, opened, received, type_lines

pytestmark = pytest.mark.real_server("dovecot")

MESSAGE = ("From: <vasya@example.test>", "Subject: by hand", "", "hello", ".")
TRANSACTION = (
    "LHLO client.example.test",
    "MAIL FROM:<vasya@example.test>",
    "RCPT TO:<vasya@example.test>",
    "RCPT TO:<petya@example.test>",
    "RCPT TO:<masha@example.test>",
    "DATA",
    *MESSAGE,
)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture(params=["tcp", "unix"])
def lmtp(dovecot: Dovecot, request: pytest.FixtureRequest) -> str:
    tcp = f"lmtp://127.0.0.1:{dovecot.lmtp_port}"
    return tcp if request.param == "tcp" else f"unix:{dovecot.lmtp_socket}"


async def test_lmtp_has_a_reply_for_each_recipient(dovecot: Dovecot, lmtp: str, tmp_path: Path) -> None:
    before = {name: len(dovecot.mailbox(name)) for name in ("vasya", "masha")}
    async with opened(tmp_path, lmtp) as session:
        assert session.state.lmtp
        found = await type_lines(session, *TRANSACTION)
        assert [(exchange.answers, exchange.recipient, exchange.code) for exchange in found[1:]] == [
            ("MAIL", None, 250),
            ("RCPT", "vasya@example.test", 250),
            ("RCPT", "petya@example.test", 550),
            ("RCPT", "masha@example.test", 250),
            ("DATA", None, 354),
            (".", "vasya@example.test", 250),
            (".", "masha@example.test", 250),
        ]
        for exchange in found[-2:]:
            assert exchange.recipient is not None
            assert f"<{exchange.recipient}>" in exchange.text
            assert exchange.text.endswith("Saved")
        assert "taken the message for masha@example.test" in in_words(explained(session))
        assert not session.state.doubtful
        assert session.state.accepted == 1
        assert codes(await type_lines(session, "RSET", "QUIT")) == [("RSET", 250), ("QUIT", 221)]
    for name, count in before.items():
        assert dovecot.await_mail(name, count + 1)


async def test_lmtp_pairs_a_whole_batch(dovecot: Dovecot, lmtp: str, tmp_path: Path) -> None:
    """The batch, message and all, goes out in one write; Dovecot offers PIPELINING."""
    async with opened(tmp_path, lmtp) as session:
        await type_lines(session, "LHLO client.example.test")
        session.send("".join(f"{line}\r\n" for line in (*TRANSACTION[1:], "NOOP", "QUIT")).encode())
        await session.settled()
        answered = [
            (event.answers.verb, event.answers.recipient)
            for event in received(session)[-9:]
            if event.answers is not None
        ]
        assert answered == [
            ("MAIL", None),
            ("RCPT", "vasya@example.test"),
            ("RCPT", "petya@example.test"),
            ("RCPT", "masha@example.test"),
            ("DATA", None),
            (".", "vasya@example.test"),
            (".", "masha@example.test"),
            ("NOOP", None),
            ("QUIT", None),
        ]


async def test_lmtp_without_a_recipient(dovecot: Dovecot, lmtp: str, tmp_path: Path) -> None:
    async with opened(tmp_path, lmtp) as session:
        found = await type_lines(session, "LHLO client.example.test", "MAIL FROM:<>", "DATA")
        assert found[-1].code // 100 == 5
        assert "RCPT" in in_words(explained(session))
        assert codes(await type_lines(session, "NOOP")) == [("NOOP", 250)]


async def test_ehlo_is_not_lmtp(dovecot: Dovecot, lmtp: str, tmp_path: Path) -> None:
    async with opened(tmp_path, lmtp) as session:
        assert codes(await type_lines(session, "EHLO client.example.test")) == [("EHLO", 500)]
        assert "send LHLO with your name" in in_words(explained(session))
        assert "HELO:" not in in_words(explained(session))


def test_lmtp_through_the_program(dovecot: Dovecot, lmtp: str, tmp_path: Path) -> None:
    ran = typed_session(tmp_path, lmtp, *TRANSACTION, "QUIT")
    assert ran.code == 0, ran.err
    assert [row[:3] for row in ran.gutters("<-  ", "<** ") if row[3] == " "] == [
        *("220", "250", "250", "250", "550", "250", "354"),
        *("250", "250", "221"),
    ]
    replies = [row for row in ran.rows if row.endswith("Saved")]
    assert ["<vasya@example.test>" in replies[0], "<masha@example.test>" in replies[1]] == [True, True]


async def test_submission_wants_tls_and_a_login(dovecot: Dovecot, tmp_path: Path) -> None:
    before = len(dovecot.mailbox("masha"))
    options = replace(PATIENCE, ca_file=dovecot.ca_file)
    async with opened(tmp_path, f"localhost:{dovecot.port}", options) as session:
        found = await type_lines(session, "EHLO client.example.test", "MAIL FROM:<vasya@example.test>")
        assert found[-1].code == 530
        assert "Send STARTTLS, then EHLO again." in in_words(explained(session))
        await type_lines(session, "STARTTLS", "EHLO client.example.test")
        found = await type_lines(session, "AUTH LOGIN", encoded(dovecot.user), encoded("wrong"))
        assert codes(found) == [("AUTH", 334), ("AUTH", 334), ("AUTH", 535)]
        enhanced = explained(session).enhanced
        assert enhanced is not None
        assert enhanced.code == "5.7.8"
        assert not session.state.authenticated
        found = await type_lines(session, "AUTH LOGIN", encoded(dovecot.user), encoded(dovecot.password))
        assert found[-1].code == 235
        assert session.state.authenticated == dovecot.user
        found = await type_lines(
            session,
            "MAIL FROM:<vasya@example.test>",
            "RCPT TO:<a@elsewhere.test>",
            "RCPT TO:<masha@example.test>",
            "DATA",
            *MESSAGE,
            "QUIT",
        )
        assert [exchange.code for exchange in found] == [250, 550, 250, 354, 250, 221]
        shown = "".join(str(record) for record in session.feed.everything())
        assert encoded(dovecot.password) not in shown
    assert dovecot.await_mail("masha", before + 1)


def test_submission_through_the_program(dovecot: Dovecot, tmp_path: Path) -> None:
    ran = typed_session(
        tmp_path,
        f"smtp+starttls://localhost:{dovecot.port}",
        "EHLO client.example.test",
        "AUTH PLAIN",
        encoded(f"\0{dovecot.user}\0{dovecot.password}"),
        "MAIL FROM:<vasya@example.test>",
        "RCPT TO:<masha@example.test>",
        "DATA",
        *MESSAGE,
        "QUIT",
        flags=("--ca", str(dovecot.ca_file)),
    )
    assert ran.code == 0, ran.err
    assert "sent for you" in ran.out
    assert [row[:3] for row in ran.gutters("<~  ") if row[3] == " "] == [
        *("250", "334", "235", "250", "250", "354", "250", "221"),
    ]
    kept = "".join(file.read_text() for file in (tmp_path / "sessions").iterdir())
    for text in (ran.out, ran.err, kept):
        assert dovecot.password not in text
        assert encoded(f"\0{dovecot.user}\0{dovecot.password}") not in text
