"""Letters that look right and are not: look-alikes, the wrong keyboard layout, odd blanks and brackets."""

from __future__ import annotations

import re
import unicodedata

from smtptui.explain.mistakes.mistake import Mistake
from smtptui.messages import Message
from smtptui.smtp.command import VERBS

_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХавеѕіјкмнорстухΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχℹ",
    "ABESIJKMHOPCTYXabesijkmhopctyxABEZHIKMNOPTYXaeiknoptyxi",
)
# ЙЦУКЕН (Russian and Ukrainian) key by key to QWERTY.
_LAYOUT_LETTERS = (
    "йцукенгшщзхъфывапролджэячсмитьбюёіїєЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁІЇЄ",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`s]'QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~S}\"",
)
_LAYOUT = str.maketrans(*_LAYOUT_LETTERS)
# Signs too, for a line that was typed in that layout from end to end.
_LAYOUT_ALL = {**_LAYOUT, **str.maketrans('.,";:?№', "/?@$^&#")}
_ODD = {
    **dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)),
    **str.maketrans("‹«〈＜›»〉＞：＠“”‘’", "<<<<>>>>:@\"\"''"),
}
_KEYWORD = re.compile(r"(\s*)(\S+)(?:(\s+)([^\s:<]+))?")
_LATIN = re.compile("[A-Za-z]")


def diagnose(line: str) -> tuple[Mistake, ...]:
    """The first of: odd characters, look-alike letters in verb or keyword, the wrong keyboard layout."""
    if line.isascii():
        return ()
    return _odd_characters(line) or _look_alike(line) or _layout(line)


def _odd_characters(line: str) -> tuple[Mistake, ...]:
    fixed = line.translate(_ODD)
    if fixed == line:
        return ()
    position = next(index for index, character in enumerate(line) if ord(character) in _ODD)
    message = Message(
        "There is a character that only looks like a blank, a bracket or a quote, or cannot be seen at all. "
        "It comes from a web page or a word processor."
    )
    return (Mistake("odd-character", message, fixed, position),)


def _look_alike(line: str) -> tuple[Mistake, ...]:
    match = _KEYWORD.match(line)
    if not match:
        return ()
    blanks, verb, gap, keyword = match.groups()
    fixed_verb = _plain(verb)
    if fixed_verb.upper() not in VERBS:
        return ()
    fixed_keyword = _plain(keyword or "")
    if fixed_verb == verb and (fixed_verb.upper() not in ("MAIL", "RCPT") or fixed_keyword == (keyword or "")):
        return ()
    if fixed_verb.upper() not in ("MAIL", "RCPT"):
        fixed_keyword = keyword or ""
    position = next(index for index, character in enumerate(line) if not character.isascii())
    message = Message(
        "A letter here is not Latin: it looks the same and is another one, so the server will not know the word."
    )
    fix = blanks + fixed_verb + (gap or "") + fixed_keyword + line[match.end() :]
    return (Mistake("look-alike-letters", message, fix, position),)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).translate(_LOOK_ALIKES)


def _layout(line: str) -> tuple[Mistake, ...]:
    if line.split(None, 1)[0].upper() in VERBS:
        return ()
    fixed = line.translate(_LAYOUT if _LATIN.search(line) else _LAYOUT_ALL)
    words = fixed.split(None, 1)
    if not words or fixed == line or words[0].upper() not in VERBS:
        return ()
    position = next(index for index, character in enumerate(line) if not character.isascii())
    message = Message("The keyboard is set to another layout: these keys give a command in the Latin one.")
    return (Mistake("keyboard-layout", message, fixed, position),)
