"""The explorer: the transcript, the state, the editor, and what explains them. It wires; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Footer, Static

from smtptui.messages import Message, Translator
from smtptui.session.options import ConnectOptions
from smtptui.settings import Settings, remember_target
from smtptui.smtp.dialogue import DialogueState, Phase
from smtptui.smtp.events import Event, Note, Received, Sent
from smtptui.transcript.redact import RedactedRecord, RedactedTranscript
from smtptui.transcript.rows import RowBuilder
from smtptui.tui.conversation import Conversation, last_reply
from smtptui.tui.history import History
from smtptui.tui.screens.actions import ExplorerActions
from smtptui.tui.widgets.editor import CommandEditor, EditorMode
from smtptui.tui.widgets.hint import HintLine
from smtptui.tui.widgets.side_panel import SidePanel
from smtptui.tui.widgets.state_bar import StateBar
from smtptui.tui.widgets.transcript_view import TranscriptView
from smtptui.workbench import Workbench


class ExplorerScreen(ExplorerActions, Screen[object]):
    """The main screen. Implements `conversation.Listener`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        # With priority: the editor has uses of its own for some of these.
        Binding("f1", "app.help", "Help", priority=True),
        Binding("f2", "connect", "Connect", priority=True),
        Binding("f4", "encode", "Encode", priority=True),
        Binding("f6", "tls", "TLS", priority=True),
        Binding("f7", "save", "Save", priority=True),
        Binding("f12", "panel", "Explain", priority=True),
        Binding("ctrl+q", "app.leave", "Quit", priority=True),
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("ctrl+r", "reconnect", show=False, priority=True),
        Binding("ctrl+n", "retry", show=False, priority=True),
        Binding("ctrl+o", "quit_session", show=False, priority=True),
        Binding("ctrl+d", "drop", show=False, priority=True),
        Binding("f5", "run", show=False),
        Binding("escape", "break_off", show=False),
        Binding("colon", "app.command_palette", show=False),
        Binding("question_mark", "app.help", show=False),
    ]
    DEFAULT_CSS = """
    ExplorerScreen #body { height: 1fr; }
    ExplorerScreen #session { width: 1fr; }
    ExplorerScreen #transcript { height: 1fr; }
    ExplorerScreen #panel { width: 46; border-left: vkey $surface-lighten-2; }
    ExplorerScreen #prompt { width: 2; height: 1; color: $text-accent; text-style: bold; }
    ExplorerScreen #entry { height: auto; background: $surface; }
    ExplorerScreen #editor { width: 1fr; }
    ExplorerScreen #start-batch { display: none; }
    ExplorerScreen #start-batch.batch { display: block; }
    ExplorerScreen.-narrow #panel { display: none; border-left: none; }
    ExplorerScreen.-narrow.panel-open #panel { display: block; width: 1fr; }
    ExplorerScreen.-narrow.panel-open #session { display: none; }
    """

    def __init__(
        self,
        settings: Settings,
        workbench: Workbench,
        translate: Translator,
        options: ConnectOptions,
        target: str | None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.translate = translate
        self.conversation = Conversation(workbench, self, options)
        self._first_target = target
        self._rows = RowBuilder()
        self._history = History(settings.history_file)

    def compose(self) -> ComposeResult:
        yield StateBar(self.translate, id="state")
        with Horizontal(id="body"):
            with Vertical(id="session"):
                yield TranscriptView(self.translate, id="transcript")
            yield SidePanel(self.translate, id="panel")
        yield HintLine(self.translate, id="hint")
        with Horizontal(id="entry"):
            yield Static(">", id="prompt", markup=False)
            yield CommandEditor(self._history, id="editor")
            yield Button(self.translate.text("Start the batch (F5)"), id="start-batch", variant="primary", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.editor.focus()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """After the first paint: nothing of the start waits for a connection."""
        for problem in self.settings.problems:
            self.on_problem(problem)
        if self._first_target is not None:
            self.connect(self._first_target, self.conversation.options)
        else:
            self.action_connect()
        self.on_change()

    # -- its parts

    @property
    def view(self) -> TranscriptView:
        """The transcript."""
        return self.query_one("#transcript", TranscriptView)

    @property
    def editor(self) -> CommandEditor:
        """The editor."""
        return self.query_one("#editor", CommandEditor)

    @property
    def panel(self) -> SidePanel:
        """The side panel."""
        return self.query_one("#panel", SidePanel)

    @property
    def hint(self) -> HintLine:
        """The line between transcript and editor."""
        return self.query_one("#hint", HintLine)

    @property
    def state(self) -> DialogueState | None:
        """The dialogue's state, None without a session."""
        session = self.conversation.session
        return session.state if session is not None else None

    def connect(self, target: str, options: ConnectOptions) -> None:
        """Begins a session."""
        remember_target(self.settings, target)
        self.conversation.connect(target, options)
        self.editor.focus()
        self.on_change()

    # -- what the conversation tells

    def on_record(self, record: RedactedRecord) -> None:
        self.view.append(self._rows.push(record))
        if self.view.follow and not isinstance(record.event, Sent | Note):
            self._explain(record.event, latest=True)

    def on_rewrite(self, transcript: RedactedTranscript) -> None:
        self._rows = RowBuilder()
        self.view.replace_all([row for record in transcript for row in self._rows.push(record)])

    def on_change(self) -> None:
        if not self.is_mounted or not self.is_attached:
            return
        session = self.conversation.session
        self.query_one("#state", StateBar).show(session, self.conversation.target)
        self.view.set_partial(session.partial if session is not None and session.is_open else b"")
        self._choose_mode()
        self.hint.show_batch(self.conversation.batch)
        self.hint.show(self.state, self._open_state(), self.editor.current_line)
        if session is not None:
            self.panel.show_server(session.state, session.feed.redactor.mask_text)
            self.panel.show_mailbox(self.conversation.mailbox(), session.feed.redactor.mask_text)

    def on_problem(self, message: Message) -> None:
        self.notify(self.translate(message), severity="warning", timeout=8, markup=False)

    def on_batch_stopped(self, rest: Sequence[str], why: Message | None) -> None:
        if rest and why is not None:
            self.editor.put_batch(list(rest))
            self.on_problem(Message("{why} What was not sent is in the editor again: F5 goes on.", why=why))
        elif why is not None:
            self.on_problem(why)

    def _open_state(self) -> DialogueState | None:
        return self.state if self.conversation.is_open else None

    def _choose_mode(self) -> None:
        editor = self.editor
        in_data = self.conversation.is_open and self.conversation.phase is Phase.DATA
        if in_data and self.conversation.batch is None and editor.mode is EditorMode.LINE:
            editor.mode = EditorMode.DATA
        elif not in_data and editor.mode is EditorMode.DATA:
            editor.mode = EditorMode.BATCH if len(editor.lines) > 1 else EditorMode.LINE
        self.query_one("#start-batch").set_class(editor.mode is EditorMode.BATCH, "batch")
        self.query_one("#prompt", Static).update(Content("." if editor.mode is EditorMode.DATA else ">"))

    def _explain(self, event: Event, latest: bool) -> None:
        self.panel.explain(event, self.state if latest else None)
        if isinstance(event, Received):
            self.hint.show_reply(event, self.state if latest else None)

    def _shown_records(self) -> Sequence[RedactedRecord]:
        session = self.conversation.session
        return session.feed.shown if session is not None else ()

    # -- what the widgets tell

    @on(CommandEditor.Submitted)
    def _line_entered(self, event: CommandEditor.Submitted) -> None:
        if not self.conversation.send_line(event.line):
            self.editor.put(event.line)  # nothing is lost
        elif not self.conversation.last_sent_was_secret() and self.conversation.phase is not Phase.AUTH:
            self._history.add(event.line)
        self.view.follow = True

    @on(CommandEditor.BlockSubmitted)
    def _block_entered(self, event: CommandEditor.BlockSubmitted) -> None:
        if not self.conversation.is_open:
            self.editor.put_batch(event.lines)
            self.on_problem(Message("Not connected. F2 connects, Ctrl+R connects again."))
        else:
            self.conversation.run_batch(event.lines)
        self.view.follow = True

    @on(CommandEditor.Changed)
    def _typed(self) -> None:
        self._choose_mode()
        self.hint.show(self.state, self._open_state(), self.editor.current_line)

    @on(Button.Pressed, "#start-batch")
    def _batch_started(self) -> None:
        self.editor.action_submit_block()
        self.editor.focus()

    @on(TranscriptView.Selected)
    def _selected(self, event: TranscriptView.Selected) -> None:
        # While the view follows, the latest reply is explained as it comes.
        records = self._shown_records()
        if event.row is not None and event.row.seq < len(records) and not self.view.follow:
            self._explain(records[event.row.seq].event, latest=False)

    @on(TranscriptView.FollowChanged)
    def _follow_changed(self, event: TranscriptView.FollowChanged) -> None:
        reply = last_reply(self.conversation.transcript)
        if event.follow and reply is not None:
            self._explain(self._shown_records()[reply.seq].event, latest=True)

    def commands(self) -> Iterator[tuple[Message, Message, Callable[[], object]]]:
        """Every action, for the palette."""
        yield from self.palette_entries()

    def save_folder(self) -> Path:
        """Where a transcript is proposed to go."""
        return Path.cwd()
