"""The form of MAIL FROM:<…> and RCPT TO:<…> (RFC 5321 §4.1.1.2, §4.1.1.3)."""

from __future__ import annotations

import re

from smtptui.explain.mistakes.mistake import Mistake
from smtptui.messages import Message
from smtptui.smtp.command import Command
from smtptui.smtp.events import Level
from smtptui.values import dataclass

_KEYWORDS = {"MAIL": "FROM", "RCPT": "TO"}
_GLUED = re.compile(r"(MAIL)(FROM\b.*)|(RCPT)(TO\b.*)", re.IGNORECASE | re.DOTALL)
# Everything that people write for "FROM:<address> parameters".
_LOOSE = re.compile(
    r"(?P<word>FROM\b|TO\b)?(?P<gap>\s*)(?P<colon>:?)(?P<blank>\s*)(?P<rest>.*)\Z", re.IGNORECASE | re.DOTALL
)
_BRACKETED = re.compile(r"(?P<name>[^<>@]*)<(?P<inner>[^<>]*)(?P<close>>?)(?P<tail>.*)\Z", re.DOTALL)
_BARE = re.compile(r"(?P<inner>[^\s<>]*)(?P<close>>?)(?P<tail>.*)\Z", re.DOTALL)
_FORM = {
    "MAIL": Message("The form is MAIL FROM:<address>."),
    "RCPT": Message("The form is RCPT TO:<address>."),
}


@dataclass(frozen=True, slots=True)
class _Written:
    """A path as it was written, in its parts; `start` is where the argument begins in the line."""

    verb: str
    word: str
    gap: str
    colon: str
    blank: str
    name: str
    opened: bool
    inner: str
    closed: bool
    tail: str
    start: int

    @property
    def fix(self) -> str:
        parameters = self.tail.strip()
        return f"{self.verb} {_KEYWORDS[self.verb]}:<{self.inner.strip()}>{' ' + parameters if parameters else ''}"


def diagnose_glued(line: str) -> tuple[Mistake, ...]:
    """MAILFROM:<…> in one word."""
    match = _GLUED.match(line)
    if not match:
        return ()
    verb, rest = (part for part in match.groups() if part)
    return (
        Mistake("missing-blank", Message("There is a blank after {verb}.", verb=verb.upper()), f"{verb} {rest}", 4),
    )


def diagnose(command: Command) -> tuple[Mistake, ...]:
    """What is wrong with the path of MAIL or RCPT."""
    if command.verb not in _KEYWORDS:
        return ()
    written = _read(command)
    if not written.inner and not written.opened:
        return (Mistake("missing-address", _FORM[written.verb], None, len(command.line)),)
    return (*_keyword(written), *_brackets(written), *_address(written))


def _read(command: Command) -> _Written:
    start = command.line.find(command.argument, len(command.verb)) if command.argument else len(command.line)
    loose = _LOOSE.match(command.argument)
    assert loose is not None, "every part of the pattern may be empty"
    rest = loose["rest"]
    path = _BRACKETED.match(rest)
    opened = path is not None
    path = path or _BARE.match(rest)
    assert path is not None, "every part of the pattern may be empty"
    return _Written(
        command.verb,
        loose["word"] or "",
        loose["gap"],
        loose["colon"],
        loose["blank"],
        path["name"].strip() if opened else "",
        opened,
        path["inner"],
        bool(path["close"]),
        path["tail"],
        start,
    )


def _keyword(written: _Written) -> tuple[Mistake, ...]:
    start = written.start
    if written.word.upper() != _KEYWORDS[written.verb]:
        code = "wrong-keyword" if written.word else "missing-keyword"
        return (Mistake(code, _FORM[written.verb], written.fix, start),)
    after = start + len(written.word)
    if not written.colon:
        return (Mistake("missing-colon", Message("A colon is missing before the address."), written.fix, after),)
    found = []
    if written.gap:
        message = Message("There is no blank before the colon; strict servers refuse it.")
        found.append(Mistake("blank-before-colon", message, written.fix, after, Level.WARNING))
    if written.blank:
        message = Message("There is no blank after the colon; many servers forgive it, strict ones do not.")
        position = after + len(written.gap) + 1
        found.append(Mistake("blank-after-colon", message, written.fix, position, Level.WARNING))
    return tuple(found)


def _brackets(written: _Written) -> tuple[Mistake, ...]:
    position = written.start + len(written.word + written.gap + written.colon + written.blank)
    if not written.opened:
        return (
            Mistake(
                "missing-brackets", Message("The address stands in angle brackets: <address>."), written.fix, position
            ),
        )
    if not written.closed:
        end = position + len(written.name) + 1 + len(written.inner)
        return (Mistake("unclosed-bracket", Message("The closing bracket > is missing."), written.fix, end),)
    if written.name:
        message = Message("A person's name belongs to the From and To headers; here stands only the address.")
        return (Mistake("display-name", message, written.fix, position),)
    return ()


def _address(written: _Written) -> tuple[Mistake, ...]:
    inner, tail = written.inner.strip(), written.tail.lstrip()
    position = written.start + len(written.word + written.gap + written.colon + written.blank) + written.opened
    if tail.startswith((",", ";")) and "=" in tail and "@" not in tail:
        message = Message("Parameters are separated by a blank alone, without a comma.")
        fix = f"{written.verb} {_KEYWORDS[written.verb]}:<{inner}> {tail.lstrip(',; ')}"
        return (Mistake("comma-before-parameter", message, fix, position),)
    if tail.startswith((",", ";", "<")) or (
        inner.count("@") > 1 and re.search(r"[,;\s]\S+@", inner) and '"' not in inner
    ):
        message = (
            Message("One command names one address. Send RCPT again for each further recipient.")
            if written.verb == "RCPT"
            else Message("A message has one sender here: one address in the brackets.")
        )
        return (Mistake("several-addresses", message, None, position),)
    if not inner and written.verb == "RCPT":
        return (
            Mistake(
                "empty-recipient", Message("A recipient cannot be empty; only MAIL FROM:<> may be."), None, position
            ),
        )
    if re.search(r"\s", inner) and '"' not in inner:
        return (Mistake("blank-in-address", Message("There is a blank inside the address."), None, position),)
    if inner.count("@") > 1 and '"' not in inner and not inner.startswith("@"):
        return (Mistake("two-at-signs", Message("An address has one @."), None, position),)
    if inner and "@" not in inner and not (written.verb == "RCPT" and inner.lower() == "postmaster"):
        message = Message("The address has no @ and no domain; most servers want both.")
        return (Mistake("no-domain", message, None, position, Level.WARNING),)
    return ()
