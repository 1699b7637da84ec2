"""The transcript view in a real terminal, through tmux."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tui.transcript_seat import TEXT_AT


class Tmux:
    """A terminal of tmux, with a server of its own."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "socket"

    def __call__(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self.socket), "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout

    def wait_for(self, holds: Callable[[str], bool]) -> str:
        """The pane, once something holds of it; asking tmux is what takes the time."""
        deadline = time.monotonic() + 20
        while not holds(pane := self("capture-pane", "-p", "-t", "a")):
            assert time.monotonic() < deadline, pane
        return pane


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed: apt-get install tmux")
    terminal = Tmux(tmp_path)
    command = f"TERM=screen-256color {sys.executable} -m tests.tui.transcript_seat"
    root = str(Path(__file__).parents[2])
    terminal("new-session", "-d", "-s", "a", "-x", "80", "-y", "24", "-c", root, command)
    yield terminal
    terminal("kill-server")


@pytest.mark.tmux
def test_in_a_real_terminal_keys_arrive_and_nothing_of_the_server_does(tmux: Tmux) -> None:
    pane = tmux.wait_for(lambda pane: "250 reply 99" in pane)
    assert "▌✓       +41 ms <-  250 reply 99" in pane
    tmux("send-keys", "-t", "a", "g")
    pane = tmux.wait_for(lambda pane: "[31mred" in pane)
    first, second, third = pane.splitlines()[:3]
    assert first[TEXT_AT:].rstrip() == r"250 \x1b[31mred [bold]not bold[/] \x1b]2;title\x07"
    assert second[TEXT_AT:].startswith("250 日本語 😀 │")
    assert third[TEXT_AT:].rstrip() == "250-line 0 ▸ 20 lines"
    tmux("send-keys", "-t", "a", "j", "j", "e")
    tmux.wait_for(lambda pane: "250 line 19" in pane)
    tmux("send-keys", "-t", "a", "End")
    tmux.wait_for(lambda pane: pane.rstrip().endswith("250 reply 99"))
    assert "title" not in tmux("display-message", "-p", "-t", "a", "#{pane_title}")
