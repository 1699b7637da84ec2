"""A server that never stops talking: the real program still answers keys, lets go of it, and ends in good order."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from tests.terminal.servers import listening
from tests.terminal.terminal import PROGRAM, Terminal

pytestmark = pytest.mark.tmux
MOST_MEGABYTES = 400
SHORT, LONG = 12, 5000
"""Lines of one reply."""


def flood(length: int, connection: socket.socket) -> None:
    """Greets, and sends replies as fast as they are taken; nobody reads what the client says."""
    connection.sendall(b"220 flooding\r\n")
    reply = b"214-help that nobody asked for\r\n" * (length - 1) + b"214 end of help\r\n"
    while True:
        connection.sendall(reply)


def test_keys_are_answered_and_the_flood_is_broken_off(terminal: Terminal, home: Path) -> None:
    with listening(lambda connection: flood(SHORT, connection)) as port:
        terminal.start((*PROGRAM, f"127.0.0.1:{port}"), width=100, height=30, SMTPTUI_HOME=str(home))
        terminal.wait_for("help that nobody asked for")
        terminal.type("NOOP under water")
        terminal.wait_for("> NOOP under water")
        terminal.keys("C-d")
        terminal.wait_for("You dropped the connection.")
        terminal.wait_for("> NOOP under water")
        assert peak_megabytes(terminal.process()) < MOST_MEGABYTES
        terminal.keys("C-q")
        assert terminal.exit_status() == 0
        assert not terminal.flag("alternate_on") and not terminal.flag("mouse_any_flag")
    (journal,) = (home / "sessions").glob("*.jsonl")
    assert json.loads(journal.read_text().splitlines()[-1])["event"] == "closed"


def test_quitting_in_the_middle_of_it(terminal: Terminal, home: Path) -> None:
    with listening(lambda connection: flood(LONG, connection)) as port:
        terminal.start((*PROGRAM, f"127.0.0.1:{port}"), SMTPTUI_HOME=str(home))
        terminal.wait_for("help that nobody asked for")
        terminal.keys("C-q")
        terminal.wait_for("Quit and close it?")
        terminal.keys("y")
        assert terminal.exit_status() == 0
        assert not terminal.flag("alternate_on") and not terminal.flag("mouse_any_flag")
    assert "Traceback" not in terminal.screen()


def peak_megabytes(process: int) -> float:
    """The most memory that a process has had (Linux)."""
    (line,) = (line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
