"""Other clients, each as the list of lines that it says it sent and received."""

from __future__ import annotations

import re
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from tests.real_servers.requirements import require

NAME = "client.example.test"
DEADLINE = 60


@dataclass(frozen=True)
class Line:
    """One line of a conversation: `sent` by the client, else received; `secure` under TLS, where that is told."""

    sent: bool
    text: str
    secure: bool | None = None


@dataclass(frozen=True)
class Heard:
    """A client's own account: its lines, how it ended (its exit code, 0 where all went well), and its last words."""

    lines: tuple[Line, ...]
    code: int
    last_words: str

    @property
    def sent(self) -> list[str]:
        return [line.text for line in self.lines if line.sent]

    @property
    def received(self) -> list[str]:
        return [line.text for line in self.lines if not line.sent]


_SWAKS = re.compile(r"( ->|<- |<\*\*| ~>|<~ |<~\*) ?(.*)")


def swaks(port: int, *flags: str, recipients: str = "masha@example.test", timeout: int = 20) -> Heard:
    """swaks sends one message; its transcript has a gutter."""
    program = require("swaks", "apt-get install swaks")
    envelope = ("--ehlo", NAME, "--from", "vasya@example.test", "--to", recipients)
    said = ("--timeout", f"{timeout}s", "--data", "Subject: hi\\n\\nhello\\n.\\n")
    ended = subprocess.run(
        [str(program), "--server", f"127.0.0.1:{port}", *envelope, *said, *flags],
        capture_output=True,
        timeout=DEADLINE,
        stdin=subprocess.DEVNULL,
    )
    lines = []
    for text in ended.stdout.decode("utf-8", "replace").split("\n"):
        if match := _SWAKS.fullmatch(text):
            lines.append(Line(match[1][-1] == ">", match[2].rstrip("\r"), "~" in match[1]))
    return Heard(tuple(lines), ended.returncode, ended.stderr.decode("utf-8", "replace").strip())


def curl(url: str, message: Path, *flags: str, recipients: Sequence[str] = ("masha@example.test",)) -> Heard:
    """curl sends one message; `-v` tells of commands and replies, not of the message."""
    program = require("curl", "apt-get install curl")
    named = [word for recipient in recipients for word in ("--mail-rcpt", recipient)]
    ways = ("--verbose", "--silent", "--show-error", "--max-time", "20")
    envelope = ("--mail-from", "vasya@example.test", *named, "--upload-file", str(message))
    ended = subprocess.run(
        [str(program), *ways, *envelope, *flags, f"{url}/{NAME}"],
        capture_output=True,
        timeout=DEADLINE,
        stdin=subprocess.DEVNULL,
    )
    told = ended.stderr.decode("utf-8", "replace").split("\n")
    lines = tuple(Line(text[0] == ">", text[2:].rstrip("\r")) for text in told if text[:2] in ("> ", "< "))
    words = [text for text in told if text.startswith("curl: ")]
    return Heard(lines, ended.returncode, words[-1] if words else "")


class Recorder:
    """What smtplib's debug output tells, line by line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def __call__(self, *words: object) -> None:
        # Its debug lines are `send: 'ehlo …'` and `reply: b'250-…'`.
        kind, shown = str(words[0]), str(words[1]) if len(words) > 1 else ""
        if kind in ("send:", "reply:") and shown[:1] in "'\"b":
            raw = eval(shown, {"__builtins__": {}})
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
            pieces = text.split("\r\n")
            self.lines += [Line(kind == "send:", piece) for piece in pieces[:-1] or pieces]


class SMTP(smtplib.SMTP):
    """smtplib with its debug output in `recorder`."""

    recorder: Recorder

    def _print_debug(self, *words: object) -> None:
        self.recorder(*words)


class LMTP(smtplib.LMTP):
    """The same for LMTP."""

    recorder: Recorder

    def _print_debug(self, *words: object) -> None:
        self.recorder(*words)


def with_smtplib(
    client: SMTP | LMTP,
    port: int,
    *,
    recipients: Sequence[str] = ("masha@example.test",),
    message: bytes | Message = b"Subject: hi\r\n\r\nhello\r\n",
    before: Callable[[smtplib.SMTP], object] = lambda client: None,
) -> Heard:
    """smtplib sends one message; `before` is called first, for STARTTLS or a login."""
    recorder = client.recorder = Recorder()
    client.set_debuglevel(1)
    client.timeout = 20
    words, code = "", 0
    try:
        client.connect("127.0.0.1", port)
        client._host = "127.0.0.1"  # type: ignore[union-attr]  # the name that starttls asks for
        before(client)
        client.sendmail("vasya@example.test", recipients, message)  # type: ignore[arg-type]
        client.quit()
    except (OSError, ValueError) as error:  # smtplib's own are OSErrors
        words, code = f"{type(error).__name__}: {error}", 1
    finally:
        client.close()
    return Heard(tuple(recorder.lines), code, words)


def smtp() -> SMTP:
    return SMTP(local_hostname=NAME)


def lmtp() -> LMTP:
    return LMTP(local_hostname=NAME, host="")


def starttls(ca_file: Path) -> Callable[[smtplib.SMTP], object]:
    context = ssl.create_default_context(cafile=ca_file)
    context.check_hostname = False
    return lambda client: client.starttls(context=context)
