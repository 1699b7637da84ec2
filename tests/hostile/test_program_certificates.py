"""Certificates that are not accepted, through the real program: the reason in words, the chain shown, the way out."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.certificates import PROBLEMS, Authority, Pair, weak_key
from tests.hostile.script import HELLO
from tests.hostile.server import Do, Tls, serve
from tests.robustness.program import Ran, run_program

SCRIPT = "S: 220\nC: STARTTLS\nS: 220\n@closed\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def lenient(pair: Pair) -> ssl.SSLContext:
    """For a server that takes what nobody takes any more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(pair.file)
    return context


async def implicit(context: ssl.SSLContext, home: Path, *flags: str) -> Ran:
    """NOOP typed into `--no-tui`, with TLS from the first byte."""
    async with serve(HELLO, "NOOP", b"250 ok\r\n", tls=context) as server:
        arguments = ("--no-tui", f"127.0.0.1:{server.port}", "--tls", "implicit", *flags)
        return await asyncio.to_thread(run_program, home, *arguments, typed="NOOP\n")


async def upgraded(context: ssl.SSLContext, home: Path, *flags: str) -> Ran:
    """STARTTLS played by `smtptui run`."""
    file = home / "starttls.smtp"
    file.write_text(SCRIPT)
    async with serve(HELLO, "STARTTLS", b"220 go\r\n", Tls(context)) as server:
        return await asyncio.to_thread(run_program, home, "run", str(file), "-t", f"127.0.0.1:{server.port}", *flags)


@pytest.mark.parametrize("way", [implicit, upgraded])
@pytest.mark.parametrize(("make", "trusted", "words"), PROBLEMS)
async def test_it_is_refused_in_words(  # type: ignore[no-untyped-def]
    authority: Authority, make: Callable[[Authority], Pair], trusted: bool, words: str, way, tmp_path: Path
) -> None:
    flags = ("--ca", str(authority.file)) if trusted else ()
    ended: Ran = await way(make(authority).server_context(), tmp_path, *flags)
    assert ended.code == 3
    assert words in ended.err
    assert "--insecure" in ended.err
    assert any(row.startswith("=== Certificate of mail.example.test") for row in ended.rows)


@pytest.mark.parametrize(("make", "trusted", "words"), PROBLEMS[:-1])
async def test_insecure_goes_on_and_says_so(
    authority: Authority, make: Callable[[Authority], Pair], trusted: bool, words: str, tmp_path: Path
) -> None:
    assert trusted, "a stranger's authority is no problem of the certificate itself"
    ended = await implicit(make(authority).server_context(), tmp_path, "--insecure", "--ca", str(authority.file))
    assert ended.code == 0, ended.err
    assert any("INSECURE" in row and words in row for row in ended.rows)


async def test_a_weak_key(authority: Authority, tmp_path: Path) -> None:
    ended = await implicit(lenient(weak_key(authority)), tmp_path, "--ca", str(authority.file))
    assert ended.code == 3
    assert "too weak" in ended.err


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
async def test_old_tls_only(authority: Authority, tmp_path: Path) -> None:
    context = lenient(authority.good)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    ended = await implicit(context, tmp_path, "--ca", str(authority.file))
    assert ended.code == 3
    assert "TLS failed" in ended.err
    assert (await implicit(context, tmp_path, "--ca", str(authority.file), "--tls-min", "1.0")).code == 0


async def test_an_old_server_that_says_so(tmp_path: Path) -> None:
    """The alert protocol_version (RFC 8446 §6.2), which names the way out."""
    async with serve(bytes([21, 3, 1, 0, 2, 2, 70]), Do.WAIT) as server:
        target = f"127.0.0.1:{server.port}"
        ended = await asyncio.to_thread(run_program, tmp_path, "--no-tui", target, "--tls", "implicit")
    assert ended.code == 3
    assert "For an old server try --tls-min 1.0." in ended.err
