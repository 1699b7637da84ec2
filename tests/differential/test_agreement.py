"""On the same servers, what we show of a conversation is what swaks, curl and smtplib show of it.

Each of them sends a message in its own way; then its commands are typed into our engine, one after the other, and both
transcripts are laid side by side. Of curl only commands and replies are compared: it does not show the message.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smtptui.session.session import Session
from smtptui.smtp.events import Received, Sent
from tests.differential.clients import Heard, Line, curl, lmtp, smtp, starttls, swaks, with_smtplib
from tests.real_servers.dovecot import Dovecot
from tests.real_servers.exim import Exim
from tests.real_servers.postfix import Postfix
from tests.robustness.program import typed_session
from tests.robustness.sessions import PATIENCE, opened

_CHANGING = re.compile(
    r"(?<=queued as )\S+|(?<=id=)\S+|(?<=test> )\S+(?= Saved)|\w{3}, \d+ \w{3} \d{4} [\d:]{8} [+-]\d{4}"
)
"""Queue ids and the date."""


def the_same(text: str) -> str:
    return _CHANGING.sub("…", text)


def account(session: Session) -> list[Line]:
    """Our transcript, as the other clients tell theirs."""
    told: list[Line] = []
    for record in session.transcript:
        match record.event:
            case Sent(raw=raw):
                told.append(Line(True, raw.decode().removesuffix("\r\n"), record.secure))
            case Received(reply):
                told += [Line(False, the_same(line.content.decode()), record.secure) for line in reply.lines]
    return told


async def assert_we_agree(heard: Heard, target: str, home: Path, ca_file: Path | None = None) -> None:
    async with opened(home, target, replace(PATIENCE, ca_file=ca_file)) as session:
        for line in heard.sent:
            session.send_line(line)
            await session.settled()
        ours = account(session)
    theirs = [Line(line.sent, line.text if line.sent else the_same(line.text), line.secure) for line in heard.lines]
    if any(line.secure is None for line in theirs):
        ours = [replace(line, secure=None) for line in ours]
    assert ours == theirs


@pytest.fixture
def message(tmp_path: Path) -> Path:
    file = tmp_path / "message"
    file.write_bytes(b"Subject: hi\r\n\r\nhello\r\n")
    return file


BOTH = ("petya@example.test", "masha@example.test")
PLAIN = base64.b64encode(b"\0vasya@example.test\0s3cret-Pa55").decode()


@pytest.mark.real_server("postfix")
class TestPostfix:
    async def test_swaks(self, postfix: Postfix, tmp_path: Path) -> None:
        heard = swaks(postfix.port, recipients=",".join(BOTH))
        assert len(heard.lines) > 20
        await assert_we_agree(heard, f"127.0.0.1:{postfix.port}", tmp_path)

    async def test_swaks_under_tls_with_a_login(self, postfix: Postfix, tmp_path: Path) -> None:
        login = ("--auth", "PLAIN", "--auth-user", postfix.user, "--auth-password", postfix.password)
        heard = swaks(postfix.port, "--tls", *login)
        assert f"AUTH PLAIN {PLAIN}" in heard.sent
        await assert_we_agree(heard, f"127.0.0.1:{postfix.port}", tmp_path, postfix.ca_file)

    async def test_curl(self, postfix: Postfix, tmp_path: Path, message: Path) -> None:
        url = f"smtp://127.0.0.1:{postfix.port}"
        heard = curl(url, message, recipients=("petya@example.test",))
        assert heard.code == 55  # "RCPT failed"
        await assert_we_agree(heard, f"127.0.0.1:{postfix.port}", tmp_path)

    async def test_curl_under_tls_from_the_start(self, postfix: Postfix, tmp_path: Path, message: Path) -> None:
        url = f"smtps://localhost:{postfix.tls_port}"
        flags = ("--cacert", str(postfix.ca_file), "--user", f"{postfix.user}:{postfix.password}")
        heard = curl(url, message, *flags, "--login-options", "AUTH=PLAIN", recipients=("petya@example.test",))
        assert any(line.startswith("235 ") for line in heard.received)
        await assert_we_agree(heard, url, tmp_path, postfix.ca_file)

    async def test_smtplib(self, postfix: Postfix, tmp_path: Path) -> None:
        heard = with_smtplib(smtp(), postfix.port, recipients=BOTH)
        assert heard.code == 0, heard.last_words
        await assert_we_agree(heard, f"127.0.0.1:{postfix.port}", tmp_path)

    async def test_smtplib_after_starttls(self, postfix: Postfix, tmp_path: Path) -> None:
        heard = with_smtplib(smtp(), postfix.port, before=starttls(postfix.ca_file))
        assert heard.code == 0, heard.last_words
        assert "STARTTLS" in heard.sent
        await assert_we_agree(heard, f"127.0.0.1:{postfix.port}", tmp_path, postfix.ca_file)

    def test_our_program_prints_what_swaks_prints(self, postfix: Postfix, tmp_path: Path) -> None:
        """Gutter and all."""
        heard = swaks(postfix.port, recipients=",".join(BOTH))
        ran = typed_session(tmp_path, f"127.0.0.1:{postfix.port}", *heard.sent)
        ours = [the_same(row) for row in ran.rows if row[:4] not in ("=== ", "*** ")]
        theirs = []
        for line in heard.lines:
            refused = not line.sent and line.text[:1] in "45"
            gutter = " -> " if line.sent else "<** " if refused else "<-  "
            theirs.append(the_same(gutter + line.text))
        assert ours == theirs


@pytest.mark.real_server("exim")
class TestExim:
    async def test_swaks_with_prdr(self, exim: Exim, tmp_path: Path) -> None:
        """swaks asks for PRDR where it can, and shows its replies: all of them are paired here as well."""
        heard = swaks(exim.port, "--prdr", recipients="vasya@example.test,masha@example.test")
        assert any("PRDR" in line for line in heard.sent), heard.sent
        await assert_we_agree(heard, f"127.0.0.1:{exim.port}", tmp_path)

    async def test_curl(self, exim: Exim, tmp_path: Path, message: Path) -> None:
        heard = curl(f"smtp://127.0.0.1:{exim.port}", message, recipients=("petya@example.test",))
        await assert_we_agree(heard, f"127.0.0.1:{exim.port}", tmp_path)

    async def test_smtplib(self, exim: Exim, tmp_path: Path) -> None:
        heard = with_smtplib(smtp(), exim.port, recipients=BOTH)
        await assert_we_agree(heard, f"127.0.0.1:{exim.port}", tmp_path)


@pytest.mark.real_server("dovecot")
class TestLmtp:
    async def test_swaks(self, dovecot: Dovecot, tmp_path: Path) -> None:
        heard = swaks(dovecot.lmtp_port, "--protocol", "LMTP", recipients="vasya@example.test,masha@example.test")
        assert sum("Saved" in line for line in heard.received) == 2
        await assert_we_agree(heard, f"lmtp://127.0.0.1:{dovecot.lmtp_port}", tmp_path)

    async def test_smtplib_loses_a_reply(self, dovecot: Dovecot, tmp_path: Path) -> None:
        """smtplib reads one reply after the data, however many recipients there were; the second one is taken for the
        answer to QUIT. Both are shown here, each with its recipient, and QUIT has its 221."""
        recipients = ("vasya@example.test", "masha@example.test")
        heard = with_smtplib(lmtp(), dovecot.lmtp_port, recipients=recipients)
        assert heard.sent[-1] == "quit"
        assert heard.received[-1].endswith("Saved")
        async with opened(tmp_path, f"lmtp://127.0.0.1:{dovecot.lmtp_port}") as session:
            for line in heard.sent:
                session.send_line(line)
                await session.settled()
            ours = account(session)
            events = [record.event for record in session.transcript if isinstance(record.event, Received)]
        saved = [index for index, line in enumerate(ours) if line.text.endswith("Saved")]
        assert len(saved) == 2
        last = [event.answers for event in events[-3:]]
        assert [(answers.verb, answers.recipient) for answers in last if answers] == [
            (".", "vasya@example.test"),
            (".", "masha@example.test"),
            ("QUIT", None),
        ]
        assert events[-1].reply.code == 221


@pytest.mark.parametrize("client", ["swaks", "smtplib"])
@pytest.mark.real_server("dovecot")
async def test_submission(dovecot: Dovecot, tmp_path: Path, client: str) -> None:
    def login(connection: object) -> None:
        starttls(dovecot.ca_file)(connection)  # type: ignore[arg-type]
        connection.login(dovecot.user, dovecot.password)  # type: ignore[attr-defined]

    clients: dict[str, Callable[[], Heard]] = {
        "swaks": lambda: swaks(
            *(dovecot.port, "--tls", "--auth", "PLAIN"),
            *("--auth-user", dovecot.user, "--auth-password", dovecot.password),
        ),
        "smtplib": lambda: with_smtplib(smtp(), dovecot.port, before=login),
    }
    heard = clients[client]()
    assert heard.code == 0, heard.last_words
    await assert_we_agree(heard, f"127.0.0.1:{dovecot.port}", tmp_path, dovecot.ca_file)
