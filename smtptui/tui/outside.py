"""The editor's text in a program of the user's, $VISUAL or $EDITOR: on a private file that is removed afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from smtptui.errors import SmtptuiError, UsageError
from smtptui.messages import Message
from smtptui.smtp.state import Phase


class EditFailed(SmtptuiError):
    """The text did not come back: it stays as it was."""


def find_command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The words of $VISUAL, else of $EDITOR. Raises UsageError."""
    for name in ("VISUAL", "EDITOR"):
        if value := environ.get(name, "").strip():
            try:
                return shlex.split(value)
            except ValueError as error:
                told = Message("The variable {name} cannot be understood: {why}.", name=name, why=str(error))
                raise UsageError(told) from error
    raise UsageError(
        Message("Which editor? Set the variable EDITOR (or VISUAL) before smtptui starts, such as EDITOR=nano.")
    )


def why_not(text: str, phase: Phase, mask: Callable[[str], str]) -> Message | None:
    """Why a text must not be written to a file, None where it may: editors keep copies that nobody removes.

    An answer in a login is a secret whatever it is; so is what stands in or behind an AUTH command, and what `mask`
    knows.
    """
    is_login = phase is Phase.AUTH or (phase is not Phase.DATA and _has_credentials(text.split("\n")))
    if is_login or mask(text) != text:
        return Message(
            "A login's secret would be written to a file, and editors keep copies: type it here (F4 encodes)."
        )
    return None


def _has_credentials(lines: Sequence[str]) -> bool:
    commands = [(index, line.split()) for index, line in enumerate(lines)]
    return any(
        words[:1] and words[0].upper() == "AUTH" and (len(words) > 2 or index + 1 < len(lines))
        for index, words in commands
    )


async def edit(text: str, command: Sequence[str], name: str) -> str:
    """Runs the command on a file of that name with the text in it; the text as it was saved. The terminal must be its
    own meanwhile. A newline at the end is added to what has text, and one is taken away again. Raises EditFailed."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="smtptui-"))  # the user's alone: mode 0700
    except OSError as error:
        raise _failed(error) from error
    try:
        file = folder / name
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(f"{text}\n".encode("utf-8", "surrogateescape") if text else b"")
        await _run(command, file)
        saved = file.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise _failed(error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what the editor put beside it, too
    return saved.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def _failed(error: OSError) -> EditFailed:
    why = error.strerror or str(error)
    return EditFailed(Message("The file for the editor cannot be written or read: {why}.", why=why))


async def _run(command: Sequence[str], file: Path) -> None:
    """Runs the editor until it ends. The session goes on meanwhile."""
    with _without_interrupts():
        try:
            process = await asyncio.create_subprocess_exec(*command, str(file))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            told = Message("The editor {name} cannot be started: {why}.", name=command[0], why=why)
            raise EditFailed(told) from error
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            raise
    if status:
        name = Path(command[0]).name
        told = Message("{name} ended with status {status}: nothing was changed.", name=name, status=status)
        raise EditFailed(told)


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl+C reaches every program of the terminal: it is the editor's. A handler, for what is ignored would be
    ignored by the editor as well."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
