"""What the wire can bring, in the explorer: each server after the one before, by Ctrl+R, in one real program."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.hostile.scripts import ALL
from tests.hostile.server import serve_in_turn
from tests.terminal.terminal import PROGRAM, Terminal

pytestmark = pytest.mark.tmux

SHOWN = {
    "escape sequences": r"220 \x1b[31m\x1b[2J\x1b]0;t\x07",
    "markup": "220 [bold red]x[/] [@click=app.quit]y[/] :smile:",
    "codes that differ": "have different codes; the last one decides",
    "a stray reply": "pairing doubtful",
    "a 20 kB line": "A line is over 512 octets",
    "plaintext behind the STARTTLS 220": "came in the clear after the 220 to STARTTLS",
    "odd characters": r"\x9b \u202e\u200b",
    "no final line": "No reply came to: NOOP.",
    "a handshake that never ends": "the handshake did not end in time",
    "silence in the middle of a line": "250 hal",
    "escape sequences in a refusal": r"535 5.7.8 \x1b[?1049h\x1b]0;t\x07\x9b31mno",
    "ten megabytes without a line end": "A line was longer than is kept; its end was cut off.",
    "200,000 lines in one reply": "some of its lines were dropped",
    "EHLO keywords crossed out": "overwrites the name of an extension",
    "a middlebox": "overwrites the greeting with stars",
    "HTTP": "This is a web server (HTTP), no mail server.",
    "a TLS alert": "this port speaks TLS from the start",
}
"""What is to be seen of each."""
UNSAFE = re.compile(
    rb"[\x00-\x06\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\x1b\](?:0;t|8;;http|52;c;aGk)|\x1b\[31m"
)


@contextmanager
def hostile(names: list[str]) -> Iterator[int]:
    """The scripts' server in a thread; the port."""
    scripts = {script.title: script.steps for script in ALL}
    ready, port, loop = threading.Event(), 0, asyncio.new_event_loop()
    over = asyncio.Event()

    async def run() -> None:
        nonlocal port
        async with serve_in_turn([scripts[name] for name in names]) as port:
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert ready.wait(30)
        yield port
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def test_each_is_inert_and_named(terminal: Terminal, home: Path) -> None:
    scripts = {script.title: script for script in ALL}
    with hostile(list(SHOWN)) as port:
        flags = ("--timeout", "1", "--connect-timeout", "1")
        terminal.start((*PROGRAM, f"127.0.0.1:{port}", *flags), width=200, height=50, SMTPTUI_HOME=str(home))
        raw = terminal.record()
        for number, (name, text) in enumerate(SHOWN.items()):
            if number:
                terminal.keys("C-d")
                wait_for_state(terminal, "closed")
                terminal.keys("C-r")
            for line in scripts[name].typed:
                # Some servers say nothing before they are spoken to.
                wait_for_state(terminal, "idle" if scripts[name].steps[0] else "waiting")
                terminal.line(line)
            terminal.wait_until(partial(shows, text), f"{name}: {text!r}")
        terminal.keys("C-d")
        wait_for_state(terminal, "closed")
        terminal.keys("C-q")
        assert terminal.exit_status() == 0
        assert "Traceback" not in terminal.screen()
        assert not terminal.flag("alternate_on")
    assert UNSAFE.search(raw.read_bytes()) is None


def wait_for_state(terminal: Terminal, word: str) -> None:
    """Waits for a word in the row at the top."""
    terminal.wait_until(lambda screen: word in screen.split("\n")[0], word)


def shows(text: str, screen: str) -> bool:
    """Whether the transcript or the panel beside it has a text, its wrapped lines run together."""
    parts = [row.partition("▏ ")[::2] for row in screen.split("\n")]
    return any(text in " ".join(" ".join(column).split()) for column in zip(*parts, strict=True))
