"""Letters that look like Latin ones and are not: the commonest invisible mistake of typing in two alphabets. Pure."""

from __future__ import annotations

from smtptui.errors import LessonError
from smtptui.lesson.source import SourceLine
from smtptui.messages import Message

_PAIRS = {
    # Cyrillic
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y",
    "Х": "X", "І": "I", "Ј": "J", "Ѕ": "S", "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x",
    "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d", "һ": "h",
    # Greek
    "Α": "A", "Β": "B", "Ε": "E", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T",
    "Υ": "Y", "Χ": "X", "Ζ": "Z", "ο": "o",
}  # fmt: skip
# The full-width forms of ASCII.
_TABLE = str.maketrans({**_PAIRS, **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}})


def latin(text: str) -> str:
    """`text` with each look-alike replaced by the letter that it looks like."""
    return text.translate(_TABLE)


def first_lookalike(text: str) -> int | None:
    """The place of the first look-alike, None where there is none."""
    return next((index for index, letter in enumerate(text) if ord(letter) in _TABLE), None)


def lookalike(line: SourceLine, at: int) -> LessonError:
    """The mistake of a letter of another alphabet."""
    letter = line.text[at]
    told = Message(
        'This "{letter}" (U+{code}) only looks like the Latin letter {latin}.',
        letter=letter,
        code=f"{ord(letter):04X}",
        latin=latin(letter),
    )
    return line.error(at, "look-alike", told, Message('Type "{letter}" on a Latin keyboard.', letter=latin(letter)))
