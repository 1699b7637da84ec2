"""The explorer's actions: what its keys and the palette do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual import on, work
from textual.content import Content

from smtptui.messages import Message
from smtptui.smtp.dialogue import DialogueState, Phase
from smtptui.smtp.events import Received, Sent, TlsRefused, TlsStarted
from smtptui.smtp.visible import visible
from smtptui.tui.conversation import last_reply_event
from smtptui.tui.screens.confirm import ConfirmScreen
from smtptui.tui.widgets.transcript_view import TranscriptView

if TYPE_CHECKING:
    from smtptui.tui.screens.connect import Choice
    from smtptui.tui.screens.encode import Encoded
    from smtptui.tui.screens.explorer import ExplorerScreen

REVEAL_SECONDS = 5.0


class ExplorerActions:
    """Mixed into the explorer's screen."""

    @property
    def _me(self) -> ExplorerScreen:
        return cast("ExplorerScreen", self)

    def palette_entries(self) -> Iterator[tuple[Message, Message, Callable[[], object]]]:
        """Every action by name."""
        yield Message("Connect"), Message("F2: a server, a scenario, an earlier session"), self.action_connect
        yield Message("Reconnect"), Message("Ctrl+R: the same target again"), self.action_reconnect
        yield Message("QUIT"), Message("Ctrl+O: end the session in good order"), self.action_quit_session
        yield Message("Drop"), Message("Ctrl+D: cut the connection"), self.action_drop
        yield Message("Try again"), Message("Ctrl+N: what was refused for now"), self.action_retry
        yield Message("Stop waiting"), Message("Esc: break off a wait or a batch"), self.action_break_off
        yield Message("Encode, decode, log in"), Message("F4: base64, AUTH LOGIN and others"), self.action_encode
        yield Message("TLS and certificate"), Message("F6: the chain; or STARTTLS"), self.action_tls
        yield Message("Save the transcript"), Message("F7: as text, Markdown, JSON lines"), self.action_save
        yield Message("Copy the session"), Message("The whole transcript to the clipboard"), self.action_copy_session
        yield Message("Send or start the batch"), Message("F5: what is in the editor"), self.action_run
        yield Message("Explanation"), Message("F12: the panel, where the screen is narrow"), self.action_panel
        yield Message("Mailbox"), Message("What arrived at the practice server"), self.action_mailbox
        yield Message("Timings"), Message("DNS, TCP, TLS, and each reply"), self.action_timings
        yield Message("Search"), Message("/ in the transcript"), self.action_search
        yield Message("Filter"), Message("f in the transcript"), self.action_filter

    # -- the session

    def action_connect(self) -> None:
        """F2."""
        from smtptui.tui.screens.connect import ConnectScreen

        me = self._me
        screen = ConnectScreen(me.settings, me.translate, me.conversation.options, me.conversation.target)
        me.app.push_screen(screen, self._chosen)

    def _chosen(self, choice: Choice | None) -> None:
        if choice is None:
            return
        me = self._me
        if choice.journal is not None:
            self._show_earlier(choice.journal)
        elif me.conversation.is_open:
            question = Message("A session is open. Close it and connect to {target}?", target=choice.target)
            confirm = ConfirmScreen(me.translate, question, Message("Connect"), Message("Stay"))
            me.app.push_screen(confirm, lambda yes: me.connect(choice.target, choice.options) if yes else None)
        else:
            me.connect(choice.target, choice.options)

    def _show_earlier(self, path: Path) -> None:
        from smtptui.session.journals import load_journal
        from smtptui.transcript.redact import redact_records

        me = self._me
        journal = load_journal(path)
        me.conversation.look_at(journal)
        me.on_rewrite(redact_records(journal.records))
        me.on_change()
        if journal.damaged:
            me.on_problem(Message("{count} lines of the journal cannot be read.", count=journal.damaged))

    def action_reconnect(self) -> None:
        """Ctrl+R."""
        if self._me.conversation.target is None:
            self.action_connect()
        else:
            self._me.conversation.reconnect()
            self._me.on_change()

    def action_quit_session(self) -> None:
        """Ctrl+O: QUIT as if it were typed."""
        me = self._me
        if me.conversation.phase in (Phase.DATA, Phase.AUTH, Phase.CHUNK):
            me.on_problem(Message("The server waits for something else now: QUIT would be taken for it. Ctrl+D drops."))
        else:
            me.conversation.send_line("QUIT")

    def action_drop(self) -> None:
        """Ctrl+D."""
        self._me.conversation.drop()
        self._me.on_change()

    def action_break_off(self) -> None:
        """Esc: the nearest thing that goes on, or is open."""
        me = self._me
        if me.has_class("panel-open"):
            me.remove_class("panel-open")
            me.editor.focus()
        elif me.conversation.stop():
            me.on_problem(Message("Broken off."))
        elif me.focused is not me.editor:
            me.editor.focus()
        elif me.editor.text:
            me.editor.put("")
        elif me.conversation.session is not None and me.conversation.session.waiting is not None:
            me.on_problem(Message("The server owes a reply. You can type on, or Ctrl+D drops the connection."))
        me.on_change()

    def action_run(self) -> None:
        """F5."""
        self._me.editor.action_submit_block()

    @work(exclusive=True)
    async def action_retry(self) -> None:
        """Ctrl+N."""
        from smtptui.explain.vendors import retry_after

        me = self._me
        lines = me.conversation.retry_lines()
        if not lines:
            me.on_problem(Message("Nothing was refused for now: there is nothing to try again."))
            return
        reply = last_reply_event(me.conversation.transcript)
        retry = retry_after(reply.reply) if reply is not None else None
        await me.conversation.retry(lines, float(retry.seconds or 300) if retry is not None else 0.0)

    # -- overlays

    def action_encode(self) -> None:
        """F4: the helper that fits what the server asks."""
        from smtptui.tui.screens.encode import EncodeScreen

        me = self._me
        values: dict[str, str] = {}
        chosen = "auth-login"
        reply = last_reply_event(me.conversation.transcript)
        if me.conversation.phase is Phase.AUTH and reply is not None:
            values["challenge"] = visible(reply.reply.lines[-1].text)
            chosen = _helper_for(me.conversation.mechanism())
        me.app.push_screen(EncodeScreen(me.translate, chosen, values), self._encoded)

    def _encoded(self, result: Encoded | None) -> None:
        if result is None:
            return
        me = self._me
        for secret in result.secrets:
            me.conversation.know_secret(secret)
        lines = list(result.lines)
        if result.helper == "auth-login" and me.conversation.phase is Phase.AUTH:
            # The server asks already: the command is sent, and perhaps the user's name too.
            lines = lines[1 + me.conversation.auth_answers() :]
        me.editor.put_batch(lines)
        me.editor.focus()

    def action_tls(self) -> None:
        """F6: the certificate; before TLS, STARTTLS goes into the editor, to be sent with Enter."""
        from smtptui.tui.screens.certificate import certificate_screen

        me = self._me
        events = [record.event for record in me.conversation.transcript]
        shown = next((event for event in reversed(events) if isinstance(event, TlsStarted | TlsRefused)), None)
        if shown is not None:
            me.app.push_screen(certificate_screen(me.translate, shown, me.state))
        elif _offers_starttls(me.state) and me.conversation.is_open:
            me.editor.put("STARTTLS")
            me.editor.focus()
        else:
            me.on_problem(Message("No TLS yet. The server offers it when its reply to EHLO lists STARTTLS."))

    def action_panel(self) -> None:
        """F12."""
        me = self._me
        me.toggle_class("panel-open")
        if me.has_class("-wide") or me.has_class("panel-open"):
            me.panel.focus_tab()
        else:
            me.editor.focus()

    def action_mailbox(self) -> None:
        """The practice server's mailbox."""
        me = self._me
        me.add_class("panel-open")
        me.panel.open_tab("mailbox")
        me.panel.focus_tab()

    def action_timings(self) -> None:
        """A summary of all times."""
        from smtptui.tui.screens.timings import timings_screen

        me = self._me
        me.app.push_screen(timings_screen(me.translate, me.conversation.redacted()))

    # -- out of here

    def action_save(self) -> None:
        """F7."""
        from smtptui.tui.save import formats, write_transcript
        from smtptui.tui.screens.save import SaveScreen

        me = self._me
        if not len(me.conversation.transcript):
            me.on_problem(Message("There is nothing to save yet."))
            return
        host = "".join(c if c.isalnum() or c in ".-" else "-" for c in me.conversation.target or "session")
        proposed = str(me.save_folder() / f"smtptui-{host}-{time.strftime('%Y%m%d-%H%M%S')}.md")

        def write(name: str) -> Path:
            return write_transcript(name, me.conversation)

        me.app.push_screen(SaveScreen(me.translate, proposed, formats(), write), self._saved)

    def _saved(self, path: Path | None) -> None:
        if path is not None:
            told = self._me.translate.text("Saved to {path}.", path=str(path))
            self._me.notify(told, timeout=8, markup=False)

    def action_copy_session(self) -> None:
        """The whole transcript to the clipboard."""
        from smtptui.tui.copying import session_text

        me = self._me
        self._copy(session_text(me.conversation.redacted(), me.translate), me.translate.text("The session"))

    @on(TranscriptView.CopyRequested)
    def _copy_requested(self, event: TranscriptView.CopyRequested) -> None:
        self._copy(event.text, self._me.translate(event.what))

    @work(exclusive=True, group="copy")
    async def _copy(self, text: Any, what: str) -> None:
        from smtptui.tui.clipboard import copy

        me = self._me
        copied = await copy(text, me.app)
        way = me.translate(copied.way)
        told = me.translate.text("{what}: {way} F7 saves to a file.", what=what, way=way)
        me.notify(told, severity="information" if copied.ok else "warning", timeout=8, markup=False)

    # -- from the transcript

    def action_search(self) -> None:
        """/"""
        self._me.view.focus()
        self._ask(Message("Search"), self._me.view.search)

    def action_filter(self) -> None:
        """f"""
        from smtptui.tui.filtering import parse_filter

        self._me.view.focus()
        self._ask(
            Message("Show only (-> <- 2xx 3xx 4xx 5xx, words; empty: all)"),
            lambda text: self._me.view.set_filter(parse_filter(text)),
        )

    def _ask(self, title: Message, use: Callable[[str], object]) -> None:
        from smtptui.tui.screens.ask import AskScreen

        def answered(text: str | None) -> None:
            if text is not None:
                use(text)

        self._me.app.push_screen(AskScreen(self._me.translate, title), answered)

    @on(TranscriptView.SearchRequested)
    def _search_requested(self) -> None:
        self.action_search()

    @on(TranscriptView.FilterRequested)
    def _filter_requested(self) -> None:
        self.action_filter()

    @on(TranscriptView.HexRequested)
    def _hex_requested(self, event: TranscriptView.HexRequested) -> None:
        from smtptui.tui.screens.hexdump import hex_screen

        me = self._me
        records = me.conversation.redacted().records
        if event.seq < len(records):
            me.app.push_screen(hex_screen(me.translate, records[event.seq]))

    @on(TranscriptView.RevealRequested)
    def _reveal_requested(self, event: TranscriptView.RevealRequested) -> None:
        """A deliberate, momentary act: the line as it was sent, for five seconds."""
        me = self._me
        record = me.conversation.transcript[event.row.seq]
        if isinstance(record.event, Sent):
            raw = record.event.raw
        elif isinstance(record.event, Received):
            raw = record.event.reply.lines[min(event.row.index, len(record.event.reply.lines) - 1)].content
        else:
            return
        shown = Content.styled(visible(raw.rstrip(b"\r\n")), "bold reverse")
        me.hint.show_for_a_moment(shown, REVEAL_SECONDS)


def _offers_starttls(state: DialogueState | None) -> bool:
    return state is not None and state.capabilities is not None and "STARTTLS" in state.capabilities


def _helper_for(mechanism: str) -> str:
    known = {"PLAIN": "auth-plain", "CRAM-MD5": "cram-md5", "XOAUTH2": "xoauth2", "OAUTHBEARER": "oauthbearer"}
    return known.get(mechanism, "auth-login")
