"""The command line's streams and signals: what is closed, cut off, narrow or interrupted is no crash."""

from __future__ import annotations

import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from tests.program import COMMAND, LONG, Run, environment, runner


@pytest.fixture
def smtptui(tmp_path: Path) -> Run:
    return runner(tmp_path)


def test_interrupted(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "--no-tui", "practice"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(tmp_path / "home"),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any("220 " in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait(LONG) == 130
        assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize("arguments", [("practice", "--list"), ("--no-tui", "practice"), ("--help",), ("--version",)])
def test_a_reader_that_goes_away_is_no_matter(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(tmp_path / "home"),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait(LONG) in (0, 1)
        assert "Traceback" not in told
        assert "rror" not in told


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_no_matter(tmp_path: Path, closed: str) -> None:
    command = f"{shlex.join(COMMAND)} --no-tui practice {closed}"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(tmp_path / "home"),
        timeout=LONG,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "home" / "crashes").exists()


def test_a_stream_of_few_letters_gets_escapes(smtptui: Run) -> None:
    done = smtptui("--no-tui", "practice", stdin="NOOP привет\n", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "\\u043f" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "colored"), [(("--color", "always"), True), (("--color", "never"), False), ((), False)]
)
def test_colors_are_for_who_wants_them(smtptui: Run, arguments: tuple[str, ...], colored: bool) -> None:
    done = smtptui("--no-tui", "practice", *arguments, stdin="QUIT\n")
    assert ("\x1b[" in done.stdout) is colored
    assert done.returncode == 0
