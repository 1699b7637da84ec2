"""Base64 in a login: answers to a 334, and the initial response of AUTH. What was typed is never in a message."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode

from smtptui.explain.mistakes.mistake import Mistake, octets
from smtptui.messages import Message
from smtptui.smtp.command import Command, parse_command
from smtptui.smtp.events import Level

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}\Z")
# Longer tokens may be binary by right: GSSAPI, NTLM, SCRAM's channel bindings.
_SHORT = 32
_MIN_TWICE = 4


def diagnose_answer(line: str) -> tuple[Mistake, ...]:
    """What is wrong with an answer to a 334. `*` breaks the login off; an empty line is an empty answer."""
    text = line.strip()
    if text in ("", "*", "="):
        return ()
    if " " in text and parse_command(text).is_well_formed:
        message = Message("The server waits for a login answer, not for a command. * breaks the login off.")
        return (Mistake("command-in-auth", message, "*", 0),)
    if text != line:
        message = Message("There are blanks around the base64; the server may not decode it.")
        return (Mistake("base64-blanks", message, text, 0), *_judge(text))
    return _judge(text)


def diagnose_initial(command: Command) -> tuple[Mistake, ...]:
    """What is wrong with the initial response of an AUTH command."""
    if command.verb != "AUTH":
        return ()
    mechanism, _, initial = command.argument.partition(" ")
    initial = initial.strip()
    if not initial or initial == "=":
        return ()
    head = f"AUTH {mechanism} "
    start = len(command.line) - len(initial)
    found = _judge(initial) or (_plain(initial) if mechanism.upper() == "PLAIN" else ())
    return tuple(
        Mistake(each.code, each.message, head + each.fix if each.fix is not None else None, start, each.level)
        for each in found
    )


def looks_like_base64_text(word: str) -> bool:
    """Whether `word` is base64 of readable text: what people type as a login answer."""
    if len(word) < 8 or len(word) % 4 or not _BASE64.match(word):
        return False
    return _is_text(b64decode(word).strip(b"\r\n").replace(b"\0", b""))


def _judge(text: str) -> tuple[Mistake, ...]:
    if not _BASE64.match(text):
        message = Message("This is not base64: encode the answer first, the server decodes what you send.")
        return (Mistake("not-base64", message, _encode(octets(text)), 0),)
    body = text.rstrip("=")
    if len(body) % 4 == 1:
        message = Message(
            "Base64 of this length does not exist: a character is missing, or the answer was not encoded."
        )
        return (Mistake("base64-length", message, _encode(text.encode()), len(text)),)
    padded = body + "=" * (-len(body) % 4)
    value = b64decode(padded)
    if len(text) < _SHORT and not text.endswith("=") and not _is_answer(value):
        message = Message("Decoded, this is no readable text: perhaps it was typed without encoding it.")
        return (Mistake("perhaps-not-encoded", message, _encode(text.encode()), 0, Level.WARNING),)
    if text != padded:
        message = Message(
            "The equals signs at the end are wrong: base64 is filled up to a multiple of four characters."
        )
        return (Mistake("base64-padding", message, padded, len(body)),)
    return _judge_value(text, value)


def _judge_value(text: str, value: bytes) -> tuple[Mistake, ...]:
    if value.endswith((b"\n", b"\r")):
        message = Message(
            "A newline was encoded at the end, as echo adds one: the server takes it as part of the answer."
        )
        return (Mistake("base64-newline", message, _encode(value.rstrip(b"\r\n")), len(text)),)
    if _is_encoded_twice(value):
        message = Message("This was encoded twice: decoded once it is still base64.")
        return (Mistake("base64-twice", message, value.decode("ascii"), 0, Level.WARNING),)
    return ()


def _plain(text: str) -> tuple[Mistake, ...]:
    value = b64decode(text)
    if b"\\0" in value or b"\\x00" in value:
        message = Message("The separator was written as backslash and zero; the answer needs real NUL octets.")
        return (Mistake("plain-escaped-nul", message),)
    if value.count(b"\0") != 2:
        message = Message("PLAIN is NUL, user, NUL, password: two NULs, the first one before the user.")
        return (Mistake("plain-form", message),)
    return ()


def _is_encoded_twice(value: bytes) -> bool:
    word = value.decode("latin-1")
    if len(word) < _MIN_TWICE or len(word) % 4 or not _BASE64.match(word):
        return False
    inner = b64decode(word)
    return len(inner) >= 3 and _is_text(inner.strip(b"\r\n").replace(b"\0", b""))


def _is_answer(value: bytes) -> bool:
    """Readable text, apart from the octets that separate the fields of a mechanism and a newline at its end."""
    return _is_text(value.rstrip(b"\r\n").replace(b"\0", b"").replace(b"\x01", b""))


def _is_text(value: bytes) -> bool:
    try:
        return value.decode().isprintable()
    except UnicodeDecodeError:
        return False


def _encode(value: bytes) -> str:
    return b64encode(value).decode("ascii")
