"""Sessions for tests: opened to a script, told as rows, and gone without a trace afterwards."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from smtptui.messages import ENGLISH
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.session import Session
from smtptui.session.target import Kind, Target, parse_target
from smtptui.smtp.events import Event
from smtptui.transcript.redact import redact
from smtptui.transcript.rows import rows
from tests.hostile.server import Hostile

PATIENCE = 10.0
"""Seconds that a test waits for what should come at once."""


def session_to(server: Hostile | str, *, host: str = "127.0.0.1", lmtp: bool = False, **options: Any) -> Session:
    """A session to a script, or to a TARGET, not open yet; options are those of ConnectOptions."""
    if isinstance(server, str):
        target = parse_target(server)
    elif server.path:
        target = Target(f"unix:{server.path}", Kind.UNIX, server.path, 0)
    else:
        target = Target(f"{host}:{server.port}", Kind.HOST, host, server.port)
    chosen = ConnectOptions(**{"tls": TlsMode.NONE, "timeout": PATIENCE, "connect_timeout": PATIENCE, **options})
    return Session(replace(target, lmtp=lmtp), chosen)


@contextlib.asynccontextmanager
async def visit(server: Hostile | str, **options: Any) -> AsyncIterator[Session]:
    """A session, open; dropped at the end if it still is."""
    session = session_to(server, **options)
    await session.open()
    try:
        yield session
    finally:
        session.drop()


def told(session: Session) -> list[str]:
    """The transcript as lines, gutters before them."""
    return [row.gutter + row.words(ENGLISH) for row in rows(redact(session.transcript))]


def happened(session: Session, kind: type[Event]) -> list[Any]:
    """The events of one kind."""
    return [record.event for record in session.transcript if isinstance(record.event, kind)]


def open_files() -> int:
    """How many file descriptors this process has."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


async def until(condition: Callable[[], bool]) -> None:
    """Waits for what no event tells: something on the other side, or outside of the session."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


@contextlib.asynccontextmanager
async def nothing_left() -> AsyncIterator[None]:
    """Fails when tasks or open files are left behind."""
    tasks, files = asyncio.all_tasks(), open_files()
    yield
    own = {asyncio.current_task()}
    await until(lambda: not asyncio.all_tasks() - tasks - own and open_files() <= files)
