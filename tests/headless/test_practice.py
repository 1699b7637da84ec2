"""`smtptui practice`: a server for any client, that says what happens and stops cleanly."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import smtplib
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from smtptui.errors import ConnectFailed, UnknownName
from smtptui.headless import practice
from smtptui.headless.output import Output
from smtptui.messages import ENGLISH
from smtptui.practice.scenario import scenario_names
from smtptui.practice.server import PracticeServer
from smtptui.settings import Settings


@pytest.fixture
def output() -> Output:
    return Output(ENGLISH, stdout=io.StringIO(), stderr=io.StringIO())


def text_of(stream: object) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


async def serve_while(
    doing: Callable[[PracticeServer], Awaitable[object]],
    home: Path,
    output: Output,
    scenario: str = "plain",
    host: str = "127.0.0.1",
    number: int = signal.SIGTERM,
) -> None:
    """Serves on a free port until `doing` is done, then sends ourselves a signal."""
    listening: asyncio.Future[PracticeServer] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(practice.serve(Settings(home, home), output, scenario, host, 0, listening.set_result))
    await listening
    try:
        await doing(listening.result())
    finally:
        os.kill(os.getpid(), number)
        await asyncio.wait_for(serving, 20)


def deliver(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail("a@b.example", ["vasya@example.test", "masha@example.test"], "Subject: hi\r\n\r\nhi\r\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_mail_is_taken_and_told(tmp_path: Path, output: Output, number: int) -> None:
    await serve_while(lambda server: asyncio.to_thread(deliver, server.port), tmp_path, output, number=number)
    begun, mail = text_of(output.stdout).splitlines()
    assert begun.endswith("session 1 from 127.0.0.1")
    assert "session 1: mail 1CF5FC0AAE from <a@b.example> to <vasya@example.test>, <masha@example.test>" in mail
    told = text_of(output.stderr)
    for words in ("listens on 127.0.0.1:", "telnet 127.0.0.1", "vasya@example.test", "Ctrl+C", "has stopped"):
        assert words in told
    assert "WARNING" not in told


async def test_the_authority_of_a_tls_scenario_is_named_and_true(tmp_path: Path, output: Output) -> None:
    def upgrade(server: PracticeServer) -> None:
        (line,) = [line for line in text_of(output.stderr).splitlines() if "vouched for by" in line]
        context = ssl.create_default_context(cafile=line.partition(": ")[2])
        with smtplib.SMTP("127.0.0.1", server.port, timeout=20) as client:
            client.starttls(context=context)
            assert client.noop()[0] == 250

    await serve_while(lambda server: asyncio.to_thread(upgrade, server), tmp_path, output, "starttls")
    assert "openssl s_client -starttls smtp" in text_of(output.stderr)


async def test_letting_others_in_is_said_loudly(tmp_path: Path, output: Output) -> None:
    await serve_while(lambda server: asyncio.sleep(0), tmp_path, output, host="0.0.0.0")
    assert text_of(output.stderr).startswith("WARNING: other machines can reach this server")


async def test_a_port_that_is_taken_is_said(tmp_path: Path, output: Output) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConnectFailed, match="cannot listen on"):
        await practice.serve(Settings(tmp_path, tmp_path), output, "plain", "127.0.0.1", taken.getsockname()[1])


async def test_a_scenario_that_is_none(tmp_path: Path, output: Output) -> None:
    with pytest.raises(UnknownName):
        await practice.serve(Settings(tmp_path, tmp_path), output, "plian", "127.0.0.1", 0)


async def test_a_certificate_that_cannot_be_kept_is_said(tmp_path: Path, output: Output) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConnectFailed, match="certificate cannot be kept"):
        await practice.serve(Settings(tmp_path, tmp_path / "file"), output, "starttls", "127.0.0.1", 0)


def test_the_list_names_every_scenario(output: Output) -> None:
    assert practice.show_scenarios(output) == 0
    lines = text_of(output.stdout).splitlines()
    assert [line.split()[0] for line in lines] == list(scenario_names())
    assert all(len(line.split()) > 3 for line in lines)
