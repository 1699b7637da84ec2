"""What real terminals suffer from: escape sequences of a server, markup, crashes, signals, colours, idle work."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.real_servers.daemon import wait_until
from tests.secrets import assert_no_secret
from tests.terminal.servers import listening, scripted
from tests.terminal.terminal import EXIT, PROGRAM, Terminal

pytestmark = pytest.mark.tmux

EVIL = (
    b"220-\x1b]0;owned\x07title \x1b[2J\x1b[31mred\x1b[0m\r\n"
    b"220-\xc2\x9b31mC1 \xe2\x80\xaebidi\xe2\x80\xac \x00\x08\x7f\r\n"
    b"220-\x1b]52;c;b3duZWQ=\x07clip \x1bPq\x1b\\ \x1b[?1049l\r\n"
    b"220 [/nope] [bold]markup[/] [@click=app.bell]x[/]\r\n"
)


def test_a_servers_escape_sequences_and_markup_are_text(terminal: Terminal, home: Path) -> None:
    with listening(scripted({b"EHLO x": b"250 \x1b]2;later\x07 [red]a[/red]\r\n"}, EVIL)) as port:
        terminal.start((*PROGRAM, f"127.0.0.1:{port}"), width=160, height=40, SMTPTUI_HOME=str(home))
        raw = terminal.record()
        shown = terminal.wait_for("[/nope] [bold]markup[/] [@click=app.bell]x[/]")
        assert r"\x1b]0;owned\x07title \x1b[2J\x1b[31mred" in shown
        assert r"\x1b]52;c;b3duZWQ=" in shown and r"\u202ebidi" in shown
        terminal.line("EHLO x")
        terminal.wait_for(r"\x1b]2;later\x07 [red]a[/red]")
        terminal.keys("F12")
        terminal.wait_for("Odd about it")
        terminal.keys("Escape")
        assert terminal.flag("alternate_on")
        assert "owned" not in terminal.tmux("display-message", "-p", "#{pane_title}#{window_name}")
        drawn = raw.read_bytes()
    for evil in (b"\x1b]0;owned", b"\x1b]52;c;b3duZWQ", b"\x1b]2;later", b"\x1bP", b"\xc2\x9b", b"\xe2\x80\xae"):
        assert evil not in drawn


def test_an_escape_sequence_in_a_paste_is_text(terminal: Terminal, home: Path) -> None:
    terminal.start((*PROGRAM, "practice:plain"), SMTPTUI_HOME=str(home))
    terminal.wait_for("220 practice")
    terminal.paste("NOOP one\nNOOP two")
    terminal.wait_for("A batch of 2 lines")
    assert " -> NOOP" not in terminal.screen()
    terminal.keys("F5")
    terminal.wait_for(" -> NOOP two")
    terminal.keys("C-d")
    terminal.wait_for("closed")
    terminal.keys("C-q")
    assert terminal.exit_status() == 0


CRASHING = """
import sys
from smtptui.settings import load_settings
from smtptui.tui import app
from smtptui.tui.screens.explorer import ExplorerScreen
password = "s3cret-" + "Pa55word"
def action_drop(self):
    local = password
    raise RuntimeError(f"it quoted {local}")
async def broken(self, target, options):
    raise RuntimeError("while connecting")
ExplorerScreen.action_drop = action_drop
if sys.argv[1:] == ["connect"]:
    from smtptui.tui.conversation import Conversation
    Conversation._connect = broken
if sys.argv[1:] == ["record"]:
    from smtptui.smtp.events import Received
    from smtptui.tui.screens.listening import Listening
    told = Listening.on_record
    def on_record(self, record):
        if isinstance(record.event, Received):
            raise RuntimeError("while a reply was shown")
        told(self, record)
    Listening.on_record = on_record
settings = load_settings()
sys.exit(app.run(settings, settings.connect_options(), "practice:auth"))
"""


def test_a_crash_is_told_without_locals_and_secrets(terminal: Terminal, home: Path, tmp_path: Path) -> None:
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING)
    terminal.start((sys.executable, str(script)), width=120, height=40, SMTPTUI_HOME=str(home))
    terminal.wait_for("220 practice")
    terminal.line("EHLO me.example")
    terminal.wait_for("X-PRACTICE auth")
    terminal.line("AUTH PLAIN AHZhc3lhAHMzY3JldC1QYTU1d29yZA==")
    terminal.wait_for("535")
    terminal.keys("C-d")
    assert terminal.exit_status() == 1
    shown = terminal.screen()
    assert "smtptui crashed, and is sorry. The session is in the journal." in shown
    assert "Traceback" not in shown and not terminal.flag("alternate_on")
    (report,) = (home / "crashes").iterdir()
    assert str(report) in shown.replace("\n", "")
    assert report.stat().st_mode & 0o777 == 0o600
    text = report.read_text()
    assert "RuntimeError: it quoted" in text and "action_drop" in text
    assert_no_secret(text, "s3cret-Pa55word")
    assert_no_secret(shown, "s3cret-Pa55word")


@pytest.mark.parametrize(("way", "words"), [("connect", "while connecting"), ("record", "while a reply was shown")])
def test_a_crash_beside_the_screen_is_one_too(
    terminal: Terminal, home: Path, tmp_path: Path, way: str, words: str
) -> None:
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING)
    terminal.start((sys.executable, str(script), way), SMTPTUI_HOME=str(home))
    assert terminal.exit_status() == 1
    (report,) = (home / "crashes").iterdir()
    assert f"RuntimeError: {words}" in report.read_text()
    kept = "".join(journal.read_text() for journal in (home / "sessions").glob("*.jsonl"))
    assert "The connection broke" not in kept


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_leaves_the_terminal_clean(terminal: Terminal, home: Path, name: str) -> None:
    terminal.start((*PROGRAM, "practice:plain"), SMTPTUI_HOME=str(home))
    terminal.wait_for("220 practice")
    assert terminal.flag("alternate_on") and terminal.flag("mouse_any_flag")
    number = getattr(signal, name)
    os.kill(terminal.process(), number)
    assert terminal.exit_status() == 128 + number
    assert not terminal.flag("alternate_on") and not terminal.flag("mouse_any_flag")
    (journal,) = (home / "sessions").glob("*.jsonl")
    assert '"closed"' in journal.read_text().splitlines()[-1]


@pytest.mark.parametrize(("value", "is_plain"), [("1", True), ("", False)])
def test_no_color_is_the_terminals_own_colours(terminal: Terminal, home: Path, value: str, is_plain: bool) -> None:
    terminal.start((*PROGRAM, "practice:plain"), SMTPTUI_HOME=str(home), NO_COLOR=value)
    terminal.wait_for("✓ 220")
    colours = re.findall(r"\x1b\[[0-9;]*(?:38|48);[0-9;]*m", terminal.screen_with_escapes())
    assert (not colours) is is_plain


def test_without_colours_the_choice_is_seen(terminal: Terminal, home: Path) -> None:
    terminal.start(PROGRAM, SMTPTUI_HOME=str(home), NO_COLOR="1")
    terminal.wait_for("start a session")
    lines = terminal.screen_with_escapes().splitlines()
    chosen = next(line for line in lines if "plain" in line)
    other = next(line for line in lines if "greylist" in line)
    assert "\x1b[4m" in chosen or ";4m" in chosen
    assert "\x1b[4m" not in other and ";4m" not in other


def test_no_mouse_leaves_the_mouse_to_the_terminal(terminal: Terminal, home: Path) -> None:
    terminal.start((*PROGRAM, "practice:plain", "--no-mouse"), SMTPTUI_HOME=str(home))
    terminal.wait_for("220 practice")
    assert terminal.flag("alternate_on") and not terminal.flag("mouse_any_flag")


def test_stderr_in_a_file_is_refused_with_a_hint(terminal: Terminal, home: Path, tmp_path: Path) -> None:
    told = tmp_path / "stderr"
    terminal.start(f"{sys.executable} -m smtptui practice:plain 2>{told}", SMTPTUI_HOME=str(home))
    assert terminal.exit_status() == 2
    assert "stderr" in told.read_text() and "--no-tui" in told.read_text()


def test_an_idle_session_uses_no_processor(terminal: Terminal, home: Path) -> None:
    terminal.start((*PROGRAM, "practice:plain"), SMTPTUI_HOME=str(home))
    terminal.wait_for("idle 0:01")
    process = terminal.process()
    before, begun = processor_time(process), time.monotonic()
    terminal.wait_for("idle 0:03")
    share = (processor_time(process) - before) / (time.monotonic() - begun)
    assert share < 0.15, f"{share:.0%} of a processor"


def processor_time(process: int) -> float:
    """Seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


LAZY = """
import asyncio, sys
from pathlib import Path
from smtptui.settings import Settings
from smtptui.tui.app import SmtptuiApp
home = Path(sys.argv[1])
settings = Settings(home, home)
async def main():
    app = SmtptuiApp(settings, settings.connect_options(), None)
    async with app.run_test() as pilot:
        await pilot.pause()
        heavy = ("dns", "cryptography", "markdown_it", "pyperclip", "aiosmtplib", "pygments", "smtptui.doctor")
        print(*sorted(name for name in heavy if name in sys.modules))
asyncio.run(main())
"""


def test_the_first_paint_imports_nothing_heavy(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", LAZY, str(tmp_path)]
    ran = subprocess.run(command, env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == ""


def test_the_journal_of_a_killed_program_opens_again(terminal: Terminal, home: Path) -> None:
    terminal.start((*PROGRAM, "practice:plain"), SMTPTUI_HOME=str(home))
    terminal.wait_for("220 practice")
    terminal.line("NOOP before the end")
    terminal.wait_for("250 2.0.0")
    os.kill(terminal.process(), signal.SIGKILL)
    terminal.wait_for(EXIT)
    terminal.tmux("kill-session", "-t", "main")
    wait_until(lambda: bool(list((home / "sessions").iterdir())), 5, "the journal")
    terminal.start(PROGRAM, SMTPTUI_HOME=str(home))
    terminal.wait_for("unfinished")
    terminal.keys("Down", "Down", "Enter")  # the lessons come between
    terminal.wait_for("to read only")
    terminal.wait_for(" -> NOOP before the end")
    terminal.keys("C-q")
    assert terminal.exit_status() == 0


def test_a_paste_without_brackets_is_a_batch(terminal: Terminal, home: Path) -> None:
    """As terminals paste that do not say so: the keys, all at once."""
    terminal.start((*PROGRAM, "practice:plain"), SMTPTUI_HOME=str(home))
    terminal.wait_for("220 practice")
    terminal.tmux("send-keys", "-t", "main", "NOOP one", "Enter", "NOOP two", "Enter")
    terminal.wait_for("A batch of 3 lines")
    assert " -> NOOP" not in terminal.screen()
    terminal.keys("F5")
    terminal.wait_for(" -> NOOP two")
    terminal.tmux("send-keys", "-t", "main", "NOOP three", "Enter")
    terminal.wait_for(" -> NOOP three")
