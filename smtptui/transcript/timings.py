"""The times of a session: DNS, TCP, TLS, the greeting, and how long each reply took. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from smtptui.messages import Message
from smtptui.smtp.events import Connected, Received, Sent, TlsStarted
from smtptui.smtp.visible import visible
from smtptui.transcript.redact import RedactedTranscript
from smtptui.transcript.rows import RowBuilder
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """One step: what took the time, and how long in seconds."""

    what: Message
    seconds: float


def timings(transcript: RedactedTranscript) -> Iterator[Timing]:
    """Each step with a time, in order."""
    builder = RowBuilder()
    commands: dict[int, str] = {}
    for record in transcript:
        rows = builder.push(record)
        match record.event:
            case Connected(dns_seconds=dns, tcp_seconds=tcp):
                if dns is not None:
                    yield Timing(Message("DNS"), dns)
                if tcp is not None:
                    yield Timing(Message("TCP"), tcp)
            case TlsStarted(seconds=took) if took is not None:
                yield Timing(Message("TLS handshake"), took)
            case Sent(raw=raw, ordinal=ordinal):
                commands[ordinal] = visible(raw.rstrip(b"\r\n"))[:60]
            case Received(_, answers) if rows[0].delta is not None and answers is not None:
                yield Timing(
                    _step(answers.verb, commands.get(answers.sent if answers.sent is not None else -1)), rows[0].delta
                )
            case _:
                pass


def _step(verb: str, command: str | None) -> Message:
    if verb == "":
        return Message("Greeting")
    if verb == ".":
        return Message("End of the message")
    return Message("{command}", command=command or verb)
