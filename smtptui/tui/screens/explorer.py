"""The explorer: the transcript, the state, the editor, and what explains them. It wires; it decides nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Button

from smtptui.messages import Translator
from smtptui.session.options import ConnectOptions
from smtptui.settings import Settings, remember_target
from smtptui.smtp.state import Phase
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
from smtptui.tui.widgets._events import FollowChanged, Selected
from smtptui.workbench import Workbench

if TYPE_CHECKING:
    from smtptui.tui.widgets.editor import CommandEditor


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

    def on_mount(self) -> None:
        # A screen that comes to the front, and learns its size, styles all that is in it anew each time.
        if self._first_target is None:
            self.action_connect()  # it is what is wanted first, and what is painted first
            self.call_after_refresh(self.call_next, self._furnish)
        else:
            # The server has the time to answer while the widgets are made.
            self._call(self._first_target, self.conversation.options)
            self.call_later(self._furnish)

    async def _furnish(self) -> None:
        """Mounts the widgets."""
        from smtptui.tui.screens.explorer_widgets import explorer_widgets

        with self.app.batch_update():  # painted once, when all are there
            try:
                await self.mount_all(explorer_widgets(self.settings, self.translate, self._history))
            finally:
                self.furnished.set()
            self.view.wrap = True
            self.set_focus(self.editor)
            self._begin()

    async def on_unmount(self) -> None:
        # The end of the session is in the journal, and nothing is left behind.
        self.is_left = True
        await self.conversation.close()

    def _begin(self) -> None:
        """What there is to tell by now is told."""
        if not gc.isenabled():  # the command line has left it off for the start: what there is now stays
            gc.freeze()
            gc.enable()
            # In small portions: looking through 200,000 rows of a flood at once would be felt at the keys.
            gc.set_threshold(2_000, 20, 100)
        for problem in (*self.settings.problems, *layout.keymap_problems(self.settings.keymap)):
            self.on_problem(problem)
        for record in self.conversation.redacted():
            self.on_record(record)
        self.view.flush()
        self._draw()

    def connect(self, target: str, options: ConnectOptions) -> None:
        self.app.clear_notifications()  # what they tell is about what was before
        self.leave_lesson()
        self._call(target, options)
        self.view.follow = True
        self.editor.focus()
        self.on_change()

    def _call(self, target: str, options: ConnectOptions) -> None:
        remember_target(self.settings, target)
        self.conversation.connect(target, options)

    def palette_entries(self) -> Iterator[PaletteEntry]:
        """Every action, for the palette."""
        yield from self.session_entries()
        yield from self.editing_entries()
        yield from self.lesson_entries()
        yield from self.overlay_entries()
        yield from self.transcript_entries()

    # -- what the widgets tell

    def on_descendant_focus(self) -> None:
        self.key_line.show(in_transcript=self.focused is self.view)

    def on_command_editor_submitted(self, event: CommandEditor.Submitted) -> None:
        if not event.line and self.enter_is_lessons:
            self.action_lesson_next()
            return
        was_login = self.conversation.phase is Phase.AUTH
        self.show_session()
        if not self.conversation.send_line(event.line):
            self.editor.give_back([event.line])  # nothing is lost
        elif self.study is None and not was_login and not self.conversation.last_sent_was_secret():
            self._history.add(event.line)
        self.view.follow = True

    def on_line_sent(self, line: str) -> None:
        self._history.add(line)

    def on_command_editor_block_submitted(self, event: CommandEditor.BlockSubmitted) -> None:
        self.show_session()
        if not self.conversation.run_batch(event.lines):
            self.editor.give_back(event.lines)
        self.view.follow = True

    def on_text_area_changed(self) -> None:
        self.choose_mode()
        self.show_hint()

    @on(Button.Pressed, "#start-batch")
    def _batch_started(self) -> None:
        self.editor.action_submit_block()
        self.editor.focus()

    @on(Selected)
    def _selected(self, event: Selected) -> None:
        # While the view follows, the latest reply is explained as it comes.
        if event.row is not None and not self.view.follow:
            self.explain_row(event.row.seq)

    @on(FollowChanged)
    def _follow_changed(self, event: FollowChanged) -> None:
        if event.follow:
            self.explain_latest()
