"""The server over real sockets, by hand: TLS, time, limits, stops; and that nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import Callable

import pytest

from smtptui.errors import ConnectFailed, UsageError
from smtptui.messages import Message
from smtptui.practice import connection
from smtptui.practice.actions import Action, Close, Octets
from smtptui.practice.host import Host
from smtptui.practice.scenario import Scenario
from smtptui.practice.server import PracticeServer
from smtptui.practice.settings import HostSettings, Limits
from smtptui.smtp.command import Command
from tests.practice.client import client_of, until

pytestmark = pytest.mark.usefixtures("nothing_is_left")
Tls = Callable[[], ssl.SSLContext]


async def test_a_batch_is_answered_in_order() -> None:
    async with PracticeServer() as server, client_of(server) as client:
        client.writer.write(b"EHLO a.example\r\nMAIL FROM:<>\r\nRCPT TO:<vasya@example.test>\r\nDATA\r\n.\r\nQUIT\r\n")
        everything = (await client.reader.read()).decode().splitlines()
        assert [line[:3] for line in everything if line[3] == " "] == ["250", "250", "250", "354", "250", "221"]


@pytest.mark.parametrize("tail", [0, 1, 2000])
async def test_what_is_injected_behind_starttls_is_discarded(tls: Tls, trusting: ssl.SSLContext, tail: int) -> None:
    async with PracticeServer("starttls", tls=tls) as server, client_of(server) as client:
        await client.say("EHLO client.example.test")
        client.writer.write(b"STARTTLS\r\n" + b"NOOP\r\n" * tail + b"EHLO injected.example\r\n")
        assert await client.read() == "220 2.0.0 Ready to start TLS\r\n"
        await client.writer.start_tls(trusting, server_hostname="practice.example.test")
        assert await client.say("RSET") == "250 2.0.0 Ok\r\n"
        (host,) = server.hosts
        assert (host.client_name, host.secure) == (None, True)


async def test_garbage_instead_of_a_handshake_ends_that_session_only(tls: Tls) -> None:
    async with PracticeServer("starttls", tls=tls) as server, client_of(server) as other:
        async with client_of(server) as client:
            await client.say("STARTTLS")
            client.writer.write(b"NOOP\r\n" * 10)
            answer = await client.reader.read()
            assert b"250" not in answer
        assert await other.say("NOOP") == "250 2.0.0 Ok\r\n"


@pytest.mark.parametrize("implicit", [False, True])
async def test_a_stop_does_not_wait_for_handshakes(tls: Tls, implicit: bool) -> None:
    server = await PracticeServer("starttls", tls=tls, implicit_tls=implicit).start()
    async with client_of(server, greeted=not implicit) as client:
        if not implicit:
            await client.say("STARTTLS")
        await until(lambda: bool(server.hosts))
        async with asyncio.timeout(5):
            await server.stop(grace=0)
        assert await client.reader.read() == b""


async def test_a_client_that_goes_in_the_middle_leaves_nothing(tls: Tls) -> None:
    async with PracticeServer("starttls", tls=tls) as server:
        for line in ("", "EHLO client.example.test", "STARTTLS"):
            async with client_of(server) as client:
                if line:
                    await client.say(line)
                sock: socket.socket = client.writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                client.writer.transport.abort()
            await until(lambda: not server.hosts)


async def test_a_stop_says_goodbye() -> None:
    server = await PracticeServer().start()
    async with client_of(server) as client:
        stopping = asyncio.create_task(server.stop(grace=5))
        answer = (await client.reader.read()).decode()
        assert answer.startswith("421 4.3.2 practice.example.test Service shutting down")
        client.writer.close()
        await stopping
    with pytest.raises(RuntimeError):
        _ = server.port


async def test_a_stop_cuts_those_who_stay(tls: Tls, trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LINGER", 60.0)
    server = await PracticeServer("starttls", tls=tls).start()
    async with client_of(server), client_of(server) as secure:
        await secure.say("STARTTLS")
        await secure.writer.start_tls(trusting, server_hostname="localhost")
        async with asyncio.timeout(5):
            await server.stop(grace=0)
        assert server.hosts == ()


@pytest.mark.parametrize("turns", range(6))
async def test_a_stop_leaves_out_nobody_who_is_just_arriving(turns: int) -> None:
    server = await PracticeServer().start()
    with socket.create_connection(server.address) as client:
        for _ in range(turns):
            await asyncio.sleep(0)
        await server.stop(grace=0)
        client.setblocking(False)
        received = b"220 "
        async with asyncio.timeout(5):
            try:
                while part := await asyncio.get_running_loop().sock_recv(client, 1000):
                    received += part
            except ConnectionResetError:
                return
        assert received.endswith(b"\n") or received == b"220 "


async def test_it_starts_again_and_keeps_its_mail() -> None:
    server = PracticeServer()
    for number in (1, 2):
        async with server, client_of(server) as client:
            assert "queued as" in await client.deliver()
            assert len(server.mailbox) == number
    await server.stop()


async def test_the_last_reply_is_not_lost_on_a_client_that_does_not_stop() -> None:
    async with PracticeServer() as server, client_of(server) as client:
        client.writer.write(b"WHAT\r\n" * 500_000)
        replies = (await client.reader.read()).splitlines()
        assert replies[-1] == b"421 4.7.0 practice.example.test Error: too many errors"
        assert len(replies) == HostSettings().limits.bad_commands + 2


async def test_one_client_too_many_is_turned_away() -> None:
    async with PracticeServer(most_sessions=1) as server, client_of(server) as first:
        async with client_of(server, greeted=False) as second:
            assert (await second.reader.read()).startswith(b"421 4.7.0 ")
        assert await first.say("NOOP") == "250 2.0.0 Ok\r\n"


# Time.


async def test_a_silent_client_is_sent_away() -> None:
    async with PracticeServer(clock=lambda: 0.0) as server, client_of(server) as client:
        server.advance(1799)
        assert await client.say("NOOP") == "250 2.0.0 Ok\r\n"
        server.advance(1800)
        assert await client.reader.read() == b"421 4.4.2 practice.example.test Error: timeout exceeded\r\n"


async def test_a_limit_of_time_runs_out_by_itself() -> None:
    settings = HostSettings(limits=Limits(idle=0.05))
    async with PracticeServer(settings=settings) as server, client_of(server) as client:
        assert (await client.reader.read()).startswith(b"421 4.4.2 ")


async def test_greylisting_by_the_clock_of_the_server() -> None:
    async with PracticeServer("greylist", clock=lambda: 0.0) as server:
        async with client_of(server) as client:
            assert (await client.begin()).startswith("450 4.2.0 ")
        server.advance(300)
        async with client_of(server) as client:
            assert "queued as" in await client.deliver()


async def test_greylisting_by_the_clock_of_one_session() -> None:
    async with PracticeServer("greylist", clock=lambda: 0.0) as server:
        async with client_of(server) as one, client_of(server) as other:
            for client in (one, other):
                assert (await client.begin()).startswith("450 ")
            server.advance(300, one.address)
            assert (await other.say("RCPT TO:<vasya@example.test>")).startswith("450 ")
            assert (await one.say("RCPT TO:<vasya@example.test>")).startswith("250 ")
            host = server.host_of(one.address)
            assert host is not None
            assert (host.now, host.session) == (300, 1)
        assert server.host_of(("127.0.0.1", 1)) is None


async def test_strict_hears_who_speaks_before_the_greeting() -> None:
    async with PracticeServer("strict", clock=lambda: 0.0) as server:
        async with client_of(server, greeted=False) as client:
            client.writer.write(b"EHLO client.example.test\r\n")
            assert (await client.reader.read()).startswith(b"554 5.5.1 ")
        async with client_of(server, greeted=False) as client:
            await until(lambda: bool(server.hosts))
            server.advance(0.25)
            assert (await client.read()).startswith("220 ")


# Memory, and rude hosts.


async def test_replies_that_are_not_read_hold_up_the_commands() -> None:
    answered = 0

    class CountingHost(Host):
        def help(self, command: Command) -> list[Action]:
            nonlocal answered
            answered += 1
            return [Octets(b"214 " + b"x" * 996 + b"\r\n")]

    wanted = 20_000
    scenario = Scenario("counting", Message("Counts"), CountingHost)
    async with PracticeServer(scenario) as server, client_of(server) as client:
        client.writer.write(b"HELP\r\n" * wanted)
        seen = -1
        while answered != seen or not answered:
            seen = answered
            for _ in range(100):
                await asyncio.sleep(0)
        assert answered < wanted
        for _ in range(wanted):
            await client.reader.readuntil(b"\r\n")
        assert answered == wanted


@pytest.mark.parametrize("reset", [False, True])
async def test_a_host_may_hang_up(reset: bool) -> None:
    class HangingUpHost(Host):
        def noop(self, command: Command) -> list[Action]:
            return [Octets(b"250 half a re"), Close(reset=reset)]

    scenario = Scenario("hanging-up", Message("Hangs up"), HangingUpHost)
    async with PracticeServer(scenario) as server, client_of(server) as client:
        client.writer.write(b"NOOP\r\n")
        assert await client.reader.read() in ((b"250 half a re", b"") if reset else (b"250 half a re",))


# Where it listens.


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "mail.example.test"])
def test_other_machines_are_let_in_only_when_that_is_said(address: str) -> None:
    with pytest.raises(UsageError, match="smtptui practice --listen") as refused:
        PracticeServer(listen=address, port=2525)
    assert refused.value.message.params["host"] == address
    PracticeServer(listen=address, allow_remote=True)


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "127.1.2.3"])
async def test_this_machine_by_any_name(address: str) -> None:
    async with PracticeServer(listen=address) as server, client_of(server) as client:
        assert await client.say("NOOP") == "250 2.0.0 Ok\r\n"


async def test_a_port_that_is_taken() -> None:
    async with PracticeServer() as server:
        with pytest.raises(ConnectFailed, match=f"cannot listen on 127.0.0.1, port {server.port}"):
            await PracticeServer(port=server.port).start()


def test_implicit_tls_needs_a_context() -> None:
    with pytest.raises(ValueError, match="context"):
        PracticeServer(implicit_tls=True)


def test_the_pure_part_needs_no_third_party() -> None:
    import subprocess
    import sys

    code = (
        "import sys, smtptui.practice.server, smtptui.practice.certificates;"
        "from smtptui.practice.scenario import *; [load_scenario(name) for name in scenario_names()];"
        "print([name for name in ('cryptography', 'textual', 'aiosmtplib', 'dns') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert found.stdout == "[]\n"
