"""What a typed line is (RFC 5321 §4.1). `parse_command` never rejects: it describes."""

from __future__ import annotations

import re
from dataclasses import field
from enum import Enum

from smtptui.values import dataclass


class Group(Enum):
    """How a verb may stand in a pipelined batch (RFC 2920 §3.1)."""

    ANYWHERE = "anywhere"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of SMTP or an extension: where it is defined, what it takes, and where it may stand in a batch."""

    name: str
    syntax: str
    rfc: str
    group: Group = Group.LAST


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("HELO", "HELO domain", "RFC 5321 §4.1.1.1"),
        Verb("EHLO", "EHLO domain", "RFC 5321 §4.1.1.1"),
        Verb("LHLO", "LHLO domain", "RFC 2033 §4.1"),
        Verb("MAIL", "MAIL FROM:<address> [parameters]", "RFC 5321 §4.1.1.2", Group.ANYWHERE),
        Verb("RCPT", "RCPT TO:<address> [parameters]", "RFC 5321 §4.1.1.3", Group.ANYWHERE),
        Verb("DATA", "DATA", "RFC 5321 §4.1.1.4"),
        Verb("BDAT", "BDAT size [LAST]", "RFC 3030 §2", Group.ANYWHERE),
        Verb("RSET", "RSET", "RFC 5321 §4.1.1.5", Group.ANYWHERE),
        Verb("VRFY", "VRFY string", "RFC 5321 §4.1.1.6"),
        Verb("EXPN", "EXPN string", "RFC 5321 §4.1.1.7"),
        Verb("HELP", "HELP [command]", "RFC 5321 §4.1.1.8"),
        Verb("NOOP", "NOOP [string]", "RFC 5321 §4.1.1.9"),
        Verb("QUIT", "QUIT", "RFC 5321 §4.1.1.10"),
        Verb("STARTTLS", "STARTTLS", "RFC 3207 §4"),
        Verb("AUTH", "AUTH mechanism [initial-response]", "RFC 4954 §4"),
        Verb("ETRN", "ETRN [option]node", "RFC 1985 §5"),
        Verb("BURL", "BURL url [LAST]", "RFC 4468 §3.2"),
        Verb("TURN", "TURN", "RFC 821 (obsolete)"),
        Verb("SEND", "SEND FROM:<address>", "RFC 821 (obsolete)", Group.ANYWHERE),
        Verb("SOML", "SOML FROM:<address>", "RFC 821 (obsolete)", Group.ANYWHERE),
        Verb("SAML", "SAML FROM:<address>", "RFC 821 (obsolete)", Group.ANYWHERE),
        Verb("XCLIENT", "XCLIENT attribute=value …", "Postfix XCLIENT"),
        Verb("XFORWARD", "XFORWARD attribute=value …", "Postfix XFORWARD"),
    )
}

# MAIL FROM and RCPT TO: the colon may have blanks around it (RFC 5321 §4.1.1.2 forbids them, servers differ), the
# path may lack its brackets: the caller says so where it matters. A quoted local part may hold a ">".
_PATH = re.compile(
    r'[ \t]*(FROM|TO)[ \t]*:[ \t]*(<(?:[^">]++|"(?:[^"\\]++|\\.)*+")*+>|<[^>]*>|[^ \t]*)[ \t]*(.*)\Z',
    re.IGNORECASE | re.DOTALL,
)
_FIRST_WORD = re.compile(r"[ \t]*([^ \t]+)")


@dataclass(frozen=True, slots=True)
class Command:
    """A line as a command.

    `verb` is in upper case, "" for a blank line; `known` says whether the verb table has it. `argument` is what
    follows the verb, without the blanks around it. For MAIL and RCPT, `address` is what stands in the brackets (None
    when the line is not of that form), `bracketed` whether it did, and `parameters` the ESMTP parameters.
    """

    line: str = field(repr=False)
    verb: str = field(repr=False)  # of a line that is no command it is the first word, which may be a secret
    known: bool
    argument: str = field(default="", repr=False)
    address: str | None = None
    bracketed: bool = False
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def is_well_formed(self) -> bool:
        """A known verb, with the argument that its syntax asks for. Judged on sight, as a person would."""
        if not self.known:
            return False
        if self.verb in ("MAIL", "RCPT"):
            return self.address is not None
        if self.verb in ("DATA", "RSET", "QUIT", "STARTTLS"):
            return not self.argument
        return bool(self.argument) or self.verb in ("HELP", "NOOP")


def parse_command(line: str) -> Command:
    """Describes one line, with or without its end. Never raises."""
    text = line.rstrip("\r\n")
    match = _FIRST_WORD.match(text)
    if not match:
        return Command(text, "", False)
    verb, argument = match.group(1).upper(), text[match.end() :].strip(" \t")
    known = verb in VERBS
    if verb in ("MAIL", "RCPT"):
        return _parse_path(text, verb, argument)
    return Command(text, verb, known, argument)


def has_verb(line: str) -> bool:
    """Whether the line begins with a known verb: `parse_command(line).known`, and no more."""
    match = _FIRST_WORD.match(line.rstrip("\r\n"))
    return match is not None and match.group(1).upper() in VERBS


def _parse_path(text: str, verb: str, argument: str) -> Command:
    match = _PATH.match(argument)
    if not match or match.group(1).upper() != ("FROM" if verb == "MAIL" else "TO"):
        return Command(text, verb, True, argument)
    path = match.group(2)
    bracketed = path.startswith("<") and path.endswith(">")
    parameters: tuple[tuple[str, str], ...] = ()
    if words := match.group(3):
        parts = [word.partition("=") for word in words.split()]
        parameters = tuple([(key.upper(), value) for key, _, value in parts])
    return Command(text, verb, True, argument, path[1:-1] if bracketed else path, bracketed, parameters)
