"""Servers that mislead other clients, and what ours shows of them.

What swaks 20201014, curl 7.88 and Python 3.11's smtplib do is in each docstring, as measured: `python -m
tests.differential` measures anew. Here the same commands are typed that they send.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from smtptui.errors import SmtptuiError
from smtptui.session.session import Session
from smtptui.smtp.events import Malformed, PlaintextAfterStartTls, Received
from smtptui.smtp.reply import Anomaly
from tests.differential.behaviours import BEHAVIOURS
from tests.differential.scripted import Scripted
from tests.real_servers.certificates import make_certificates
from tests.robustness.program import typed_session
from tests.robustness.sessions import PATIENCE, codes, exchanges, explained, opened, type_lines

EHLO = "EHLO client.example.test"
MAIL = "MAIL FROM:<vasya@example.test>"
RCPT = "RCPT TO:<masha@example.test>"


@asynccontextmanager
async def misled(behaviour: str, home: Path) -> AsyncIterator[tuple[Session, Scripted]]:
    with Scripted(BEHAVIOURS[behaviour]) as server:
        async with opened(home, f"127.0.0.1:{server.port}") as session:
            yield session, server


def malformed(session: Session) -> list[tuple[bytes, tuple[Anomaly, ...]]]:
    events = [record.event for record in session.transcript if isinstance(record.event, Malformed)]
    return [(event.stray.line.raw, event.stray.anomalies) for event in events]


def unsolicited(session: Session) -> list[str]:
    return [exchange.text for exchange in exchanges(session) if exchange.answers is None]


async def test_codes_that_differ_within_a_reply(tmp_path: Path) -> None:
    """`250-`, `550-`, `451 ` to one RCPT. All three take the last line's code without a word about the others; smtplib
    reports 451 with all three texts run together, so that "recipient ok" stands in the error."""
    async with misled("codes differ within a reply", tmp_path) as (session, _):
        answer = (await type_lines(session, EHLO, MAIL, RCPT))[-1]
        assert (answer.answers, answer.code) == ("RCPT", 451)
        last = [record.event for record in session.transcript if isinstance(record.event, Received)][-1]
        assert [line.code for line in last.reply.lines] == [250, 550, 451]
        assert Anomaly.CODES_DIFFER in last.reply.anomalies
        assert len(explained(session).anomalies) == 1


async def test_codes_that_differ_where_the_last_is_good(tmp_path: Path) -> None:
    """`550-`, `250 `: all three send the message, none tells that the server contradicted itself."""
    async with misled("codes differ, the last is good", tmp_path) as (session, _):
        answer = (await type_lines(session, EHLO, MAIL, RCPT))[-1]
        assert answer.code == 250
        assert explained(session).anomalies


async def test_one_stray_250(tmp_path: Path) -> None:
    """A second 250 comes with the answer to MAIL; RCPT is refused. All three take the stray 250 for the answer to RCPT,
    believe that the recipient was accepted, send DATA, and take the 550 of RCPT for a refusal of DATA: a person is
    told that the message was refused, not the recipient, while the server waits for data."""
    async with misled("one stray 250", tmp_path) as (session, server):
        found = await type_lines(session, EHLO, MAIL, RCPT)
        assert codes(found) == [("EHLO", 250), ("MAIL", 250), (None, 250), ("RCPT", 550)]
        assert unsolicited(session) == ["2.0.0 stray"]
        assert session.state.doubtful
        assert session.state.envelope.recipients == ()
        assert session.state.envelope.refused == ("masha@example.test",)
        assert server.heard == [EHLO, MAIL, RCPT]


async def test_a_421_behind_a_reply(tmp_path: Path) -> None:
    """`250 ok` and `421` in one segment, then the end. All three send DATA into the closed connection and report that
    DATA was refused with 421, though it was never heard; swaks dies of SIGPIPE while it sends QUIT, without a word."""
    async with misled("a reply and a 421 in one segment", tmp_path) as (session, server):
        found = await type_lines(session, EHLO, MAIL, RCPT)
        assert codes(found) == [("EHLO", 250), ("MAIL", 250), ("RCPT", 250), (None, 421)]
        await session.closed(20)
        assert not session.is_open
        assert str(explained(session).title)
        with pytest.raises(SmtptuiError):
            session.send_line("DATA")
        assert server.heard == [EHLO, MAIL, RCPT]


async def test_plaintext_behind_the_220_to_starttls(tmp_path: Path) -> None:
    """`250-injected…` and `250 AUTH PLAIN` come in the clear with the 220. swaks shows them as received under TLS
    (`<~`), as the answer to its EHLO, and stays one reply behind to the end: it tells that DATA was refused with the
    answer to RCPT. curl ends with "Weird server reply" and shows nothing of them. smtplib throws them away unseen."""
    made = make_certificates(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate_file, made.key_file)
    options = replace(PATIENCE, ca_file=made.ca_file)
    with Scripted(BEHAVIOURS["plaintext behind the 220 to STARTTLS"], context) as server:
        async with opened(tmp_path, f"127.0.0.1:{server.port}", options) as session:
            found = await type_lines(session, EHLO, "STARTTLS", EHLO, MAIL, RCPT)
            assert codes(found) == [("EHLO", 250), ("STARTTLS", 220), ("EHLO", 250), ("MAIL", 250), ("RCPT", 250)]
            injected = [
                (record.secure, record.event.raw)
                for record in session.transcript
                if isinstance(record.event, PlaintextAfterStartTls)
            ]
            assert injected == [(False, b"250-injected.example.test\r\n250 AUTH PLAIN\r\n")]
            assert session.state.capabilities is not None
            assert "AUTH" not in session.state.capabilities
            assert not session.state.doubtful


def test_plaintext_behind_the_220_through_the_program(tmp_path: Path) -> None:
    """The same on standard output: an error of its own, the bytes in the gutter of plaintext."""
    made = make_certificates(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate_file, made.key_file)
    with Scripted(BEHAVIOURS["plaintext behind the 220 to STARTTLS"], context) as server:
        lines = (EHLO, "STARTTLS", EHLO, "QUIT")
        ran = typed_session(tmp_path, f"127.0.0.1:{server.port}", *lines, flags=("--ca", str(made.ca_file)))
    assert ran.code == 0, ran.err
    assert any(row.startswith("*** ") and "in the clear after the 220" in row for row in ran.rows)
    assert ran.gutters("<** ") == ["250-injected.example.test", "250 AUTH PLAIN"]
    assert ran.gutters("<~  ")[0] == "250-mail.example.test"


async def test_blank_lines_between_replies(tmp_path: Path) -> None:
    """An empty line before and after the answer to MAIL. smtplib takes the first one for a reply with the code -1,
    gives up, and takes the 250 for the answer to its RSET. swaks and curl print the lines and say nothing of them."""
    async with misled("blank lines between replies", tmp_path) as (session, _):
        found = await type_lines(session, EHLO, MAIL, RCPT)
        assert codes(found) == [("EHLO", 250), ("MAIL", 250), ("RCPT", 250)]
        assert malformed(session) == [(b"\r\n", (Anomaly.BLANK_LINE,))] * 2
        assert not session.state.doubtful


async def test_a_blank_line_within_a_reply(tmp_path: Path) -> None:
    """smtplib takes it for the end of EHLO's reply, falls back to HELO, and stays one reply behind. swaks and curl say
    nothing of it."""
    async with misled("a blank line within a reply", tmp_path) as (session, _):
        (answer,) = await type_lines(session, EHLO)
        assert (answer.answers, answer.code) == ("EHLO", 250)
        assert explained(session).anomalies
        assert session.state.capabilities is not None
        assert "8BITMIME" in session.state.capabilities
        assert codes(await type_lines(session, MAIL)) == [("MAIL", 250)]


async def test_a_code_and_no_text(tmp_path: Path) -> None:
    """`250` alone is a whole reply (RFC 5321 §4.2). swaks waits for more until its timeout, then reports none; curl and
    smtplib take it."""
    async with misled("250 and no text", tmp_path) as (session, _):
        assert codes(await type_lines(session, EHLO, MAIL, RCPT)) == [("EHLO", 250), ("MAIL", 250), ("RCPT", 250)]


async def test_a_tab_behind_the_code(tmp_path: Path) -> None:
    """`250<TAB>ok` and then a proper reply. smtplib takes the first for a reply and stays one behind: it takes the
    answer to RCPT for a refusal of DATA ("SMTPDataError: 250"). swaks and curl take the line for a part of a reply."""
    async with misled("250, a tab", tmp_path) as (session, _):
        assert codes(await type_lines(session, EHLO, MAIL, RCPT)) == [("EHLO", 250), ("MAIL", 250), ("RCPT", 250)]
        assert malformed(session) == [(b"250\tok\r\n", (Anomaly.MALFORMED_LINE,))]


async def test_a_code_with_an_underscore(tmp_path: Path) -> None:
    """`2_5 ok` and then a 550. smtplib reads the number 25 and reports that as the reply; swaks and curl take the line
    for a part of a reply."""
    async with misled("a code with an underscore", tmp_path) as (session, _):
        assert codes(await type_lines(session, EHLO, MAIL, RCPT))[-1] == ("RCPT", 550)
        assert malformed(session) == [(b"2_5 ok\r\n", (Anomaly.MALFORMED_LINE,))]


async def test_bare_line_feeds(tmp_path: Path) -> None:
    """All three read them as line ends and say nothing. So do we, and say so."""
    async with misled("bare line feeds", tmp_path) as (session, _):
        assert codes(await type_lines(session, EHLO)) == [("EHLO", 250)]
        assert len(explained(session).anomalies) == 1
        last = [record.event for record in session.transcript if isinstance(record.event, Received)][-1]
        assert last.reply.anomalies == (Anomaly.BARE_LF,)


def test_control_sequences(tmp_path: Path) -> None:
    """A refusal that clears the screen and sets the window's title. swaks and curl pass it to the terminal as it is;
    smtplib's errors hold it in a `repr`. Ours is visible text wherever it is written."""
    with Scripted(BEHAVIOURS["control sequences"]) as server:
        ran = typed_session(tmp_path, f"127.0.0.1:{server.port}", EHLO, MAIL, RCPT, "QUIT")
    (row,) = ran.gutters("<** ")
    assert "pwned" in row
    kept = "".join(file.read_text() for file in (tmp_path / "sessions").iterdir())
    for text in (ran.out, ran.err, kept):
        assert [letter for letter in text if not letter.isprintable() and letter != "\n"] == []


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_the_program_gets_through_each(behaviour: str, tmp_path: Path) -> None:
    """Whatever is odd, the program ends by itself, with one of its exit codes, and its journal opens."""
    with Scripted(BEHAVIOURS[behaviour]) as server:
        ran = typed_session(tmp_path, f"127.0.0.1:{server.port}", EHLO, MAIL, RCPT, "QUIT")
    assert ran.code in ((3,) if "421" in behaviour else (0,)), ran.err
    if "421" not in behaviour:
        assert ran.gutters("<-  ")[-1].startswith("221 ")
