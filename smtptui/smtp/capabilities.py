"""An EHLO reply as a list of what the server offers (RFC 5321 §4.1.1.1). Order, duplicates and the old `AUTH=` kept."""

from __future__ import annotations

import re

from smtptui.smtp.reply import Reply
from smtptui.smtp.visible import visible
from smtptui.values import dataclass

# RFC 1870 §4: up to 20 digits.
_SIZE = re.compile(r"[0-9]{1,20}\Z")


@dataclass(frozen=True, slots=True)
class Capability:
    """One line of the reply: the keyword in upper case, its parameters, and the line as it was sent, safe to show.

    The old form `AUTH=LOGIN PLAIN` has the keyword AUTH, and `old_form` set.
    """

    keyword: str
    parameters: tuple[str, ...]
    line: str
    old_form: bool = False


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server answered to EHLO: the name it greets with, and its lines in their order."""

    greeting: str = ""
    lines: tuple[Capability, ...] = ()

    def __contains__(self, keyword: object) -> bool:
        return isinstance(keyword, str) and any(line.keyword == keyword.upper() for line in self.lines)

    def get(self, keyword: str) -> Capability | None:
        """The first line with that keyword, whatever the case."""
        return next((line for line in self.lines if line.keyword == keyword.upper()), None)

    def parameters(self, keyword: str) -> tuple[str, ...]:
        """The parameters of all lines with that keyword, in order, without repeats."""
        found = (word for line in self.lines if line.keyword == keyword.upper() for word in line.parameters)
        return tuple(dict.fromkeys(found))

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The SASL mechanisms offered, in upper case, old form included."""
        return tuple(dict.fromkeys(name.upper() for name in self.parameters("AUTH")))

    @property
    def size(self) -> int | None:
        """The largest message in octets (RFC 1870), None where none is said; 0 means no fixed limit."""
        words = self.parameters("SIZE")
        # int() refuses thousands of digits, which a server may send.
        return int(words[0]) if words and _SIZE.match(words[0]) else None

    def keywords(self) -> tuple[str, ...]:
        """The keywords, in order, without repeats."""
        return tuple(dict.fromkeys(line.keyword for line in self.lines))


@dataclass(frozen=True, slots=True)
class CapabilityChange:
    """What differs between two EHLO replies: lines gone and lines new, as they were sent."""

    removed: tuple[str, ...]
    added: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


def parse_capabilities(reply: Reply) -> Capabilities:
    """The lines of a 250 reply to EHLO or LHLO."""
    greeting = visible(reply.lines[0].text).strip()
    lines = [_parse(line.text) for line in reply.lines[1:] if line.code is not None]
    return Capabilities(greeting, tuple(line for line in lines if line.keyword))


def compare(before: Capabilities, after: Capabilities) -> CapabilityChange:
    """What the second list lost and gained: after STARTTLS this is the interesting part."""
    old = [line.line.strip() for line in before.lines]
    new = [line.line.strip() for line in after.lines]
    return CapabilityChange(
        tuple(line for line in old if line not in new), tuple(line for line in new if line not in old)
    )


def _parse(raw: bytes) -> Capability:
    text = visible(raw)
    plain = text.isascii() and len(text) == len(raw)  # as nearly always: nothing had to be made visible
    words = text.split() if plain else [visible(word) for word in raw.split()]
    if not words:
        return Capability("", (), text)
    keyword, equals, value = words[0].partition("=")
    if equals and keyword.upper() == "AUTH":
        first = (value,) if value else ()
        return Capability("AUTH", (*first, *words[1:]), text, old_form=True)
    return Capability(words[0].upper(), tuple(words[1:]), text)
