"""The stage that a reply came at: in words, and what the state tells about a refusal there."""

from __future__ import annotations

from smtptui.explain.codes.entry import LOG_IN, RESET, SAY_EHLO, SAY_LHLO, START_TLS, UNSOLICITED
from smtptui.messages import Message
from smtptui.smtp.command import VERBS
from smtptui.smtp.events import UNKNOWN_VERB, Answers
from smtptui.smtp.reply import Reply, Severity
from smtptui.smtp.state import DialogueState
from smtptui.smtp.visible import visible_text
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Judged:
    """What the state adds: nothing, or a cause and steps that are better than the table's."""

    cause: Message | None = None
    next_steps: tuple[Message, ...] = ()


_NOTHING = Judged()
_SAY_MAIL = Message("Send MAIL FROM first.")
_SAY_RCPT = Message("Name a recipient with RCPT TO first.")


def describe(answers: Answers | None) -> Message:
    """What a reply answers, in words."""
    if answers is None:
        return Message("unasked")
    recipient = visible_text(answers.recipient) if answers.recipient else ""
    match answers.verb:
        case "":
            return Message("the greeting")
        case ".":
            return (
                Message("the message, for {recipient}", recipient=recipient)
                if recipient
                else Message("the end of the message")
            )
        case "AUTH" if answers.auth_step:
            return Message("your answer {step} of the login", step=answers.auth_step)
        case "MAIL":
            return Message("MAIL FROM, the return address")
        case "RCPT" if recipient:
            return Message("RCPT TO, the recipient {recipient}", recipient=recipient)
        case verb if verb in VERBS:
            return Message("the command {verb}", verb=verb)
        case _:  # It may be a password typed at the wrong moment.
            return Message("a line that is no SMTP command")


def judge(reply: Reply, stage: str, state: DialogueState | None) -> Judged:
    """What the dialogue's state tells about this reply."""
    if state is None or stage == UNSOLICITED:
        return _NOTHING
    if reply.code == 503:
        return _what_is_missing(stage, state)
    if reply.code == 530:
        return _what_comes_first(state)
    if reply.code in (500, 502) and stage == UNKNOWN_VERB:
        return Judged(Message("The line does not begin with a command that SMTP knows."))
    if reply.code in (500, 502) and stage in ("EHLO", "HELO") and state.lmtp:
        return Judged(Message("LMTP greets with LHLO, and knows no EHLO."), (SAY_LHLO,))
    if stage == "EHLO" and reply.severity is Severity.POSITIVE:
        return Judged(next_steps=_after_ehlo(state))
    return _NOTHING


def _what_is_missing(stage: str, state: DialogueState) -> Judged:
    greeted = state.client_name is not None
    envelope = state.envelope
    if not greeted and stage not in ("", "EHLO", "HELO", "LHLO"):
        return Judged(Message("You have not introduced yourself since the connection or TLS began."), (SAY_EHLO,))
    match stage:
        case "MAIL" if envelope.sender is not None:
            return Judged(Message("A transaction is open already: its sender is set."), (RESET,))
        case "RCPT" | "DATA" | "BDAT" if envelope.sender is None:
            return Judged(Message("There is no sender yet: MAIL was not sent, or it was refused."), (_SAY_MAIL,))
        case "DATA" | "BDAT" if not envelope.recipients and envelope.refused:
            return Judged(Message("Every recipient was refused, so there is nobody to send to."), (_SAY_RCPT,))
        case "DATA" | "BDAT" if not envelope.recipients:
            return Judged(Message("There is no recipient yet."), (_SAY_RCPT,))
        case "AUTH" if state.authenticated is not None:
            return Judged(Message("You are logged in already; a session has one login."))
        case "AUTH" if envelope.sender is not None:
            return Judged(Message("A transaction is open; a login must come before it."), (RESET,))
        case "STARTTLS" if state.secure:
            return Judged(Message("TLS is on already."))
    return _NOTHING


def _what_comes_first(state: DialogueState) -> Judged:
    offered = state.capabilities
    if not state.secure and (offered is None or "STARTTLS" in offered):
        return Judged(
            Message("The connection is not encrypted, and the server wants TLS or a login first."), (START_TLS,)
        )
    if state.authenticated is None:
        return Judged(Message("You are not logged in."), (LOG_IN,))
    return _NOTHING


def _after_ehlo(state: DialogueState) -> tuple[Message, ...]:
    offered = state.capabilities
    steps: list[Message] = []
    if offered and "STARTTLS" in offered and not state.secure:
        steps.append(START_TLS)
    if offered and "AUTH" in offered and state.authenticated is None:
        steps.append(Message("Log in with AUTH, if you have an account here."))
    return (*steps, Message("Begin a message with MAIL FROM."))
