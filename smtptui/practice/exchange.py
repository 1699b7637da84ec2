"""The mechanics under a host: what came is cut up and handed on, what is to be said keeps its order and its time. Pure.

It knows no verb. Time is given: `advance` moves the session's own clock, and everything that waits or runs out goes
by that clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from enum import Enum

from smtptui.practice.actions import Action, Close, Reply, Wait, reply
from smtptui.practice.inbox import Data, Inbox, Line
from smtptui.practice.settings import HostSettings

_BAD_COMMAND_CODES = frozenset({500, 501, 502, 503, 504, 535, 555})
_MOST_UNREAD = 1024 * 1024


class Phase(Enum):
    """What the octets that come next are."""

    GREETING = "greeting"
    COMMAND = "command"
    AUTH = "auth"
    DATA = "data"
    CHUNK = "chunk"
    TLS = "tls"
    CLOSED = "closed"


class Exchange:
    """One session's octets in, actions out. A subclass gives meaning: `take_line`, `take_data`, `take_chunk`."""

    def __init__(self, settings: HostSettings, now: float) -> None:
        self.settings = settings
        self.phase = Phase.GREETING
        self.now = now
        self.bad_commands = 0
        self.chunk_size = 0
        self._inbox = Inbox()
        self._outbox: deque[Action] = deque()
        self._opened_at = now
        self._active_at = now
        # While a Wait holds the outbox: when it ends.
        self._resume_at: float | None = None

    # What the world does.

    def opened(self) -> list[Action]:
        """The connection is there: the greeting."""
        return self._say(self.greeting())

    def receive(self, octets: bytes) -> list[Action]:
        """Octets came, in any portion."""
        if self.phase in (Phase.TLS, Phase.CLOSED):
            # RFC 3207 §6: what comes in the clear behind STARTTLS must not be taken for what TLS protects.
            return []
        self._active_at = self.now
        self._inbox.feed(octets)
        if self.phase is Phase.GREETING and (early := self.refuse_early_talk()):
            return self._end(early)
        if self.is_waiting and len(self._inbox) > _MOST_UNREAD:
            return self._end(self.farewell("4.7.0", "Error: too much sent ahead"))
        return self._run()

    def advance(self, seconds: float) -> list[Action]:
        """The session's clock moves on: waits end, and limits of time run out."""
        self.now += seconds
        actions = self._run()
        if self.phase is not Phase.CLOSED and self.now >= self._time_limit():
            actions += self._end(self.farewell("4.4.2", "Error: timeout exceeded"))
        return actions

    def secured(self) -> list[Action]:
        """The TLS handshake is done. Nothing said before it counts any more (RFC 3207 §4.2)."""
        self.phase = Phase.COMMAND
        self._inbox = Inbox()
        self._active_at = self.now
        return []

    def shutdown(self) -> list[Action]:
        """The server goes down (RFC 5321 §3.8)."""
        return self._end(self.farewell("4.3.2", "Service shutting down and closing transmission channel"))

    def turned_away(self) -> list[Action]:
        """There are too many sessions already."""
        return self._end(self.farewell("4.7.0", "Error: too many connections"))

    @property
    def deadline(self) -> float:
        """When, by the session's clock, `advance` will have something to do."""
        limit = self._time_limit()
        return limit if self._resume_at is None else min(limit, self._resume_at)

    @property
    def is_waiting(self) -> bool:
        """Whether a Wait holds everything."""
        return self._resume_at is not None

    @property
    def wants_octets(self) -> bool:
        """Whether `receive` is of use now: what comes before the greeting is a sign, what comes later can wait."""
        return not self.is_waiting or self.phase is Phase.GREETING

    @property
    def has_more(self) -> bool:
        """Whether the client has sent more than what is being answered: it pipelines."""
        return len(self._inbox) > 0

    @property
    def held(self) -> int:
        """The octets kept and not yet taken: bounded, whatever comes."""
        return self._inbox.held

    # What a subclass says.

    def greeting(self) -> Iterable[Action]:
        """What is said first."""
        raise NotImplementedError

    def take_line(self, line: Line) -> Iterable[Action]:
        """The answer to a command, or to a line of an AUTH exchange."""
        raise NotImplementedError

    def take_data(self, data: Data) -> Iterable[Action]:
        """The answer to the data of a message."""
        raise NotImplementedError

    def take_chunk(self, octets: bytes) -> Iterable[Action]:
        """The answer to `chunk_size` octets, where a scenario's verb set the phase to CHUNK."""
        raise NotImplementedError

    def refuse_early_talk(self) -> Reply | None:
        """A refusal of a client that speaks before the greeting."""
        return None

    def farewell(self, enhanced: str, text: str) -> Reply:
        """A 421: the host's name, then why (RFC 5321 §4.2.2)."""
        return reply(421, enhanced, f"{self.settings.hostname} {text}")

    # The order of things.

    def _say(self, actions: Iterable[Action]) -> list[Action]:
        self._outbox.extend(actions)
        return self._run()

    def _end(self, last: Reply) -> list[Action]:
        if self.phase is Phase.CLOSED:
            return []
        self._outbox = deque((last, Close()))
        self._resume_at = None
        return self._run()

    def _run(self) -> list[Action]:
        done: list[Action] = []
        while self._release(done) and self.phase is not Phase.CLOSED:
            if self.phase is Phase.GREETING:
                self.phase = Phase.COMMAND
            answer = self._take()
            if answer is None:
                break
            self._outbox.extend(self._counted(answer))
        return done

    def _release(self, done: list[Action]) -> bool:
        """Moves what is due from the outbox; False while a Wait holds it."""
        clock = self.now if self._resume_at is None else self._resume_at
        while self._outbox or self._resume_at is not None:
            if self._resume_at is not None:
                if self.now < self._resume_at:
                    return False
                self._resume_at, self._active_at = None, self.now
                continue
            action = self._outbox.popleft()
            if isinstance(action, Wait):
                clock += action.seconds
                self._resume_at = clock
                continue
            done.append(action)
            if isinstance(action, Close):
                self.phase = Phase.CLOSED
                self._outbox.clear()
                self._inbox = Inbox()
        return True

    def _take(self) -> Iterable[Action] | None:
        limits = self.settings.limits
        if self.phase is Phase.DATA:
            data = self._inbox.data(limits.message)
            return None if data is None else self.take_data(data)
        if self.phase is Phase.CHUNK:
            octets = self._inbox.octets(self.chunk_size)
            return None if octets is None else self.take_chunk(octets)
        if self.phase is Phase.TLS:
            return None
        line = self._inbox.line(limits.auth_line if self.phase is Phase.AUTH else limits.line)
        return None if line is None else self.take_line(line)

    def _counted(self, answer: Iterable[Action]) -> Iterable[Action]:
        """The answer; after one bad command too many, the end of the session."""
        for action in answer:
            yield action
            if isinstance(action, Reply) and action.code in _BAD_COMMAND_CODES:
                self.bad_commands += 1
        if self.bad_commands > self.settings.limits.bad_commands:
            yield from (self.farewell("4.7.0", "Error: too many errors"), Close())

    def _time_limit(self) -> float:
        limits = self.settings.limits
        return min(self._opened_at + limits.session, self._active_at + limits.idle)
