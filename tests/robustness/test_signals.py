"""Signals that end a program find it at any moment: it ends in order, and its journal says so."""

from __future__ import annotations

import signal
import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from smtptui.session.journals import list_journals
from tests.robustness.program import Running

ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(params=ENDING, ids=lambda number: number.name)
def ending(request: pytest.FixtureRequest) -> signal.Signals:
    number: signal.Signals = request.param
    return number


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(30)
        yield listening


def assert_journal_has_an_end(home: Path) -> None:
    (info,) = list_journals(home / "sessions")
    assert info.finished
    assert not info.damaged


def test_while_it_is_the_users_turn(ending: signal.Signals, tmp_path: Path) -> None:
    with Running(tmp_path, "--no-tui", "practice") as program:
        program.until("220 ")
        program.type("EHLO client.example.test")
        program.until("250 X-PRACTICE")
        program.signal(ending)
        ran = program.end()
    assert ran.code == 130
    assert "Traceback" not in ran.err
    assert_journal_has_an_end(tmp_path)


@pytest.mark.parametrize("way", ["smtp", "smtps"])
def test_while_a_server_says_nothing(ending: signal.Signals, way: str, silent: socket.socket, tmp_path: Path) -> None:
    """The greeting does not come, or the handshake does not end."""
    port = silent.getsockname()[1]
    with Running(tmp_path, "--no-tui", f"{way}://127.0.0.1:{port}") as program:
        connection, _ = silent.accept()
        program.until("Connected to")
        program.signal(ending)
        ran = program.end()
        with connection:
            connection.settimeout(30)
            while connection.recv(4096):
                pass
    assert ran.code == 130
    assert "Traceback" not in ran.err
    assert_journal_has_an_end(tmp_path)


def test_the_practice_server(ending: signal.Signals, tmp_path: Path) -> None:
    """It says goodbye to its clients."""
    with Running(tmp_path, "practice", "--listen", "127.0.0.1:0", merged=True) as program:
        port = int(program.until("listens on").rstrip(".").rpartition(":")[2])
        program.until("Ctrl+C")
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
            client.ehlo()
            program.signal(ending)
            code, _ = client.getreply()
            assert code == 421
        ran = program.end()
    assert ran.code == 0
    assert ran.rows[-1] == "The practice server has stopped."
