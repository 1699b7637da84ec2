"""Whole sessions with Exim, typed into the engine and into the real program."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from smtptui.errors import ConnectionLost
from smtptui.smtp.state import Phase
from tests.real_servers.exim import Exim
from tests.robustness.program import typed_session
from tests.robustness.sessions import (
    PATIENCE,
    codes,
    exchanges,
    explained,
    in_words,
    opened,
    received,
    type_lines,
)

pytestmark = pytest.mark.real_server("exim")

MESSAGE = (
    "From: <vasya@example.test>",
    "To: <masha@example.test>",
    "Subject: by hand",
    "",
    "Привет!",
    "..two dots are one",
    ".",
)
OCTETS = b"From: <vasya@example.test>\r\nSubject: in chunks\r\n\r\n.a dot that is no end\r\n.\r\n"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


async def test_a_session_typed_to_its_end(exim: Exim, tmp_path: Path) -> None:
    before = len(exim.mailbox("masha"))
    async with opened(tmp_path, f"127.0.0.1:{exim.port}") as session:
        assert exchanges(session)[0].text.startswith("mail.example.test ESMTP Exim 4.")
        found = await type_lines(
            session,
            "EHLO client.example.test",
            "VRFY vasya",
            "MAIL FROM:<vasya@example.test>",
            "RCPT TO:<petya@example.test>",
            "RCPT TO:<a@elsewhere.test>",
            "RCPT TO:<masha@example.test>",
        )
        assert [(exchange.answers, exchange.recipient, exchange.code) for exchange in found[1:]] == [
            ("VRFY", None, 501),
            ("MAIL", None, 250),
            ("RCPT", "petya@example.test", 550),
            ("RCPT", "a@elsewhere.test", 550),
            ("RCPT", "masha@example.test", 250),
        ]
        assert session.state.envelope.recipients == ("masha@example.test",)
        assert session.state.envelope.refused == ("petya@example.test", "a@elsewhere.test")
        assert "petya@example.test" in in_words(explained(session, -3))
        found = await type_lines(session, "DATA", *MESSAGE)
        assert codes(found) == [("DATA", 354), (".", 250)]
        assert explained(session).queue_id == found[-1].text.partition("id=")[2]
        assert await type_lines(session, "QUIT")
        await session.closed(20)
    body = exim.await_mail("masha", before + 1)[-1].partition(b"\n\n")[2]
    assert body == "Привет!\n.two dots are one\n".encode()


async def test_its_synchronization_error_is_told_and_explained(exim: Exim, tmp_path: Path) -> None:
    async with opened(tmp_path, f"127.0.0.1:{exim.port}") as session:
        session.send(b"EHLO client.example.test\r\nMAIL FROM:<>\r\n")
        with pytest.raises(ConnectionLost):
            await session.settled()
        assert codes(exchanges(session))[1:] == [("EHLO", 554)]
        assert exchanges(session)[-1].text == "SMTP synchronization error"
        told = in_words(explained(session))
        assert "Exim: you spoke before it was your turn." in told
        assert "Wait for each reply before the next line" in told
        assert session.state.phase is Phase.CLOSED


async def test_a_batch_is_in_order_once_ehlo_is_answered(exim: Exim, tmp_path: Path) -> None:
    async with opened(tmp_path, f"127.0.0.1:{exim.port}") as session:
        await type_lines(session, "EHLO client.example.test")
        before = len(session.transcript)
        session.send(
            b"MAIL FROM:<vasya@example.test>\r\nRCPT TO:<petya@example.test>\r\nRCPT TO:<masha@example.test>\r\n"
        )
        session.send(b"DATA\r\n")
        await session.settled()
        assert [(found.answers, found.recipient, found.code) for found in exchanges(session, before)] == [
            ("MAIL", None, 250),
            ("RCPT", "petya@example.test", 550),
            ("RCPT", "masha@example.test", 250),
            ("DATA", None, 354),
        ]


async def test_prdr_brings_a_reply_for_each_recipient(exim: Exim, tmp_path: Path) -> None:
    before = len(exim.mailbox("masha"))
    async with opened(tmp_path, f"127.0.0.1:{exim.port}") as session:
        found = await type_lines(
            session,
            "EHLO client.example.test",
            "MAIL FROM:<vasya@example.test> PRDR",
            "RCPT TO:<vasya@example.test>",
            "RCPT TO:<masha@example.test>",
            "DATA",
            "X-Refused-By: vasya",
            *MESSAGE,
        )
        assert [(exchange.answers, exchange.recipient, exchange.code) for exchange in found[-4:]] == [
            (".", None, 353),
            (".", "vasya@example.test", 550),
            (".", "masha@example.test", 250),
            (".", None, 250),
        ]
        assert {exchange.sent for exchange in found[-4:]} == {b".\r\n"}
        assert "for every recipient alone (PRDR)" in in_words(explained(session, -4))
        refusal = in_words(explained(session, -3))
        assert "vasya@example.test does not get the message" in refusal
        assert "Nobody" not in refusal
        assert session.state.accepted == 1
        assert codes(await type_lines(session, "NOOP", "QUIT")) == [("NOOP", 250), ("QUIT", 221)]
    assert len(exim.await_mail("masha", before + 1)) == before + 1


async def test_chunks_have_a_reply_each(exim: Exim, tmp_path: Path) -> None:
    before = len(exim.mailbox("masha"))
    async with opened(tmp_path, f"127.0.0.1:{exim.port}") as session:
        await type_lines(
            session, "EHLO client.example.test", "MAIL FROM:<vasya@example.test>", "RCPT TO:<masha@example.test>"
        )
        since = len(session.transcript)
        session.send(b"BDAT 20\r\n" + OCTETS[:20])
        await session.settled()
        session.send(b"BDAT %d LAST\r\n" % (len(OCTETS) - 20) + OCTETS[20:])
        await session.settled()
        assert codes(exchanges(session, since)) == [("BDAT", 250), ("BDAT", 250)]
        assert explained(session).queue_id
        assert session.state.accepted == 1
        await type_lines(session, "MAIL FROM:<vasya@example.test>", "RCPT TO:<petya@example.test>")
        since = len(session.transcript)
        session.send(b"BDAT %d LAST\r\n" % len(OCTETS) + OCTETS)
        await session.settled()
        assert codes(exchanges(session, since)) == [("BDAT", 503)]
        assert received(session)[-1].reply.texts[-1] == "Valid RCPT command must precede BDAT"
        assert session.state.accepted == 1
        # The transaction stands: Exim goes on with the sender that it has.
        assert session.state.envelope.sender == "vasya@example.test"
        assert "Every recipient was refused" in in_words(explained(session))
        found = await type_lines(session, "MAIL FROM:<vasya@example.test>")
        assert [exchange.text for exchange in found] == ["sender already given"]
    body = exim.await_mail("masha", before + 1)[-1].partition(b"\n\n")[2]
    assert body == b".a dot that is no end\n.\n"


async def test_a_login_under_tls(exim: Exim, tmp_path: Path) -> None:
    options = replace(PATIENCE, ca_file=exim.ca_file)
    async with opened(tmp_path, f"localhost:{exim.port}", options) as session:
        await type_lines(session, "EHLO client.example.test", "AUTH PLAIN")
        assert received(session)[-1].reply.code == 503
        await type_lines(session, "STARTTLS", "EHLO client.example.test")
        assert session.state.secure
        found = await type_lines(session, "AUTH LOGIN", encoded(exim.user), encoded("wrong"))
        assert codes(found) == [("AUTH", 334), ("AUTH", 334), ("AUTH", 535)]
        assert explained(session, -2).prompt == "Password:"
        assert "It does not say which of them is wrong" in in_words(explained(session))
        await type_lines(session, "AUTH PLAIN " + encoded(f"\0{exim.user}\0{exim.password}"))
        assert session.state.authenticated == exim.user


@pytest.mark.parametrize("command", ["STARTTLS", "HELP", "EXPN vasya", "ETRN #x", "FROB"])
async def test_what_it_says_of_other_commands_is_explained(exim: Exim, tmp_path: Path, command: str) -> None:
    async with opened(tmp_path, f"127.0.0.1:{exim.port}") as session:
        found = await type_lines(session, command)
        assert len(found) == 1
        assert str(explained(session).title)
        assert not explained(session).anomalies


def test_through_the_program(exim: Exim, tmp_path: Path) -> None:
    before = len(exim.mailbox("masha"))
    ran = typed_session(
        tmp_path,
        f"localhost:{exim.port}",
        "EHLO client.example.test",
        "STARTTLS",
        "EHLO client.example.test",
        "AUTH PLAIN " + encoded(f"\0{exim.user}\0{exim.password}"),
        "MAIL FROM:<vasya@example.test> PRDR",
        "RCPT TO:<vasya@example.test>",
        "RCPT TO:<masha@example.test>",
        "DATA",
        "X-Refused-By: vasya",
        *MESSAGE,
        ":explain",
        "QUIT",
        flags=("--ca", str(exim.ca_file)),
    )
    assert ran.code == 0, ran.err
    assert encoded(f"\0{exim.user}\0{exim.password}") not in ran.out
    assert [row[:3] for row in ran.gutters("<~  ", "<~* ") if row[3] == " "] == [
        *("250", "235", "250", "250", "250", "354"),
        *("353", "550", "250", "250", "221"),
    ]
    assert ran.gutters("<~* ") == ["550 vasya does not want this message"]
    assert "From here on the server is responsible for the message" in ran.err
    assert exim.await_mail("masha", before + 1)


def test_the_program_tells_that_it_was_cut_off(exim: Exim, tmp_path: Path) -> None:
    """Exim ends a session after a few unknown commands: the last reply is shown, then the end, and the code is 3."""
    ran = typed_session(tmp_path, f"127.0.0.1:{exim.port}", *(f"FROB {number}" for number in range(9)), "QUIT")
    assert ran.gutters("<** ")[-1] == "500 Too many unrecognized commands"
    assert "The server closed the connection." in ran.out or "The connection was reset" in ran.out
    assert ran.code == 3
