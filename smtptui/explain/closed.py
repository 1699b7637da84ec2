"""Why a session ended, and what became of the message."""

from __future__ import annotations

from smtptui.messages import Message, Plural
from smtptui.smtp.events import Closed, Party
from smtptui.smtp.state import DialogueState


def explain_closed(closed: Closed, state: DialogueState) -> tuple[Message, ...]:
    """Who ended it and why, whether a message was delivered, what was left unanswered. The first sentence is the end
    itself. `state` is the dialogue's state, before or after the end."""
    return (_who(closed), *_delivery(closed, state), *_left_over(closed))


def _who(closed: Closed) -> Message:
    match closed.by:
        case Party.CLIENT:
            return Message("You ended the session: {reason}", reason=closed.reason)
        case Party.SERVER if "QUIT" in closed.unanswered:
            return Message("The server closed the connection on QUIT, without its 221. That is harmless.")
        case Party.SERVER if closed.unanswered == ("",):
            return Message(
                "The server closed the connection before it greeted: overload, a block list, or not an SMTP port."
            )
        case Party.SERVER:
            return closed.reason  # a sentence about the server by itself
        case Party.NETWORK:
            return Message("The network broke the connection: {reason}", reason=closed.reason)


def _delivery(closed: Closed, state: DialogueState) -> tuple[Message, ...]:
    sentences = []
    if "." in closed.unanswered:
        sentences.append(
            Message(
                "Was the message delivered? Unknown: the final dot was sent and no reply came. The server may have "
                "it. Sending it again may deliver it twice (RFC 1047)."
            )
        )
    elif "BDAT" in closed.unanswered:
        sentences.append(
            Message(
                "Was the message delivered? Unknown if the last chunk was sent: no reply to it came. "
                "Without the last chunk it was not delivered."
            )
        )
    elif state.envelope.sender is not None:
        sentences.append(Message("The open transaction is lost: its message was not delivered."))
    if state.accepted:
        sentences.append(
            Plural(
                "{count} message was accepted before; it stays accepted.",
                "{count} messages were accepted before; they stay accepted.",
                state.accepted,
            )
        )
    return tuple(sentences)


def _left_over(closed: Closed) -> tuple[Message, ...]:
    others = [verb for verb in closed.unanswered if verb not in ("", ".", "QUIT", "BDAT")]
    if not others:
        return ()
    return (Plural("{count} command had no reply.", "{count} commands had no reply.", len(others)),)
