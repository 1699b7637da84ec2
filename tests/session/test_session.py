"""Sessions over a real socket: what is awaited, what ends them, and what is told of it."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from smtptui.errors import ConnectFailed, ConnectionLost, ConnectTimeout, WaitRanOut
from smtptui.messages import Message
from smtptui.session import session as session_module
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.session import Session
from smtptui.session.target import parse_target
from smtptui.smtp.events import Closed, Connected, Level, Party, Received
from smtptui.smtp.state import Phase
from smtptui.transcript.feed import Reader
from smtptui.transcript.record import Record, Transcript
from tests.hostile.dns import SERVFAIL, SILENCE, name_server
from tests.hostile.server import Do, Slowly, serve
from tests.session.visits import happened, session_to, told, until, visit

pytestmark = pytest.mark.usefixtures("no_leaks")

HELLO = b"220 mail.example.test\r\n"


async def test_a_minimal_session() -> None:
    script = HELLO, "EHLO x", b"250-mail.example.test\r\n250 SIZE 9\r\n", "QUIT", b"221 bye\r\n", Do.CLOSE
    async with serve(*script) as server, visit(server) as session:
        await session.settled()
        session.send_line("EHLO x")
        assert session.state.awaiting == ("EHLO",)
        await session.settled()
        session.send_line("QUIT")
        await session.closed()
        assert server.wrong == []
        assert told(session)[0].startswith(f"=== Connected to 127.0.0.1:{server.port} (TCP ")
        assert told(session)[1:] == [
            "<-  220 mail.example.test",
            " -> EHLO x",
            "<-  250-mail.example.test",
            "<-  250 SIZE 9",
            " -> QUIT",
            "<-  221 bye",
            "=== The server closed the connection.",
        ]
        assert not session.is_open
        times = [record.at for record in session.transcript]
        assert times == sorted(times)


async def test_only_crlf_is_added() -> None:
    async with serve(HELLO, "", "", Do.WAIT) as server, visit(server) as session:
        await session.settled()
        session.send_line("  a\x1bb ü \udcff  ")
        session.send_line("")
        await session.drain()
        await until(lambda: len(server.lines) == 2)
        assert server.lines == ["  a\x1bb ü \udcff  ", ""]


async def test_replied_waits_until_few_enough_are_missing() -> None:
    script = HELLO, "MAIL", "RCPT", "DATA", b"250 a\r\n250 b\r\n", "x", b"554 c\r\n"
    async with serve(*script) as server, visit(server) as session:
        await session.settled()
        session.send(b"MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\nDATA\r\n")
        await session.replied(1)
        assert session.state.awaiting == ("DATA",)
        session.send_line("x")
        await session.replied(1)
        assert session.state.awaiting == ("?",)


@pytest.mark.parametrize(("count", "raises"), [(0, True), (1, True), (2, False)])
async def test_replied_raises_when_more_are_missing_at_the_end(count: int, raises: bool) -> None:
    async with serve(HELLO, "NOOP", "NOOP", "NOOP", b"250 ok\r\n", Do.CLOSE) as server, visit(server) as session:
        await session.settled()
        session.send(b"NOOP\r\nNOOP\r\nNOOP\r\n")
        await session.closed()
        if raises:
            with pytest.raises(ConnectionLost):
                await session.replied(count)
        else:
            await session.replied(count)
        with pytest.raises(ConnectionLost):
            await session.settled()
        with pytest.raises(ConnectionLost, match="over"):
            session.send_line("NOOP")


async def test_an_end_in_good_order_is_settled() -> None:
    async with serve(HELLO, Do.CLOSE) as server, visit(server) as session:
        await session.closed()
        await session.settled()
        await session.replied(0)


async def test_waiting_is_said_and_runs_out() -> None:
    async with serve(Do.WAIT) as server, visit(server) as session:
        assert session.waiting is not None
        assert str(session.waiting.what) == "the greeting"
        for wait in (session.settled, session.closed, lambda timeout: session.replied(0, timeout)):
            with pytest.raises(WaitRanOut, match=r"Waited 0.01 s"):
                await wait(0.01)
        session.send_line("NOOP")
        assert session.is_open


async def test_the_wait_for_a_reply_names_its_command() -> None:
    async with serve(HELLO, Do.WAIT) as server, visit(server) as session:
        await session.settled()
        assert session.waiting is None
        session.send_line("MAIL FROM:<>")
        session.send_line("hunter2")
        with pytest.raises(WaitRanOut, match="for the reply to MAIL: nothing came"):
            await session.settled(0.01)


async def test_a_change_is_told() -> None:
    async with serve(HELLO, "NOOP", b"250-a\r\n25", "NOOP", b"0 ok\r\n") as server, visit(server) as session:
        seen: list[bytes] = []
        session.on_change = lambda: seen.append(session.partial)
        await session.settled()
        session.send_line("NOOP")
        await partly(session, b"25")
        session.send_line("NOOP")
        await session.replied(1)
        assert b"25" in seen
        assert seen[-1] == b""


async def test_a_mistake_of_ours_is_not_the_networks() -> None:
    """Of whoever is told of a record: it goes to `on_crash`, and to whoever waits."""
    crashes: list[Exception] = []

    def mistaken(record: Record) -> None:
        if isinstance(record.event, Received):
            raise RuntimeError("ours")

    async with serve(HELLO, "NOOP", b"250 ok\r\n", Do.WAIT) as server, visit(server) as session:
        await session.settled()
        session.on_crash = crashes.append
        session.transcript.observe(mistaken)
        session.send_line("NOOP")
        with pytest.raises(RuntimeError, match="ours"):
            await session.settled()
        assert [str(error) for error in crashes] == ["ours"]
        assert told(session)[-1] == "=== A mistake in the program ended the session."
        assert not session.is_open


async def partly(session: Session, line: bytes) -> None:
    while session.partial != line:
        await session.changed()


# -- how it ends


async def test_dropping_says_who_did_it_and_what_was_missing() -> None:
    async with serve(HELLO, Do.WAIT) as server, visit(server) as session:
        await session.settled()
        session.send_line("NOOP")
        session.drop()
        session.drop()
        session.close()
        [closed] = happened(session, Closed)
        assert (closed.by, closed.unanswered) == (Party.CLIENT, ("NOOP",))
        with pytest.raises(ConnectionLost):
            await session.settled()


async def test_closing_sends_what_is_queued() -> None:
    async with serve(HELLO, "QUIT", Do.WAIT) as server, visit(server) as session:
        await session.settled()
        session.send_line("QUIT")
        session.close()
        await until(lambda: server.lines == ["QUIT"])


@pytest.mark.parametrize("last", [b"221 bye\r\n", b"421 bye\r\n"])
async def test_a_server_that_stays_after_its_last_reply_is_left(last: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "QUIT_PATIENCE", 0.05)
    async with serve(HELLO, "QUIT", last, Do.WAIT) as server, visit(server) as session:
        await session.settled()
        session.send(b"QUIT\r\nNOOP\r\n")
        await session.closed()
        [closed] = happened(session, Closed)
        assert (closed.by, closed.unanswered) == (Party.CLIENT, ("NOOP",))


async def test_opening_is_broken_off() -> None:
    async with serve(Do.WAIT) as server:
        session = session_to(server, tls=TlsMode.AUTO)
        task = asyncio.create_task(session.open())
        await until(lambda: bool(happened(session, Connected)))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert told(session)[-1] == "=== Connecting was broken off."
        assert session.waiting is None


async def test_a_note_is_in_the_transcript() -> None:
    async with serve(HELLO) as server, visit(server) as session:
        session.note(Level.WARNING, Message("careful"))
        assert "=== careful" in told(session)


async def test_sessions_of_one_transcript_share_its_feed() -> None:
    """A reader of the first hears the second, each record once; nothing is redacted twice."""
    transcript = Transcript()
    heard: list[int] = []
    async with serve(HELLO) as server, serve(HELLO) as other:
        for one in (server, other):
            session = Session(parse_target(f"127.0.0.1:{one.port}"), ConnectOptions(), transcript=transcript)
            if one is server:
                session.feed.subscribe(Reader(lambda record: heard.append(record.seq), lambda _: None))
                feed = session.feed
            await session.open()
            await session.settled()
            session.close()
        assert session.feed is feed
        assert heard == [record.seq for record in transcript] == list(range(len(transcript)))


# -- connecting


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_nobody_listens() -> None:
    session = session_to(f"127.0.0.1:{free_port()}")
    with pytest.raises(ConnectFailed, match="refused the connection: nothing listens on that port"):
        await session.open()
    assert len(told(session)) == 1
    assert session.state.phase is Phase.CLOSED
    with pytest.raises(ConnectionLost):
        session.send_line("NOOP")


async def test_a_name_that_does_not_exist() -> None:
    session = session_to("no-such-host.invalid:25")
    with pytest.raises(ConnectFailed, match=r"no-such-host\.invalid"):
        await session.open()


async def test_no_answer_in_time() -> None:
    with socket.socket() as deaf, socket.socket() as first:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        first.connect(deaf.getsockname())  # fills the queue
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
            fillers.append(filler)
        session = session_to(f"127.0.0.1:{deaf.getsockname()[1]}", connect_timeout=0.05)
        with pytest.raises(ConnectTimeout, match=r"did not answer within 0.05 s"):
            await session.open()
        for filler in fillers:
            filler.close()


async def test_unix_sockets(socket_path: Path) -> None:
    async with serve(HELLO, path=str(socket_path)) as server, visit(server) as session:
        await session.settled()
        assert told(session) == [f"=== Connected to {socket_path}.", "<-  220 mail.example.test"]
        assert session.ehlo_name == "[127.0.0.1]"


async def test_a_unix_socket_that_is_not_there(socket_path: Path) -> None:
    session = session_to(f"unix:{socket_path}")
    with pytest.raises(ConnectFailed, match="There is no socket"):
        await session.open()


@pytest.mark.usefixtures("ipv6")
async def test_ipv6() -> None:
    async with serve(HELLO, host="::1") as server, visit(f"[::1]:{server.port}") as session:
        await session.settled()
        assert told(session)[0].startswith(f"=== Connected to [::1]:{server.port} (TCP ")
        assert session.ehlo_name == "[IPv6:::1]"


async def test_an_address_of_the_other_family() -> None:
    session = session_to("127.0.0.1:25", family=6)
    with pytest.raises(ConnectFailed, match=r"127.0.0.1 is no IPv6 address"):
        await session.open()


async def test_an_address_is_looked_up_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "run_in_executor", lambda *_: pytest.fail("a thread was asked"))
    async with serve(HELLO) as server:
        session = session_to(server, resolver=("127.0.0.1", 1))
        waits: list[str] = []
        session.on_change = lambda: waits.append(str(session.waiting.what if session.waiting else None))
        await session.open()
        assert waits[0] == f"connecting to 127.0.0.1:{server.port}"
        session.drop()


async def test_from_a_source_address() -> None:
    async with serve(HELLO) as server, visit(server, source="127.0.0.3") as session:
        assert session.ehlo_name == "[127.0.0.3]"
    with pytest.raises(ConnectFailed, match="source address"):
        await session_to(server, source="192.0.2.1").open()


async def test_several_addresses_are_tried_in_turn() -> None:
    zone = {("many.test", "A"): ["127.0.0.1"], ("many.test", "AAAA"): ["::1"]}
    async with (
        serve(HELLO) as server,
        name_server(zone) as resolver,
        visit(f"many.test:{server.port}", resolver=resolver) as session,
    ):
        await session.settled()
        first, second, *_ = told(session)
        assert first.startswith(f"=== [::1]:{server.port}")
        assert second.startswith(f"=== Connected to many.test, 127.0.0.1:{server.port} (DNS ")


# -- names

LOOKUPS = [
    ({}, "gone.test:25", "There is no host gone.test"),
    ({("x.test", "TXT"): ["a"]}, "x.test:25", "x.test has no address"),
    ({("x.test", "A"): [SERVFAIL], ("x.test", "AAAA"): [SERVFAIL]}, "x.test:25", "x.test cannot be looked up"),
    ({}, "mx:gone.test", "There is no domain gone.test"),
    ({("x.test", "MX"): ["0 ."]}, "mx:x.test", "takes no mail: it has a null MX"),
    ({("x.test", "MX"): [SERVFAIL]}, "mx:x.test", "The MX records of x.test cannot be had"),
    ({("x.test", "MX"): ["10 a.test."], ("a.test", "TXT"): ["a"]}, "vasya@x.test", "No mail server of x.test has"),
]


@pytest.mark.parametrize(("zone", "target", "words"), LOOKUPS, ids=[words for _, _, words in LOOKUPS])
async def test_a_lookup_that_fails(zone: dict[tuple[str, str], list[str]], target: str, words: str) -> None:
    async with name_server(zone) as resolver:
        session = session_to(target, resolver=resolver, family=4)
        with pytest.raises(ConnectFailed) as failure:
            await session.open()
        assert words in str(failure.value)
        assert words in told(session)[-1]


@pytest.mark.parametrize("target", ["x.test:25", "mx:x.test"])
async def test_a_silent_name_server(target: str) -> None:
    zone = {("x.test", kind): [SILENCE] for kind in ("A", "AAAA", "MX")}
    async with name_server(zone) as resolver:
        session = session_to(target, resolver=resolver, connect_timeout=0.1)
        with pytest.raises(ConnectFailed, match="the name server does not answer"):
            await session.open()


async def test_a_name_server_that_knows_no_aaaa_is_enough() -> None:
    zone = {("half.test", "A"): ["127.0.0.1"], ("half.test", "AAAA"): [SERVFAIL]}
    async with (
        serve(HELLO) as server,
        name_server(zone) as resolver,
        visit(f"half.test:{server.port}", resolver=resolver) as session,
    ):
        await session.settled()


async def test_mail_exchangers_in_order_of_their_preference() -> None:
    from dataclasses import replace

    zone = {
        ("x.test", "MX"): ["20 second.test.", "10 first.test.", "5 lost.test."],
        ("first.test", "A"): ["127.0.0.8"],
        ("second.test", "A"): ["127.0.0.1"],
    }
    async with serve(HELLO) as server, name_server(zone) as resolver:
        session = session_to("vasya@x.test", resolver=resolver, family=4)
        session.target = replace(session.target, port=server.port)
        await session.open()
        await session.settled()
        lines = told(session)
        assert lines[0].startswith("=== MX of x.test: 5 lost.test, 10 first.test, 20 second.test (")
        assert lines[1:5] == [
            "=== There is no host lost.test. Is it spelled right?",
            "=== MX 10 first.test: 127.0.0.8",
            "=== MX 20 second.test: 127.0.0.1",
            f"=== 127.0.0.8:{server.port} refused the connection: nothing listens on that port.",
        ]
        session.drop()


async def test_a_domain_without_mx_is_tried_itself() -> None:
    zone = {("x.test", "A"): ["127.0.0.8"]}
    async with name_server(zone) as resolver:
        session = session_to("mx:x.test", resolver=resolver, family=4)
        with pytest.raises(ConnectFailed):
            await session.open()
        assert told(session)[:2] == [
            "=== x.test has no MX record: the domain itself is tried.",
            "=== MX 0 x.test: 127.0.0.8",
        ]


# -- LMTP


async def test_lmtp() -> None:
    script = HELLO, "LHLO", b"250 x\r\n", "MAIL", "RCPT", "RCPT", "DATA", b"250 a\r\n250 b\r\n250 c\r\n354 d\r\n"
    async with (
        serve(*script, "x", ".", b"250 e\r\n", Slowly(b"450 f\r\n")) as server,
        visit(server, lmtp=True) as session,
    ):
        await session.settled()
        session.send_line("LHLO x")
        await session.settled()
        session.send(b"MAIL FROM:<>\r\nRCPT TO:<b@example.test>\r\nRCPT TO:<c@example.test>\r\nDATA\r\n")
        await session.settled()
        session.send(b"x\r\n.\r\n")
        await session.settled()
        assert session.state.accepted == 1
        assert not session.state.doubtful
