"""`kill -9` at fifty points of a session: nothing that was printed is lost, and the journal opens."""

from __future__ import annotations

import base64
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smtptui.messages import ENGLISH
from smtptui.session.journals import list_journals, load_journal
from smtptui.transcript.redact import redact_records
from smtptui.transcript.rows import rows
from tests.robustness.program import Running, run_program

PASSWORD = "s3cret"
LINES = (
    "EHLO client.example.test",
    "AUTH LOGIN",
    base64.b64encode(b"vasya@example.test").decode(),
    base64.b64encode(PASSWORD.encode()).decode(),
    "MAIL FROM:<vasya@example.test>",
    "RCPT TO:<petya@example.test>",
    "RCPT TO:<masha@example.test>",
    "DATA",
    "From: <vasya@example.test>",
    "Subject: killed",
    "",
    "..hello",
    ".",
    "HELP",
    "RSET",
    "AUTH PLAIN " + base64.b64encode(b"\0vasya@example.test\0s3cret").decode(),
    "MAIL FROM:<vasya@example.test>",
    "RCPT TO:<masha@example.test>",
    "DATA",
    *(f"line {number}" for number in range(10)),
    ".",
    "VRFY masha",
    "NOOP",
    "QUIT",
)
POINTS = 50


def kept(home: Path) -> tuple[list[str], int]:
    """The rows of the only journal, as the program shows them, and how many of its lines cannot be read."""
    (info,) = list_journals(home / "sessions")
    journal = load_journal(info.path)
    return [row.gutter + row.words(ENGLISH) for row in rows(redact_records(journal.records))], journal.damaged


def killed_at(point: int, home: Path) -> list[str]:
    """A session whose program is killed at its `point`th line of output; all that it printed. At odd points all input
    is there from the beginning, at even ones each line is typed when the one before was shown."""
    with Running(home, "--no-tui", "practice:auth") as program:
        waiting = iter(LINES)
        if point % 2:
            program.type(*waiting)
        printed = 0
        while printed < point:
            row = program.next_row()
            assert row is not None, program.err
            printed += 1
            if row.startswith((" -> ", "<-  220 ")) and printed < point:
                _type_next(program, waiting)
        program.signal(signal.SIGKILL)
        return program.end().rows


def _type_next(program: Running, waiting: Iterator[str]) -> None:
    if (line := next(waiting, None)) is not None:
        program.type(line)


def assert_nothing_lost(point: int, folder: Path) -> None:
    home = folder / str(point)
    printed = killed_at(point, home)
    found, damaged = kept(home)
    assert damaged == 0
    assert len(printed) >= point
    assert found[: len(printed)] == printed
    text = "".join(file.read_text() for file in (home / "sessions").iterdir())
    assert PASSWORD not in text
    assert base64.b64encode(PASSWORD.encode()).decode() not in text


def test_nothing_printed_is_lost_at_any_of_fifty_points(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(assert_nothing_lost, point, tmp_path) for point in range(1, POINTS + 1)]
        for each in done:
            each.result()


@pytest.mark.parametrize("point", [1, 20])
def test_the_journal_of_a_killed_program_opens(point: int, tmp_path: Path) -> None:
    home = tmp_path / "home"
    printed = killed_at(point, home)
    shown = run_program(home, "sessions", "show", "last")
    assert shown.code == 0
    assert shown.err == ""
    assert shown.rows[: len(printed)] == printed
    listed = run_program(home, "sessions", "list")
    assert "unfinished" in listed.out
