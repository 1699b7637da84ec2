"""The engine, typed into line by line, and what its transcript says of commands and replies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from smtptui.explain.reply import Explanation, explain_reply
from smtptui.session.options import ConnectOptions
from smtptui.session.session import Session
from smtptui.settings import load_settings
from smtptui.smtp.events import Received, Sent
from smtptui.workbench import Workbench

PATIENCE = ConnectOptions(timeout=30.0, connect_timeout=30.0)


@dataclass(frozen=True)
class Exchange:
    """A reply, and what the transcript says that it answers."""

    answers: str | None
    recipient: str | None
    code: int
    text: str
    sent: bytes = b""


@asynccontextmanager
async def opened(home: Path, target: str, options: ConnectOptions = PATIENCE) -> AsyncIterator[Session]:
    """A session that is connected and greeted; all is closed at the end."""
    settings = load_settings({"SMTPTUI_HOME": str(home)})
    async with Workbench(settings) as workbench:
        session = await workbench.session(target, options)
        await session.open()
        await session.settled()
        yield session


async def type_lines(session: Session, *lines: str) -> list[Exchange]:
    """Types each line once the one before has its replies; gives the exchanges that these lines brought."""
    before = len(session.transcript)
    for line in lines:
        session.send_line(line)
        await session.settled()
    return exchanges(session, before)


def exchanges(session: Session, since: int = 0) -> list[Exchange]:
    """Every reply of the transcript from record `since` on."""
    sent = {record.event.ordinal: record.event.raw for record in session.transcript if isinstance(record.event, Sent)}
    return [
        Exchange(
            event.answers.verb if event.answers else None,
            event.answers.recipient if event.answers else None,
            event.reply.code,
            event.reply.text,
            sent.get(event.answers.sent, b"") if event.answers and event.answers.sent is not None else b"",
        )
        for event in received(session, since)
    ]


def received(session: Session, since: int = 0) -> list[Received]:
    return [record.event for record in list(session.transcript)[since:] if isinstance(record.event, Received)]


def codes(found: list[Exchange]) -> list[tuple[str | None, int]]:
    return [(exchange.answers, exchange.code) for exchange in found]


def explained(session: Session, number: int = -1) -> Explanation:
    """The explanation of one of the replies, the last by default."""
    return explain_reply(received(session)[number], session.state)


def in_words(explanation: Explanation) -> str:
    """All that an explanation tells, as one text."""
    told = [explanation.title, explanation.meaning, explanation.vendor, explanation.cause, *explanation.next_steps]
    return "\n".join(str(message) for message in told if message is not None)
