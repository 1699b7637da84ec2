"""The explorer: the transcript, the state, the editor, and what explains them. It wires; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from smtptui.messages import Translator
from smtptui.session.options import ConnectOptions
from smtptui.settings import Settings, remember_target
from smtptui.smtp.dialogue import Phase
from smtptui.tui.conversation import Conversation
from smtptui.tui.history import History
from smtptui.tui.screens import layout
from smtptui.tui.screens.editing_actions import EditingActions
from smtptui.tui.screens.lesson_actions import LessonActions
from smtptui.tui.screens.listening import Listening
from smtptui.tui.screens.overlay_actions import OverlayActions
from smtptui.tui.screens.parts import PaletteEntry
from smtptui.tui.screens.session_actions import SessionActions
from smtptui.tui.screens.transcript_actions import TranscriptActions
from smtptui.tui.widgets.editor import CommandEditor
from smtptui.tui.widgets.hint import HintLine
from smtptui.tui.widgets.key_line import KeyLine
from smtptui.tui.widgets.side_panel import SidePanel
from smtptui.tui.widgets.state_bar import StateBar
from smtptui.tui.widgets.transcript_view import TranscriptView
from smtptui.workbench import Workbench


class ExplorerScreen(Listening, LessonActions, SessionActions, EditingActions, OverlayActions, TranscriptActions):
    """The main screen."""

    HORIZONTAL_BREAKPOINTS = layout.BREAKPOINTS
    BINDINGS = layout.KEYS
    DEFAULT_CSS = layout.CSS

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
        yield KeyLine(self.translate, self.settings.keymap, id="keys")

    def on_mount(self) -> None:
        self.view.wrap = True
        self.editor.focus()
        if self._first_target is None:
            self.action_connect()  # before the first paint: it is what is wanted first
        self.call_after_refresh(self._begin)

    async def on_unmount(self) -> None:
        # The end of the session is in the journal, and nothing is left behind.
        self.is_left = True
        await self.conversation.close()

    def _begin(self) -> None:
        """After the first paint: nothing of the start waits for a connection."""
        for problem in (*self.settings.problems, *layout.keymap_problems(self.settings.keymap)):
            self.on_problem(problem)
        if self._first_target is not None:
            self.connect(self._first_target, self.conversation.options)
        self.on_change()

    def connect(self, target: str, options: ConnectOptions) -> None:
        self.app.clear_notifications()  # what they tell is about what was before
        self.leave_lesson()
        remember_target(self.settings, target)
        self.conversation.connect(target, options)
        self.view.follow = True
        self.editor.focus()
        self.on_change()

    def palette_entries(self) -> Iterator[PaletteEntry]:
        """Every action, for the palette."""
        yield from self.session_entries()
        yield from self.editing_entries()
        yield from self.lesson_entries()
        yield from self.overlay_entries()
        yield from self.transcript_entries()

    # -- what the widgets tell

    def on_descendant_focus(self) -> None:
        self.query_one("#keys", KeyLine).show(in_transcript=self.focused is self.view)

    @on(CommandEditor.Submitted)
    def _line_entered(self, event: CommandEditor.Submitted) -> None:
        study = self.conversation.study
        if study is not None and not event.line and (study.waits_for_reader or not self._may_be_empty):
            self.action_lesson_next()
            return
        was_login = self.conversation.phase is Phase.AUTH or (study is not None and study.waits_for_choice)
        self.show_session()
        if not self.conversation.send_line(event.line):
            self.editor.give_back([event.line])  # nothing is lost
        elif not was_login and not self.conversation.last_sent_was_secret():
            self._history.add(event.line)
        self.view.follow = True

    @property
    def _may_be_empty(self) -> bool:
        """Whether an empty line means something to the server now."""
        return self.conversation.phase is Phase.DATA

    @on(CommandEditor.BlockSubmitted)
    def _block_entered(self, event: CommandEditor.BlockSubmitted) -> None:
        self.show_session()
        if not self.conversation.run_batch(event.lines):
            self.editor.give_back(event.lines)
        self.view.follow = True

    @on(CommandEditor.Changed)
    def _typed(self) -> None:
        self.choose_mode()
        self.show_hint()

    @on(Button.Pressed, "#start-batch")
    def _batch_started(self) -> None:
        self.editor.action_submit_block()
        self.editor.focus()

    @on(TranscriptView.Selected)
    def _selected(self, event: TranscriptView.Selected) -> None:
        # While the view follows, the latest reply is explained as it comes.
        if event.row is not None and not self.view.follow:
            self.explain_row(event.row.seq)

    @on(TranscriptView.FollowChanged)
    def _follow_changed(self, event: TranscriptView.FollowChanged) -> None:
        if event.follow:
            self.explain_latest()
