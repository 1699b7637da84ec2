"""Commands at the wrong moment, judged by the state. A command whose reply is due counts as accepted."""

from __future__ import annotations

from smtptui.explain.mechanisms import explain_mechanism
from smtptui.explain.mistakes.mistake import Mistake
from smtptui.messages import Message
from smtptui.smtp.command import VERBS, Command, Group
from smtptui.smtp.events import Level
from smtptui.smtp.state import DialogueState

_HELLOS = ("EHLO", "HELO", "LHLO")


def diagnose(command: Command, state: DialogueState) -> tuple[Mistake, ...]:
    """What must come first, what is not offered, and what is better not done now."""
    found: tuple[Mistake, ...]
    match command.verb:
        case "MAIL":
            found = _mail(state)
        case "RCPT":
            found = _rcpt(state)
        case "DATA" | "BDAT" | "BURL":
            found = _content(command.verb, state)
        case "STARTTLS":
            found = _starttls(state)
        case "AUTH":
            found = _auth(command, state)
        case _:
            found = ()
    return (*found, *_wait(state))


def _hint(code: str, message: Message) -> Mistake:
    return Mistake(code, message, None, None, Level.INFO)


def _greeted(state: DialogueState) -> bool:
    return state.client_name is not None or any(verb in state.awaiting for verb in _HELLOS)


def _sender_set(state: DialogueState) -> bool:
    return state.envelope.sender is not None or "MAIL" in state.awaiting


def _ends_transaction(state: DialogueState) -> bool:
    return any(verb in state.awaiting for verb in (".", "BDAT", "RSET", *_HELLOS))


def _mail(state: DialogueState) -> tuple[Mistake, ...]:
    if not _greeted(state):
        return (_hint("ehlo-first", Message("You have not introduced yourself: most servers want EHLO before MAIL.")),)
    if state.envelope.sender is not None and not _ends_transaction(state):
        return (
            Mistake("transaction-open", Message("A transaction is open: finish it with DATA, or clear it with RSET.")),
        )
    return ()


def _rcpt(state: DialogueState) -> tuple[Mistake, ...]:
    if not _sender_set(state):
        return (Mistake("rcpt-before-mail", Message("RCPT comes after MAIL FROM: there is no transaction yet.")),)
    return ()


def _content(verb: str, state: DialogueState) -> tuple[Mistake, ...]:
    found = []
    if verb == "BDAT" and state.capabilities is not None and "CHUNKING" not in state.capabilities:
        found.append(Mistake("bdat-not-offered", Message("The server does not offer CHUNKING; use DATA.")))
    if verb == "BURL" and state.capabilities is not None and "BURL" not in state.capabilities:
        found.append(Mistake("burl-not-offered", Message("The server does not offer BURL.")))
    if not _sender_set(state):
        found.append(Mistake("data-before-mail", Message("There is no sender yet: MAIL FROM comes first.")))
    elif not state.envelope.recipients and "RCPT" not in state.awaiting:
        found.append(Mistake("data-before-rcpt", Message("There is no accepted recipient yet: RCPT TO comes first.")))
    return tuple(found)


def _starttls(state: DialogueState) -> tuple[Mistake, ...]:
    if state.secure:
        return (Mistake("tls-already", Message("TLS is on already.")),)
    if state.capabilities is None:
        if any(verb in state.awaiting for verb in _HELLOS):
            return ()
        return (_hint("ehlo-first", Message("Send EHLO first, to see whether STARTTLS is offered.")),)
    if "STARTTLS" not in state.capabilities:
        return (Mistake("starttls-not-offered", Message("The server does not offer STARTTLS."), level=Level.WARNING),)
    return ()


def _auth(command: Command, state: DialogueState) -> tuple[Mistake, ...]:
    found = [*_auth_moment(state), *_mechanism(command, state)]
    mechanism = explain_mechanism(command.argument.partition(" ")[0])
    if mechanism and mechanism.clear and not state.secure:
        message = Message("The connection is not encrypted: anyone on the way can read the password or token.")
        found.append(Mistake("auth-in-the-clear", message, level=Level.WARNING))
    return tuple(found)


def _auth_moment(state: DialogueState) -> tuple[Mistake, ...]:
    if state.authenticated is not None:
        return (Mistake("already-authenticated", Message("You are logged in already; a session has one login.")),)
    if state.envelope.sender is not None:
        return (
            Mistake("auth-in-transaction", Message("A transaction is open: a login comes before it. RSET clears it.")),
        )
    return ()


def _mechanism(command: Command, state: DialogueState) -> tuple[Mistake, ...]:
    name = command.argument.partition(" ")[0].upper()
    offered = state.capabilities
    if offered is None:
        return (_hint("auth-before-ehlo", Message("Send EHLO first: its AUTH line names the mechanisms.")),)
    names = ", ".join(offered.mechanisms)
    if "AUTH" not in offered:
        if "STARTTLS" in offered and not state.secure:
            message = Message("The server offers no AUTH yet; after STARTTLS and another EHLO it may.")
        else:
            message = Message("The server does not offer AUTH.")
        return (Mistake("auth-not-offered", message),)
    if not name:
        message = Message("AUTH needs a mechanism; offered are: {mechanisms}.", mechanisms=names or "-")
        return (Mistake("auth-no-mechanism", message, None, len(command.line)),)
    if names and name not in offered.mechanisms:
        message = Message("The server does not offer this mechanism; offered are: {mechanisms}.", mechanisms=names)
        return (Mistake("mechanism-not-offered", message, None, 5),)
    return ()


def _wait(state: DialogueState) -> tuple[Mistake, ...]:
    if not state.awaiting:
        return ()
    if "" in state.awaiting:
        message = Message("The server has not greeted you yet; some servers hang up on who speaks first.")
        return (_hint("before-greeting", message),)
    last = VERBS.get(state.awaiting[-1])
    if last is not None and last.group is Group.LAST:
        return (_hint("wait-for-reply", Message("A reply is due that decides what comes next: wait for it.")),)
    if state.capabilities is None or "PIPELINING" not in state.capabilities:
        return (
            _hint("wait-for-reply", Message("A reply is due, and the server does not offer PIPELINING: wait for it.")),
        )
    return ()
