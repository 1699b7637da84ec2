"""The explorer without a terminal, for tests: keys go in, the screen's text comes out, conditions are waited for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from textual import events
from textual.keys import _character_to_key as character_to_key
from textual.keys import key_to_character
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.screen import Screen

from smtptui.session.options import ConnectOptions
from smtptui.settings import Settings
from smtptui.tui.app import SmtptuiApp
from smtptui.tui.conversation import Conversation
from smtptui.tui.screens.explorer import ExplorerScreen
from smtptui.tui.widgets.editor import CommandEditor
from smtptui.tui.widgets.editor_mode import EditorMode
from smtptui.workbench import Workbench

NARROW = (80, 24)
WIDE = (160, 45)
PATIENCE = 30.0

ScreenType = TypeVar("ScreenType", bound=Screen[Any])


@dataclass
class Explorer:
    """The program under test."""

    app: SmtptuiApp
    pilot: Pilot[int]
    clock: float = 0.0
    """When the newest key was pressed, in seconds: nobody types as fast as a test."""

    @property
    def screen(self) -> ExplorerScreen:
        """The screen that everything else lies over."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ExplorerScreen)
        return screen

    @property
    def talk(self) -> Conversation:
        return self.screen.conversation

    @property
    def editor(self) -> CommandEditor:
        return self.screen.editor

    # -- what goes in

    async def press(self, *keys: str) -> None:
        """Keys by Textual's names, each taken before the next one comes."""
        for key in keys:
            self._send(_key(key))
            await self.drained()

    async def write(self, text: str) -> None:
        """Text into whatever has the focus, as a terminal would give it."""
        for character in text:
            self._send(events.Key(character_to_key(character), character))
        await self.drained()

    def burst(self, text: str, *keys: str) -> None:
        """Text, and keys by name right behind it: all at once, as one read of the terminal gives them."""
        for character in text:
            key = "enter" if character == "\n" else character_to_key(character)
            self._send(events.Key(key, "\r" if character == "\n" else character), 0.0001)
        for key in keys:
            self._send(_key(key), 0.0001)

    def _send(self, event: events.Key, after: float = 0.2) -> None:
        self.clock += after
        event.time = self.clock
        driver = self.app._driver
        assert driver is not None
        event.set_sender(self.app)
        driver.send_message(event)

    async def line(self, text: str) -> None:
        """A line in the editor, Enter, and the replies to it."""
        self.editor.put(text)
        await self.press("enter")
        await self.settled()

    async def lines(self, *texts: str) -> None:
        for text in texts:
            await self.line(text)

    async def paste(self, text: str) -> None:
        """A paste into what has the focus."""
        focused = self.app.focused
        assert focused is not None
        focused.post_message(events.Paste(text))
        await self.drained()

    async def click(self, selector: str) -> None:
        await self.pilot.click(selector)

    # -- what comes out

    def text(self) -> str:
        """What is on the screen, as lines."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    def words(self) -> str:
        """The same with the lines run together: sentences are whole however they are wrapped."""
        return " ".join(self.text().replace("│", " ").split())

    def toasts(self) -> list[str]:
        return [notification.message for notification in self._notifications()]

    def _notifications(self) -> list[Notification]:
        return list(self.app._notifications)

    def rows(self) -> list[str]:
        """The transcript: gutter and words."""
        view = self.screen.view
        return [row.gutter + row.words(view.translate) for row in view.rows]

    def hint(self) -> str:
        """The line above the editor."""
        return _content(self.screen.hint)

    def facts(self) -> str:
        """The state bar, its clock included."""
        bar = self.screen.state_bar
        return f"{_content(bar.query_one('#facts'))} {_content(bar.query_one('#clock'))}".strip()

    def mode(self) -> EditorMode:
        return self.editor.mode

    def is_ticking(self) -> bool:
        return self.screen.state_bar.is_ticking

    def panel(self, tab: str) -> str:
        """The text of a tab of the side panel; that of a tab that was never opened is still to be drawn."""
        panel = self.screen.panel
        drawn = panel.query(f"#{tab}-text")
        return _content(drawn.first()) if drawn else panel._shown[tab].plain

    # -- waiting

    async def drained(self) -> None:
        """Waits until every widget has dealt with what was sent to it, and with what came of that."""
        is_drawn = False
        while not is_drawn:
            for _ in range(3):
                await self.pilot.pause(0)
            is_drawn = not self.screen.is_draw_due
            while self.screen.is_draw_due:
                await self.pilot.pause(0.01)

    async def until(self, holds: Callable[[], object], what: str = "") -> None:
        """Waits until a condition holds."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {PATIENCE:g} s for {what or holds}; the screen was:\n{self.text()}")
            await self.pilot.pause(0.01)
        await self.drained()

    async def until_text(self, text: str) -> None:
        await self.until(lambda: text in self.words(), repr(text))

    async def until_toast(self, text: str) -> None:
        await self.until(lambda: any(text in toast for toast in self.toasts()), f"the toast {text!r}")

    async def until_screen(self, kind: type[ScreenType]) -> ScreenType:
        await self.until(lambda: isinstance(self.app.screen, kind), kind.__name__)
        screen = self.app.screen
        assert isinstance(screen, kind)
        await self.drained()
        return screen

    async def settled(self) -> None:
        """Waits until it is the user's turn, and all that came is drawn."""

        def is_settled() -> bool:
            session, view = self.talk.session, self.screen.view
            is_quiet = not self.talk.is_connecting and self.talk.batch is None
            return is_quiet and session is not None and session.waiting is None and not view._pending

        await self.drained()
        await self.until(is_settled, "the server's replies")


def _key(key: str) -> events.Key:
    name = character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    character = key if len(key) == 1 else key_to_character(name)
    return events.Key(name, character if character is not None and len(character) == 1 else None)


def _content(widget: Any) -> str:
    content = widget.content
    return str(getattr(content, "plain", content))


def settings_in(home: Path, **changes: Any) -> Settings:
    """Settings whose files are all in `home`."""
    return replace(Settings(home, home), **changes)


@asynccontextmanager
async def explorer(
    home: Path,
    target: str | None = "practice:plain",
    *,
    size: tuple[int, int] = NARROW,
    options: ConnectOptions | None = None,
    waits: bool = True,
    workbench: Workbench | None = None,
    **settings: Any,
) -> AsyncIterator[Explorer]:
    """The explorer, running; with a target that is no practice server too. `waits`: until it has greeted."""
    used = settings_in(home, **settings)
    app = SmtptuiApp(used, options or used.connect_options(), target, workbench=workbench)
    async with app.run_test(size=size, notifications=True) as pilot:
        it = Explorer(app, pilot)
        await pilot.pause()
        if target is not None and waits:
            await it.until(lambda: it.talk.session is not None, "a session")
            await it.settled()
        yield it
        await it.talk.close()


async def scripted(answers: dict[bytes, bytes], greeting: bytes = b"220 scripted ESMTP\r\n") -> asyncio.Server:
    """A server that knows what to say to a line; to any other it says 250, and after QUIT it leaves."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(greeting)
            while line := await reader.readline():
                word = line.rstrip(b"\r\n")
                for piece in answers.get(word, b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n").split(b"||"):
                    writer.write(piece)
                    await writer.drain()
                    # Pieces arrive one by one: `||` is where a segment ends.
                    await asyncio.sleep(0)
                if word == b"QUIT":
                    break
        except ConnectionError:
            pass
        finally:
            writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


def port_of(server: asyncio.Server) -> int:
    """Where it listens."""
    return int(server.sockets[0].getsockname()[1])
