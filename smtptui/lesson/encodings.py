"""What is wrong with base64 that a learner typed, where it is known what was to be encoded. Pure.

No sentence has what was typed, nor what was to be typed.
"""

from __future__ import annotations

from collections.abc import Iterator

from smtptui.explain.mistakes.mistake import octets
from smtptui.lesson.template import Variables
from smtptui.messages import Message
from smtptui.smtp.auth import decode
from smtptui.smtp.command import parse_command
from smtptui.smtp.state import Phase


def wrong_value(typed: str, model: str, variables: Variables, phase: Phase) -> Message | None:
    """What the decoded answer has to do with the one that was wanted; None where nothing was to be encoded.

    `typed` and `model` are whole lines: answers of a login, or AUTH with the first one.
    """
    given, wanted = (_answer(line, phase) for line in (typed, model))
    expected = decode(octets(wanted)) if wanted not in ("", "*", "=") else None
    if expected is None or given in ("", "*", "="):
        return None
    if octets(given) == expected:
        return Message("This is the answer itself: the server wants its base64. Encode it first.")
    value = decode(octets(given))
    if value is None or value == expected:
        return None
    return next(_differences(value, expected, variables), None)


def _answer(line: str, phase: Phase) -> str:
    """What is base64 in a line, "" for nothing."""
    if phase is Phase.AUTH:
        return line.strip()
    command = parse_command(line)
    return command.argument.partition(" ")[2].strip() if command.verb == "AUTH" else ""


def _differences(value: bytes, expected: bytes, variables: Variables) -> Iterator[Message]:
    if value.rstrip(b"\r\n") == expected:
        yield Message("A newline was encoded at the end, as echo adds one: the server takes it as part of the answer.")
    if value.strip() == expected:
        yield Message(
            "Decoded, this has a blank at its beginning or its end: the server takes it as part of the answer."
        )
    if decode(value) == expected:
        yield Message("This was encoded twice: decoded once it is still base64.")
    if value.lower() == expected.lower():
        yield Message("Decoded, this has a capital letter for a small one, or the other way round. Case counts here.")
    if b"\0" in expected:
        yield from _plain_differences(value, expected)
    elif expected.startswith(value + b"@"):
        yield Message("Decoded, this is only the part before the @: the whole address is wanted.")
    for name, other in variables.items():
        if other and value == octets(other):
            yield Message("Decoded, this is the {name}: the server asked for something else.", name=name)
    if _is_text(value):
        yield Message("This is base64, but of another value than the one that is wanted.")


def _plain_differences(value: bytes, expected: bytes) -> Iterator[Message]:
    # RFC 4616 §2: [authzid] NUL authcid NUL passwd
    wanted, parts = expected.split(b"\0"), value.split(b"\0")
    if b"\\0" in value or b"\\x00" in value:
        yield Message("The separator was written as backslash and zero; the answer needs real NUL octets.")
    elif len(parts) != 3:
        yield Message("PLAIN is NUL, user, NUL, password: two NULs, the first one before the user.")
    elif parts[1:] == wanted[:0:-1]:
        yield Message("User and password have changed places: the user comes first.")
    elif parts[1:] == wanted[1:]:
        yield Message("Before the first NUL stands a name: whoever logs in for themselves leaves it empty.")
    elif parts[1] != wanted[1]:
        yield Message("The form is right; the user is not the one of this lesson.")
    else:
        yield Message("The form and the user are right; the password is not the one of this lesson.")


def _is_text(value: bytes) -> bool:
    try:
        return value.decode().replace("\0", "").isprintable()
    except UnicodeDecodeError:
        return False
