"""Through proxies: real ones from Debian, and scripted ones for what those never say."""

from __future__ import annotations

import asyncio
import base64
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from smtptui.errors import ConnectFailed, ConnectTimeout, UsageError
from smtptui.session.options import ConnectOptions
from smtptui.session.proxy.url import Proxy, parse_proxy
from smtptui.smtp.events import Connected, Note
from tests.differential.scripted import Scripted
from tests.real_servers.postfix import Postfix
from tests.robustness.program import REPOSITORY, run_program
from tests.robustness.proxies import PASSWORD, USER, microsocks, scripted, tinyproxy
from tests.robustness.sessions import PATIENCE, codes, exchanges, opened, type_lines

LOGIN = {"SMTPTUI_PROXY_PASSWORD": PASSWORD}


def test_a_proxy_is_a_url() -> None:
    assert parse_proxy("socks5://proxy.example:1080") == Proxy("SOCKS5", "proxy.example", 1080)
    assert parse_proxy("SOCKS5h://ivan@[::1]:1080") == Proxy("SOCKS5", "::1", 1080, "ivan")
    assert parse_proxy("http://i%40b@127.0.0.1:3128/") == Proxy("HTTP", "127.0.0.1", 3128, "i@b")
    assert parse_proxy("socks5://[::1]:9").shown == "SOCKS5 proxy [::1]:9"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("proxy.example:1080", "neither socks5:// nor http://"),
        ("", "neither socks5:// nor http://"),
        ("https://proxy.example:1080", "neither socks5:// nor http://"),
        ("socks4://proxy.example:1080", "neither socks5:// nor http://"),
        ("socks5://:1080", "the host is missing"),
        ("socks5://proxy.example", "the port is missing"),
        ("http://proxy.example:99999", "range"),
        ("http://[::1", "Invalid IPv6 URL"),
        ("http://proxy.example:80/path", "nothing may follow the port"),
        ("socks5://ivan:s3cret@proxy.example:1080", "SMTPTUI_PROXY_PASSWORD"),
    ],
)
def test_what_is_no_proxy(text: str, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_proxy(text)
    assert why in str(refused.value)
    assert "socks5://[user@]host:port" in str(refused.value)
    assert "s3cret" not in str(refused.value)


# -- real ones


@pytest.fixture(params=["SOCKS5", "SOCKS5 with a login", "HTTP", "HTTP with a login"])
def options(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConnectOptions]:
    """By way of a proxy."""
    kind, _, login = str(request.param).partition(" with a ")
    running = microsocks(login=bool(login)) if kind == "SOCKS5" else tinyproxy(tmp_path, login=bool(login))
    with running as port:
        scheme = "socks5" if kind == "SOCKS5" else "http"
        url = f"{scheme}://{USER}@127.0.0.1:{port}" if login else f"{scheme}://127.0.0.1:{port}"
        yield replace(PATIENCE, proxy=url, proxy_password=PASSWORD if login else None)


@pytest.mark.real_server("microsocks")
@pytest.mark.real_server("tinyproxy")
@pytest.mark.real_server("postfix")
async def test_starttls_with_postfix(options: ConnectOptions, postfix: Postfix, tmp_path: Path) -> None:
    """The name goes to the proxy as it is, and is the one that the certificate must have."""
    options = replace(options, ca_file=postfix.ca_file)
    async with opened(tmp_path, f"localhost:{postfix.port}", options) as session:
        found = await type_lines(session, "EHLO client.example.test", "STARTTLS", "EHLO client.example.test", "QUIT")
        assert codes(found) == [("EHLO", 250), ("STARTTLS", 220), ("EHLO", 250), ("QUIT", 221)]
        events = [record.event for record in session.transcript]
        (note,) = [event for event in events if isinstance(event, Note)]
        assert str(note.message).startswith("Through the ")
        assert f"which connected to localhost:{postfix.port} in" in str(note.message)
        (connected,) = [event for event in events if isinstance(event, Connected)]
        assert (connected.host, connected.address, connected.dns_seconds) == ("localhost", "localhost", None)
        assert connected.tcp_seconds is not None
        assert PASSWORD not in repr(options)


@pytest.mark.real_server("postfix")
async def test_tls_from_the_start(options: ConnectOptions, postfix: Postfix, tmp_path: Path) -> None:
    options = replace(options, ca_file=postfix.ca_file)
    async with opened(tmp_path, f"smtps://localhost:{postfix.tls_port}", options) as session:
        assert session.state.secure
        assert codes(await type_lines(session, "NOOP")) == [("NOOP", 250)]


async def test_nothing_listens_there(options: ConnectOptions, tmp_path: Path) -> None:
    with pytest.raises(ConnectFailed, match=r"proxy 127\.0\.0\.1:\d+ cannot reach 127\.0\.0\.1:1: "):
        async with opened(tmp_path, "127.0.0.1:1", options):
            pass


async def test_a_name_that_the_proxy_does_not_find(options: ConnectOptions, tmp_path: Path) -> None:
    with pytest.raises(ConnectFailed, match=r"cannot reach nowhere\.invalid:25: "):
        async with opened(tmp_path, "nowhere.invalid", options):
            pass


async def test_from_an_address_of_ours(options: ConnectOptions, tmp_path: Path) -> None:
    """`--source` is where the proxy is connected from. tinyproxy lets 127.0.0.1 in alone."""
    with Scripted({}) as server:
        elsewhere = replace(options, source="127.0.0.2")
        if elsewhere.proxy is not None and elsewhere.proxy.startswith("http"):
            with pytest.raises(ConnectFailed, match=r"does not allow|closed the connection"):
                async with opened(tmp_path, f"127.0.0.1:{server.port}", elsewhere):
                    pass
        else:
            async with opened(tmp_path, f"127.0.0.1:{server.port}", elsewhere) as session:
                assert exchanges(session)[0].code == 220


@contextmanager
def with_login(kind: str, folder: Path, allowed: int) -> Iterator[str]:
    """Where a proxy listens that wants one."""
    if kind == "socks5":
        with microsocks(login=True) as port:
            yield f"127.0.0.1:{port}"
    else:
        with tinyproxy(folder, login=True, connect_ports=[allowed]) as port:
            yield f"127.0.0.1:{port}"


@pytest.mark.parametrize("kind", ["socks5", "http"])
def test_through_the_program(kind: str, tmp_path: Path) -> None:
    """Each mistake with its sentence and its exit code; the password is never shown."""
    with Scripted({}) as server, with_login(kind, tmp_path, server.port) as where:

        def ran(user: str, target: str, env: dict[str, str]) -> tuple[int, str]:
            url = f"{kind}://{user}{where}"
            ended = run_program(tmp_path, "--no-tui", "--proxy", url, target, typed="NOOP\nQUIT\n", env=env)
            told = ended.out + ended.err
            assert PASSWORD not in told
            return ended.code, told

        target = f"127.0.0.1:{server.port}"
        code, told = ran(f"{USER}@", target, LOGIN)
        assert code == 0
        assert "=== Through the " in told
        assert "221 2.0.0 bye" in told
        code, told = ran("", target, {})
        assert code == 3
        assert "wants a login" in told
        assert "SMTPTUI_PROXY_PASSWORD" in told
        code, told = ran(f"{USER}@", target, {"SMTPTUI_PROXY_PASSWORD": "wrong"})
        assert code == 3
        assert "does not accept user and password" in told
        code, told = ran(f"{USER}@", target, {})
        assert code == 2
        assert "SMTPTUI_PROXY_PASSWORD" in told
        code, told = ran(f"{USER}:s3cret@", target, LOGIN)
        assert code == 2
        assert "s3cret" not in told
        code, told = ran(f"{USER}@", "127.0.0.1:1", LOGIN)
        assert code == 3
        assert ("does not allow connections" if kind == "http" else "nothing listens on that port") in told
    kept = "".join(file.read_text() for file in (tmp_path / "sessions").iterdir())
    assert PASSWORD not in kept


# -- what real ones never say

BANNER = b"220 mail.example.test\r\n"
SOCKS_HELLO, SOCKS_OPEN = b"\x05\x00", b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x19"


async def through(url: str, home: Path, target: str = "mail.example.test:25", **more: float) -> list[int]:
    """The codes that a session through a scripted proxy brings."""
    options = replace(PATIENCE, proxy=url, **more)  # type: ignore[arg-type]
    async with opened(home, target, options) as session:
        return [exchange.code for exchange in exchanges(session)]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 Connection established\r\n\r\n" + BANNER,
        b"\0HTTP/1.0 200 OK\r\nProxy-Agent: x\r\nContent-Length: 5\r\n\r\n" + BANNER,
        b"HTTP/1.1 204\r\n\r\n" + BANNER,
        b"HTTP/1.1 200 OK\n\n" + BANNER,
    ],
    ids=["in one segment", "byte by byte", "another 2xx", "bare line feeds"],
)
async def test_the_greeting_right_behind_the_answer_is_kept(answer: bytes, tmp_path: Path) -> None:
    async with scripted(answer) as (port, heard):
        assert await through(f"http://127.0.0.1:{port}", tmp_path) == [220]
        assert heard == [b"CONNECT mail.example.test:25 HTTP/1.1\r\nHost: mail.example.test:25\r\n\r\n"]


async def test_an_http_login(tmp_path: Path) -> None:
    async with scripted(b"HTTP/1.1 200 OK\r\n\r\n" + BANNER) as (port, heard):
        options = replace(PATIENCE, proxy=f"http://иван@127.0.0.1:{port}", proxy_password="пароль")
        async with opened(tmp_path, "[2001:db8::1]:25", options):
            pass
    head, *lines = heard[0].split(b"\r\n")
    assert head == b"CONNECT [2001:db8::1]:25 HTTP/1.1"
    assert b"Proxy-Authorization: Basic " + base64.b64encode("иван:пароль".encode()) in lines


@pytest.mark.parametrize("pieces", [b"", b"\0"], ids=["in one segment", "byte by byte"])
async def test_socks5_has_the_name(pieces: bytes, tmp_path: Path) -> None:
    """The name goes to the proxy, which looks it up: type 3 of RFC 1928 §5. The greeting comes with the answer."""
    async with scripted(SOCKS_HELLO, pieces + SOCKS_OPEN + BANNER) as (port, heard):
        assert await through(f"socks5://127.0.0.1:{port}", tmp_path) == [220]
        assert heard[0][:1] == b"\x05"
        assert heard[1] == b"\x05\x01\x00\x03" + bytes([len("mail.example.test")]) + b"mail.example.test" + b"\x00\x19"


@pytest.mark.parametrize(
    ("target", "sent"),
    [("192.0.2.1:25", b"\x01\xc0\x00\x02\x01\x00\x19"), ("[::1]:25", b"\x04" + bytes(15) + b"\x01\x00\x19")],
)
async def test_socks5_has_the_address(target: str, sent: bytes, tmp_path: Path) -> None:
    async with scripted(SOCKS_HELLO, SOCKS_OPEN + BANNER) as (port, heard):
        await through(f"socks5://127.0.0.1:{port}", tmp_path, target)
        assert heard[1] == b"\x05\x01\x00" + sent


async def test_a_family_is_chosen_here(tmp_path: Path) -> None:
    """With `-4` the name is looked up here, so that the proxy has no choice."""
    async with scripted(SOCKS_HELLO, SOCKS_OPEN + BANNER) as (port, heard):
        options = replace(PATIENCE, proxy=f"socks5://127.0.0.1:{port}", family=4)
        async with opened(tmp_path, "localhost:25", options):
            pass
        assert heard[1] == b"\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x19"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"], "wants a login"),
        ([b"HTTP/1.1 403 Forbidden\r\n\r\n"], "does not allow connections to mail.example.test:25"),
        ([b"HTTP/1.1 502 Bad \x1b[2J Gateway\r\n\r\n"], r'cannot reach mail.example.test:25: it answered "502 Bad '),
        ([b"HTTP/1.1 200 OK\r\nVia: x\r\n"], "closed the connection before it answered"),
        ([b""], "closed the connection before it answered"),
        ([b"220 mail.example.test ESMTP\r\n"], 'is no HTTP proxy: it answered "220 mail.example.test ESMTP"'),
        ([b"\x05\xff" * 60], "is no HTTP proxy"),
        ([b"HTTP/1.1 2_0 OK\r\n\r\n"], "is no HTTP proxy"),
        ([b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 4000], "closed the connection"),
    ],
)
async def test_http_answers_that_are_no_connection(answers: list[bytes], why: str, tmp_path: Path) -> None:
    async with scripted(*answers, ends=True) as (port, _):
        with pytest.raises(ConnectFailed) as failed:
            await through(f"http://127.0.0.1:{port}", tmp_path)
    assert why in str(failed.value)
    assert str(failed.value).isprintable()


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([b"\x05\xff"], "wants a login"),
        ([SOCKS_HELLO, b"\x05\x01\x00\x01" + bytes(6)], "the name may not exist"),
        ([SOCKS_HELLO, b"\x05\x02\x00\x01" + bytes(6)], "does not allow connections to mail.example.test:25"),
        ([SOCKS_HELLO, b"\x05\x03\x00\x01" + bytes(6)], "cannot reach mail.example.test:25: there is no way"),
        ([SOCKS_HELLO, b"\x05\x04\x00\x01" + bytes(6)], "cannot reach mail.example.test:25: there is no way"),
        ([SOCKS_HELLO, b"\x05\x05\x00\x01" + bytes(6)], "nothing listens on that port"),
        ([SOCKS_HELLO, b"\x05\x06\x00\x01" + bytes(6)], "too long"),
        ([SOCKS_HELLO, b"\x05\x07\x00\x01" + bytes(6)], "no connections for others"),
        ([SOCKS_HELLO, b"\x05\x08\x00\x01" + bytes(6)], "this kind of address"),
        ([SOCKS_HELLO, b"\x05\x63\x00\x01" + bytes(6)], "is no SOCKS5 proxy"),
        ([b"220 mail.example.test ESMTP\r\n"], "is no SOCKS5 proxy"),
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], "is no SOCKS5 proxy"),
        ([b"\x05"], "closed the connection before it answered"),
        ([SOCKS_HELLO, b"\x05\x00\x00"], "closed the connection before it answered"),
    ],
)
async def test_socks5_answers_that_are_no_connection(answers: list[bytes], why: str, tmp_path: Path) -> None:
    async with scripted(*answers, ends=True) as (port, _):
        with pytest.raises(ConnectFailed) as failed:
            await through(f"socks5://127.0.0.1:{port}", tmp_path)
    assert why in str(failed.value)


@pytest.mark.parametrize("kind", ["socks5", "http"])
@pytest.mark.parametrize("answers", [[], [SOCKS_HELLO]])
async def test_a_proxy_that_does_not_answer(kind: str, answers: list[bytes], tmp_path: Path) -> None:
    if kind == "http" and answers:
        answers = [b"HTTP/1.1 200 OK\r\n"]
    async with scripted(*answers) as (port, _):
        with pytest.raises(ConnectTimeout, match=r"did not connect to mail\.example\.test:25 within 0\.3 s"):
            await through(f"{kind}://127.0.0.1:{port}", tmp_path, connect_timeout=0.3)


@pytest.mark.parametrize("kind", ["socks5", "http"])
async def test_it_can_be_broken_off(kind: str, tmp_path: Path) -> None:
    async with scripted() as (port, _):
        opening = asyncio.ensure_future(through(f"{kind}://127.0.0.1:{port}", tmp_path))
        await asyncio.wait({opening}, timeout=0.2)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening


@pytest.mark.parametrize("kind", ["socks5", "http"])
async def test_no_proxy_there(kind: str, tmp_path: Path) -> None:
    with pytest.raises(ConnectFailed, match=r"proxy 127\.0\.0\.1:1 cannot be reached: Connection refused"):
        await through(f"{kind}://127.0.0.1:1", tmp_path)
    with pytest.raises(ConnectFailed, match=r"proxy nowhere\.invalid:1 cannot be looked up"):
        await through(f"{kind}://nowhere.invalid:1", tmp_path)


@pytest.mark.parametrize(
    ("url", "password", "why"),
    [
        ("socks5://ivan@127.0.0.1:1", None, "needs a password"),
        ("http://ivan@127.0.0.1:1", "", "needs a password"),
        ("http://i%3Aan@127.0.0.1:1", "x", "no colon"),
        ("socks5://иван@127.0.0.1:1", "x", "ASCII"),
        ("socks5://ivan@127.0.0.1:1", "x" * 256, "255 letters"),
    ],
)
async def test_logins_that_cannot_be_sent(url: str, password: str | None, why: str, tmp_path: Path) -> None:
    options = replace(PATIENCE, proxy=url, proxy_password=password)
    with pytest.raises(UsageError, match=why):
        async with opened(tmp_path, "mail.example.test", options):
            pass


async def test_practice_needs_none(tmp_path: Path) -> None:
    """It is on this machine, whatever the way to others is."""
    async with opened(tmp_path, "practice", replace(PATIENCE, proxy="socks5://127.0.0.1:1")) as session:
        assert codes(exchanges(session)) == [("", 220)]


def test_it_is_imported_when_it_is_used(tmp_path: Path) -> None:
    """Neither a session without a proxy nor one through an HTTP proxy needs python-socks."""
    code = """
import asyncio, sys
from pathlib import Path
from dataclasses import replace
from tests.robustness.sessions import PATIENCE, opened
async def main():
    for proxy in (None, "http://127.0.0.1:1"):
        try:
            async with opened(Path(sys.argv[1]), "127.0.0.1:1", replace(PATIENCE, proxy=proxy)):
                pass
        except OSError:
            pass
        assert ("smtptui.session.proxy" in sys.modules) == (proxy is not None)
asyncio.run(main())
assert "python_socks" not in sys.modules
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    assert subprocess.run(command, cwd=REPOSITORY, timeout=60, capture_output=True).stderr == b""
