"""The real program in a real terminal: tmux, one server a test, on a socket of its own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.real_servers.daemon import wait_until
from tests.real_servers.requirements import require

INSTALL = "apt-get install tmux"
PATIENCE = 30.0
PROGRAM = (sys.executable, "-m", "smtptui")
EXIT = "EXIT STATUS"


class Terminal:
    """One terminal. `start` runs a command in it; keys go in, the screen comes out."""

    def __init__(self, folder: Path) -> None:
        self._tmux = require("tmux", INSTALL)
        self._folder = folder
        self._socket = folder / "tmux"

    def start(self, command: tuple[str, ...] | str, width: int = 80, height: int = 24, **env: str) -> None:
        """Runs `command` (a tuple of words, or a shell line); behind it the exit status is printed, and the terminal
        stays."""
        line = command if isinstance(command, str) else shlex.join(command)
        assignments = " ".join(f"{name}={shlex.quote(value)}" for name, value in self._environment(env).items())
        script = f"env -u NO_COLOR -u COLUMNS -u LINES {assignments} {line}; echo {EXIT} $?; exec cat"
        size = ("-x", str(width), "-y", str(height))
        self.tmux("-f", "/dev/null", "new-session", "-d", "-s", "main", *size, "-c", str(self._folder), script)

    def _environment(self, env: Mapping[str, str]) -> dict[str, str]:
        root = str(Path(__file__).parents[2])
        return {"COLORTERM": "truecolor", "LANG": "C.UTF-8", "PYTHONPATH": root, **env}

    def tmux(self, *arguments: str) -> str:
        """A tmux command on this terminal's server; what it prints."""
        clean = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        command = [str(self._tmux), "-S", str(self._socket), *arguments]
        return subprocess.run(command, env=clean, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout

    def keys(self, *names: str) -> None:
        """Keys by tmux's names: Enter, Escape, F4, C-r, BTab."""
        self.tmux("send-keys", "-t", "main", *names)

    def type(self, text: str) -> None:
        """Text, as it is."""
        self.tmux("send-keys", "-t", "main", "-l", text)

    def line(self, text: str) -> None:
        """Text, and Enter once the editor has it. Then Enter has been taken: lines that follow each other faster than
        anyone types would be a paste."""
        self.type(text)
        end = "".join(text.split())[-20:]
        shown = (end, "•" * len(end))  # where a secret is wanted
        self.wait_until(lambda screen: any(words in "".join(screen.split()) for words in shown), repr(end))
        before = self._drawn()
        self.keys("Enter")
        self.wait_until(lambda screen: self._drawn() != before, "Enter")

    def _drawn(self) -> list[str]:
        """The screen without its first row, whose clock goes on by itself."""
        return self.screen_with_escapes().splitlines()[1:]

    def paste(self, text: str) -> None:
        """A paste as terminals that know bracketed paste do it."""
        self.tmux("set-buffer", "-b", "paste", text)
        self.tmux("paste-buffer", "-p", "-r", "-b", "paste", "-t", "main")

    def screen(self) -> str:
        """What is on the screen."""
        return self.tmux("capture-pane", "-p", "-t", "main")

    def screen_with_escapes(self) -> str:
        """The same with its colours, and whatever else got through."""
        return self.tmux("capture-pane", "-p", "-e", "-t", "main")

    def record(self) -> Path:
        """From now on the raw bytes that the program writes go into the file returned, too."""
        raw = self._folder / "raw"
        self.tmux("pipe-pane", "-t", "main", f"cat >> {shlex.quote(str(raw))}")
        return raw

    def flag(self, name: str) -> bool:
        """A flag of the pane: alternate_on, mouse_any_flag, …"""
        return self.tmux("display-message", "-p", "-t", "main", f"#{{{name}}}").strip() == "1"

    def wait_for(self, text: str, timeout: float = PATIENCE) -> str:
        """The screen, once `text` is on it."""
        return self.wait_until(lambda screen: text in screen, repr(text), timeout)

    def wait_without(self, text: str, timeout: float = PATIENCE) -> str:
        """The screen, once `text` is off it."""
        return self.wait_until(lambda screen: text not in screen, f"no {text!r}", timeout)

    def wait_until(self, holds: Callable[[str], bool], what: str, timeout: float = PATIENCE) -> str:
        """The screen, once a condition holds of it."""
        try:
            wait_until(lambda: holds(self.screen()), timeout, what)
        except TimeoutError:
            raise AssertionError(f"waited {timeout:g} s for {what}; the screen was:\n{self.screen()}") from None
        return self.screen()

    def exit_status(self, timeout: float = PATIENCE) -> int:
        """The status that the program ends with."""
        screen = self.wait_for(EXIT, timeout)
        return int(screen.rpartition(EXIT)[2].split()[0])

    def process(self) -> int:
        """The program's process id: the shell's child."""
        shell = int(self.tmux("display-message", "-p", "-t", "main", "#{pane_pid}"))
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        return int(children[0])

    def stop(self) -> None:
        """Ends the terminal, and what runs in it."""
        subprocess.run([str(self._tmux), "-S", str(self._socket), "kill-server"], capture_output=True, timeout=PATIENCE)
