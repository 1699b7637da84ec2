"""A transcript's live way out: each record, redacted, to whoever shows or keeps it, as it happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smtptui.transcript.record import Record, Transcript
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript, Redactor
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """Who listens: `on_record` gets each new record; `on_rewrite` gets all of them anew, the new one included, when a
    record gave away a secret that earlier ones already showed."""

    on_record: Callable[[RedactedRecord], None]
    on_rewrite: Callable[[RedactedTranscript], None]


def feed_of(transcript: Transcript) -> Feed:
    """The feed of a transcript: the sessions that go on in it, one after the other, share it and its readers."""
    if transcript.feed is None:
        transcript.feed = Feed(transcript)
    return transcript.feed


class Feed:
    """One redactor for all readers of one transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self._secrets = transcript.known
        self._redactor = Redactor(transcript.secrets)
        self._readers: list[Reader] = []
        self._known = self._secrets.values
        self._shown: list[RedactedRecord] = []
        for record in transcript:
            self._shown.append(self._redactor.push(record))
        transcript.observe(self._push)

    @property
    def redactor(self) -> Redactor:
        """For text beside the records: a partial line, a sentence that quotes one."""
        return self._redactor

    @property
    def shown(self) -> Sequence[RedactedRecord]:
        """The records as the readers have them; the one being told is not among them yet."""
        return self._shown

    def subscribe(self, reader: Reader) -> Callable[[], None]:
        """Adds a reader; the function returned takes it away. Earlier records are had from `everything`."""
        self._readers.append(reader)
        return lambda: self._readers.remove(reader)

    def everything(self) -> RedactedTranscript:
        """All records so far."""
        return self._redactor.everything()

    def know_secret(self, secret: bytes) -> None:
        """A value never to be shown; what was shown of it already is masked anew."""
        self._secrets.add(secret)
        self._known = self._secrets.values
        before = self._redactor.rewritten
        self._redactor.know((secret,))
        if self._redactor.rewritten != before:
            self._rewrite()

    def _push(self, record: Record) -> None:
        before = self._redactor.rewritten
        if self._secrets.values is not self._known:
            self._known = self._secrets.values
            self._redactor.know(self._known)
        shown = self._redactor.push(record)
        if self._redactor.rewritten != before:
            self._rewrite()
            return
        self._shown.append(shown)
        for reader in tuple(self._readers):
            reader.on_record(shown)

    def _rewrite(self) -> None:
        everything = self._redactor.everything()
        self._shown = list(everything.records)
        for reader in tuple(self._readers):
            reader.on_rewrite(everything)
