"""The one top boundary: a programming error becomes a sentence and a report, without locals or secrets."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from smtptui import cli, cli_commands, crash
from smtptui.cli_command import Invocation
from smtptui.transcript.redact import Redactor


def broken(invocation: Invocation) -> int:
    password = "correct " + "horse"
    invocation.know("battery staple")
    raise RuntimeError(f"what is {len(password)}, and what is battery staple?")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMTPTUI_HOME", str(tmp_path))
    monkeypatch.setitem(cli_commands.SUBCOMMANDS, "info", replace(cli_commands.SUBCOMMANDS["info"], run=broken))
    return tmp_path


def test_a_crash_is_told_and_kept(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["info"]) == 1
    (report,) = (home / "crashes").iterdir()
    told = capsys.readouterr()
    assert told.out == ""
    assert "RuntimeError" in told.err
    assert str(report) in told.err
    assert "Traceback" not in told.err
    text = report.read_text()
    assert "RuntimeError: what is 13, and what is ••••••••?" in text
    assert "in broken" in text
    assert "correct horse" not in text
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700


def test_what_an_error_quotes_is_masked(tmp_path: Path) -> None:
    error = ValueError("not correct horse")
    path = crash.write_report(error, tmp_path, Redactor([b"correct horse"]).mask_text)
    assert path is not None
    assert "correct horse" not in path.read_text()


def test_a_report_that_cannot_be_written_is_no_second_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert crash.write_report(ValueError("x"), tmp_path / "file" / "crashes") is None


def test_the_values_of_flags_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.argv", ["smtptui", "host.private", "--user=vasya", "--ehlo", "me.private", "--tls", "auto"]
    )
    text = crash.report(ValueError("x"))
    assert "command: --user --ehlo --tls" in text
    assert "private" not in text
    assert "vasya" not in text
