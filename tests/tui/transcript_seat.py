"""The transcript view mounted alone, rows to show in it, and someone who sits before it. Run as a module, it is the
small app that a test drives in a real terminal."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message as WidgetMessage
from textual.pilot import Pilot

from smtptui.messages import ENGLISH, Message
from smtptui.smtp.reply import Anomaly, Severity
from smtptui.transcript.rows import Direction, Row
from smtptui.tui.widgets.transcript_view import TranscriptView

AT = 1_700_000_000.25
TEXT_AT = 20
"""Where texts begin in a view that is wide enough for the time."""


def sent(seq: int, text: str) -> list[Row]:
    return [Row(seq, 0, 1, AT + seq, None, Direction.SENT, False, " -> ", text)]


def reply(seq: int, *lines: str, code: int = 250, anomalies: tuple[Anomaly, ...] = ()) -> list[Row]:
    """A reply whose lines are given without their codes."""
    severity = Severity(code // 100)
    gutter = "<-  " if code < 400 else "<** "
    last = len(lines) - 1
    return [
        Row(
            seq,
            index,
            len(lines),
            AT + seq,
            0.041 if index == 0 else None,
            Direction.RECEIVED,
            False,
            gutter,
            f"{code}{' ' if index == last else '-'}{line}",
            code=code,
            severity=severity,
            anomalies=anomalies if index == 0 else (),
        )
        for index, line in enumerate(lines)
    ]


def told(seq: int, message: Message) -> list[Row]:
    return [Row(seq, 0, 1, AT + seq, None, Direction.INFO, False, "=== ", "", message=message)]


def many(count: int, first: int = 0) -> list[Row]:
    return [row for seq in range(first, first + count) for row in reply(seq, f"reply {seq}")]


class ViewApp(App[None]):
    """Nothing but the view; keeps what it says."""

    def __init__(self, rows: list[Row] | None = None, *, fold_after: int = 12) -> None:
        super().__init__()
        self.first_rows = rows or []
        self.fold_after = fold_after
        self.said: list[WidgetMessage] = []

    def compose(self) -> ComposeResult:
        view = TranscriptView(fold_after=self.fold_after)
        view.append(self.first_rows)
        yield view

    @property
    def view(self) -> TranscriptView:
        return self.query_one(TranscriptView)

    @on(TranscriptView.Selected)
    @on(TranscriptView.FollowChanged)
    @on(TranscriptView.CopyRequested)
    @on(TranscriptView.RevealRequested)
    @on(TranscriptView.HexRequested)
    @on(TranscriptView.SearchRequested)
    @on(TranscriptView.FilterRequested)
    @on(TranscriptView.Searched)
    def keep(self, event: WidgetMessage) -> None:
        self.said.append(event)


class Seat:
    """Someone before the screen."""

    def __init__(self, app: ViewApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.view = app.view
        self.pilot = pilot

    def follows(self) -> bool:
        return self.view.follow

    @property
    def lines(self) -> list[str]:
        """The screen, without blanks at the ends of lines."""
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]

    @property
    def texts(self) -> list[str]:
        """The screen without the columns, without empty lines at the end."""
        texts = [line[TEXT_AT:] for line in self.lines]
        while texts and not texts[-1]:
            texts.pop()
        return texts

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def append(self, rows: list[Row]) -> None:
        self.view.append(rows)
        await self.until(lambda: not self.view.has_pending)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Lets the app go on until something holds."""
        deadline = time.monotonic() + 10
        while not holds():
            assert time.monotonic() < deadline, "it never came to hold"
            await self.pilot.pause(0)
        await self.pilot.pause()

    def copied(self) -> tuple[str, str]:
        event = [event for event in self.app.said if isinstance(event, TranscriptView.CopyRequested)][-1]
        return event.text, ENGLISH(event.what)

    def selected(self) -> list[str | None]:
        """The texts of the rows that the cursor was said to be on."""
        events = [event for event in self.app.said if isinstance(event, TranscriptView.Selected)]
        return [None if event.row is None else event.row.words(ENGLISH) for event in events]

    async def drag(self, start: tuple[int, int], end: tuple[int, int]) -> str | None:
        """What is selected when the mouse is dragged."""
        await self.pilot.mouse_down(self.view, offset=start)
        await self.pilot.hover(self.view, offset=end)
        await self.pilot.mouse_up(self.view, offset=end)
        await self.pilot.pause()
        return self.app.screen.get_selected_text()


@asynccontextmanager
async def seat(
    rows: list[Row] | None = None, *, size: tuple[int, int] = (80, 24), fold_after: int = 12
) -> AsyncIterator[Seat]:
    app = ViewApp(rows, fold_after=fold_after)
    async with app.run_test(size=size) as pilot:
        someone = Seat(app, pilot)
        app.view.focus()
        await someone.until(lambda: not app.view.has_pending)
        yield someone


def demo_rows() -> list[Row]:
    return [
        *reply(0, r"\x1b[31mred [bold]not bold[/] \x1b]2;title\x07"),
        *reply(1, "日本語 😀 │"),
        *reply(2, *(f"line {n}" for n in range(20))),
        *many(97, 3),
    ]


if __name__ == "__main__":
    os.environ["COLORTERM"] = "truecolor"
    ViewApp(demo_rows()).run()
