"""The crash report: what a programming error looked like, without local variables and without secrets."""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from smtptui import __version__


def write_report(error: BaseException, folder: Path, mask: Callable[[str], str] = lambda text: text) -> Path | None:
    """Writes the report into `folder`, readable by the user alone; None where it cannot be written.

    `mask` hides the secrets that are known, such as a redactor's `mask_text`: an error may quote what it choked on.
    """
    text = mask(report(error))
    name = time.strftime("crash-%Y%m%d-%H%M%S", time.gmtime())
    path = folder / f"{name}-{os.getpid()}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return None
    return path


def report(error: BaseException) -> str:
    """The report's text: versions, then the traceback with home directories shortened."""
    told = traceback.TracebackException.from_exception(error, capture_locals=False)
    head = (
        f"smtptui {__version__}\n"
        f"Python {platform.python_version()} on {platform.platform()}\n"
        f"TERM={os.environ.get('TERM', '')}\n"
        f"command: {_command()}\n\n"
    )
    return head + without_home("".join(told.format()))


def without_home(text: str) -> str:
    """`text` with the home directory written `~`: its name is often a person's."""
    try:
        return text.replace(str(Path.home()), "~")
    except RuntimeError:
        return text


def _command() -> str:
    """The flags without their values: those may be private."""
    return " ".join(word.partition("=")[0] for word in sys.argv[1:] if word.startswith("-")) or "-"
