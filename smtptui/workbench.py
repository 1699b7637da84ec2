"""Settings and a TARGET in, a session out: with its journal, and with the practice server where the target asks for it.

Every front end connects through here, and lessons do (`smtptui.lesson` calls it their Bench).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from smtptui.messages import Message
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.target import Kind, Target, effective_tls, parse_target
from smtptui.settings import Settings
from smtptui.smtp.events import Closed, Connected, Event, Level, Received, Sent, TlsStarted
from smtptui.smtp.state import Phase
from smtptui.transcript.record import Transcript
from smtptui.values import dataclass

if TYPE_CHECKING:
    import ssl

    from smtptui.practice.server import PracticeServer
    from smtptui.session.journal_file import JournalFile
    from smtptui.session.session import Session

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class _Bout:
    """A session under way, and its journal."""

    session: Session
    journal: JournalFile | None

    @property
    def is_over(self) -> bool:
        return self.session.state.phase is Phase.CLOSED

    def finish(self) -> None:
        if self.is_over:
            self.session.drop()


class Workbench:
    """Makes sessions ready to be opened, and cleans up after them all.

    `journalled`: whether sessions are kept on the disk. `secrets` are known before anything is sent, such as the
    password of a flag: no session shows them.
    """

    def __init__(self, settings: Settings, *, journalled: bool = True, secrets: Iterable[bytes] = ()) -> None:
        self.settings = settings
        self._journalled = journalled
        self._secrets = tuple(secrets)
        self._bouts: list[_Bout] = []
        self._practice = _PracticeRooms(settings.certificates_folder)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def session(
        self,
        target: str | Target,
        options: ConnectOptions | None = None,
        *,
        default_tls: TlsMode = TlsMode.NONE,
        transcript: Transcript | None = None,
    ) -> Session:
        """A session ready for `await session.open()`; a practice server that it needs is running. With `transcript`
        it goes on in that one.

        Raises UsageError where the target cannot be understood, UnknownName where there is no such scenario,
        ConnectFailed where the practice server cannot start.
        """
        from smtptui.session.session import Session

        options = options or self.settings.connect_options()
        if isinstance(target, str):
            target = parse_target(target, self.settings.profiles)
        if target.kind is Kind.PRACTICE:
            implicit = effective_tls(target, options.tls, default_tls) is TlsMode.IMPLICIT
            target, options = await self._practice.enter(target, options, implicit)
        session = Session(target, options, default_tls=default_tls, transcript=transcript)
        for secret in self._secrets:
            session.feed.know_secret(secret)
        if self.settings.log_file is not None:
            _log(session)
        self._forget_finished()
        self._bouts.append(_Bout(session, self._keep_journal(session)))
        return session

    async def start_practice(self, scenario: str) -> PracticeServer:
        """The practice server of a scenario, started where it does not run yet. Raises UnknownName, ConnectFailed."""
        return await self._practice.server(scenario)

    def practice_server(self, scenario: str) -> PracticeServer | None:
        """The practice server of a scenario, None where it does not run."""
        return self._practice.running(scenario)

    def is_practice(self, session: Session) -> bool:
        """Whether a session talks to our practice server."""
        return session.target.practice is not None

    def advance(self, seconds: float) -> None:
        """Moves the clock of the practice servers that run."""
        for server in self._practice.servers:
            server.advance(seconds)

    def renew(self) -> None:
        """The practice servers that run forget what they took and whom they have seen."""
        for server in self._practice.servers:
            server.renew()

    def mailbox(self, address: str) -> list[bytes]:
        """The messages that the practice servers took for `address`, oldest first of each server, as their reader finds
        them: with the envelope's sender in a line above (RFC 5321 §4.4)."""
        messages = [message for server in self._practice.servers for message in server.messages_for(address)]
        return [b"Return-Path: <%s>\r\n%s" % (message.sender.encode(), message.data) for message in messages]

    def journal_path(self, session: Session) -> Path | None:
        """The file that a session is journalled in, None where there is none."""
        for bout in self._bouts:
            if bout.session is session:
                return bout.journal.path if bout.journal is not None else None
        return None

    async def close(self) -> None:
        """Ends what is still under way: sessions, journals, practice servers."""
        bouts, self._bouts = self._bouts, []
        for bout in bouts:
            if bout.session.is_open:
                bout.session.close()
        await _next_rounds()
        for bout in bouts:
            bout.finish()
            if bout.journal is not None:
                bout.journal.close()
        await _next_rounds()
        await self._practice.close()

    def _keep_journal(self, session: Session) -> JournalFile | None:
        from smtptui.session.journal_file import JournalFile

        if not self._journalled:
            return None
        for bout in self._bouts:
            if bout.session.transcript is session.transcript:
                return bout.journal  # which goes on, as the transcript does

        def tell(trouble: Message) -> None:
            # Not at once: the record that could not be written is still on its way to the other readers.
            asyncio.get_running_loop().call_soon(session.note, Level.WARNING, trouble)

        journal = JournalFile(self.settings.sessions_folder, session.target.shown, tell)
        journal.attach(session.feed)
        return journal

    def _forget_finished(self) -> None:
        """A long evening has many sessions; those that are over keep nothing open."""
        for bout in [bout for bout in self._bouts if bout.is_over][:-10]:
            bout.finish()
            self._bouts.remove(bout)
            if bout.journal is not None and all(other.journal is not bout.journal for other in self._bouts):
                bout.journal.close()


async def _next_rounds() -> None:
    """Lets transports write what they hold and tell their end: they do on the loop's next rounds."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def _log(session: Session) -> None:
    """What happens, without the words that went over the wire: those are in the journal, and in it alone."""
    import logging

    logger = logging.getLogger("smtptui.session")
    logger.info("%s", session.target.shown)
    session.transcript.observe(lambda record: logger.debug("%s", in_short(record.event)))


def in_short(event: Event) -> str:
    """An event without its text."""
    match event:
        case Sent(raw=raw, verb=verb):
            return f"sent {verb or 'data'}, {len(raw)} bytes"
        case Received(reply, answers):
            return f"received {reply.code}" + (f" to {answers.verb or 'the greeting'}" if answers else ", unasked")
        case Connected(address=address, port=port):
            return f"connected to {address} port {port}"
        case TlsStarted(protocol=protocol, cipher=cipher, verified=verified):
            return f"TLS {protocol} {cipher}{'' if verified else ', not verified'}"
        case Closed(by=by, unanswered=unanswered):
            return f"closed by {by.value}, {len(unanswered)} unanswered"
        case _:
            return type(event).__name__


class _PracticeRooms:
    """The practice servers that run: one for each scenario, and for each way TLS begins."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers: dict[tuple[str, bool], PracticeServer] = {}
        self._ca_file: Path | None = None
        self._stack = contextlib.ExitStack()
        self._lock = asyncio.Lock()

    @property
    def servers(self) -> tuple[PracticeServer, ...]:
        return tuple(self._servers.values())

    def running(self, scenario: str) -> PracticeServer | None:
        return self._servers.get((scenario, False)) or self._servers.get((scenario, True))

    async def server(self, scenario: str, implicit_tls: bool = False) -> PracticeServer:
        from smtptui.practice.server import PracticeServer

        async with self._lock:
            key = (scenario, implicit_tls)
            if key not in self._servers:
                server = PracticeServer(scenario, listen=LOOPBACK, tls=self._context, implicit_tls=implicit_tls)
                self._servers[key] = await server.start()
            return self._servers[key]

    async def enter(self, target: Target, options: ConnectOptions, implicit_tls: bool) -> tuple[Target, ConnectOptions]:
        """Where the scenario's server listens, and the options that trust its certificate."""
        server = await self.server(target.host, implicit_tls)
        host, port = server.address
        there = replace(target, kind=Kind.HOST, host=host, port=port, practice=target.host)
        if options.ca_file is None and self._ca_file is not None:
            options = replace(options, ca_file=self._ca_file)
        # Ours is on this machine, whatever the way to other servers is.
        return there, replace(options, family=None, source=None, proxy=None, resolver=None)

    async def close(self) -> None:
        servers, self._servers = self.servers, {}
        await asyncio.gather(*(server.stop() for server in servers))
        self._stack.close()

    def _context(self) -> ssl.SSLContext:
        from smtptui.practice.certificates import certificates, server_context

        try:
            files = certificates(self._folder)
        except OSError:
            # A home that cannot be written to: for this once.
            import tempfile

            files = certificates(Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="smtptui-"))))
        self._ca_file = files.ca
        return server_context(files)
