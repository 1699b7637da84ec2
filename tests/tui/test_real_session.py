"""A whole session by hand with servers that are not ours: what was typed arrives, and what leaves has no secret."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from textual.widgets import Input, Select

from smtptui.session.options import ConnectOptions
from smtptui.tui.save import write_transcript
from smtptui.tui.screens.connect import ConnectScreen
from smtptui.tui.screens.encode import EncodeScreen
from smtptui.tui.screens.overlay import TextOverlay
from tests.real_servers.certificates import make_certificates
from tests.real_servers.postfix import Postfix
from tests.secrets import assert_no_secret
from tests.tui.explorer import WIDE, Explorer, explorer

# The leading dot is doubled by hand: what is typed is what is sent.
TYPED = ("Subject: by hand", "", "..one dot is left of two", "Привет, мир!")
BODY = (".one dot is left of two", "Привет, мир!")


async def log_in(it: Explorer, user: str, password: str) -> None:
    """AUTH LOGIN, its answers by the helper."""
    await it.line("AUTH LOGIN")
    assert 'The server asks: "User' in it.hint()
    await it.press("f4")
    await it.until_screen(EncodeScreen)
    await it.write(user)
    await it.press("enter")
    await it.write(password)
    await it.press("enter")
    await it.until(lambda: len(it.editor.lines) == 2)
    await it.press("f5")
    await it.settled()
    assert it.rows()[-1].startswith("<~  235")


async def send_message(it: Explorer) -> None:
    await it.line("DATA")
    for line in TYPED:
        await it.write(line)
        await it.press("enter")
    await it.write(".")
    await it.press("enter")
    await it.settled()
    assert it.rows()[-1].startswith("<~  250")


async def save_and_quit(it: Explorer, folder: Path, password: str) -> None:
    await it.press("ctrl+o")
    await it.until(lambda: not it.talk.is_open)
    await it.until(lambda: any(row.startswith("<~  221") for row in it.rows()))
    for suffix in ("md", "txt", "jsonl"):
        file = write_transcript(str(folder / f"out.{suffix}"), it.talk.redacted(), "server", it.screen.translate)
        text = file.read_text()
        assert "STARTTLS" in text and "by hand" in text and "221" in text
        assert "Привет, мир!" in text or suffix == "jsonl"
        assert_no_secret(text, password)
    assert_no_secret("".join(it.rows()), password)


@pytest.mark.real_server("postfix")
async def test_a_whole_session_with_postfix(postfix: Postfix, tmp_path: Path) -> None:
    before = len(postfix.mailbox("masha"))
    async with explorer(tmp_path, None, size=WIDE) as it:
        screen = await it.until_screen(ConnectScreen)
        screen.query_one("#ca_file", Input).value = str(postfix.ca_file)
        screen.query_one("#tls", Select).value = "none"
        screen.query_one("#target", Input).value = f"127.0.0.1:{postfix.port}"
        await it.click("#go")
        await it.until(lambda: it.talk.is_open)
        await it.settled()
        assert it.rows()[-1].startswith(f"<-  220 {postfix.host_name} ESMTP Postfix")
        await it.line("EHLO client.example.test")
        await it.press("f6", "enter")
        await it.until(lambda: it.talk.state is not None and it.talk.state.secure)
        await it.settled()
        await it.line("EHLO client.example.test")
        await it.press("f6")
        await it.until_screen(TextOverlay)
        await it.until_text("mail.example.test")
        assert "smtptui test authority" in it.words()
        assert "STARTTLS is gone" in it.words()
        await it.press("escape")
        await log_in(it, postfix.user, postfix.password)
        assert "auth vasya" in it.facts()
        await it.lines(
            "MAIL FROM:<vasya@example.test>", "RCPT TO:<masha@example.test>", "RCPT TO:<nobody@example.test>"
        )
        assert it.rows()[-1].startswith("<~* 550 5.1.1")
        assert "✗ 550" in it.panel("explain") and "nobody@example.test" in it.panel("explain")
        assert "envelope vasya → 1" in it.facts()
        await send_message(it)
        queue_id = it.rows()[-1].rpartition(" ")[2]
        assert f"queue id is {queue_id}" in it.hint()
        await save_and_quit(it, tmp_path, postfix.password)
    message = postfix.await_mail("masha", before + 1)[-1].decode()
    head, _, body = message.partition("\n\n")
    assert queue_id in head
    assert body == "\n".join(BODY) + "\n"


class Keeper:
    """What aiosmtpd hands over."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 2.0.0 Ok: queued as 4TEST"


def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    known = isinstance(data, LoginPassword) and data == LoginPassword(b"vasya", b"s3cret-Pa55")
    return AuthResult(success=known, handled=False)


async def test_a_whole_session_with_aiosmtpd(tmp_path: Path) -> None:
    import ssl

    certificates = make_certificates(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.certificate_file, certificates.key_file)
    keeper = Keeper()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            keeper,
            tls_context=context,
            require_starttls=True,
            authenticator=authenticate,
            loop=loop,
            enable_SMTPUTF8=True,
        ),
        "127.0.0.1",
        0,
    )
    port = server.sockets[0].getsockname()[1]
    options = ConnectOptions(ca_file=certificates.ca_file)
    async with server, explorer(tmp_path / "home", f"localhost:{port}", options=options) as it:
        await it.lines("EHLO client.example.test", "STARTTLS", "EHLO client.example.test")
        await log_in(it, "vasya", "s3cret-Pa55")
        await it.lines(
            "MAIL FROM:<vasya@example.test> SMTPUTF8", "RCPT TO:<masha@example.test>", "RCPT TO:<nobody@example.test>"
        )
        assert it.rows()[-1].startswith("<~* 550 5.1.1")
        await send_message(it)
        assert "queue id is 4TEST" in it.hint()
        await save_and_quit(it, tmp_path, "s3cret-Pa55")
    (envelope,) = keeper.envelopes
    content = envelope.content
    assert isinstance(content, bytes)
    assert content.decode().partition("\r\n\r\n")[2] == "\r\n".join(BODY) + "\r\n"
    assert envelope.rcpt_tos == ["masha@example.test"]
