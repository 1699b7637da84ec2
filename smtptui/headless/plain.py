"""`smtptui --no-tui`: an append-only line interface, for screen readers, plain terminals and pipes.

What happens is a row of the transcript on stdout, in swaks' gutter; a sentence about each reply goes to stderr. From
a pipe each line waits for the reply to the one before.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Coroutine

from smtptui.errors import ConnectionLost, SmtptuiError, UsageError
from smtptui.explain.odd import oddities
from smtptui.headless.lines import LineSource
from smtptui.headless.output import HELD, INTERRUPTED, NO_CONNECTION, Output, exit_code
from smtptui.headless.plain_commands import COMMANDS
from smtptui.messages import Message
from smtptui.session.options import ConnectOptions
from smtptui.session.session import Session
from smtptui.settings import Settings, remember_target
from smtptui.smtp.command import parse_command
from smtptui.smtp.events import Event, Received, Sent
from smtptui.smtp.state import Phase
from smtptui.transcript.feed import Reader
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript
from smtptui.transcript.rows import Direction, RowBuilder
from smtptui.workbench import Workbench


def run(
    settings: Settings,
    options: ConnectOptions,
    output: Output,
    target: str | None,
    user: str | None = None,
    password: str | None = None,
) -> int:
    """Runs until the input ends or `:quit`. Returns the exit code."""
    try:
        return asyncio.run(_run(settings, options, output, target, user, password))
    except asyncio.CancelledError:  # SIGTERM, SIGHUP
        return INTERRUPTED


async def _run(
    settings: Settings,
    options: ConnectOptions,
    output: Output,
    target: str | None,
    user: str | None,
    password: str | None,
) -> int:
    secrets = (password.encode("utf-8", "surrogateescape"),) if password else ()
    _end_in_good_order()
    async with Workbench(settings, secrets=secrets) as workbench:
        plain = Plain(workbench, options, output, LineSource(), user, password)
        return await plain.run(target)


def _end_in_good_order() -> None:
    """A signal to end lets the journal say so, and the terminal show again what is typed."""
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


class Plain:
    """The interface. `session` is the one under way, or the last; `last_reply` the reply to explain; `patience` the
    seconds after which a wait is explained."""

    patience = 5.0

    def __init__(
        self,
        workbench: Workbench,
        options: ConnectOptions,
        output: Output,
        source: LineSource,
        user: str | None = None,
        password: str | None = None,
    ) -> None:
        self.workbench = workbench
        self.output = output
        self.source = source
        self.user = user
        self.password = password
        self.session: Session | None = None
        self.last_reply: Received | None = None
        self.is_leaving = False
        self._options = options
        self._rows = RowBuilder()
        self._shown = -1
        self._newest: Message | None = None
        self._told_odd: set[Message] = set()
        self._is_prompted = False
        self._is_echoed = False
        self._was_quit = False
        self._code = HELD

    async def run(self, target: str | None) -> int:
        """From the first connection to the end of the input."""
        if target is None and self.source.is_terminal:
            self.output.tell(Message("Type :connect TARGET, for example :connect practice. :help lists more."))
        if target is not None and not await self._attempt(self.connect(target)):
            return self._code
        while not self.is_leaving:
            line = await self._ask()
            if line is None:
                if self.source.is_terminal:
                    self.output.data()
                break
            if not await self._attempt(self._take(line)):
                return self._code
        await self._attempt(self._leave())
        return self._code

    # -- for the commands

    async def connect(self, target: str) -> None:
        """A new session; one that is open is closed first."""
        if self.session is not None and self.session.is_open:
            self.session.close()
        self._rows, self._shown, self.last_reply, self._was_quit = RowBuilder(), -1, None, False
        self.session = session = await self.workbench.session(target, self._options)
        session.feed.subscribe(Reader(self._show, self._show_newest))
        await session.open()
        await session.settled()
        self._code = HELD
        if self.source.is_terminal:
            remember_target(self.workbench.settings, target)

    async def send(self, line: str, *, echoed: bool = False) -> None:
        """Sends a line and waits for what it brings. `echoed`: the terminal shows the line already."""
        session = self.open_session()
        self._was_quit = self._was_quit or parse_command(line).verb == "QUIT"
        self._is_echoed = echoed
        try:
            session.send_line(line)
        finally:
            self._is_echoed = False
        await session.drain()
        await session.settled()
        await asyncio.sleep(0)
        if session.state.phase is Phase.CLOSING:
            await session.closed()

    def open_session(self) -> Session:
        """The session under way. Raises ConnectionLost where there is none."""
        if self.session is None or not self.session.is_open:
            raise ConnectionLost(Message("Not connected. To connect: :connect TARGET"))
        return self.session

    async def ask(self, question: Message, *, secret: bool = False) -> str:
        """Asks on the terminal; a secret's letters are not shown."""
        # Silent before it asks: who answers quickly is not shown either.
        with self.source.silent() if secret else contextlib.nullcontext():
            print(self.output.translate(question), end=" ", file=self.output.stderr, flush=True)
            return await self.source.next_line() or ""

    # -- a line of input

    async def _ask(self) -> str | None:
        """The next line: from a terminal behind the gutter, so that typing makes the transcript's row."""
        with self.source.silent() if self._is_secret_wanted() else contextlib.nullcontext():
            self._prompt()
            try:
                return await self.source.next_line()
            finally:
                self._is_prompted = False

    async def _take(self, line: str) -> None:
        is_data = self.session is not None and self.session.state.phase in (Phase.DATA, Phase.CHUNK)
        if line.startswith(":") and not is_data:
            await self._command(line)
        elif line or (self.session is not None and self.session.is_open):
            await self.send(line, echoed=self.source.is_terminal and not self._is_secret_wanted())

    async def _command(self, line: str) -> None:
        name, _, argument = line[1:].strip().partition(" ")
        command = COMMANDS.get(name)
        if command is None:
            from smtptui.errors import UnknownName

            raise UnknownName(Message("command"), f":{name}", tuple(f":{known}" for known in COMMANDS))
        await command.run(self, argument.strip())

    async def _leave(self) -> None:
        """The input is over: nothing more is sent, what is outstanding is waited for."""
        session = self.session
        if session is None:
            return
        if session.is_open:
            await session.settled()
            session.close()
        elif not self._was_quit and not self.source.is_terminal and self._code == HELD:
            self._code = NO_CONNECTION

    async def _attempt(self, doing: Coroutine[None, None, None]) -> bool:
        """Whether to go on: an error ends a pipe, and is only told on a terminal."""
        try:
            await self._patiently(doing)
        except SmtptuiError as error:
            # On a terminal the row that says it is just above.
            if not (self.source.is_terminal and self._newest == error.message):
                self.output.error(error)
            if self.source.is_terminal and isinstance(error, UsageError):
                return True  # a slip of the fingers
            self._code = exit_code(error)
            return self.source.is_terminal
        return True

    async def _patiently(self, doing: Coroutine[None, None, None]) -> None:
        """What takes long says what it waits for."""
        task = asyncio.ensure_future(doing)
        try:
            while not (await asyncio.wait({task}, timeout=self.patience))[0]:
                if waiting := self.session.waiting if self.session is not None else None:
                    took = f"{time.monotonic() - waiting.since:.0f}"
                    self.output.tell(
                        Message(
                            "    Waiting for {seconds} s: {what}. Ctrl+C breaks off.", seconds=took, what=waiting.what
                        )
                    )
            await task
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait({task})

    # -- showing

    def _is_secret_wanted(self) -> bool:
        return self.session is not None and self.session.is_open and self.session.state.phase is Phase.AUTH

    def _prompt(self) -> None:
        if not self.source.is_terminal:
            return
        gutter = " ~> " if self.session is not None and self.session.state.secure else " -> "
        self.output.write(gutter)
        self._is_prompted = True

    def _show(self, record: RedactedRecord) -> None:
        self._shown = record.seq
        was_prompted, self._is_prompted = self._is_prompted, False
        if was_prompted:
            self.output.data()
        for row in self._rows.push(record):
            self._newest = row.message
            if not (self._is_echoed and row.direction is Direction.SENT):
                self.output.row(row)
        if isinstance(record.event, Received):
            self.last_reply = record.event
            self._explain(record.event)
        self._tell_oddities(record.event)
        if was_prompted:
            self._prompt()

    def _show_newest(self, transcript: RedactedTranscript) -> None:
        """What is printed cannot be masked anew; what is new is shown."""
        for record in transcript.records[self._shown + 1 :]:
            self._show(record)

    def _tell_oddities(self, event: Event) -> None:
        """Each once until something is sent: a server may repeat itself without end."""
        if isinstance(event, Sent):
            self._told_odd.clear()
        for message in oddities(event):
            if message not in self._told_odd:
                self._told_odd.add(message)
                self.output.tell(Message("    {title}", title=message))

    def _explain(self, reply: Received) -> None:
        from smtptui.explain.reply import explain_reply

        explained = explain_reply(reply, self.session.state if self.session else None)
        title = explained.vendor or explained.title
        self._told_odd.add(title)
        self.output.tell(Message("    {title}", title=title))
