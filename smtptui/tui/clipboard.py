"""The clipboard: the ways to it in order, each told by its name, none able to freeze or break the screen.

pyperclip runs in a process of its own. It waits for tools that may hang, it does not look at their exit codes, and
they write on stderr, where the screen is drawn.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from textual.app import App

from smtptui.messages import Message
from smtptui.transcript.text import RedactedText
from smtptui.values import dataclass

PATIENCE = 3.0
"""Seconds that a way may take."""
MOST_FOR_OSC52 = 74_994
"""Base64 characters of an OSC 52 sequence that terminals of all makes take; longer ones are dropped or cut."""

# What was copied is read back: only that tells whether it is there. -P keeps modules of the current folder out.
_PYPERCLIP = """
import sys, pyperclip
text = sys.stdin.buffer.read().decode()
pyperclip.copy(text)
lines = lambda it: it.replace("\\r", "").rstrip("\\n")
sys.exit(lines(pyperclip.paste()) != lines(text))
"""


@dataclass(frozen=True, slots=True)
class Copied:
    """How a copy went: `way` is the end of a sentence that begins with what was copied."""

    way: Message
    ok: bool


@dataclass(frozen=True, slots=True)
class _Way:
    name: Message
    attempt: Callable[[RedactedText, App[Any], Mapping[str, str]], Awaitable[bool]]


async def copy(text: RedactedText, app: App[Any], environ: Mapping[str, str] = os.environ) -> Copied:
    """Copies by the first way that works: the local tool, tmux, the terminal (OSC 52); over SSH not the local tool
    first, because its clipboard is another computer's."""
    for way in _ways(environ):
        if await way.attempt(text, app, environ):
            return Copied(way.name, True)
    return Copied(Message("not copied, no way to a clipboard works here."), False)


def _ways(environ: Mapping[str, str]) -> tuple[_Way, ...]:
    local = _Way(Message("copied by this computer's clipboard tool."), _by_pyperclip)
    tmux = _Way(Message("copied through tmux (load-buffer -w)."), _by_tmux)
    terminal = _Way(Message("given to the terminal (OSC 52), which may not take it."), _by_osc52)
    through = (tmux, terminal) if environ.get("TMUX") else (terminal,)
    return (*through, local) if is_remote(environ) else (local, *through)


def is_remote(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is at the other end of an SSH connection."""
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


async def _by_pyperclip(text: RedactedText, app: App[Any], environ: Mapping[str, str]) -> bool:
    return await _feed(text, environ, sys.executable, "-P", "-c", _PYPERCLIP)


async def _by_tmux(text: RedactedText, app: App[Any], environ: Mapping[str, str]) -> bool:
    return await _feed(text, environ, "tmux", "load-buffer", "-w", "-")


async def _by_osc52(text: RedactedText, app: App[Any], environ: Mapping[str, str]) -> bool:
    if 4 * (len(text.encode()) + 2) // 3 > MOST_FOR_OSC52:
        return False
    app.copy_to_clipboard(text)
    return True


async def _feed(text: str, environ: Mapping[str, str], *command: str) -> bool:
    """Gives `text` to a program's stdin; whether it ended well and in time. What it prints is thrown away."""
    nothing = asyncio.subprocess.DEVNULL
    try:
        # A session of its own: the tool that serves the clipboard outlives this terminal.
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=nothing,
            stderr=nothing,
            env=dict(environ),
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        await asyncio.wait_for(process.communicate(text.encode()), PATIENCE)
    except (TimeoutError, OSError):
        return False
    finally:
        if process.returncode is None:
            await _end(process)
    return process.returncode == 0


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends a program that hangs, and what it started."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, 9)
        else:
            process.kill()
    await process.wait()
