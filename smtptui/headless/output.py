"""Where a command's words go: data to stdout, narration to stderr, colours where wanted; and its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TextIO

from smtptui.errors import (
    ConnectFailed,
    ConnectionLost,
    ConnectTimeout,
    LessonError,
    SmtptuiError,
    TlsFailed,
    TlsTimeout,
    UsageError,
    WaitRanOut,
)
from smtptui.messages import Message, Translator
from smtptui.smtp.events import Level
from smtptui.smtp.reply import Severity
from smtptui.smtp.visible import visible_text
from smtptui.transcript.rows import Direction, Row

HELD = 0
FELL_SHORT = 1
USAGE = 2
NO_CONNECTION = 3
RAN_OUT = 4
INTERRUPTED = 130

WORST_FIRST = (INTERRUPTED, USAGE, NO_CONNECTION, RAN_OUT, FELL_SHORT, HELD)


def worst(codes: Iterable[int]) -> int:
    """Of several exit codes the one to give."""
    return min(codes, key=lambda code: WORST_FIRST.index(code), default=HELD)


def exit_code(error: SmtptuiError) -> int:
    """The exit code that tells of an error."""
    match error:
        case UsageError() | LessonError():
            return USAGE
        case ConnectTimeout() | TlsTimeout() | WaitRanOut():
            return RAN_OUT
        case ConnectFailed() | TlsFailed() | ConnectionLost():
            return NO_CONNECTION
        case _:
            return FELL_SHORT


def wants_color(color: str, stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to write colours to `stream`: `color` is auto, always or never; auto asks the terminal."""
    if color != "auto":
        return color == "always"
    return stream.isatty() and environ.get("TERM", "dumb") != "dumb"


# Blue and red, bright and bold: the gutter and the code say the same without any colour.
_SENT = "1"
_SEVERITIES = {
    Severity.POSITIVE: "94",
    Severity.INTERMEDIATE: "36",
    Severity.TRANSIENT: "33",
    Severity.PERMANENT: "1;31",
}
_LEVELS = {Level.INFO: "2", Level.WARNING: "33", Level.ERROR: "1;31"}


class Output:
    """A command's two streams."""

    def __init__(
        self,
        translate: Translator,
        color: str = "auto",
        *,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self.translate = translate
        self.stdout = sys.stdout if stdout is None else stdout
        self.stderr = sys.stderr if stderr is None else stderr
        self._data_color = wants_color(color, self.stdout)
        self._told_color = wants_color(color, self.stderr)

    def data(self, text: str = "") -> None:
        """A line of data, safe to show already."""
        self.write(f"{text}\n")

    def write(self, text: str) -> None:
        """Data that is no whole line. Where nobody reads on (`| head`), the work goes on all the same."""
        try:
            self.stdout.write(text)
            self.stdout.flush()
        except BrokenPipeError:
            let_go(self.stdout)

    def row(self, row: Row) -> None:
        """A row of a transcript: in swaks' gutter."""
        self.data(paint(row.gutter + row.words(self.translate), style_of(row), self._data_color))

    def tell(self, message: Message, level: Level = Level.INFO) -> None:
        """A sentence of narration."""
        told = visible_lines(self.translate(message))
        style = "" if level is Level.INFO else _LEVELS[level]
        print(paint(told, style, self._told_color), file=self.stderr, flush=True)

    def error(self, error: SmtptuiError) -> None:
        """An error's sentence, with its place where it has one."""
        text = self.translate(error.message)
        if isinstance(error, LessonError):
            text = f"{error.file}:{error.line}:{error.column}: {text}"
            if error.fix is not None:
                text = f"{text}\n  {self.translate(error.fix)}"
        print(paint(visible_lines(f"smtptui: {text}"), "", self._told_color), file=self.stderr, flush=True)


def let_go(stream: TextIO) -> None:
    """What is written to `stream` from now on goes nowhere; the interpreter's last flush does not complain."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, stream.fileno())
    os.close(devnull)


def style_of(row: Row) -> str:
    """The SGR parameters of a row, "" for none."""
    if row.level is not None:
        return _LEVELS[row.level]
    if row.severity is not None:
        return _SEVERITIES[row.severity]
    return _SENT if row.direction is Direction.SENT else ""


def paint(text: str, style: str, wanted: bool) -> str:
    """`text` in colour, where that is wanted."""
    return f"\x1b[{style}m{text}\x1b[0m" if wanted and style else text


def visible_lines(text: str) -> str:
    """Text of several lines, each made safe to show: a sentence may quote a server or a file's name."""
    return "\n".join(visible_text(line) for line in text.split("\n"))
