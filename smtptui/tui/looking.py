"""What a transcript tells about where the conversation is: the newest reply, the login under way. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smtptui.messages import Message
from smtptui.smtp.events import Closed, Connected, Malformed, Received, Sent
from smtptui.transcript.record import Record, Transcript
from smtptui.transcript.redact import redact


def last_reply(transcript: Sequence[Record]) -> Record | None:
    """The record of the newest reply."""
    return next((record for record in reversed(transcript) if isinstance(record.event, Received)), None)


def last_reply_event(transcript: Sequence[Record]) -> Received | None:
    """The newest reply."""
    record = last_reply(transcript)
    return record.event if record is not None and isinstance(record.event, Received) else None


def spoken_instead(transcript: Sequence[Record], closed: Closed) -> Message | None:
    """What a server spoke, whose session ended before it ever greeted: the wrong port is the commonest reason."""
    if closed.unanswered[:1] != ("",):
        return None
    first: bytes | None = None
    for record in transcript:
        event = record.event
        if isinstance(event, Connected):
            first = None
        elif isinstance(event, Malformed) and first is None:
            first = event.stray.line.content
        elif event is closed:
            break
    if first is None:
        return None
    from smtptui.explain.vendors import recognise_protocol

    return recognise_protocol(first)


def line_of(event: Sent) -> str:
    """What was sent, without its line end."""
    return event.raw.decode("utf-8", "surrogateescape").rstrip("\r\n")


def login_under_way(transcript: Sequence[Record]) -> tuple[str, int]:
    """The mechanism of the newest AUTH of this connection, in upper case, and how many answers it has had by now."""
    answers = 0
    for event in _sent_backwards(transcript):
        if event.auth_step:
            answers += 1
        elif event.verb == "AUTH":
            words = line_of(event).split()
            return (words[1].upper() if len(words) > 1 else "", answers + (len(words) > 2))
    return "", 0


def sent_a_public_command(transcript: Transcript, first: int) -> bool:
    """Whether the line that was sent since the record `first` is a command in which the door masks nothing."""
    for record in redact(transcript).records[first:]:
        if isinstance(record.event, Sent):
            return not record.event.data and record.event == transcript[record.seq].event
    return False


def _sent_backwards(transcript: Sequence[Record]) -> Iterator[Sent]:
    for record in reversed(transcript):
        if isinstance(record.event, Connected):
            return
        if isinstance(record.event, Sent):
            yield record.event
