"""What a learner may do next, by where the conversation is."""

from __future__ import annotations

from smtptui.explain.codes.entry import LOG_IN, SAY_EHLO, SAY_LHLO, START_TLS
from smtptui.messages import Message, Plural
from smtptui.smtp.state import DialogueState, Phase

_MAIL = Message("Open a message: MAIL FROM:<your address>.")
_RCPT = Message("Name a recipient: RCPT TO:<address>.")
_QUIT = Message("QUIT ends the session.")


def what_next(state: DialogueState) -> tuple[Message, ...]:
    """One to three short suggestions; a wait, where a reply is due."""
    match state.phase:
        case Phase.GREETING:
            return (Message("Wait for the server's greeting: it speaks first."),)
        case Phase.AUTH:
            return (
                Message("Answer in base64, one line."),
                Message("* breaks the login off."),
            )
        case Phase.DATA:
            return (
                Message("Type headers, a blank line, the text."),
                Message("A line with a single dot ends the message."),
            )
        case Phase.CHUNK:
            return (Message("Send the rest of the announced octets."),)
        case Phase.TLS_PENDING:
            return (Message("The TLS handshake comes now."),)
        case Phase.CLOSING:
            return (Message("The server is hanging up. Connect again to go on."),)
        case Phase.CLOSED:
            return (Message("The session is over. Connect again to go on."),)
        case Phase.COMMAND:
            return _in_command(state)


def _in_command(state: DialogueState) -> tuple[Message, ...]:
    if state.awaiting:
        count = len(state.awaiting)
        return (Plural("Wait: {count} reply is due.", "Wait: {count} replies are due.", count),)
    if state.client_name is None:
        if state.secure and state.capabilities_before_tls is not None:
            return (Message("Send EHLO again: under TLS the server may offer more."),)
        return (SAY_LHLO,) if state.lmtp else (SAY_EHLO,)
    if state.envelope.sender is not None:
        return _in_transaction(state)
    return _between_messages(state)


def _in_transaction(state: DialogueState) -> tuple[Message, ...]:
    envelope = state.envelope
    if envelope.recipients:
        return (Message("Begin the message: DATA."), Message("Or name another recipient with RCPT TO."))
    if envelope.refused:
        return (Message("Every recipient was refused: try another one, or RSET."),)
    return (_RCPT,)


def _between_messages(state: DialogueState) -> tuple[Message, ...]:
    offered = state.capabilities
    if state.accepted:
        return (Message("Another message may follow: MAIL FROM."), _QUIT)
    steps: list[Message] = []
    if offered and "STARTTLS" in offered and not state.secure:
        steps.append(START_TLS)
    if offered and "AUTH" in offered and state.authenticated is None:
        steps.append(LOG_IN)
    return (*steps, _MAIL)
