"""Whole sessions with Postfix: in the clear, with STARTTLS, with TLS from the start."""

from __future__ import annotations

import base64
import hmac
from dataclasses import replace
from pathlib import Path

import pytest

from smtptui.errors import TlsFailed
from smtptui.smtp.events import TlsRefused, TlsStarted
from tests.real_servers.postfix import Postfix
from tests.robustness.program import run_program, typed_session
from tests.robustness.sessions import PATIENCE, codes, exchanges, explained, in_words, opened, received, type_lines

pytestmark = pytest.mark.real_server("postfix")

MESSAGE = ("From: <vasya@example.test>", "Subject: by hand", "", "Привет!", "..two dots are one", ".")


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


async def test_a_session_in_the_clear(postfix: Postfix, tmp_path: Path) -> None:
    before = len(postfix.mailbox("masha"))
    async with opened(tmp_path, f"127.0.0.1:{postfix.port}") as session:
        found = await type_lines(
            session,
            "DATA",
            "EHLO client.example.test",
            "AUTH LOGIN",
            "MAIL FROM:<vasya@example.test> SIZE=99999999",
            "MAIL FROM:<vasya@example.test> SIZE=1000 BODY=8BITMIME RET=HDRS",
            "RCPT TO:<a@elsewhere.test>",
            "DATA",
            "RCPT TO:<petya@example.test>",
            "RCPT TO:<masha@example.test> NOTIFY=NEVER",
            "DATA",
            *MESSAGE,
        )
        assert codes(found) == [
            ("DATA", 503),
            ("EHLO", 250),
            ("AUTH", 503),
            ("MAIL", 552),
            ("MAIL", 250),
            ("RCPT", 554),
            ("DATA", 554),
            ("RCPT", 550),
            ("RCPT", 250),
            ("DATA", 354),
            (".", 250),
        ]
        number = {exchange.text: index for index, exchange in enumerate(exchanges(session))}
        told = {text: in_words(explained(session, index)) for text, index in number.items()}
        assert "MAIL" in told["5.5.1 Error: need RCPT command"]
        assert "SIZE" in told["5.3.4 Message size exceeds fixed limit"]
        assert "a@elsewhere.test" in told["5.7.1 <a@elsewhere.test>: Relay access denied"]
        assert "recipient" in told["5.5.1 Error: no valid recipients"]
        assert explained(session).queue_id == found[-1].text.rpartition(" ")[2]
        assert codes(await type_lines(session, "QUIT")) == [("QUIT", 221)]
    body = postfix.await_mail("masha", before + 1)[-1].partition(b"\n\n")[2]
    assert body == "Привет!\n.two dots are one\n".encode()


async def test_starttls_and_every_mechanism(postfix: Postfix, tmp_path: Path) -> None:
    options = replace(PATIENCE, ca_file=postfix.ca_file)
    async with opened(tmp_path, f"localhost:{postfix.port}", options) as session:
        await type_lines(session, "EHLO client.example.test", "STARTTLS", "EHLO client.example.test")
        assert [record.event.verified for record in session.transcript if isinstance(record.event, TlsStarted)] == [
            True
        ]
        found = await type_lines(session, "AUTH CRAM-MD5", "*", "AUTH CRAM-MD5")
        assert codes(found) == [("AUTH", 334), ("AUTH", 501), ("AUTH", 334)]
        challenge = base64.b64decode(received(session)[-1].reply.lines[0].text)
        digest = hmac.digest(postfix.password.encode(), challenge, "md5").hex()
        found = await type_lines(session, encoded(f"{postfix.user} {digest}"))
        assert codes(found) == [("AUTH", 235)]
        assert session.state.authenticated == postfix.user
        assert codes(await type_lines(session, "AUTH PLAIN")) == [("AUTH", 503)]


async def test_tls_from_the_start_and_a_batch(postfix: Postfix, tmp_path: Path) -> None:
    options = replace(PATIENCE, ca_file=postfix.ca_file)
    async with opened(tmp_path, f"smtps://localhost:{postfix.tls_port}", options) as session:
        assert session.state.secure
        await type_lines(session, "EHLO client.example.test", "AUTH LOGIN " + encoded(postfix.user))
        assert codes(await type_lines(session, encoded(postfix.password))) == [("AUTH", 235)]
        since = len(session.transcript)
        batch = ("MAIL FROM:<vasya@example.test>", "RCPT TO:<petya@example.test>", "RCPT TO:<masha@example.test>")
        session.send("".join(f"{line}\r\n" for line in (*batch, "DATA", *MESSAGE, "NOOP")).encode())
        await session.settled()
        assert codes(exchanges(session, since)) == [
            ("MAIL", 250),
            ("RCPT", 550),
            ("RCPT", 250),
            ("DATA", 354),
            (".", 250),
            ("NOOP", 250),
        ]


async def test_an_authority_that_is_not_known(postfix: Postfix, tmp_path: Path) -> None:
    with pytest.raises(TlsFailed, match="--insecure"):
        async with opened(tmp_path, f"smtps://localhost:{postfix.tls_port}"):
            pass


async def test_a_name_that_is_not_in_the_certificate(postfix: Postfix, tmp_path: Path) -> None:
    options = replace(PATIENCE, ca_file=postfix.ca_file, server_name="other.example.test")
    async with opened(tmp_path, f"localhost:{postfix.port}", options) as session:
        await type_lines(session, "EHLO client.example.test")
        session.send_line("STARTTLS")
        with pytest.raises(TlsFailed, match=r"other\.example\.test"):
            await session.settled()
        refused = [record.event for record in session.transcript if isinstance(record.event, TlsRefused)]
        assert [event.certificate is not None and "localhost" in event.certificate.names for event in refused] == [True]


def test_through_the_program(postfix: Postfix, tmp_path: Path) -> None:
    before = len(postfix.mailbox("masha"))
    lines = ("EHLO client.example.test", "AUTH PLAIN " + encoded(f"\0{postfix.user}\0{postfix.password}"))
    transaction = ("MAIL FROM:<vasya@example.test>", "RCPT TO:<masha@example.test>", "DATA", *MESSAGE, "QUIT")
    ran = typed_session(
        tmp_path,
        f"smtps://localhost:{postfix.tls_port}",
        *lines,
        *transaction,
        flags=("--ca", str(postfix.ca_file)),
    )
    assert ran.code == 0, ran.err
    assert ran.gutters("<-  ", "<** ", "<~* ") == []
    assert [row[:3] for row in ran.gutters("<~  ") if row[3] == " "] == [
        *("220", "250", "235", "250", "250", "354", "250", "221"),
    ]
    assert postfix.await_mail("masha", before + 1)
    shown = run_program(tmp_path, "sessions", "show", "last")
    assert shown.rows == ran.rows


def test_the_program_does_not_trust_a_stranger(postfix: Postfix, tmp_path: Path) -> None:
    ran = typed_session(tmp_path, f"smtps://localhost:{postfix.tls_port}", "QUIT")
    assert ran.code == 3
    assert "TLS failed" in ran.out
    assert "Certificate of mail.example.test" in ran.out
    assert "--insecure" in ran.err
