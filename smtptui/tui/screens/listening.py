"""What the explorer draws when the conversation tells of something: it implements `listener.Listener`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Button, Static

from smtptui.messages import Message
from smtptui.smtp.events import Closed, Connected, Event, Note, Received, Sent, TlsRefused
from smtptui.smtp.state import DialogueState, Phase
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript
from smtptui.transcript.rows import RowBuilder
from smtptui.tui.looking import last_reply, spoken_instead
from smtptui.tui.pace import Pace
from smtptui.tui.screens.parts import ExplorerParts
from smtptui.tui.widgets.editor_mode import EditorMode


class Listening(ExplorerParts):
    """Mixed into the explorer's screen."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = RowBuilder()
        self._shown: list[RedactedRecord] = []
        self.is_draw_due = False
        """Whether something changed that is not drawn yet."""
        self._pace = Pace()
        self._unexplained: dict[type[Event], Event] = {}  # the newest of each kind, in order
        self.furnished = asyncio.Event()
        """Set when the widgets are there; what is told before that is drawn with them."""
        self.is_left = False
        """Whether the program ends: its parts may be gone already."""

    @property
    def _is_there(self) -> bool:
        return self.furnished.is_set() and self.is_attached and not self.is_left

    def on_record(self, record: RedactedRecord) -> None:
        if not self._is_there:
            return
        self._shown.append(record)
        if isinstance(record.event, Connected):
            self._unexplained.clear()
            self.hint.forget_reply()
        self.view.append(self._rows.stream(record))
        if self.view.follow and not isinstance(record.event, Sent | Note):
            # Explaining takes longer than all else about a record: where many come, few are read.
            kind = type(record.event)
            self._unexplained.pop(kind, None)
            self._unexplained[kind] = record.event
            self.on_change()

    def on_rewrite(self, transcript: RedactedTranscript) -> None:
        if not self._is_there:
            return
        self._rows = RowBuilder()
        self._unexplained.clear()
        self._shown = list(transcript)
        if self._shown:
            self.view.replace_all([row for record in transcript for row in self._rows.push(record)])
        else:
            self.view.clear()
            self.hint.forget_reply()
        self.explain_latest()

    def on_change(self) -> None:
        if not self._is_there:
            return
        if self._is_in_data is not (self.editor.mode is EditorMode.DATA):
            self.choose_mode()  # what Enter does waits for no drawing
        # Many changes come at once: they are drawn together.
        if self.is_draw_due:
            return
        self.is_draw_due = True
        if wait := self._pace.wait:
            asyncio.get_running_loop().call_later(wait, self.call_later, self._draw)
        else:
            self.call_later(self._draw)

    def _draw(self) -> None:
        self.is_draw_due = False
        if not self._is_there:
            return
        self._pace.drawn()
        self._explain_new()
        talk = self.conversation
        self.state_bar.show(talk.session, talk.target, talk.protocol, talk.looked_at, bool(self.view.filter))
        self.view.set_partial(talk.session.partial if talk.session is not None and talk.is_open else b"")
        self.choose_mode()
        self.hint.show_batch(talk.batch)
        self.show_hint()
        self.draw_lesson()
        if talk.session is not None:
            self.panel.show_server(talk.session.state, talk.mask)
            self.panel.show_mailbox(talk.mailbox(), talk.mask)

    def on_batch_stopped(self, rest: Sequence[str], why: Message | None) -> None:
        if not self._is_there:
            return
        if rest:
            self.editor.give_back(list(rest))
            why = why or Message("The session is over.")
            self.on_problem(Message("{why} What was not sent is in the editor again: F5 goes on.", why=why))
        elif why is not None:
            self.on_problem(why)

    def on_crash(self, error: BaseException) -> None:
        if isinstance(error, Exception):
            self.app._handle_exception(error)

    # -- what is drawn

    def choose_mode(self) -> None:
        """What Enter does in the editor: by where the conversation is, and by how many lines are in it."""
        editor, talk = self.editor, self.conversation
        if self._is_in_data:
            editor.mode = EditorMode.DATA
        elif editor.mode is EditorMode.DATA:
            editor.mode = EditorMode.BATCH if len(editor.lines) > 1 else EditorMode.LINE
        button = self.query_one("#start-batch", Button)
        is_data = editor.mode is EditorMode.DATA
        button.set_class(editor.mode is EditorMode.BATCH or (is_data and bool(editor.text)), "batch")
        button.label = self.translate.text("Send (F5)") if is_data else self.translate.text("Start the batch (F5)")
        is_choice = self.study is not None and self.study.waits_for_choice
        sign = "?" if is_choice else "." if talk.is_open and talk.phase is Phase.DATA else ">"
        self.query_one("#prompt", Static).update(Content(sign), layout=False)

    @property
    def _is_in_data(self) -> bool:
        talk = self.conversation
        if not talk.is_open or talk.phase is not Phase.DATA or talk.batch is not None:
            return False
        return self.study is None or self.study.wants_block

    def show_hint(self) -> None:
        """The line between transcript and editor."""
        open_state = self.state if self.conversation.is_open else None
        self.hint.show_lesson(self.lesson_hint() if len(self.editor.lines) == 1 else None)
        self.hint.show(self.state, open_state, self.editor.current_line, len(self.editor.lines))

    def explain_row(self, seq: int) -> None:
        """The panel about one record."""
        if seq < len(self._shown):
            self._explain(self._shown[seq].event, latest=False)

    def explain_latest(self) -> None:
        """The panel about the newest reply."""
        reply = last_reply(self.conversation.transcript)
        if reply is not None and reply.seq < len(self._shown):
            self._explain(self._shown[reply.seq].event, latest=True)
        elif not self._shown:
            self.panel.explain(None, self.state)

    def _explain_new(self) -> None:
        events = list(self._unexplained.values())
        self._unexplained.clear()
        if self.view.follow:
            for event in events:
                self._explain(event, latest=True)

    def _explain(self, event: Event, latest: bool) -> None:
        state: DialogueState | None = self.state if latest else None
        spoken = spoken_instead(self._shown, event) if isinstance(event, Closed) else None
        self.panel.explain(event, state, spoken)
        if isinstance(event, Received):
            self.hint.show_reply(event, state)
        elif isinstance(event, TlsRefused | Closed) and latest:
            self.hint.show_end(event, spoken)
