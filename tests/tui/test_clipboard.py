"""The ways to the clipboard, with stand-ins for the tools on PATH: what is used, and that none can do harm."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest
from textual.app import App

from smtptui.messages import ENGLISH
from smtptui.transcript.text import RedactedText
from smtptui.tui import clipboard
from smtptui.tui.clipboard import Copied, copy
from tests.real_servers.daemon import wait_until

TEXT = RedactedText('250 2.0.0 Ok: queued as 1CF5\nпривет [/x] "$HOME"')
WORKS = """#!/bin/sh
case "$*" in *-o*) cat "$CLIP";; *) cat > "$CLIP";; esac
"""
FORGETS = """#!/bin/sh
echo "Error: Can't open display" >&2; cat > /dev/null
"""
HANGS = """#!/bin/sh
echo $$ > "$CLIP.pid"; exec sleep 600
"""
TMUX = """#!/bin/sh
test "$*" = "load-buffer -w -" && cat > "$CLIP.tmux"
"""


class Desk:
    """A PATH with nothing but stand-ins, and an app that notes what it was given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clip = folder / "clip"
        for name in ("cat", "sleep", "which"):
            (folder / name).symlink_to(f"/usr/bin/{name}" if Path(f"/usr/bin/{name}").exists() else f"/bin/{name}")
        self.environ = {"PATH": str(folder), "DISPLAY": ":99", "CLIP": str(self.clip)}
        self.app: App[None] = App()

    def put(self, name: str, script: str) -> None:
        path = self.folder / name
        path.write_text(script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    async def copy(self, text: RedactedText = TEXT, **environ: str) -> Copied:
        return await copy(text, self.app, {**self.environ, **environ})


def is_running(pid: int) -> bool:
    """Whether the process lives; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_the_local_tool_comes_first(desk: Desk) -> None:
    desk.put("xclip", WORKS)
    copied = await desk.copy(TMUX="/tmp/tmux")
    assert copied.ok
    assert "clipboard tool" in ENGLISH(copied.way)
    assert desk.clip.read_text() == TEXT
    assert desk.app.clipboard == ""


async def test_a_tool_that_fails_in_silence_is_found_out(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.put("xclip", FORGETS)
    copied = await desk.copy()
    assert copied.ok
    assert "OSC 52" in ENGLISH(copied.way)
    assert desk.app.clipboard == TEXT
    assert capfd.readouterr() == ("", "")


async def test_a_tool_that_hangs_is_ended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "PATIENCE", 1.0)
    desk.put("xclip", HANGS)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.create_task(tick())
    copied = await desk.copy()
    ticking.cancel()
    assert "OSC 52" in ENGLISH(copied.way)
    assert ticks > 100, "the event loop went on"
    pid = int(desk.read("clip.pid"))
    wait_until(lambda: not is_running(pid), 10, "the end of the tool")


async def test_tmux_is_asked_where_there_is_no_tool(desk: Desk) -> None:
    desk.put("tmux", TMUX)
    copied = await desk.copy(TMUX="/tmp/tmux")
    assert "tmux" in ENGLISH(copied.way)
    assert desk.read("clip.tmux") == TEXT
    assert desk.app.clipboard == ""


async def test_over_ssh_the_terminal_comes_first(desk: Desk) -> None:
    desk.put("xclip", WORKS)
    copied = await desk.copy(SSH_CONNECTION="192.0.2.1 22 192.0.2.2 22")
    assert "OSC 52" in ENGLISH(copied.way)
    assert desk.app.clipboard == TEXT
    assert not desk.clip.exists()


async def test_over_ssh_in_tmux_it_is_tmux_that_tells_the_terminal(desk: Desk) -> None:
    desk.put("tmux", TMUX)
    copied = await desk.copy(SSH_TTY="/dev/pts/1", TMUX="/tmp/tmux")
    assert "tmux" in ENGLISH(copied.way)


async def test_what_a_terminal_would_drop_is_not_called_copied(desk: Desk) -> None:
    copied = await desk.copy(RedactedText("x" * 60_000))
    assert not copied.ok
    assert desk.app.clipboard == ""


async def test_a_module_in_the_current_folder_is_not_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pyperclip.py").write_text("import pathlib, os; pathlib.Path(os.environ['CLIP']).write_text('run')")
    monkeypatch.chdir(tmp_path)
    await desk.copy()
    assert not desk.clip.exists()
