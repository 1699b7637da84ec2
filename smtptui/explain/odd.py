"""What is odd about an event, in sentences: for front ends that show rows and no more. Pure.

What it needs is imported when something is odd: nearly nothing is, and a short run is to stay short.
"""

from __future__ import annotations

from smtptui.messages import Message
from smtptui.smtp.events import Answers, Event, Malformed, Received
from smtptui.smtp.reply import Anomaly, Reply

UNASKED = Message("Nothing asked for this reply: from now on it is doubtful which reply answers what.")


def oddities(event: Event) -> tuple[Message, ...]:
    """One sentence each; none for nearly all events."""
    match event:
        case Received(reply, None):
            # A 421 ends the session, and says so itself.
            return (*_sentences(reply.anomalies), *(() if reply.code == 421 else (UNASKED,)))
        case Received(reply, Answers(verb)):
            rewritten = middlebox_behind(reply, verb)
            return (*_sentences(reply.anomalies), *(() if rewritten is None else (rewritten,)))
        case Malformed(stray):
            return (*_sentences(stray.anomalies), *_protocol(stray.line.content))
        case _:
            return ()


def _sentences(anomalies: tuple[Anomaly, ...]) -> tuple[Message, ...]:
    if not anomalies:
        return ()
    from smtptui.explain.anomalies import ANOMALIES

    return tuple(ANOMALIES[anomaly] for anomaly in anomalies)


def middlebox_behind(reply: Reply, verb: str) -> Message | None:
    """What a reply to `verb` ("" is the greeting) shows of a device that rewrites SMTP on the way; mostly None."""
    if verb == "" and b"****" in reply.lines[-1].text:
        from smtptui.explain.vendors import middlebox

        return middlebox(reply)
    if verb == "EHLO" and any(line.text.startswith((b"XXXX", b"****")) for line in reply.lines[1:]):
        from smtptui.explain.extensions import OVERWRITTEN, is_overwritten
        from smtptui.smtp.capabilities import parse_capabilities

        return OVERWRITTEN if any(map(is_overwritten, parse_capabilities(reply).lines)) else None
    return None


def _protocol(line: bytes) -> tuple[Message, ...]:
    from smtptui.explain.vendors import recognise_protocol

    found = recognise_protocol(line)
    return () if found is None else (found,)
