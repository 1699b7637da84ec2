"""What a script reads from disk: itself, and the files that `C<` names, which stand beside it and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from smtptui.errors import LessonError, UsageError
from smtptui.lesson.script import If, Line, Script, SendFile
from smtptui.messages import Message


def read_text(path: str) -> str:
    """A script's text; bytes that are no UTF-8 are carried along and sent as they are. Raises UsageError."""
    try:
        return Path(path).read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError as error:
        raise UsageError(Message("There is no file {file}.", file=path)) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(Message("{file} cannot be read: {why}.", file=path, why=why)) from error


def load_files(script: Script) -> dict[str, bytes]:
    """The bytes of each file that the script sends, by the name it has there. Raises LessonError."""
    folder = Path(script.file).parent
    return {line.path: _load(script, folder, line) for line in _files(script.lines)}


def _files(lines: Sequence[Line]) -> Iterator[SendFile]:
    for line in lines:
        if isinstance(line, SendFile):
            yield line
        elif isinstance(line, If):
            yield from _files(line.then)
            yield from _files(line.otherwise or ())


def _load(script: Script, folder: Path, line: SendFile) -> bytes:
    try:
        home = folder.resolve(strict=True)
        path = (home / line.path).resolve(strict=True)
        if not path.is_relative_to(home):
            raise _wrong(script, line, Message("{file} leads out of the script's folder.", file=line.path))
        if not path.is_file():
            raise _wrong(script, line, Message("{file} is no file.", file=line.path))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise _wrong(script, line, Message("There is no file {file}.", file=line.path)) from error
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _wrong(script, line, Message("{file} cannot be read: {why}.", file=line.path, why=why)) from error


def _wrong(script: Script, line: SendFile, message: Message) -> LessonError:
    where = line.where
    return LessonError(script.file, where.line, where.column + 3, "file", message, source=f"C< {line.path}")
