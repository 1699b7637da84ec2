"""What a helper is, and the small steps that helpers share."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping

from smtptui.errors import UsageError
from smtptui.messages import Message
from smtptui.values import dataclass

_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


@dataclass(frozen=True, slots=True)
class Field:
    """One value to fill in. `secret`: never shown, kept or logged; `optional`: may be left empty."""

    name: str
    label: Message
    secret: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Helper:
    """`apply` turns the fields' values into the lines to type: at least one, without line ends.

    A field that is missing counts as empty. Raises UsageError where a value cannot be used; its message never
    holds the value. `secret_lines`: the result gives away a secret, so it is shown in the editor only.
    """

    name: str
    title: Message
    fields: tuple[Field, ...]
    apply: Callable[[Mapping[str, str]], tuple[str, ...]]
    secret_lines: bool = True


def encode(value: str | bytes) -> str:
    """Base64 in one line; text is UTF-8. Raises UsageError for text with half a character (a lone surrogate)."""
    return b64encode(value if isinstance(value, bytes) else to_octets(value)).decode("ascii")


def to_octets(text: str) -> bytes:
    """UTF-8; bytes that could not be decoded when they were typed (surrogate escapes) are what they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise UsageError(
            Message("The character at position {position} cannot be encoded.", position=error.start + 1)
        ) from None


def decode(text: str) -> bytes:
    """What a line of base64 holds. Blanks around it and missing padding are forgiven.

    Raises UsageError with the position (from 1) of the first character that is no base64.
    """
    line = text.strip()
    body = line.rstrip("=")
    for position, character in enumerate(body, start=1):
        if ord(character) > 127 or ord(character) not in _ALPHABET:
            raise UsageError(_bad_character(position))
    if len(body) % 4 == 1:
        raise UsageError(
            Message(
                "This is not whole base64: {count} characters cannot be decoded. One is missing or too many.",
                count=len(body),
            )
        )
    if len(line) - len(body) > 2:
        raise UsageError(Message("Base64 ends with at most two equals signs, and this has more."))
    return b64decode(body + "=" * (-len(body) % 4))


def refuse_control(value: str, label: Message, forbidden: str) -> None:
    """Raises UsageError where `value` has one of the characters that would end a field of the mechanism."""
    for position, character in enumerate(value, start=1):
        if character in forbidden:
            raise UsageError(
                Message(
                    "{field}: the character at position {position} is a control character, and cannot be sent here.",
                    field=label,
                    position=position,
                )
            )


def _bad_character(position: int) -> Message:
    return Message(
        "This is not base64: the character at position {position} is not one of A-Z, a-z, 0-9, + and /.",
        position=position,
    )
