"""Parameters of MAIL and RCPT, and letters beyond ASCII, against what the server offers."""

from __future__ import annotations

from smtptui.explain.mistakes.mistake import Mistake
from smtptui.messages import Message
from smtptui.smtp.capabilities import Capabilities
from smtptui.smtp.command import Command
from smtptui.smtp.events import Level
from smtptui.smtp.state import DialogueState

_EXTENSION_OF = {
    "SIZE": "SIZE",
    "BODY": "8BITMIME",
    "SMTPUTF8": "SMTPUTF8",
    "RET": "DSN",
    "ENVID": "DSN",
    "NOTIFY": "DSN",
    "ORCPT": "DSN",
    "AUTH": "AUTH",
    "BY": "DELIVERBY",
    "MT-PRIORITY": "MT-PRIORITY",
    "HOLDFOR": "FUTURERELEASE",
    "HOLDUNTIL": "FUTURERELEASE",
    "RRVS": "RRVS",
    "REQUIRETLS": "REQUIRETLS",
    "PRDR": "PRDR",
    "XVERP": "XVERP",
}
_OF_MAIL = frozenset(_EXTENSION_OF) - {"NOTIFY", "ORCPT", "RRVS"}
_OF_RCPT = frozenset(("NOTIFY", "ORCPT", "RRVS"))


def diagnose(command: Command, state: DialogueState) -> tuple[Mistake, ...]:
    """What the server will not take, as far as its EHLO reply tells."""
    if command.verb not in ("MAIL", "RCPT") or command.address is None:
        return ()
    found = list(_misplaced(command))
    if state.capabilities is not None:
        for name, value in command.parameters:
            found.extend(_judge(name, value, state.capabilities))
        if not command.address.isascii() and "SMTPUTF8" not in state.capabilities:
            message = Message("The address has letters beyond ASCII, and the server does not offer SMTPUTF8.")
            found.append(Mistake("non-ascii-address", message, None, None))
    return tuple(found)


def _misplaced(command: Command) -> list[Mistake]:
    names = {name for name, _ in command.parameters}
    if command.verb == "MAIL" and (wrong := names & _OF_RCPT):
        message = Message("The parameter {name} belongs to RCPT.", name=min(wrong))
        return [Mistake("parameter-misplaced", message, None, None)]
    if command.verb == "RCPT" and (wrong := names & _OF_MAIL):
        message = Message("The parameter {name} belongs to MAIL.", name=min(wrong))
        return [Mistake("parameter-misplaced", message, None, None)]
    return []


def _judge(name: str, value: str, offered: Capabilities) -> list[Mistake]:
    extension = _EXTENSION_OF.get(name)
    if name == "BODY" and value.upper() == "BINARYMIME":
        extension = "BINARYMIME"
    if extension is not None and extension not in offered:
        message = Message(
            "The parameter {name} needs the extension {extension}, which the server does not offer.",
            name=name,
            extension=extension,
        )
        return [Mistake("parameter-not-offered", message, None, None)]
    if name == "BODY" and value.upper() not in ("7BIT", "8BITMIME", "BINARYMIME"):
        return [Mistake("body-value", Message("The value of BODY is 7BIT or 8BITMIME."), None, None)]
    if name == "SIZE" and not (value.isascii() and value.isdigit()):
        message = Message("The value of SIZE is a number of octets: digits only, right after the equals sign.")
        return [Mistake("size-value", message, None, None)]
    limit = offered.size
    if name == "SIZE" and limit and value.isascii() and value.isdigit() and len(value) < 20 and int(value) > limit:
        message = Message("The announced size is over the server's limit of {limit} octets.", limit=limit)
        return [Mistake("size-over-limit", message, None, None, Level.ERROR)]
    return []
