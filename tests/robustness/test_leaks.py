"""A thousand sessions in one process leave nothing behind: no file, no task, no object."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from smtptui.session.session import Session
from smtptui.settings import load_settings
from smtptui.workbench import Workbench
from tests.robustness.listening import answering, listening
from tests.robustness.sessions import PATIENCE, codes, type_lines

LINES = (
    "EHLO client.example.test",
    "MAIL FROM:<a@example.test>",
    "RCPT TO:<b@example.test>",
    "DATA",
    "hello",
    ".",
)


@dataclass(frozen=True)
class Held:
    """What the process holds."""

    files: int
    tasks: int
    timers: int
    objects: int


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def held() -> Held:
    # What has ended is told on the loop's next rounds.
    for _ in range(3):
        await asyncio.sleep(0)
    gc.collect()
    timers = len(asyncio.get_running_loop()._scheduled)  # type: ignore[attr-defined]
    return Held(open_files(), len(asyncio.all_tasks()), timers, len(gc.get_objects()))


async def quit_in_order(session: Session) -> None:
    await session.open()
    await session.settled()
    assert codes(await type_lines(session, *LINES))[-1] == (".", 250)
    await type_lines(session, "QUIT")
    await session.closed()


async def dropped(session: Session) -> None:
    await session.open()
    await session.settled()
    session.drop()


async def broken_off(session: Session) -> None:
    """While it connects: at the first step, or once it is connected."""
    opening = asyncio.ensure_future(session.open())
    await asyncio.sleep(0)
    opening.cancel()
    await asyncio.wait({opening})
    assert not session.is_open


@pytest.mark.parametrize(
    ("doing", "few", "many"), [(quit_in_order, 200, 1000), (dropped, 100, 300), (broken_off, 100, 300)]
)
async def test_sessions_leave_nothing(
    doing: Callable[[Session], Awaitable[None]], few: int, many: int, tmp_path: Path
) -> None:
    measured: dict[int, Held] = {}
    settings = load_settings({"SMTPTUI_HOME": str(tmp_path)})
    async with listening(answering()) as address, Workbench(settings) as workbench:
        for number in range(1, many + 1):
            await doing(await workbench.session(address, PATIENCE))
            if number in (few, many):
                measured[number] = await held()
    before, after = measured[few], measured[many]
    assert after.files <= before.files + 3
    assert after.tasks <= before.tasks + 1
    assert after.timers <= before.timers + 3
    # One object left behind by each session would be hundreds.
    assert after.objects <= before.objects + 150
