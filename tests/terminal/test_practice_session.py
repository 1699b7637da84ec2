"""The real program on its practice server, at 80x24, with the keyboard alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.terminal.terminal import PROGRAM, Terminal

pytestmark = pytest.mark.tmux


def test_a_session_from_the_first_enter_to_quit(terminal: Terminal, home: Path) -> None:
    terminal.start(PROGRAM, SMTPTUI_HOME=str(home))
    terminal.wait_for("start a session")
    terminal.keys("Enter")
    terminal.wait_for("220 practice.example.test")
    terminal.line("EHLO client.example")
    terminal.wait_for("250 X-PRACTICE plain")
    terminal.line("MAIL FROM:<vasya@example.test>")
    terminal.wait_for("250 2.1.0")
    terminal.line("RCPT TO:<masha@example.test>")
    terminal.wait_for("250 2.1.5")
    terminal.line("DATA")
    terminal.wait_for("354 End data")
    for line in ("Subject: from a terminal", "", "..a line with a dot", "Привет"):
        terminal.line(line)
    terminal.line(".")
    queued = terminal.wait_for("queued as")
    assert "Accepted; the server's queue id is" in terminal.wait_for("queue id is")
    terminal.keys("C-o")
    terminal.wait_for("221 2.0.0")
    terminal.wait_for("closed")
    terminal.keys("C-q")
    assert terminal.exit_status() == 0
    assert not terminal.flag("alternate_on")
    assert "queued as" in queued
    (journal,) = (home / "sessions").glob("*.jsonl")
    events = [json.loads(line).get("event") for line in journal.read_text().splitlines()]
    assert events[-1] == "closed"
    assert "MAIL FROM:<vasya@example.test>" in (home / "history").read_text().splitlines()
