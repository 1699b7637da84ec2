"""Markdown for an issue or a chat: a heading, the facts, the transcript in a fence, the times.

Text from the wire is never markup: in the fence, which is longer than any row of backticks within, it is code;
elsewhere every punctuation mark is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smtptui.exporters import Exporter, ExportOptions
from smtptui.exporters._words import lines, time_rows, when
from smtptui.messages import Message
from smtptui.smtp.events import Closed, Connected, Received, TlsRefused, TlsStarted
from smtptui.smtp.visible import visible, visible_text
from smtptui.transcript.redact import RedactedTranscript

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
LONGEST_FACT = 300


def _render(transcript: RedactedTranscript, options: ExportOptions) -> Iterator[bytes]:
    translate = options.translate
    heading = translate(Message("SMTP session with {target}", target=options.target or "-"))
    yield f"# {escape(heading)}\n\n".encode()
    yield from _table((translate(Message("Fact")), translate(Message("Value"))), _facts(transcript, options))
    yield _section(translate(Message("Transcript")))
    yield from _fenced(transcript, options)
    times = time_rows(transcript, options)
    if times:
        yield _section(translate(Message("Times")))
        yield from _table((translate(Message("Step")), translate(Message("Time"))), times)


def _section(title: str) -> bytes:
    return f"\n## {escape(title)}\n\n".encode()


def escape(text: str) -> str:
    """Text that stays text: safe to show, every ASCII punctuation mark escaped (CommonMark §2.4)."""
    return _PUNCTUATION.sub(r"\\\1", visible_text(text))


def _table(head: tuple[str, str], lines: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    yield f"| {escape(head[0])} | {escape(head[1])} |\n| --- | --- |\n".encode()
    for left, right in lines:
        yield f"| {escape(left)} | {escape(right[:LONGEST_FACT])} |\n".encode()


def _facts(transcript: RedactedTranscript, options: ExportOptions) -> Iterator[tuple[str, str]]:
    translate = options.translate
    yield translate(Message("Begun")), when(options.begun(transcript))
    yield translate(Message("Recorded by")), options.program or "smtptui"
    for record in transcript:
        match record.event:
            case Connected(address=address, port=port):
                yield translate(Message("Address")), f"{address}, port {port}" if port else address
            case Received(reply, answers) if answers is not None and answers.verb == "":
                yield translate(Message("Greeting")), visible(reply.lines[0].content)
            case TlsStarted(protocol=protocol, cipher=cipher, certificate=certificate):
                yield translate(Message("TLS")), f"{protocol}, {cipher}"
                if certificate is not None:
                    yield translate(Message("Certificate of")), ", ".join(certificate.names) or certificate.subject
            case TlsRefused(reason=reason):
                yield translate(Message("TLS")), translate(reason)
            case Closed(reason=reason):
                yield translate(Message("End")), translate(reason)
            case _:
                pass


def _fenced(transcript: RedactedTranscript, options: ExportOptions) -> Iterator[bytes]:
    told = list(lines(transcript, options))
    longest = max((len(run) for line in told for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text\n".encode()
    for line in told:
        yield line.encode() + b"\n"
    yield f"{fence}\n".encode()


MARKDOWN = Exporter("markdown", "md", _render)
