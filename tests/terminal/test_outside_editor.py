"""F9 in a real terminal: another program has it meanwhile, and gives it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.servers import listening, scripted
from tests.terminal.terminal import PROGRAM, Terminal

pytestmark = pytest.mark.tmux


def editor(folder: Path, *lines: str) -> str:
    """A program for $EDITOR: the file is $1."""
    path = folder / "my-editor"
    path.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    path.chmod(0o700)
    return str(path)


def test_lines_come_back_as_a_batch_that_is_not_sent(terminal: Terminal, home: Path, tmp_path: Path) -> None:
    append = editor(tmp_path, 'printf "NOOP two\\nNOOP three\\n" >> "$1"')
    terminal.start((*PROGRAM, "practice:plain"), SMTPTUI_HOME=str(home), EDITOR=append, VISUAL="")
    terminal.wait_for("220 practice")
    terminal.type("NOOP one")
    terminal.wait_for("> NOOP one")
    terminal.keys("F9")
    shown = terminal.wait_for("A batch of 3 lines")
    assert " -> NOOP" not in shown
    assert terminal.flag("alternate_on") and terminal.flag("mouse_any_flag")
    terminal.keys("F5")
    terminal.wait_for(" -> NOOP three")
    terminal.keys("C-q")
    terminal.keys("y")
    assert terminal.exit_status() == 0


def test_a_message_is_written_outside(terminal: Terminal, home: Path, tmp_path: Path) -> None:
    write = editor(tmp_path, 'case "$1" in *.eml) printf "Subject: hi\\n\\n..dots\\n.\\n" > "$1";; esac')
    terminal.start((*PROGRAM, "practice:plain"), SMTPTUI_HOME=str(home), EDITOR="false", VISUAL=write)
    terminal.wait_for("220 practice")
    for line, reply in (
        ("EHLO me.example", "250 X-PRACTICE"),
        ("MAIL FROM:<vasya@example.test>", "250 2.1.0"),
        ("RCPT TO:<masha@example.test>", "250 2.1.5"),
        ("DATA", "End data with"),
    ):
        terminal.line(line)
        terminal.wait_for(reply)
    terminal.keys("F9")
    assert "queued as" not in terminal.wait_for("..dots")
    terminal.keys("Enter")
    terminal.wait_for("queued as")


def test_the_session_goes_on_and_nothing_is_drawn_over_it(terminal: Terminal, home: Path, tmp_path: Path) -> None:
    """And Ctrl+C is the other program's."""
    trap = "trap 'echo INTERRUPTED' INT"
    wait = editor(
        tmp_path,
        "clear",
        trap,
        "echo IT IS OPEN",
        'while :; do read line && echo HEARD $line; [ "$line" = end ] && exit 7; done',
    )
    answers = {b"NOOP": b"250 first\r\n421 4.3.2 going down\r\n"}
    with listening(scripted(answers)) as port:
        terminal.start((*PROGRAM, f"127.0.0.1:{port}"), SMTPTUI_HOME=str(home), EDITOR=wait, VISUAL="")
        terminal.wait_for("220 scripted")
        # The line and the key in one: the replies come while the other program has the terminal.
        terminal.tmux("send-keys", "-t", "main", "NOOP", "Enter", "F9")
        terminal.wait_for("IT IS OPEN")
        (journal,) = (home / "sessions").glob("*.jsonl")
        terminal.wait_until(lambda screen: "going down" in journal.read_text(), "the journal")
        terminal.keys("C-c")
        terminal.wait_for("INTERRUPTED")
        terminal.line("one")
        shown = terminal.wait_for("HEARD one")
        assert "421" not in shown and "NOOP" not in shown
        assert not terminal.flag("mouse_any_flag")
        terminal.line("end")
        shown = terminal.wait_for("my-editor ended with status")
        assert "421 4.3.2 going down" in shown
        terminal.wait_for("closed")
        terminal.keys("C-q")
        assert terminal.exit_status() == 0
