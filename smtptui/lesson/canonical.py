"""Lines compared as a server would: what is only spelling does not count. Pure.

Of a command, the case of verb, keyword and domain, the blanks, and the order and case of parameters do not count; the
local part of an address does. Base64 is compared decoded. In a message every character counts.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode

from smtptui.explain.mistakes.mistake import octets
from smtptui.lesson.patterns import Encoded, Pattern, PatternTooSlow, Regex, Wild
from smtptui.lesson.template import CannotRender, Variables, encode_base64
from smtptui.smtp.command import Command, parse_command
from smtptui.smtp.state import Phase

_CASE_COUNTS = frozenset({"ENVID", "ORCPT", "AUTH"})
"""Parameters whose values are somebody's own text."""
_HOLE = "\ue000"
"""Stands for a star while a pattern is put into canonical form; no keyboard has it."""
_BLANKS = re.compile(r"[ \t]+")


def canonical(line: str) -> str:
    """A command in its one spelling."""
    command = parse_command(line)
    match command.verb:
        case "MAIL" | "RCPT" if command.address is not None:
            return _path(command)
        case "HELO" | "EHLO" | "LHLO":
            return _joined(command.verb, command.argument.lower())
        case "AUTH":
            mechanism, _, initial = _joined(command.argument).partition(" ")
            return _joined("AUTH", mechanism.upper(), canonical_base64(initial))
        case "VRFY" | "EXPN":
            return _joined(command.verb, _address(command.argument))
        case "BDAT" | "HELP" | "ETRN":
            return _joined(command.verb, command.argument.upper())
        case _ if command.known:
            return _joined(command.verb, command.argument)
        case _:
            return _joined(line.strip("\r\n"))


def _joined(*words: str) -> str:
    return _BLANKS.sub(" ", " ".join(words)).strip(" ")


def _path(command: Command) -> str:
    word = "FROM" if command.verb == "MAIL" else "TO"
    address = _address(command.address or "")
    path = f"<{address}>" if command.bracketed else address
    parameters = sorted(
        key + ("=" + (value if key in _CASE_COUNTS else value.upper()) if value else "")
        for key, value in command.parameters
    )
    return _joined(f"{command.verb} {word}:{path}", *parameters)


def _address(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if not at:
        return "postmaster" if address.lower() == "postmaster" else address
    return f"{local}@{domain.lower()}"


def canonical_base64(text: str) -> str:
    """Base64 in its one spelling; what is none stays as it is."""
    value = _decoded(text)
    return text if value is None else encode_base64(value.decode("utf-8", "surrogateescape"))


def line_fits(pattern: Pattern, typed: str, variables: Variables, phase: Phase) -> bool:
    """Whether what was typed in a phase is what a `C?` or `C!` says. A pattern that takes too long, or whose variables
    have no value yet, fits nothing."""
    typed = typed.rstrip("\r\n")
    try:
        match pattern:
            case Regex():
                return pattern.search((typed,), variables) is not None
            case Encoded(text):
                return _decoded(typed) == octets(text.render(variables))
            case Wild(parts):
                return _wild_fits([part.render(variables) for part in parts], typed, phase)
    except (PatternTooSlow, CannotRender):
        return False


def _wild_fits(parts: list[str], typed: str, phase: Phase) -> bool:
    if _glob(parts, typed):
        return True
    match phase:
        case Phase.DATA | Phase.CHUNK:
            return False
        case Phase.AUTH:
            if len(parts) > 1 or not parts[0]:
                return False
            wanted = _decoded(parts[0])
            return wanted is not None and _decoded(typed) == wanted
        case _:
            return _glob(canonical(_HOLE.join(parts)).split(_HOLE), canonical(typed))


def _glob(parts: list[str], text: str) -> bool:
    if len(parts) == 1:
        return parts[0] == text
    return re.fullmatch(".*?".join(map(re.escape, parts)), text, re.DOTALL) is not None


def _decoded(text: str) -> bytes | None:
    """Its value, None where it is no base64 to the letter: some servers forgive more, and many do not."""
    try:
        return b64decode(octets(text), validate=True) if text and len(text) % 4 == 0 else None
    except (binascii.Error, ValueError):
        return None
