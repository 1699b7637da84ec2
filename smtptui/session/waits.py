"""Who waits for a session to change, and until when."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable


class Waits:
    """The waits of one session. One timer serves all of them, and those to come: a timer of each wait's own would cost
    as much as the command that is waited for."""

    def __init__(self) -> None:
        self._waiters: dict[asyncio.Future[None], float] = {}  # each with its deadline, a time of the loop's clock
        self._alarm: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        """Something changed: everyone looks again."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, holds: Callable[[], bool], limit: float) -> None:
        """Waits until it holds, as it is asked now and at each change. Raises TimeoutError after `limit` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit
        while not holds():
            if self._alarm is None or self._alarm.when() > deadline:
                self._set_alarm(loop, deadline)
            await self._next(loop, deadline)

    async def change(self) -> None:
        """Waits for the next change of any kind."""
        await self._next(asyncio.get_running_loop(), math.inf)

    def end(self) -> None:
        """No more timer: whoever still waits is about to be woken."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    async def _next(self, loop: asyncio.AbstractEventLoop, deadline: float) -> None:
        waiter = loop.create_future()
        self._waiters[waiter] = deadline
        try:
            await waiter
        finally:
            del self._waiters[waiter]

    def _set_alarm(self, loop: asyncio.AbstractEventLoop, deadline: float) -> None:
        self.end()
        self._alarm = loop.call_at(deadline, self._ring, loop)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        """The earliest deadline there was is here; the wait that it was for may be long over."""
        self._alarm = None
        now = loop.time()
        ahead = math.inf
        for waiter, deadline in self._waiters.items():
            if deadline > now:
                ahead = min(ahead, deadline)
            elif not waiter.done():
                waiter.set_exception(TimeoutError())
        if ahead < math.inf:
            self._set_alarm(loop, ahead)
