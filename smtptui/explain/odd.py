"""What is odd about an event, in sentences: for front ends that show rows and no more. Pure.

What it needs is imported when something is odd: nearly nothing is, and a short run is to stay short.
"""

from __future__ import annotations

from smtptui.messages import Message
from smtptui.smtp.events import GREETING, Answers, Event, Malformed, Received
from smtptui.smtp.reply import Anomaly, Reply

UNASKED = Message("Nothing asked for this reply: from now on it is doubtful which reply answers what.")


def oddities(event: Event) -> tuple[Message, ...]:
    """One sentence each; none for nearly all events."""
    match event:
        case Received(reply, None):
            # A 421 ends the session, and says so itself.
            return (*_sentences(reply.anomalies), *(() if reply.code == 421 else (UNASKED,)))
        case Received(reply, Answers() as answers):
            return (*_sentences(reply.anomalies), *_middlebox(reply, answers))
        case Malformed(stray):
            return (*_sentences(stray.anomalies), *_protocol(stray.line.content))
        case _:
            return ()


def _sentences(anomalies: tuple[Anomaly, ...]) -> tuple[Message, ...]:
    if not anomalies:
        return ()
    from smtptui.explain.anomalies import ANOMALIES

    return tuple(ANOMALIES[anomaly] for anomaly in anomalies)


def _middlebox(reply: Reply, answers: Answers) -> tuple[Message, ...]:
    if answers == GREETING and b"****" in reply.lines[-1].text:
        from smtptui.explain.vendors import middlebox

        found = middlebox(reply)
        return () if found is None else (found,)
    if answers.verb == "EHLO" and any(line.text.startswith((b"XXXX", b"****")) for line in reply.lines[1:]):
        from smtptui.explain.extensions import OVERWRITTEN, is_overwritten
        from smtptui.smtp.capabilities import parse_capabilities

        return (OVERWRITTEN,) if any(map(is_overwritten, parse_capabilities(reply).lines)) else ()
    return ()


def _protocol(line: bytes) -> tuple[Message, ...]:
    from smtptui.explain.vendors import recognise_protocol

    found = recognise_protocol(line)
    return () if found is None else (found,)
