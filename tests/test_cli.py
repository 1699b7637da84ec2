"""The command line as its user meets it: a process, its streams, its exit code."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smtptui import __version__
from tests.program import LONG, ROOT, Run, Terminal, environment, runner


@pytest.fixture
def smtptui(tmp_path: Path) -> Run:
    return runner(tmp_path)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this machine that nobody listens on, held so that nobody will."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_version(smtptui: Run) -> None:
    done = smtptui("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"smtptui {__version__}\n", "")


def test_help_names_the_commands_and_flags(smtptui: Run, tmp_path: Path) -> None:
    done = smtptui("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("run", "practice", "sessions", "info", "TARGET", "--no-tui", "--password-env", "--resolver", "--lang"):
        assert word in done.stdout
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("command", ["run", "practice", "sessions", "info"])
def test_each_command_has_its_help(smtptui: Run, command: str) -> None:
    done = smtptui(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: smtptui {command}")


@pytest.mark.parametrize(
    ("arguments", "banned"),
    [
        (("--version",), ("argparse", "dataclasses", "typing", "asyncio", "textual")),
        (("--help",), ("asyncio", "textual", "rich", "ssl", "dns", "cryptography", "smtptui.workbench")),
        (("sessions", "list"), ("asyncio", "textual", "rich", "ssl", "dns", "cryptography", "aiosmtplib")),
        (("--no-tui", "practice"), ("textual", "rich", "dns", "cryptography", "aiosmtplib", "pygments")),
    ],
)
def test_only_what_is_needed_is_imported(tmp_path: Path, arguments: tuple[str, ...], banned: tuple[str, ...]) -> None:
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('\\n'.join(sys.modules), file=open(sys.argv[-1], 'w')))\n"
        "from smtptui.cli import main\n"
        "sys.exit(main(sys.argv[1:-1]))"
    )
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"
    subprocess.run(
        [sys.executable, "-I", "-c", program, *arguments, str(tmp_path / "modules")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(tmp_path / "home"),
        timeout=LONG,
        check=True,
    )
    imported = set((tmp_path / "modules").read_text().split())
    assert imported.isdisjoint(banned)


WRONG = [
    (("a b",), '"a b" is no target'),
    (("smtp://user:pw@host",), "a password does not belong there"),
    (("run:99999",), '"99999" is no port'),
    (("host", "--tls"), "--tls needs a value"),
    (("host", "--tls", "maybe"), '--tls cannot be "maybe"; it is one of: none, auto, starttls, implicit'),
    (("host", "--tls-min", "1.3", "--tls-max", "1.2"), "no version of TLS is left"),
    (("host", "--timeout", "soon"), "--timeout is a number of seconds"),
    (("host", "--timeout", "0"), "--timeout is a number of seconds"),
    (("host", "--ca", "/not/there"), "there is no file /not/there"),
    (("host", "--key", __file__), "--key needs --cert"),
    (("host", "-4", "-6"), "exclude each other"),
    (("host", "--resolver", "ns.example.org"), "--resolver is an address"),
    (("host", "--resolver", "127.0.0.1:99999"), "--resolver is an address"),
    (("host", "--ehlo", "a\nb"), "--ehlo is empty or has a control character"),
    (("host", "--password-env", "NOT_SET"), "NOT_SET is empty or not set"),
    (("host", "--password-env", "A", "--password-file", __file__), "exclude each other"),
    (("host", "--bogus"), "Not understood: --bogus"),
    (("host", "other"), "Not understood: other"),
    (("--lang", "xx"), '--lang cannot be "xx"'),
    (("host", "--log-file", "/not/there/log"), "/not/there/log cannot be written"),
    (("run",), "Missing: SCRIPT"),
    (("run", "x.smtp", "--until", "later"), '--until cannot be "later"'),
    (("run", "x.smtp", "--set", "a"), '--set is NAME=VALUE, not "a"'),
    (("run", "x.smtp", "--secret", "a=NOT_SET"), "NOT_SET is empty or not set"),
    (("run", "/not/there.smtp"), "/not/there.smtp"),
    (("sesions", "list"), 'Did you mean "sessions"?'),
    (("sessions", "lits"), 'Did you mean "list"?'),
    (("practice", "--scenario", "plian"), 'Did you mean "plain"?'),
    (("practice", "--listen", "127.0.0.1:x"), "--listen is HOST:PORT"),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_a_mistake_is_one_sentence_and_exit_2(smtptui: Run, arguments: tuple[str, ...], told: str) -> None:
    done = smtptui(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.startswith("smtptui: ")
    assert "Traceback" not in done.stderr


def test_an_escape_sequence_in_an_argument_is_not_given_back(smtptui: Run) -> None:
    done = smtptui("a\x1b[31m b")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr


def test_the_explorer_wants_a_terminal(smtptui: Run) -> None:
    done = smtptui()
    assert done.returncode == 2
    assert "--no-tui" in done.stderr


def test_a_dumb_terminal_is_told_of_the_plain_interface(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, TERM="dumb")
    assert terminal.end() == 2
    assert "TERM=dumb" in terminal.written
    assert "--no-tui" in terminal.written


SCRIPT = """\
S: 220
C: EHLO {{name}}
S: 250
C: AUTH LOGIN
S: 334
C: {{user|b64}}
S: 334
C: {{password|b64}}
S: 235
C: QUIT
S: 221
"""


def test_a_script_is_run_with_the_variables_of_the_flags(smtptui: Run, tmp_path: Path) -> None:
    (tmp_path / "login.smtp").write_text(SCRIPT)
    flags = ("-t", "practice:auth", "--user", "vasya", "--password-env", "PASSWORD", "--set", "name=me.example")
    done = smtptui("run", str(tmp_path / "login.smtp"), *flags, PASSWORD="s3cret")
    assert done.returncode == 0, done.stdout + done.stderr
    assert " -> EHLO me.example" in done.stdout
    assert "s3cret" not in done.stdout + done.stderr
    wrong = smtptui("run", str(tmp_path / "login.smtp"), *flags, PASSWORD="wrong one")
    assert wrong.returncode == 1
    assert "<** 535" in wrong.stdout


def test_nobody_listens(smtptui: Run, closed_port: int) -> None:
    done = smtptui("--no-tui", f"127.0.0.1:{closed_port}")
    assert done.returncode == 3
    assert "nothing listens on that port" in done.stderr


def test_there_is_no_such_host(smtptui: Run) -> None:
    done = smtptui("--no-tui", "nobody.invalid", "--connect-timeout", "20")
    assert done.returncode in (3, 4)
    assert "nobody.invalid" in done.stderr


def test_a_server_that_says_nothing_runs_the_wait_out(smtptui: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        done = smtptui("--no-tui", f"127.0.0.1:{silent.getsockname()[1]}", "--timeout", "0.2")
    assert done.returncode == 4
    assert "Waited 0.2 s for the greeting" in done.stderr


def test_a_tls_handshake_that_never_ends(smtptui: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        where = f"127.0.0.1:{silent.getsockname()[1]}"
        done = smtptui("--no-tui", where, "--tls", "implicit", "--connect-timeout", "0.2")
    assert done.returncode == 4


def test_a_home_of_nobody_is_no_crash(smtptui: Run) -> None:
    assert smtptui("info", SMTPTUI_HOME="~nobody-at-all/x").returncode == 0


def test_a_wrong_settings_file_stops_a_command(smtptui: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text("colour = 'never'\n", "utf-8")
    done = smtptui("sessions", "list")
    assert done.returncode == 2
    assert 'no setting "colour". Did you mean "color"?' in done.stderr


def test_the_log_says_what_was_done(smtptui: Run, tmp_path: Path) -> None:
    log = tmp_path / "log"
    smtptui("--no-tui", "practice", "--log-file", str(log), stdin="NOOP secret words\nQUIT\n")
    assert "received 221 to QUIT" in log.read_text()
    assert "secret words" not in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_sessions_alone_lists(smtptui: Run) -> None:
    assert smtptui("practice:plain", "--no-tui", stdin="QUIT\n").returncode == 0
    alone, listed = smtptui("sessions"), smtptui("sessions", "list")
    assert alone.returncode == 0
    assert alone.stdout == listed.stdout
    assert "practice:plain" in alone.stdout
