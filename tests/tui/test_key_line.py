"""The row of keys: in the user's language, and each a thing to click."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from smtptui.messages import ENGLISH, Message, Translator, load_translator
from smtptui.tui.widgets.key_line import KEYS, TRANSCRIPT_KEYS, KeyLine


class Stand(App[None]):
    def __init__(self, translate: Translator) -> None:
        super().__init__()
        self.translate = translate
        self.helped = False

    def compose(self) -> ComposeResult:
        yield KeyLine(self.translate)

    def action_help(self) -> None:
        self.helped = True


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_all_keys_fit_into_eighty_columns(language: str) -> None:
    translate = load_translator(language)
    async with Stand(translate).run_test(size=(80, 24)) as pilot:
        line = pilot.app.query_one(KeyLine)
        for keys in (KEYS, TRANSCRIPT_KEYS):
            line.show(in_transcript=keys is TRANSCRIPT_KEYS)
            shown = line.render_line(0).text
            for key, word, _ in keys:
                assert f"{key} {translate(word)}" in shown


async def test_the_words_are_translated() -> None:
    translate = load_translator("ru")
    words: list[Message] = [word for _, word, _ in KEYS if str(word) != "TLS"]
    assert all(translate(word) != ENGLISH(word) for word in words)


async def test_a_click_does_what_the_key_does() -> None:
    stand = Stand(ENGLISH)
    async with stand.run_test(size=(80, 24)) as pilot:
        await pilot.click(KeyLine, offset=(1, 0))
        await pilot.pause()
        assert stand.helped
