"""The Textual application: theme, signals, crash boundary, and the explorer as its one screen."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.screen import Screen
from textual.theme import ThemeProvider
from textual.worker import WorkerFailed

from smtptui.messages import Message, Translator, load_translator
from smtptui.session.options import ConnectOptions
from smtptui.settings import Settings
from smtptui.tui import colours
from smtptui.workbench import Workbench

if TYPE_CHECKING:
    from smtptui.tui.screens.explorer import ExplorerScreen


class SmtptuiApp(App[int]):
    """The explorer. `target` None: the connect screen comes first."""

    TITLE = "smtptui"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = [
        # The explorer's own again, for the screens that lie over it.
        Binding("f1", "help", id="help", priority=True),
        Binding("f3", "lessons", id="lessons", priority=True),
        Binding("ctrl+q", "leave", id="leave", priority=True),
        Binding("ctrl+p", "command_palette", id="command_palette", priority=True),
    ]
    CSS = colours.WITHOUT

    def __init__(
        self,
        settings: Settings,
        options: ConnectOptions,
        target: str | None = None,
        *,
        workbench: Workbench | None = None,
    ) -> None:
        no_color = settings.color == "never"
        super().__init__(ansi_color=True if no_color else None)
        self._explorer: ExplorerScreen | None = None
        self._crash: BaseException | None = None
        self.settings = settings
        self.options = options
        self.target = target
        self.workbench = workbench or Workbench(settings)
        self.translate: Translator = load_translator(settings.language)
        if no_color:
            self.theme = colours.THEME
        elif settings.theme and settings.theme in self.available_themes:
            self.theme = settings.theme

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **colours.VARIABLES_WITHOUT} if self.no_color else variables

    def update_styles(self, node: DOMNode, animate: bool = True) -> None:
        # A widget that is still being made is styled when it is mounted; Textual would do it for each of its classes.
        if node is self or node.parent is not None:
            super().update_styles(node, animate)

    def get_default_screen(self) -> Screen[object]:
        """The explorer is the screen that everything else lies over."""
        from smtptui.tui.screens.explorer import ExplorerScreen

        self._explorer = ExplorerScreen(self.settings, self.workbench, self.translate, self.options, self.target)
        return self._explorer

    def on_mount(self) -> None:
        self.set_keymap(dict(self.settings.keymap))
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                # Without a handler the alternate screen and the mouse mode stay on.
                with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
                    loop.add_signal_handler(number, self._exit_on_signal, number)

    def _exit_on_signal(self, number: int) -> None:
        self.exit(128 + number, return_code=128 + number)

    async def on_event(self, event: events.Event) -> None:
        if self._explorer is not None and isinstance(event, events.InputEvent | events.Paste):
            await self._explorer.furnished.wait()  # what is typed early is not lost
        await super().on_event(event)

    async def action_leave(self) -> None:
        """Quits; with an open session it asks first."""
        from smtptui.tui.screens.confirm import ConfirmScreen
        from smtptui.tui.screens.explorer import ExplorerScreen

        explorer = self.screen_stack[0]
        if isinstance(self.screen, ConfirmScreen):
            return
        if not (isinstance(explorer, ExplorerScreen) and explorer.conversation.is_open):
            self.exit(0)
            return
        question = Message("A session is open. Quit and close it? It is in the journal, and can be looked at again.")
        screen = ConfirmScreen(self.translate, question, Message("Quit"), Message("Stay"))
        self.push_screen(screen, lambda yes: self.exit(0) if yes else None)

    def action_help(self) -> None:
        """Help for where one is."""
        from smtptui.tui.screens.help import help_screen
        from smtptui.tui.screens.overlay import TextOverlay

        if isinstance(self.screen, TextOverlay):
            self.screen.dismiss(None)
        else:
            self.push_screen(help_screen(self.translate, self.screen))

    def action_lessons(self) -> None:
        """The explorer's lessons, also in place of what else one would begin with."""
        from smtptui.tui.screens.connect import ConnectScreen
        from smtptui.tui.screens.explorer import ExplorerScreen

        explorer = self.screen_stack[0]
        if not isinstance(explorer, ExplorerScreen):
            return
        if isinstance(self.screen, ConnectScreen):
            self.screen.dismiss(None)
            explorer.action_lesson_list()
        elif self.screen is explorer:
            explorer.action_lessons()

    def action_command_palette(self) -> None:
        """The palette, in the user's language."""
        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            placeholder = self.translate.text("Search for an action…")
            self.push_screen(CommandPalette(placeholder=placeholder, id="--command-palette"))

    def search_themes(self) -> None:
        """The colours to choose from."""
        placeholder = self.translate.text("Search for colours…")
        self.push_screen(CommandPalette(providers=[ThemeProvider], placeholder=placeholder))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every action by name."""
        from smtptui.tui.screens.explorer import ExplorerScreen

        yield SystemCommand(
            self.translate.text("Help"), self.translate.text("Keys, and what is here"), self.action_help
        )
        explorer = self.screen_stack[0]
        if isinstance(explorer, ExplorerScreen):
            for entry in explorer.palette_entries():
                yield SystemCommand(self.translate(entry.title), self.translate(entry.about), entry.run)
        yield SystemCommand(
            self.translate.text("Theme"), self.translate.text("Choose other colours"), self.action_change_theme
        )
        yield SystemCommand(self.translate.text("Quit"), self.translate.text("Leave smtptui"), self.action_leave)

    def _handle_exception(self, error: Exception) -> None:
        if self._crash is None:  # the first one is the cause; others may come of its end
            self._crash = error.error if isinstance(error, WorkerFailed) else error
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """A crash: a report without locals and secrets, instead of Textual's traceback with them."""
        from smtptui.tui.crashing import told

        explorer = self.screen_stack[0] if self.screen_stack else None
        mask = getattr(getattr(explorer, "conversation", None), "mask", str)
        self._exit_renderables.append(told(self._crash, self.settings, self.translate, mask))
        self._close_messages_no_wait()


def run(
    settings: Settings, options: ConnectOptions, target: str | None = None, *, workbench: Workbench | None = None
) -> int:
    """Runs the explorer until it is left. Returns the exit code."""
    # The settings have weighed the flag and the variable; an empty NO_COLOR does not count.
    if settings.color == "never":
        os.environ["NO_COLOR"] = "1"
    else:
        os.environ.pop("NO_COLOR", None)
    app = SmtptuiApp(settings, options, target, workbench=workbench)
    result = app.run(mouse=settings.mouse)
    if app.return_code:
        return app.return_code
    return result or 0
