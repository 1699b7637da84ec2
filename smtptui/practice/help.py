"""What a practice host answers to HELP: wire text, so plain English. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from smtptui.smtp.command import VERBS

_SENTENCES: dict[str, str] = {
    "HELO": "Say who you are, the old way: no extensions.",
    "EHLO": "Say who you are, and be told what this server can do.",
    "MAIL": "Begin a message: the address that bounces go to, <> for none.",
    "RCPT": "Add a recipient; once for each.",
    "DATA": "Send the message; end it with a line that is a single dot.",
    "BDAT": "Send so many octets of the message; no dot.",
    "RSET": "Forget the message begun; the session goes on.",
    "VRFY": "Ask whether a mailbox exists; servers rarely tell.",
    "EXPN": "Ask who is on a mailing list; servers rarely tell.",
    "HELP": "This text.",
    "NOOP": "Do nothing, and answer.",
    "QUIT": "End the session.",
    "STARTTLS": "Go on under TLS; then say EHLO again.",
    "AUTH": "Log in; EHLO names the mechanisms, * breaks it off.",
}


def overview(verbs: Iterable[str]) -> tuple[str, ...]:
    """The lines for HELP alone."""
    return ("This is a practice server: it teaches, and delivers nowhere.", "Commands: " + " ".join(verbs), *_TAIL)


_TAIL = ("HELP followed by a command tells more.",)


def about(verb: str) -> tuple[str, ...]:
    """The lines for HELP and a verb that this server has."""
    known = VERBS.get(verb)
    sentence = _SENTENCES.get(verb, "")
    if known is None:
        return (sentence or verb,)
    source = known.rfc.replace("§", "section ")
    return tuple(line for line in (f"Syntax: {known.syntax}", sentence, f"See {source}") if line)
