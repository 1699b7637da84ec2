"""Copying from the explorer: what goes out, and what is said about it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from smtptui.messages import Message
from smtptui.transcript.text import RedactedText
from smtptui.tui import clipboard
from smtptui.tui.clipboard import Copied
from tests.tui.explorer import explorer


class Board:
    """A clipboard that works, or does not."""

    def __init__(self) -> None:
        self.text = ""
        self.works = True

    async def copy(self, text: RedactedText, app: App[Any], environ: Mapping[str, str] = os.environ) -> Copied:
        self.text = text
        return Copied(Message("copied through a test."), True) if self.works else Copied(Message("no way."), False)


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Board:
    board = Board()
    monkeypatch.setattr(clipboard, "copy", board.copy)
    return board


async def test_a_row_a_reply_and_the_session(tmp_path: Path, board: Board) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH PLAIN AHZhc3lhAHMzY3JldA==")
        it.screen.view.focus()
        await it.press("g", "j", "y")
        await it.until_toast("The row: copied through a test. F7 saves to a file.")
        assert board.text == "220 practice.example.test ESMTP smtptui practice server"
        await it.press("j", "j", "Y")
        await it.until_toast("The reply: copied through a test.")
        assert board.text.startswith("250-practice.example.test\n250-PIPELINING\n") and "EHLO" not in board.text
        it.screen.action_copy_session()
        await it.until_toast("The session: copied through a test.")
        assert " -> EHLO me.example\n<-  250-practice" in board.text
        assert "AUTH PLAIN •" in board.text and "AHZhc3lhAHMzY3JldA" not in board.text


async def test_a_clipboard_that_fails_says_so_and_offers_the_file(tmp_path: Path, board: Board) -> None:
    board.works = False
    async with explorer(tmp_path) as it:
        it.screen.action_copy_session()
        await it.until_toast("The session: no way. F7 saves to a file.")
