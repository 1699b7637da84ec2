"""What the explorer's keys and the palette do with the session: connect, end, break off, send, try again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from smtptui.messages import Message
from smtptui.smtp.state import Phase
from smtptui.tui.screens.parts import ExplorerParts, PaletteEntry

if TYPE_CHECKING:
    from smtptui.tui.screens.connect import Choice

GREYLISTED_FOR = 300.0
"""Seconds that the practice server's clock is moved on by where the reply names no time."""


class SessionActions(ExplorerParts):
    """Mixed into the explorer's screen."""

    def session_entries(self) -> Iterator[PaletteEntry]:
        """These actions, for the palette."""
        entry = PaletteEntry
        yield entry(Message("Connect"), Message("F2: a server, a scenario, an earlier session"), self.action_connect)
        yield entry(Message("Reconnect"), Message("Ctrl+R: the same target again"), self.action_reconnect)
        yield entry(Message("Send QUIT"), Message("Ctrl+O: end the session in good order"), self.action_quit_session)
        yield entry(Message("Drop the connection"), Message("Ctrl+D: cut it, without QUIT"), self.action_drop)
        yield entry(Message("Try again"), Message("Ctrl+N: what was refused for now"), self.action_retry)
        yield entry(Message("Stop waiting"), Message("Esc: break off a wait or a batch"), self.action_break_off)
        yield entry(Message("Send or start the batch"), Message("F5: what is in the editor"), self.action_run)

    def action_connect(self) -> None:
        """F2."""
        from smtptui.tui.screens.connect import ConnectScreen

        screen = ConnectScreen(self.settings, self.translate, self.conversation.options, self._leave_for)
        self.app.push_screen(screen, self._take)

    def _leave_for(self, choice: Choice, go: Callable[[], object]) -> None:
        if not self.conversation.is_open:
            go()
            return
        if choice.journal is None:
            question = Message("A session is open. Close it and connect to {target}?", target=choice.target)
            yes = Message("Connect")
        else:
            question = Message("A session is open. Close it and look at the earlier one?")
            yes = Message("Look at it")
        self.if_agreed(question, yes, go)

    def _take(self, choice: Choice | None) -> None:
        if choice is None:
            return
        if choice.journal is not None:
            self._show_earlier(choice.journal)
        else:
            self.connect(choice.target, choice.options)

    def _show_earlier(self, path: Path) -> None:
        from smtptui.errors import SmtptuiError
        from smtptui.messages import Plural
        from smtptui.session.journals import load_journal

        try:
            journal = load_journal(path)
        except SmtptuiError as error:
            self.on_problem(error.message)
            return
        self.leave_lesson()
        self.conversation.look_at(journal)
        self.on_change()
        self.view.focus()
        if journal.damaged:
            told = Plural(
                "{count} line of the journal cannot be read.",
                "{count} lines of the journal cannot be read.",
                journal.damaged,
            )
            self.on_problem(told)

    def action_reconnect(self) -> None:
        """Ctrl+R."""
        if self.conversation.target is None:
            self.action_connect()
            return
        if not self.conversation.is_open or self.study is not None:
            self._reconnect()
            return
        question = Message("A session is open. Close it and connect again?")
        self.if_agreed(question, Message("Connect"), self._reconnect)

    def _reconnect(self) -> None:
        self.app.clear_notifications()
        self.conversation.reconnect()
        self.view.follow = True
        self.editor.focus()
        self.on_change()

    def action_quit_session(self) -> None:
        """Ctrl+O: QUIT as if it were typed."""
        if self.conversation.phase in (Phase.DATA, Phase.AUTH, Phase.CHUNK):
            self.on_problem(
                Message("The server waits for something else now: QUIT would be taken for it. Ctrl+D drops.")
            )
        else:
            self.conversation.send_line("QUIT")
            self.view.follow = True

    def action_drop(self) -> None:
        """Ctrl+D."""
        self.conversation.drop()
        self.on_change()

    def action_break_off(self) -> None:
        """Esc: the nearest thing that goes on, or is open."""
        session = self.conversation.session
        if self.has_class("panel-open"):
            self.remove_class("panel-open")
            self.hint.end_moment()
            self.editor.focus()
        elif self.conversation.stop():
            self.on_problem(Message("Broken off."))
        elif self.focused is not self.editor:
            self.editor.focus()
        elif self.editor.text:
            self.editor.put("")
        elif session is not None and session.waiting is not None:
            self.on_problem(Message("The server owes a reply. You can type on, or Ctrl+D drops the connection."))
        self.on_change()

    def action_run(self) -> None:
        """F5."""
        self.editor.action_submit_block()

    @work(exclusive=True)
    async def action_retry(self) -> None:
        """Ctrl+N."""
        from smtptui.explain.vendors import retry_after

        retry = self.conversation.find_retry()
        if retry is None:
            self.on_problem(Message("Nothing was refused for now: there is nothing to try again."))
            return
        after = retry_after(retry.reply.reply)
        wait = float(after.seconds or GREYLISTED_FOR) if after is not None else 0.0
        self.view.follow = True
        await self.conversation.retry(retry, wait)
