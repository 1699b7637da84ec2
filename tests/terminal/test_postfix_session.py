"""The real program with Postfix, at 80x24, with the keyboard alone: from the connect screen to the saved transcript."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real_servers.postfix import Postfix
from tests.secrets import assert_no_secret
from tests.terminal.terminal import PROGRAM, Terminal

pytestmark = [pytest.mark.tmux, pytest.mark.real_server("postfix")]


def test_a_whole_session(terminal: Terminal, home: Path, postfix: Postfix, tmp_path: Path) -> None:
    before = len(postfix.mailbox("masha"))
    raw = log_in(terminal, home, postfix)
    terminal.line("MAIL FROM:<vasya@example.test>")
    terminal.wait_for("250 2.1.0 Ok")
    terminal.line("RCPT TO:<masha@example.test>")
    terminal.wait_for("250 2.1.5 Ok")
    terminal.line("RCPT TO:<nobody@example.test>")
    terminal.wait_for("✗ 550")
    terminal.keys("F12")
    terminal.wait_for("Recipient refused")
    terminal.wait_for("No such mailbox")
    terminal.keys("Escape")
    terminal.wait_without("No such mailbox")
    terminal.wait_for("envelope vasya → 1")
    terminal.line("DATA")
    terminal.wait_for("354 End data")
    for line in ("Subject: by hand", "", "..one dot is left of two", "Привет, мир!", "."):
        terminal.line(line)
    terminal.wait_for("the server's queue id is")
    terminal.line("QUIT")
    terminal.wait_for("closed")
    file = tmp_path / "out.md"
    terminal.keys("F7")
    terminal.wait_for("Save the transcript")
    terminal.type(str(file))
    terminal.keys("Enter")
    terminal.wait_without("Save the transcript")
    terminal.keys("C-q")
    assert terminal.exit_status() == 0

    body = postfix.await_mail("masha", before + 1)[-1].decode().partition("\n\n")[2]
    assert body == ".one dot is left of two\nПривет, мир!\n"
    saved = file.read_text()
    assert "250 2.0.0 Ok: queued as" in saved and "..one dot is left of two" in saved and "Привет, мир!" in saved
    for path in (file, *(path for path in home.rglob("*") if path.is_file())):
        assert_no_secret(path.read_bytes(), postfix.password)
    # The editor alone shows the answer, in base64, until it is sent; the password itself is never drawn.
    assert postfix.password.encode() not in raw.read_bytes()


def log_in(terminal: Terminal, home: Path, postfix: Postfix) -> Path:
    """Connects by the connect screen, begins TLS, and logs in by the helper. What the program draws, raw."""
    terminal.start((*PROGRAM, "--ca", str(postfix.ca_file)), SMTPTUI_HOME=str(home))
    terminal.wait_for("start a session")
    raw = terminal.record()
    terminal.type(f"127.0.0.1:{postfix.port}")
    terminal.wait_for(f"127.0.0.1:{postfix.port}")
    terminal.keys("Enter")
    terminal.wait_for(f"220 {postfix.host_name} ESMTP Postfix")
    terminal.line("EHLO client.example.test")
    terminal.wait_for("250-STARTTLS")
    terminal.keys("F6")
    terminal.wait_for("> STARTTLS")
    terminal.keys("Enter")
    terminal.wait_for("The certificate is valid for 127.0.0.1 and its chain is")
    terminal.line("EHLO client.example.test")
    terminal.wait_for("AUTH ")
    terminal.line("AUTH LOGIN")
    terminal.wait_for('The server asks: "Username:"')
    terminal.keys("F4")
    terminal.wait_for("To fill in")
    terminal.line(postfix.user)
    terminal.wait_for("To fill in: Password")
    terminal.type(postfix.password)
    terminal.keys("Enter")
    terminal.wait_for("A batch of 2 lines")
    terminal.keys("F5")
    terminal.wait_for("235 2.7.0")
    return raw
