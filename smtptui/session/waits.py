"""Who waits for a session to change, and until when; and for what, in words."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from smtptui.messages import Message
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the session waits for, and since when (seconds of the monotonic clock)."""

    what: Message
    since: float


def reply_to(verb: str) -> Message:
    """A verb's reply, as what is waited for; the verbs are those of `Dialogue.awaiting`."""
    match verb:
        case "":
            return Message("the greeting")
        case ".":
            return Message("the reply to the end of the message")
        case "?":
            return Message("the reply")
        case _:
            return Message("the reply to {verb}", verb=verb)


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
