"""Every way to connect, by the real program's flags: what it tells, and its exit code."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.differential.scripted import Scripted
from tests.hostile.certificates import Authority
from tests.hostile.dns import SILENCE, name_server
from tests.robustness.listening import answering, listening
from tests.robustness.program import Ran, typed_session

LINES = ("NOOP", "QUIT")


async def ran(home: Path, target: str, *flags: str) -> Ran:
    """The program in a process of its own, while the servers run on this loop."""
    return await asyncio.to_thread(typed_session, home, target, *LINES, flags=flags)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def plain() -> AsyncIterator[str]:
    async with listening(answering()) as address:
        yield address


# -- TLS


def demanding(authority: Authority) -> ssl.SSLContext:
    context = authority.good.server_context()
    context.load_verify_locations(authority.file)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


@pytest.mark.parametrize("version", ["1.2", "1.3"])
async def test_a_client_certificate(version: str, authority: Authority, tmp_path: Path) -> None:
    with Scripted({}, demanding(authority), at_once=True) as server:
        flags = ("--tls", "implicit", "--ca", str(authority.file), "--tls-max", version)
        without = await ran(tmp_path, f"127.0.0.1:{server.port}", *flags)
        assert without.code == 3
        assert "client certificate" in without.out + without.err
        ours = authority.make(f"client-{version}").file
        with_it = await ran(tmp_path, f"127.0.0.1:{server.port}", *flags, "--cert", str(ours))
        assert with_it.code == 0, with_it.err
        assert f"TLS started: TLSv{version}" in with_it.out


async def test_a_client_certificate_of_a_stranger(authority: Authority, tmp_path: Path) -> None:
    with Scripted({}, demanding(authority), at_once=True) as server:
        stranger = authority.make("stranger", self_signed=True).file
        flags = ("--tls", "implicit", "--ca", str(authority.file), "--cert", str(stranger))
        refused = await ran(tmp_path, f"127.0.0.1:{server.port}", *flags)
        assert refused.code == 3
        assert "client certificate that it accepts" in refused.err


def test_a_certificate_without_its_key(authority: Authority, tmp_path: Path) -> None:
    refused = typed_session(tmp_path, "127.0.0.1:1", flags=("--tls", "implicit", "--cert", str(authority.file)))
    assert refused.code == 2
    assert str(authority.file) in refused.err


TLS_LIMITS = [
    ("1.2", "1.2", (), 0),
    ("1.3", "1.3", (), 0),
    ("1.2", "1.3", ("--tls-max", "1.2"), 0),
    ("1.2", "1.3", ("--tls-min", "1.3"), 0),
    ("1.2", "1.2", ("--tls-min", "1.3"), 3),
    ("1.3", "1.3", ("--tls-max", "1.2"), 3),
]


@pytest.mark.parametrize(("lowest", "highest", "flags", "code"), TLS_LIMITS)
async def test_limits_of_tls(
    lowest: str, highest: str, flags: tuple[str, ...], code: int, authority: Authority, tmp_path: Path
) -> None:
    versions = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
    context = authority.good.server_context()
    context.minimum_version, context.maximum_version = versions[lowest], versions[highest]
    with Scripted({}, context, at_once=True) as server:
        ended = await ran(
            tmp_path, f"127.0.0.1:{server.port}", "--tls", "implicit", "--ca", str(authority.file), *flags
        )
    assert ended.code == code, ended.err
    if code == 0:
        spoken = "1.2" if "--tls-max" in flags or highest == "1.2" else "1.3"
        assert f"TLS started: TLSv{spoken}" in ended.out
    else:
        assert "TLS failed: " in ended.out
        assert "version" in ended.err


def test_limits_that_leave_nothing(tmp_path: Path) -> None:
    ended = typed_session(tmp_path, "127.0.0.1:1", flags=("--tls-min", "1.3", "--tls-max", "1.2"))
    assert ended.code == 2


# -- addresses


async def test_a_source_address(tmp_path: Path) -> None:
    peers: list[str] = []
    serve = answering()

    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peers.append(writer.get_extra_info("peername")[0])
        await serve(reader, writer)

    async with listening(told) as address:
        assert (await ran(tmp_path, address, "--source", "127.0.0.2")).code == 0
        assert peers == ["127.0.0.2"]
        not_ours = await ran(tmp_path, address, "--source", "192.0.2.1")
        assert not_ours.code == 3
        assert "the source address is not one of this machine" in not_ours.err


BOTH = {("both.test", "AAAA"): ["::1"], ("both.test", "A"): ["127.0.0.1"]}


def resolver(address: tuple[str, int]) -> tuple[str, str]:
    return "--resolver", f"{address[0]}:{address[1]}"


async def test_the_other_family_is_tried(plain: str, tmp_path: Path) -> None:
    """Nothing listens on ::1; the row of that comes before the connection."""
    port = plain.rpartition(":")[2]
    async with name_server(BOTH) as asked:
        ended = await ran(tmp_path, f"both.test:{port}", *resolver(asked))
    assert ended.code == 0, ended.err
    first, second = ended.rows[:2]
    assert first.startswith(f"=== [::1]:{port} ")
    assert second.startswith(f"=== Connected to both.test, 127.0.0.1:{port} (DNS ")


@pytest.mark.parametrize(("flag", "code", "rows"), [("-4", 0, "127.0.0.1"), ("-6", 3, "[::1]")])
async def test_one_family_alone(flag: str, code: int, rows: str, plain: str, tmp_path: Path) -> None:
    port = plain.rpartition(":")[2]
    async with name_server(BOTH) as asked:
        ended = await ran(tmp_path, f"both.test:{port}", flag, *resolver(asked))
    assert ended.code == code, ended.err
    assert rows in ended.rows[0]
    assert ("127.0.0.1" in ended.out) is (flag == "-4")


async def test_a_name_server_that_is_silent(tmp_path: Path) -> None:
    async with name_server({("both.test", "A"): [SILENCE], ("both.test", "AAAA"): [SILENCE]}) as asked:
        ended = await ran(tmp_path, "both.test", *resolver(asked), "--connect-timeout", "0.3")
    assert ended.code in (3, 4)
    assert "the name server does not answer" in ended.err


async def test_a_name_that_does_not_exist(tmp_path: Path) -> None:
    async with name_server({}) as asked:
        ended = await ran(tmp_path, "gone.test", *resolver(asked))
    assert ended.code == 3
    assert "There is no host gone.test" in ended.err


# -- time


@contextmanager
def deaf() -> Iterator[int]:
    """A port whose queue is full: what connects there has no answer."""
    with ExitStack() as held:
        listening_socket = held.enter_context(socket.socket())
        listening_socket.bind(("127.0.0.1", 0))
        listening_socket.listen(0)
        for _ in range(8):
            filler = held.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listening_socket.getsockname())
        yield listening_socket.getsockname()[1]


def test_no_answer_to_connecting(tmp_path: Path) -> None:
    with deaf() as port:
        ended = typed_session(tmp_path, f"127.0.0.1:{port}", *LINES, flags=("--connect-timeout", "0.5"))
    assert ended.code == 4
    assert "did not answer within 0.5 s" in ended.err
    assert "did not answer within 0.5 s" in ended.out


@pytest.mark.parametrize(
    ("flags", "code", "words"),
    [
        (("--timeout", "0.5"), 4, "Waited 0.5 s for the greeting"),
        (("--tls", "implicit", "--connect-timeout", "0.5"), 4, "handshake did not end in time"),
    ],
)
def test_a_server_that_says_nothing(flags: tuple[str, ...], code: int, words: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ended = typed_session(tmp_path, f"127.0.0.1:{silent.getsockname()[1]}", *LINES, flags=flags)
    assert ended.code == code
    assert words in ended.err


async def test_no_reply_to_a_command(tmp_path: Path) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.test\r\n")
        await reader.read()

    async with listening(serve) as address:
        ended = await ran(tmp_path, address, "--timeout", "0.5")
    assert ended.code == 4
    assert "Waited 0.5 s for the reply to NOOP" in ended.err
    assert ended.gutters(" -> ") == ["NOOP"]


# -- where nobody is


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        ended = typed_session(tmp_path, f"127.0.0.1:{bound.getsockname()[1]}", *LINES)
    assert ended.code == 3
    assert "refused the connection" in ended.err


def test_a_unix_socket_that_is_not_there(tmp_path: Path) -> None:
    ended = typed_session(tmp_path, f"unix:{tmp_path}/lmtp", *LINES)
    assert ended.code == 3
    assert "There is no socket" in ended.err
