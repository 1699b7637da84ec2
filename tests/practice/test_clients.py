"""The server seen by clients that know nothing of it: smtplib and aiosmtplib."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable

import aiosmtplib
import pytest

from smtptui.practice.server import PracticeServer

pytestmark = pytest.mark.usefixtures("nothing_is_left")
MESSAGE = "From: a@example.org\r\nTo: vasya@example.test\r\nSubject: Hello\r\n\r\n.dot\r\n"
Tls = Callable[[], ssl.SSLContext]


async def test_smtplib_delivers() -> None:
    async with PracticeServer() as server:

        def send() -> None:
            with smtplib.SMTP(*server.address) as smtp:
                smtp.ehlo()
                assert smtp.has_extn("size") and smtp.has_extn("8bitmime") and smtp.has_extn("x-practice")
                refused = smtp.sendmail("a@example.org", ["vasya@example.test", "nobody@example.test"], MESSAGE)
                assert refused["nobody@example.test"][0] == 550

        await asyncio.to_thread(send)
        (message,) = server.messages_for("vasya@example.test")
    assert message.data == MESSAGE.encode()
    assert (message.sender, message.peer, message.session) == ("a@example.org", "127.0.0.1", 1)
    assert len(server.mailbox) == 1


async def test_smtplib_logs_in_under_tls(tls: Tls, trusting: ssl.SSLContext) -> None:
    async with PracticeServer("starttls", tls=tls) as server:

        def send() -> None:
            with smtplib.SMTP("localhost", server.port) as smtp:
                smtp.starttls(context=trusting)
                smtp.login("vasya@example.test", "s3cret")
                smtp.sendmail("vasya@example.test", "masha@example.test", MESSAGE)

        await asyncio.to_thread(send)
        assert len(server.messages_for("masha@example.test")) == 1


@pytest.mark.parametrize("mechanism", ["auth_login", "auth_plain", "auth_crammd5"])
async def test_aiosmtplib_logs_in(mechanism: str) -> None:
    async with PracticeServer("auth") as server:
        smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=server.port, start_tls=False)
        async with smtp:
            await smtp.ehlo()
            with pytest.raises(aiosmtplib.SMTPAuthenticationError) as refused:
                await getattr(smtp, mechanism)("vasya", "wrong")
            assert refused.value.code == 535
            reply = await getattr(smtp, mechanism)("vasya", "s3cret")
            assert (reply.code, server.hosts[0].user) == (235, "vasya")


@pytest.mark.parametrize("implicit", [False, True])
async def test_aiosmtplib_delivers_under_tls(tls: Tls, trusting: ssl.SSLContext, implicit: bool) -> None:
    async with PracticeServer("starttls", tls=tls, implicit_tls=implicit) as server:
        refused, reply = await aiosmtplib.send(
            MESSAGE,
            sender="vasya@example.test",
            recipients=["masha@example.test"],
            hostname="127.0.0.1",
            port=server.port,
            username="vasya@example.test",
            password="s3cret",
            start_tls=not implicit,
            use_tls=implicit,
            tls_context=trusting,
        )
        assert (refused, reply) == ({}, "2.0.0 Ok: queued as 1CF5FC0AAE")
        assert server.messages_for("masha@example.test")[0].data == MESSAGE.encode()


async def test_many_clients_at_once(tls: Tls, trusting: ssl.SSLContext) -> None:
    async with PracticeServer("starttls", tls=tls) as server:

        async def send() -> None:
            await aiosmtplib.send(
                MESSAGE + "x" * 200_000,
                sender="a@example.org",
                recipients=["masha@example.test"],
                hostname="127.0.0.1",
                port=server.port,
                start_tls=True,
                tls_context=trusting,
            )

        await asyncio.gather(*(send() for _ in range(20)))
        messages = server.messages_for("masha@example.test")
        assert len({message.queue_id for message in messages}) == 20
        assert {message.session for message in messages} == set(range(1, 21))
