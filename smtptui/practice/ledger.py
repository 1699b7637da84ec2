"""What a practice server remembers from one session to the next: its mail, its counts, whom it has seen. Pure."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import field

from smtptui.values import dataclass

FIRST_QUEUE_ID = 0x1CF5FC0AAE
_QUEUE_ID_STEP = 0x2545F491  # odd: all ids of ten hexadecimal digits come before one comes again
_QUEUE_ID_RANGE = 16**10


def queue_id(number: int) -> str:
    """The queue id of the `number`th message (from 1): looks like Postfix's, and is counted."""
    return f"{(FIRST_QUEUE_ID + (number - 1) * _QUEUE_ID_STEP) % _QUEUE_ID_RANGE:010X}"


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One accepted message: its envelope, its octets with dot-stuffing undone, and where it came from.

    `session` numbers the server's sessions from 1; `at` is the clock of that session, in seconds.
    """

    queue_id: str
    sender: str
    recipients: tuple[str, ...]
    data: bytes = field(repr=False)
    peer: str = ""
    session: int = 0
    at: float = 0.0


class Mailbox:
    """The accepted messages, oldest first. Bounded: the oldest make room, and `dropped` counts them."""

    def __init__(self, messages: int = 1000, octets: int = 64 * 1024 * 1024) -> None:
        self._messages: deque[StoredMessage] = deque()
        self._most_messages = messages
        self._most_octets = octets
        self._octets = 0
        self.dropped = 0

    def add(self, message: StoredMessage) -> None:
        """Keeps the message; the newest is kept whatever its size."""
        self._messages.append(message)
        self._octets += len(message.data)
        while len(self._messages) > 1 and self._is_over_full():
            self._octets -= len(self._messages.popleft().data)
            self.dropped += 1

    def _is_over_full(self) -> bool:
        return len(self._messages) > self._most_messages or self._octets > self._most_octets

    def __len__(self) -> int:
        return len(self._messages)

    def __iter__(self) -> Iterator[StoredMessage]:
        return iter(tuple(self._messages))

    def of_session(self, session: int) -> tuple[StoredMessage, ...]:
        """What one session delivered."""
        return tuple(message for message in self if message.session == session)

    def messages_for(self, address: str, session: int | None = None) -> tuple[StoredMessage, ...]:
        """What was delivered to `address` (whatever its case), by one session or by all."""
        wanted = address.strip("<>").lower()
        return tuple(
            message
            for message in self
            if session in (None, message.session) and wanted in map(str.lower, message.recipients)
        )


@dataclass(slots=True)
class Ledger:
    """The memory that the sessions of one server share. `most_keys` bounds what is remembered of peers."""

    mailbox: Mailbox = field(default_factory=Mailbox)
    queued: int = 0
    most_keys: int = 10_000
    _seen: OrderedDict[tuple[str, ...], float] = field(default_factory=OrderedDict)
    _counts: OrderedDict[tuple[str, ...], int] = field(default_factory=OrderedDict)

    def next_queue_id(self) -> str:
        """A queue id that no message has had."""
        self.queued += 1
        return queue_id(self.queued)

    def first_seen(self, key: tuple[str, ...], now: float) -> float:
        """When `key` was first asked about: now, where it is new."""
        first = self._seen.setdefault(key, now)
        self._forget_oldest(self._seen)
        return first

    def count(self, key: tuple[str, ...]) -> int:
        """How often `key` was counted, this time included: limits are counted, never random."""
        self._counts[key] = self._counts.get(key, 0) + 1
        self._forget_oldest(self._counts)
        return self._counts[key]

    def _forget_oldest(self, memory: OrderedDict[tuple[str, ...], float] | OrderedDict[tuple[str, ...], int]) -> None:
        while len(memory) > self.most_keys:
            memory.popitem(last=False)
