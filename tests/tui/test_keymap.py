"""The keymap of a settings file: other keys for the explorer's actions."""

from __future__ import annotations

from pathlib import Path

from textual.binding import Binding

from smtptui.settings_file import EXAMPLE
from smtptui.tui.screens import layout
from smtptui.tui.screens.connect import ConnectScreen
from smtptui.tui.screens.overlay import TextOverlay
from tests.tui.explorer import explorer

ACTIONS = [binding.id for binding in layout.KEYS if isinstance(binding, Binding) and binding.id]


async def test_an_action_has_the_key_that_the_keymap_gives_it(tmp_path: Path) -> None:
    async with explorer(tmp_path, keymap={"help": "f9", "connect": "ctrl+g"}) as it:
        last = it.text().splitlines()[-1]
        assert "F9 Help" in last and "^G Connect" in last
        await it.press("f1")
        assert not isinstance(it.app.screen, TextOverlay), "the old key does nothing"
        await it.press("f9")
        await it.until(lambda: isinstance(it.app.screen, TextOverlay))
        await it.press("escape")
        await it.press("ctrl+g")
        await it.until(lambda: isinstance(it.app.screen, ConnectScreen))


async def test_an_action_that_is_none_is_told(tmp_path: Path) -> None:
    async with explorer(tmp_path, keymap={"conect": "f9"}) as it:
        await it.until_toast('Did you mean "connect"?')


def test_the_example_names_every_action() -> None:
    assert all(action in EXAMPLE for action in ACTIONS)
