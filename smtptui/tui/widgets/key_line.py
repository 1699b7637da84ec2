"""The last row: the keys that matter most, in the user's language, each to be clicked.

Textual's Footer recomposes itself whenever the focus moves, and its words cannot be translated.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from smtptui.messages import Message, Translator

Keys = tuple[tuple[str, Message, str], ...]
"""The key as keyboards have it, the word beside it, the action; a keymap may give the action another key."""

KEYS: Keys = (
    ("F1", Message("Help"), "app.help"),
    ("F2", Message("Connect"), "screen.connect"),
    ("F3", Message("Lessons"), "app.lessons"),
    ("F4", Message("Encode"), "screen.encode"),
    ("F6", Message("TLS"), "screen.tls"),
    ("F7", Message("Export"), "screen.save"),
    ("F12", Message("Side"), "screen.panel"),
    ("^P", Message("All"), "app.command_palette"),
    ("^Q", Message("Quit"), "app.leave"),
)
TRANSCRIPT_KEYS: Keys = (
    ("/", Message("Search"), "screen.search"),
    ("f", Message("Filter"), "screen.filter"),
    ("e", Message("Expand"), "screen.expand"),
    ("y", Message("Copy"), "screen.copy_row"),
    ("x", Message("Bytes"), "screen.bytes"),
    ("F1", Message("Help"), "app.help"),
    ("^P", Message("All"), "app.command_palette"),
    ("^Q", Message("Quit"), "app.leave"),
)
"""While the transcript has the keyboard."""


class KeyLine(Static):
    """One row at the bottom of the explorer."""

    ABOUT = Message("The keys that matter most. Each can be clicked; F1 has them all.")
    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; width: 100%; background: $footer-background; color: $footer-foreground;
        text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(
        self, translate: Translator, keymap: Mapping[str, str] | None = None, *, id: str | None = None
    ) -> None:
        self._translate = translate
        self._keymap = keymap or {}
        self._keys = KEYS
        super().__init__(self._words(KEYS), id=id, markup=False)
        self.auto_links = False  # what can be clicked looks like a key, not like a link

    def show(self, *, in_transcript: bool) -> None:
        """The keys of the place that has the keyboard."""
        keys = TRANSCRIPT_KEYS if in_transcript else KEYS
        if keys is not self._keys:
            self._keys = keys
            self.update(self._words(keys), layout=False)

    def _words(self, keys: Keys) -> Content:
        return Content(" ").join(self._key(*entry) for entry in keys)

    def _key(self, key: str, word: Message, action: str) -> Content:
        mapped = self._keymap.get(action.partition(".")[2])
        key = _shown(mapped.partition(",")[0]) if mapped else key
        shown = Content.styled(key, "bold $footer-key-foreground") + Content(f" {self._translate(word)}")
        return shown.stylize(Style.from_meta({"@click": action}))


def _shown(key: str) -> str:
    """Textual's name of a key as keyboards have it: F2, ^Q."""
    return f"^{key[5:].upper()}" if key.startswith("ctrl+") else key.upper()
