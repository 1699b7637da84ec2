"""The journal on the disk: each redacted record a line of a file, written the moment it happens.

A session that is killed leaves all of it behind. Trouble with the disk is told once, and never stops a session.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from smtptui import __version__
from smtptui.messages import Message
from smtptui.smtp.events import Closed
from smtptui.transcript.feed import Feed, Reader
from smtptui.transcript.journal import Header, encode, encode_header
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript

SUFFIX = ".jsonl"
_MOST_ATTEMPTS = 1000


class JournalFile:
    """One session's journal in `folder`. The file appears with the first record, readable by its owner alone.

    `on_trouble` is called once, when the file cannot be written; the session goes on without it.
    """

    def __init__(self, folder: Path, target: str, on_trouble: Callable[[Message], None]) -> None:
        self._folder = folder
        self._header = Header(time.time(), target, f"smtptui {__version__}")
        self._on_trouble = on_trouble
        self._path: Path | None = None
        self._descriptor: int | None = None
        self._is_broken = False
        self._was_told = False
        self._unsubscribe: Callable[[], None] = lambda: None

    @property
    def path(self) -> Path | None:
        """The file, None before the first record."""
        return self._path

    def attach(self, feed: Feed) -> None:
        """Writes what `feed` has already, and from now on each record as it comes."""
        self._unsubscribe = feed.subscribe(Reader(self.write, self.rewrite))
        if earlier := feed.everything().records:
            self._append(_lines(earlier))

    def close(self) -> None:
        """Nothing more is written."""
        self._unsubscribe()
        self._unsubscribe = lambda: None
        self._release()

    def write(self, record: RedactedRecord) -> None:
        """Appends one record."""
        self._append(_lines((record,)))
        if isinstance(record.event, Closed):
            # A program may hold many sessions that are over. A late note opens the file again.
            self._release()

    def rewrite(self, transcript: RedactedTranscript) -> None:
        """Writes all records anew, since earlier ones showed what is known to be a secret now."""
        if self._path is None:
            self._append(_lines(transcript))
            return
        content = self._head() + _lines(transcript)
        try:
            self._replace(self._path, content)
            self._is_broken = False
        except OSError as error:
            self._trouble(error)
            self._overwrite(self._path, content)

    # -- how

    def _append(self, lines: bytes) -> None:
        if self._is_broken:
            return
        try:
            if self._path is None:
                self._create()
                lines = self._head() + lines
            elif self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND)
            assert self._descriptor is not None
            if os.fstat(self._descriptor).st_nlink == 0:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            _write(self._descriptor, lines)
        except OSError as error:
            self._trouble(error)

    def _create(self) -> None:
        """Makes the folder and a file whose name nobody else has."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._folder.stat().st_mode & 0o077:
            self._folder.chmod(0o700)
        stem = _stem(self._header)
        for number in range(1, _MOST_ATTEMPTS):
            path = self._folder / f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIX}"
            with contextlib.suppress(FileExistsError):
                self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
                self._path = path
                return
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

    def _replace(self, path: Path, content: bytes) -> None:
        aside = path.with_name(f".{path.name}.new")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        try:
            _write(descriptor, content)
            aside.rename(path)
        except OSError:
            os.close(descriptor)
            with contextlib.suppress(OSError):
                aside.unlink()
            raise
        self._release()
        self._descriptor = descriptor

    def _overwrite(self, path: Path, content: bytes) -> None:
        """The secret must go, whatever becomes of the journal: into the old file's own space, or no content at all."""
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC)
            try:
                _write(descriptor, content)
            finally:
                os.close(descriptor)

    def _head(self) -> bytes:
        return encode_header(self._header).encode("ascii") + b"\n"

    def _release(self) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

    def _trouble(self, error: OSError) -> None:
        self._is_broken = True
        self._release()
        if self._was_told:
            return
        self._was_told = True
        path = str(self._path or self._folder)
        why = error.strerror or str(error)
        self._on_trouble(
            Message(
                "The journal cannot be written to {path}: {why}. The session goes on without it.", path=path, why=why
            )
        )


def _lines(records: Iterable[RedactedRecord]) -> bytes:
    return "".join(f"{encode(record)}\n" for record in records).encode("ascii")


def _write(descriptor: int, content: bytes) -> None:
    """One write, so that a line is there whole or not at all; a disk that fills up takes only a part of it."""
    while content:
        content = content[os.write(descriptor, content) :]


def _stem(header: Header) -> str:
    """A name that sorts by time: `20260131-235959-mail.example.org-25-4711`, the last the process id."""
    when = time.strftime("%Y%m%d-%H%M%S", time.gmtime(header.started))
    target = re.sub(r"[^A-Za-z0-9.]+", "-", header.target).strip("-.")[:40] or "session"
    return f"{when}-{target}-{os.getpid()}"
