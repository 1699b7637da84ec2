"""Waits: each has its own deadline, though one timer serves all."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest

from smtptui.session.session import Session
from smtptui.session.waits import Waits
from tests.hostile.server import serve
from tests.session.visits import session_to

pytestmark = pytest.mark.usefixtures("no_leaks")


def never() -> bool:
    return False


async def test_what_holds_is_not_waited_for() -> None:
    await Waits().until(lambda: True, 0)


async def test_each_wait_has_its_own_deadline() -> None:
    waits = Waits()
    patient = asyncio.create_task(waits.until(never, 60))
    await asyncio.sleep(0)
    ended: list[float] = []

    async def wait(limit: float) -> None:
        with pytest.raises(TimeoutError):
            await waits.until(never, limit)
        ended.append(limit)

    await asyncio.gather(wait(0.03), wait(0.01), wait(0.02))
    assert ended == [0.01, 0.02, 0.03]
    assert not patient.done()
    patient.cancel()
    waits.end()


async def test_a_timer_of_a_wait_that_is_over_ends_no_later_one() -> None:
    waits = Waits()
    changes: list[None] = []

    async def change() -> None:
        await asyncio.sleep(0)
        changes.append(None)
        waits.wake()

    changing = asyncio.create_task(change())
    await waits.until(lambda: bool(changes), 0.01)  # its timer stays
    later = asyncio.create_task(waits.until(lambda: len(changes) > 1, 60))
    with pytest.raises(TimeoutError):
        await waits.until(never, 0.02)
    assert not later.done()
    await asyncio.gather(changing, change(), later)
    waits.end()


async def test_the_next_change_may_come_at_any_time() -> None:
    waits = Waits()
    change = asyncio.create_task(waits.change())
    with pytest.raises(TimeoutError):
        await waits.until(never, 0)
    assert not change.done()
    waits.wake()
    await change


async def test_a_session_that_is_over_is_freed_without_the_garbage_collector() -> None:
    gc.disable()
    try:
        async with serve(b"220 x\r\n", "QUIT", b"221 x\r\n") as server:
            session: Session | None = session_to(server)
            assert session is not None
            await session.open()
            await session.settled()
            session.send_line("QUIT")
            await session.closed()
            gone = [weakref.ref(each) for each in (session, session.transcript, session.feed)]
            session = None
            await asyncio.sleep(0)
            assert [ref() for ref in gone] == [None, None, None]
    finally:
        gc.enable()
