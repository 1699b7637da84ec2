"""The transcript: every event of a session, in order, with the time it happened. Append-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from smtptui.smtp.events import Event
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.transcript.feed import Feed


@dataclass(frozen=True, slots=True)
class Record:
    """One event: `seq` counts from 0, `at` is in seconds since 1970 (monotonic within a session), `secure` tells
    whether the connection was under TLS then."""

    seq: int
    at: float
    secure: bool
    event: Event


Observer = Callable[[Record], None]


class Secrets:
    """Values that must never be shown, known before they are sent: a password from a flag, a variable, a form."""

    def __init__(self) -> None:
        self.values: tuple[bytes, ...] = ()

    def add(self, secret: bytes) -> None:
        """One more."""
        if secret and secret not in self.values:
            self.values += (secret,)


class Transcript(Sequence[Record]):
    """The records, raw: secrets are in here. Whoever shows, writes or sends them goes through `redact`."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._observers: tuple[Observer, ...] = ()
        self.known = Secrets()
        """Shared with the feed, which so needs not refer to the transcript that it observes."""
        self.feed: Feed | None = None
        """Its way out, made by `feed_of` when it is first asked for."""

    def append(self, at: float, secure: bool, event: Event) -> Record:
        """Adds an event and tells the observers, in the order they came."""
        record = Record(len(self._records), at, secure, event)
        self._records.append(record)
        for observer in self._observers:
            observer(record)
        return record

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Calls `observer` with each record from now on; the function returned ends that."""
        self._observers += (observer,)
        return lambda: self._forget(observer)

    def _forget(self, observer: Observer) -> None:
        observers = list(self._observers)
        observers.remove(observer)
        self._observers = tuple(observers)

    def know_secret(self, secret: bytes) -> None:
        """A value that must never be shown: see Secrets."""
        self.known.add(secret)

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The values made known by `know_secret`."""
        return self.known.values

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self._records[index]
