"""`smtptui --no-tui`: the same engine, a line at a time, from a pipe and on a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from smtptui.headless.lines import LineSource
from smtptui.headless.output import Output
from smtptui.headless.plain import Plain
from smtptui.messages import ENGLISH
from smtptui.practice.server import PracticeServer
from smtptui.session.journals import list_journals
from smtptui.session.options import ConnectOptions
from smtptui.settings import Settings, load_recent
from smtptui.workbench import Workbench
from tests.program import COMMAND, LONG, Terminal, environment

PATIENCE = ConnectOptions(timeout=20.0, connect_timeout=20.0)
PLAIN = ("--no-tui", "--color", "never")


@dataclass(frozen=True)
class Done:
    code: int
    rows: list[str]
    told: str


@contextlib.contextmanager
def pipe_of(text: str) -> Iterator[int]:
    reading, writing = os.pipe()
    os.write(writing, text.encode("utf-8", "surrogateescape"))
    os.close(writing)
    try:
        yield reading
    finally:
        os.close(reading)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Workbench]:
    async with Workbench(Settings(tmp_path, tmp_path)) as workbench:
        yield workbench


async def play(bench: Workbench, text: str, target: str | None = "practice", **known: str) -> Done:
    """Plays the lines of a pipe."""
    output = Output(ENGLISH, "never", stdout=io.StringIO(), stderr=io.StringIO())
    with pipe_of(text) as descriptor:
        plain = Plain(bench, PATIENCE, output, LineSource(descriptor), **known)
        code = await asyncio.wait_for(plain.run(target), LONG)
    assert isinstance(output.stdout, io.StringIO)
    assert isinstance(output.stderr, io.StringIO)
    return Done(code, output.stdout.getvalue().splitlines(), output.stderr.getvalue())


async def test_a_session_from_a_pipe(bench: Workbench) -> None:
    lines = "EHLO me\nMAIL FROM:<a@b.example>\nRCPT TO:<vasya@example.test>\nDATA\nhi\n:help\n..\n.\nQUIT\n"
    done = await play(bench, lines)
    assert done.code == 0
    assert done.rows[1:3] == ["<-  220 practice.example.test ESMTP smtptui practice server", " -> EHLO me"]
    assert done.rows[-9:] == [
        "<-  354 End data with <CR><LF>.<CR><LF>",
        " -> hi",
        " -> :help",
        " -> ..",
        " -> .",
        "<-  250 2.0.0 Ok: queued as 1CF5FC0AAE",
        " -> QUIT",
        "<-  221 2.0.0 Bye",
        "=== The server closed the connection.",
    ]
    assert bench.mailbox("vasya@example.test") == [b"Return-Path: <a@b.example>\r\nhi\r\n:help\r\n.\r\n"]
    assert "Message accepted" in done.told


@pytest.mark.parametrize("lines", ["NOOP\r\nQUIT\r\n", "NOOP\nQUIT"])
async def test_line_ends_of_any_kind(bench: Workbench, lines: str) -> None:
    done = await play(bench, lines)
    assert [row for row in done.rows if row.startswith(" -> ")] == [" -> NOOP", " -> QUIT"]


async def test_bytes_go_as_they_come(bench: Workbench) -> None:
    done = await play(bench, "NOOP \udcff\x1b\n")
    assert " -> NOOP \\xff\\x1b" in done.rows


async def test_at_the_end_nothing_is_sent(bench: Workbench) -> None:
    done = await play(bench, "EHLO me\n")
    assert done.code == 0
    assert done.rows[-1] == "=== The connection was closed on our side."


async def test_a_secret_is_masked(bench: Workbench) -> None:
    done = await play(bench, "EHLO me\nAUTH LOGIN\ndmFzeWE=\nczNjcmV0\nNOOP s3cret\n", "practice:auth")
    assert [row for row in done.rows if row.startswith(" -> ")][1:] == [
        " -> AUTH LOGIN",
        " -> ••••••••",
        " -> ••••••••",
        " -> NOOP ••••••••",
    ]
    assert not any("s3cret" in row or "czNj" in row for row in done.rows)


async def test_login_encodes_what_the_flags_say(bench: Workbench) -> None:
    lines = "EHLO me\n:login\nMAIL FROM:<a@b.example>\n"
    done = await play(bench, lines, "practice:auth", user="vasya", password="s3cret")
    assert "<-  235 2.7.0 Authentication successful" in done.rows
    assert "in the clear" in done.told
    assert "s3cret" not in done.told + "".join(done.rows)


@pytest.mark.parametrize(
    ("lines", "code", "told"),
    [
        (":nope\n", 2, 'There is no command ":nope"'),
        (":login\n", 2, "needs --user"),
        (":login CRAM-MD5\n", 2, "LOGIN or PLAIN"),
        (":save\n", 2, "Save to which file"),
        (":save /not/there/x.txt\n", 2, "cannot be written"),
        (":save x.doc\n", 2, "export format"),
        (":connect\n", 2, "A target is"),
        (":connect a b\n", 2, "is no target"),
        ("QUIT\nNOOP\n", 3, "Not connected"),
        (":drop\nNOOP\n", 3, "Not connected"),
        (":drop\n", 3, ""),
        ("QUIT\n\n", 0, ""),
        (":quit\nNOOP\n", 0, ""),
        (":help\n:explain\n", 0, "The server greets"),
    ],
)
async def test_how_it_ends(bench: Workbench, lines: str, code: int, told: str) -> None:
    done = await play(bench, lines)
    assert done.code == code
    assert told in done.told


async def test_without_a_target_the_input_says_where(bench: Workbench) -> None:
    done = await play(bench, ":connect practice\nNOOP\n:connect practice:strict\nQUIT\n", None)
    assert done.code == 0
    assert len([row for row in done.rows if "Connected to" in row]) == 2


async def test_a_session_is_saved_masked(bench: Workbench, tmp_path: Path) -> None:
    lines = f"AUTH PLAIN AHZhc3lhAHMzY3JldA==\n:save {tmp_path}/x.txt\n:save {tmp_path}/x.jsonl\n"
    done = await play(bench, lines, "practice:auth")
    assert done.code == 0
    saved = (tmp_path / "x.txt").read_text("utf-8")
    assert set(done.rows[:-1]) <= set(saved.splitlines())
    assert "AHZh" not in saved + (tmp_path / "x.jsonl").read_text("utf-8")


async def test_a_connection_that_is_lost(bench: Workbench) -> None:
    output = Output(ENGLISH, "never", stdout=io.StringIO(), stderr=io.StringIO())
    with pipe_of("NOOP\n") as descriptor:
        plain = Plain(bench, PATIENCE, output, LineSource(descriptor))
        async with PracticeServer("plain") as server:
            await plain.connect(f"127.0.0.1:{server.port}")
        assert plain.session is not None
        await plain.session.closed()
        assert await asyncio.wait_for(plain.run(None), LONG) == 3


async def test_a_long_wait_says_what_for(bench: Workbench) -> None:
    async def greet_late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reading.wait()
        writer.close()

    class Told(io.StringIO):
        def write(self, text: str) -> int:
            reading.set()
            return super().write(text)

    reading = asyncio.Event()
    output = Output(ENGLISH, "never", stdout=io.StringIO(), stderr=Told())
    async with await asyncio.start_server(greet_late, "127.0.0.1", 0) as server:
        with pipe_of("") as descriptor:
            plain = Plain(bench, PATIENCE, output, LineSource(descriptor))
            plain.patience = 0.01
            code = await asyncio.wait_for(plain.run(f"127.0.0.1:{server.sockets[0].getsockname()[1]}"), LONG)
    assert code == 3
    assert isinstance(output.stderr, Told)
    assert "Waiting for 0 s: the greeting. Ctrl+C breaks off." in output.stderr.getvalue()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_is_in_the_journal(tmp_path: Path, number: int) -> None:
    terminal = Terminal(tmp_path, *PLAIN, "practice")
    terminal.until(" -> ")
    terminal.signal(number)
    assert terminal.end() == 130
    (info,) = list_journals(tmp_path / "sessions")
    assert info.finished


def test_a_file_and_nothing_as_input(tmp_path: Path) -> None:
    """Files and /dev/null cannot be waited for, and are always ready."""
    (tmp_path / "lines").write_text("NOOP\nQUIT\n")
    for name, code in ((str(tmp_path / "lines"), 0), (os.devnull, 0)):
        with Path(name).open() as file:
            done = subprocess.run(
                [*COMMAND, *PLAIN, "practice"],
                stdin=file,
                capture_output=True,
                env=environment(tmp_path),
                timeout=LONG,
            )
        assert done.returncode == code


def test_typing_on_a_terminal_makes_the_transcript(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *PLAIN, "practice:auth")
    terminal.until(" -> ")
    terminal.type("EHLO me\n")
    terminal.until("\n -> ")
    terminal.type(":login\n")
    terminal.until("User name:")
    terminal.type("vasya\n")
    terminal.until("not shown")
    terminal.type("s3cret\n")
    terminal.until("235 ")
    terminal.until(" -> ")
    terminal.type(":typo\n")
    terminal.until("Known:")
    terminal.type(":quit\n")
    assert terminal.end() == 0
    assert " -> EHLO me\n<-  250-practice" in terminal.written
    assert terminal.written.count("EHLO me") == 1
    assert "s3cret" not in terminal.written


def test_answers_typed_to_auth_are_not_shown(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *PLAIN, "practice:auth")
    terminal.until(" -> ")
    terminal.type("EHLO me\n")
    terminal.until("\n -> ")
    terminal.type("AUTH PLAIN\n")
    terminal.until("334")
    terminal.until("\n -> ")
    terminal.type("AHZhc3lhAHMzY3JldA==\n")
    terminal.until("235 ")
    terminal.until(" -> ")
    terminal.type("\x04")
    assert terminal.end() == 0
    assert "AHZh" not in terminal.written


def test_on_a_terminal_a_host_that_is_none_is_no_end(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *PLAIN)
    terminal.until(" -> ")
    terminal.type(":connect 127.0.0.1:x\n")
    terminal.until("is no port")
    terminal.type(":connect practice\n")
    terminal.until("220 ")
    terminal.until(" -> ")
    terminal.type(":quit\n")
    assert terminal.end() == 0
    assert load_recent(Settings(tmp_path, tmp_path)) == ["practice"]
