"""Trouble with the disk is said once, in the transcript, and the session goes on to its end."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from smtptui.session.journals import list_journals, load_journal
from tests.robustness.disks import limit_files, tiny_disk
from tests.robustness.program import Ran, Running, run_program

TROUBLE = "The journal cannot be written"
SIZE = 16 * 1024
LINES = ("EHLO client.example.test", *(["HELP"] * 60), "MAIL FROM:<a@example.test>", "QUIT")


def typed(home: Path, *, limit: int | None = None) -> Ran:
    before = (lambda: limit_files(limit)) if limit else None
    return run_program(home, "--no-tui", "practice", typed="".join(f"{line}\n" for line in LINES), before=before)


def assert_it_went_on(ran: Ran) -> None:
    """Said once, and every line had its reply."""
    assert ran.code == 0, ran.err
    assert ran.out.count(TROUBLE) == 1
    assert TROUBLE not in ran.err
    assert ran.gutters(" -> ") == list(LINES)
    assert ran.gutters("<-  ")[-1].startswith("221 ")


def assert_journal_opens(home: Path, ran: Ran) -> None:
    (info,) = list_journals(home / "sessions")
    journal = load_journal(info.path)
    assert len(journal.records) > 10
    assert journal.damaged <= 1
    shown = run_program(home, "sessions", "show", "last")
    assert shown.code == 0
    assert shown.rows == ran.rows[: len(shown.rows)]


def test_a_full_disk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with tiny_disk(home, f"size={SIZE}"):
        ran = typed(home)
        assert_it_went_on(ran)
        assert "No space left" in ran.out
        assert_journal_opens(home, ran)


def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ran = typed(home, limit=SIZE)
    assert_it_went_on(ran)
    assert_journal_opens(home, ran)


def test_a_disk_that_is_full_from_the_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with tiny_disk(home, f"size={SIZE}"):
        (home / "filler").write_bytes(bytes(SIZE // 2))
        with pytest.raises(OSError, match="No space"):
            (home / "filler2").write_bytes(bytes(SIZE))
        assert_it_went_on(typed(home))


def test_a_read_only_disk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with tiny_disk(home, "ro,size=64k"):
        ran = typed(home)
        assert_it_went_on(ran)
        assert "Read-only" in ran.out


def test_a_home_that_is_no_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file")
    assert_it_went_on(typed(home))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_may_not_be_written(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    assert_it_went_on(typed(home))


def test_the_folder_is_removed_in_mid_session(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Running(home, "--no-tui", "practice") as program:
        program.until("220 ")
        program.type("EHLO client.example.test")
        program.until("250 X-PRACTICE")
        shutil.rmtree(home / "sessions")
        program.type("NOOP", "NOOP", "QUIT")
        program.end_input()
        ran = program.end()
        assert ran.code == 0, ran.err
        assert ran.out.count(TROUBLE) <= 1
        assert ran.out.count("250 2.0.0 Ok") == 2
        assert "221 2.0.0 Bye" in ran.out


def test_two_programs_at_once(tmp_path: Path) -> None:
    """Both sessions are kept, each whole and in a file of its own."""
    home = tmp_path / "home"
    with Running(home, "--no-tui", "practice:starttls") as one, Running(home, "--no-tui", "practice:starttls") as two:
        both = (one, two)
        for program in both:
            program.until("220 ")
        for line in ("EHLO client.example.test", "STARTTLS", "EHLO client.example.test", "NOOP"):
            for program in both:
                program.type(line)
            for program in both:
                program.until("> " + line)
        for program in both:
            program.type("QUIT")
            program.end_input()
        ended = [program.end() for program in both]
    assert [ran.code for ran in ended] == [0, 0], ended
    assert all(TROUBLE not in ran.out for ran in ended)
    journals = list_journals(home / "sessions")
    assert len(journals) == 2
    assert all(info.finished and not info.damaged for info in journals)
    shown = [run_program(home, "sessions", "show", info.id).rows for info in journals]
    assert sorted(shown) == sorted(ran.rows for ran in ended)
