"""Verbs: mistyped ones, those of other protocols, and arguments that are too many or too few."""

from __future__ import annotations

import re

from smtptui.explain.mistakes.login import looks_like_base64_text
from smtptui.explain.mistakes.mistake import Mistake, octets
from smtptui.messages import Message
from smtptui.smtp.command import VERBS, Command
from smtptui.smtp.events import Level

MAX_COMMAND = 512
"""Octets of a command line, its end included (RFC 5321 §4.5.3.1.4)."""
MAX_AUTH = 12288
"""The same for AUTH (RFC 4954 §4)."""

_IMAP = frozenset(
    ["LOGIN", "SELECT", "EXAMINE", "FETCH", "SEARCH", "LOGOUT", "CAPABILITY", "LIST", "LSUB", "IDLE", "AUTHENTICATE"]
)
_POP = frozenset(["USER", "PASS", "STAT", "RETR", "TOP", "UIDL", "DELE", "APOP", "CAPA"])
_LOGINS = frozenset(["LOGIN", "AUTHENTICATE", "USER", "PASS", "APOP"])
_HTTP = frozenset(["GET", "POST", "HEAD", "PUT", "CONNECT", "OPTIONS"])
_FAREWELL = frozenset(["EXIT", "BYE", "LOGOUT", "CLOSE", "DISCONNECT"])
_HELLO = frozenset(["HELLO", "HALLO", "HI"])
_NO_ARGUMENT = frozenset(["DATA", "RSET", "QUIT", "STARTTLS", "TURN"])
_HEADER = re.compile(
    r"(?:from|to|cc|bcc|subject|date|reply-to|message-id|mime-version|content-[a-z-]+|x-[a-z-]+):(?:\s|\Z)",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"""[<('"]+([^<>()'"\s]+)[>)'"]+""")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}\Z|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\Z", re.IGNORECASE)
# The verbs that people type; of two that are as near, the first is meant.
_COMMON = tuple(dict.fromkeys(("EHLO", "MAIL", "RCPT", "DATA", "QUIT", "AUTH", "STARTTLS", "HELO", *VERBS)))


def diagnose(line: str) -> tuple[Mistake, ...]:
    """A line whose first word is no verb of SMTP, or that has blanks before it."""
    if control := _CONTROL.search(line):
        message = Message("There is a control character in the line. Servers refuse it or misread what follows.")
        return (Mistake("control-character", message, _CONTROL.sub("", line), control.start()),)
    words = line.split()
    verb = words[0].upper()
    if verb in VERBS:
        if line[0].isspace():
            message = Message("A command begins at the start of the line, without blanks.")
            return (Mistake("leading-blank", message, line.lstrip(), 0),)
        return ()
    if line.strip() == ".":
        message = Message("The lone dot ends a message, and no message is being sent: DATA comes first.")
        return (Mistake("dot-outside-data", message, None, 0),)
    if _HEADER.match(line):
        message = Message("This is a header of the message. It belongs after DATA and its 354.")
        return (Mistake("header-outside-data", message, None, 0),)
    return _other_protocol(words) or _unknown(line, verb, alone=len(words) == 1)


def _other_protocol(words: list[str]) -> tuple[Mistake, ...]:
    verb = words[0].upper()
    second = words[1].upper() if len(words) > 1 else ""
    if verb in _FAREWELL:
        return (Mistake("quit", Message("SMTP says QUIT to end a session."), "QUIT", 0),)
    # IMAP's commands come after a tag, such as a1; AUHT is none.
    if verb in _IMAP or (second in _IMAP and len(verb) <= 5 and closest_verb(verb) is None):
        if _LOGINS.isdisjoint((verb, second)):
            message = Message("This is an IMAP command: IMAP fetches mail, SMTP sends it.")
            return (Mistake("imap-command", message, None, 0),)
        fix = "AUTH LOGIN" if "LOGIN" in (verb, second) else None
        return (Mistake("imap-command", Message("This is an IMAP command; to log in, SMTP says AUTH."), fix, 0),)
    if verb in _POP:
        if verb not in _LOGINS:
            message = Message("This is a POP3 command: POP3 fetches mail, SMTP sends it.")
            return (Mistake("pop-command", message, None, 0),)
        fix = "AUTH LOGIN" if verb in ("USER", "PASS") else None
        return (Mistake("pop-command", Message("This is a POP3 command; to log in, SMTP says AUTH."), fix, 0),)
    if verb in _HTTP:
        return (
            Mistake("http-command", Message("This is a command of the web (HTTP). This is a mail server."), None, 0),
        )
    if verb in _HELLO:
        fix = " ".join(("EHLO", *words[1:]))
        return (Mistake("mistyped-verb", Message("SMTP has four letters for it: {verb}.", verb="EHLO"), fix, 0),)
    return ()


def _unknown(line: str, verb: str, alone: bool) -> tuple[Mistake, ...]:
    if alone and any(known.startswith(verb) for known in VERBS):
        return ()  # still being typed
    if alone and looks_like_base64_text(line.strip()):
        message = Message(
            "This is base64, and the server does not wait for a login answer: it would be taken as a command, "
            "and shown like one. Begin with AUTH."
        )
        return (Mistake("base64-outside-auth", message, None, 0, Level.WARNING),)
    near = closest_verb(verb)
    if near:
        start = len(line) - len(line.lstrip())
        fix = near + line[start + len(verb) :]
        return (Mistake("mistyped-verb", Message("Did you mean {verb}?", verb=near), fix, start),)
    message = Message("The line does not begin with a command that SMTP knows.")
    return (Mistake("unknown-verb", message, None, 0, Level.INFO),)


def closest_verb(word: str) -> str | None:
    """The verb that `word` is a mistyping of: one slip in a short word, two in a long one."""
    if not 2 <= len(word) <= 12:
        return None
    # XCLIENT and its like are typed by those who know them: a lone "client" is no slip for one.
    known = [verb for verb in _COMMON if not verb.startswith("X") or word.startswith("X")]
    distances = [(distance(word, verb), index) for index, verb in enumerate(known)]
    slips, index = min(distances)
    found = known[index]
    return found if slips <= (1 if len(found) <= 4 else 2) else None


def distance(left: str, right: str) -> int:
    """The slips between two words: a letter too many, too few, another, or two swapped."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        two_before, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, two_before[j - 2] + 1)
            row.append(best)
    return row[-1]


def diagnose_length(line: str, verb: str) -> tuple[Mistake, ...]:
    """A command line over the limit."""
    limit = MAX_AUTH if verb == "AUTH" else MAX_COMMAND
    size = len(octets(line)) + 2
    if size <= limit:
        return ()
    message = Message("The line has {size} octets; a server need not take more than {limit}.", size=size, limit=limit)
    return (Mistake("command-too-long", message, None, None, Level.WARNING),)


def diagnose_argument(command: Command) -> tuple[Mistake, ...]:
    """Arguments of all verbs but MAIL, RCPT and AUTH."""
    verb, argument = command.verb, command.argument
    if verb in _NO_ARGUMENT and argument:
        return (Mistake("no-argument", Message("{verb} stands alone on its line.", verb=verb), verb, len(verb)),)
    if verb in ("HELO", "EHLO", "LHLO"):
        return _name(verb, argument)
    if verb == "BDAT" and not re.fullmatch(r"\d+(?:\s+LAST)?", argument, re.IGNORECASE | re.ASCII):
        message = Message("BDAT needs the number of octets that follow, and LAST on the last chunk.")
        return (Mistake("bdat-size", message, None, len(verb)),)
    if verb in ("VRFY", "EXPN", "ETRN") and not argument:
        return (Mistake("missing-argument", Message("{verb} needs a name after it.", verb=verb), None, len(verb)),)
    return ()


def _name(verb: str, argument: str) -> tuple[Mistake, ...]:
    start = len(verb) + 1
    if not argument:
        message = Message("{verb} needs your host name, such as client.example.com, or [192.0.2.1].", verb=verb)
        return (Mistake("missing-name", message, None, len(verb)),)
    if _ADDRESS.match(argument):
        literal = f"[IPv6:{argument}]" if ":" in argument else f"[{argument}]"
        message = Message("An address stands in brackets, to tell it from a host name.")
        return (Mistake("address-without-brackets", message, f"{verb} {literal}", start),)
    if argument.startswith("[") != argument.endswith("]"):
        message = Message("An address literal has both of its brackets: [192.0.2.1].")
        return (Mistake("half-a-literal", message, f"{verb} [{argument.strip('[]')}]", start),)
    if bare := _WRAPPED.fullmatch(argument):
        message = Message("{verb} takes the name as it is, without quotes or angle brackets.", verb=verb)
        return (Mistake("name-wrapped", message, f"{verb} {bare[1]}", start),)
    if " " in argument:
        message = Message("{verb} takes one name, without blanks.", verb=verb)
        return (Mistake("name-with-blanks", message, f"{verb} {argument.split()[0]}", start),)
    if "@" in argument:
        message = Message("{verb} takes the name of your host, not a mail address.", verb=verb)
        return (Mistake("name-is-address", message, f"{verb} {argument.rpartition('@')[2]}", start),)
    if "_" in argument:
        message = Message("A host name has no underscore; strict servers refuse it.")
        return (Mistake("name-underscore", message, f"{verb} {argument.replace('_', '-')}", start, Level.WARNING),)
    return ()
