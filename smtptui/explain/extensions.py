"""The lines of an EHLO reply: what each lets one do now, its parameters understood."""

from __future__ import annotations

import re
from collections.abc import Callable

from smtptui.explain.extension_table import EXTENSIONS
from smtptui.messages import Message, Plural
from smtptui.smtp.capabilities import Capability, CapabilityChange
from smtptui.values import dataclass

# Firewalls overwrite the letters of what they hide: XXXXXXXX, XXXXXXXA, and XXXXXX with other letters left.
_MASKED = re.compile(r"X{4,}[A-Z]?\Z|\*{4,}\Z")
OVERWRITTEN = Message(
    "A device between you and the server (a firewall with SMTP inspection) overwrites the name of an extension, mostly "
    "STARTTLS, so that it cannot be used."
)
_UNITS = (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10))
_DAY, _HOUR = 86_400, 3_600


@dataclass(frozen=True, slots=True)
class ExtensionExplanation:
    """One line of an EHLO reply. `example` is a line that may be typed now, where there is one to show."""

    title: Message
    meaning: Message
    rfc: str
    example: str | None = None


def explain_capability(capability: Capability) -> ExtensionExplanation:
    """What the server offers by this line."""
    keyword = capability.keyword
    if special := _SPECIAL.get(keyword):
        return special(capability)
    if row := EXTENSIONS.get(keyword):
        return ExtensionExplanation(row.title, row.meaning, row.rfc, row.example)
    if is_overwritten(capability):
        return ExtensionExplanation(Message("Overwritten on the way"), OVERWRITTEN, "")
    if keyword.startswith("X"):
        return ExtensionExplanation(
            Message("A private extension"),
            Message("Names that begin with X are the server's own; what it does stands in no standard."),
            "RFC 5321 §2.2.2",
        )
    return ExtensionExplanation(
        Message("An unknown extension"),
        Message("This name is none of those that we know. It is safe to leave it unused."),
        "RFC 5321 §2.2",
    )


def is_overwritten(capability: Capability) -> bool:
    """Whether the keyword is letters that a firewall wrote over another one."""
    return _MASKED.match(capability.keyword) is not None


def explain_change(change: CapabilityChange) -> tuple[Message, ...]:
    """What differs between two EHLO replies, mostly before and after STARTTLS."""
    sentences = [*(_gone(line) for line in change.removed), *(_new(line) for line in change.added)]
    if not sentences:
        return (Message("The server offers the same as before."),)
    return tuple(sentences)


def size_words(octets: int) -> Message:
    """A size for people: in the largest unit that fits exactly or to a tenth, and in octets."""
    exact = f"{octets:,}"
    for unit, factor in _UNITS:
        if octets >= factor:
            amount = f"{octets / factor:.1f}".removesuffix(".0")
            return Message("{amount} {unit} ({exact} octets)", amount=amount, unit=unit, exact=exact)
    return Plural("{count} octet", "{count} octets", octets)


def _keyword(line: str) -> str:
    words = line.upper().replace("=", " ").split()
    return words[0] if words else ""


def _gone(line: str) -> Message:
    match _keyword(line):
        case "STARTTLS":
            return Message("STARTTLS is gone, as it should be: TLS is on.")
        case "AUTH":
            return Message("No longer offered: {line}. Look at the new AUTH line, if there is one.", line=line)
        case _:
            return Message("No longer offered: {line}", line=line)


def _new(line: str) -> Message:
    match _keyword(line):
        case "AUTH":
            return Message("Offered only now: {line}. The server takes logins only here.", line=line)
        case "STARTTLS":
            return Message("STARTTLS is offered now.")
        case _:
            return Message("Offered only now: {line}", line=line)


def _size(capability: Capability) -> ExtensionExplanation:
    words = capability.parameters
    number = words[0] if words and words[0].isascii() and words[0].isdigit() and len(words[0]) <= 20 else None
    if number is None:
        meaning = Message("You may announce the size of a message; the server does not say how much it takes.")
    elif int(number) == 0:
        meaning = Message("You may announce the size of a message; the server has no fixed limit.")
    else:
        meaning = Message(
            "The server takes messages of up to {size}. Announced with SIZE=, a larger one is refused before it is "
            "sent.",
            size=size_words(int(number)),
        )
    return ExtensionExplanation(
        Message("Size of a message"), meaning, "RFC 1870", "MAIL FROM:<me@example.com> SIZE=1000"
    )


def _auth(capability: Capability) -> ExtensionExplanation:
    mechanisms = [word.upper() for word in capability.parameters]
    if not mechanisms:
        meaning = Message("The server takes logins, and names no mechanism: you can only try.")
    elif capability.old_form:
        meaning = Message(
            "You may log in with: {mechanisms}. The form AUTH= is from before the standard, kept for old clients.",
            mechanisms=", ".join(mechanisms),
        )
    else:
        meaning = Message("You may log in with: {mechanisms}.", mechanisms=", ".join(mechanisms))
    example = f"AUTH {mechanisms[0]}" if mechanisms else None
    return ExtensionExplanation(Message("Log in"), meaning, "RFC 4954", example)


def _limits(capability: Capability) -> ExtensionExplanation:
    known = {
        "MAILMAX": Message("messages in a session"),
        "RCPTMAX": Message("recipients in a message"),
        "RCPTDOMAINMAX": Message("recipient domains in a session"),
    }
    parts = []
    for word in capability.parameters:
        name, _, value = word.partition("=")
        label = known.get(name.upper())
        parts.append(Message("{value} {what}", value=value, what=label) if label else Message("{word}", word=word))
    listed = _listed(parts)
    meaning = (
        Message("The server takes at most: {limits}.", limits=listed)
        if listed
        else Message("The server would name its limits here, and names none.")
    )
    return ExtensionExplanation(Message("Limits"), meaning, "RFC 9422")


def _listed(parts: list[Message]) -> Message | None:
    """Messages joined by commas, as one nested message."""
    if not parts:
        return None
    joined = parts[0]
    for part in parts[1:]:
        joined = Message("{first}, {second}", first=joined, second=part)
    return joined


def _rcpt_limit(capability: Capability) -> ExtensionExplanation:
    number = capability.parameters[0] if capability.parameters else "?"
    return ExtensionExplanation(
        Message("Recipients in a message"),
        Message(
            "One message may have at most {number} recipients; send to the rest in another transaction.", number=number
        ),
        "",
    )


def _deliver_by(capability: Capability) -> ExtensionExplanation:
    words = capability.parameters
    if words and words[0].isascii() and words[0].isdigit():
        meaning = Message(
            "You may say how soon a message must be delivered, and what happens otherwise; the shortest time is "
            "{time}.",
            time=Plural("{count} second", "{count} seconds", int(words[0][:12])),
        )
    else:
        meaning = Message("You may say how soon a message must be delivered, and what happens otherwise.")
    return ExtensionExplanation(
        Message("Deliver by a time"), meaning, "RFC 2852", "MAIL FROM:<me@example.com> BY=3600;R"
    )


def _future_release(capability: Capability) -> ExtensionExplanation:
    words = capability.parameters
    if words and words[0].isascii() and words[0].isdigit():
        meaning = Message(
            "You may have a message held back and sent later, by at most {time}.",
            time=_long_time(int(words[0][:12])),
        )
    else:
        meaning = Message("You may have a message held back and sent later.")
    return ExtensionExplanation(Message("Send later"), meaning, "RFC 4865", "MAIL FROM:<me@example.com> HOLDFOR=3600")


def _long_time(seconds: int) -> Message:
    if seconds >= _DAY:
        return Plural("{count} day", "{count} days", seconds // _DAY)
    if seconds >= _HOUR:
        return Plural("{count} hour", "{count} hours", seconds // _HOUR)
    return Plural("{count} second", "{count} seconds", seconds)


_SPECIAL: dict[str, Callable[[Capability], ExtensionExplanation]] = {
    "SIZE": _size,
    "AUTH": _auth,
    "LIMITS": _limits,
    "X-RCPTLIMIT": _rcpt_limit,
    "DELIVERBY": _deliver_by,
    "FUTURERELEASE": _future_release,
}
"""The keywords whose parameters change what is to be said."""
