"""Makes the README's pictures from the running program: `python -m tests.screenshots`.

A session with the practice server and a step of a lesson are played in the real explorer, its screen is exported as
SVG, and a headless Chromium makes a PNG of it.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from smtptui.lesson.library import Library
from smtptui.settings import Settings
from smtptui.tui.app import SmtptuiApp
from smtptui.tui.screens.explorer import ExplorerScreen
from smtptui.tui.screens.lessons import LessonChoice

DOCS = Path(__file__).parent.parent / "docs"
SIZE = (120, 36)
LINES = (
    "EHLO client.example.test",
    "STARTTLS",
    "EHLO client.example.test",
    "AUTH LOGIN",
    "dmFzeWE=",
    "czNjcmV0",
    "MAIL FROM:<vasya@example.test>",
    "RCPT TO:<masha@example.test>",
    "RCPT TO:<nobody@example.test>",
)


LESSON, STEP = "first-message", "rcpt"
LESSON_LINES = ("RCPT TO:masha@example.test", "RCPT TO:<mascha@example.test>")


async def settled(pilot: Pilot[int], explorer: ExplorerScreen) -> None:
    """Waits until nothing is awaited from the server, and all is drawn."""
    for _ in range(200):
        await pilot.pause(0.05)
        session = explorer.conversation.session
        if session is not None and session.is_open and session.waiting is None:
            return


async def play(home: Path) -> str:
    """The explorer's screen as SVG, after a session."""
    settings = Settings(home, home)
    app = SmtptuiApp(settings, settings.connect_options(), "practice:starttls")
    async with app.run_test(size=SIZE) as pilot:
        explorer = app.screen_stack[0]
        assert isinstance(explorer, ExplorerScreen)
        await settled(pilot, explorer)
        for line in LINES:
            explorer.editor.put(line)
            await pilot.press("enter")
            await pilot.pause(0.1)
            await settled(pilot, explorer)
        await pilot.pause(0.5)
        return app.export_screenshot(title="smtptui")


async def learn(home: Path) -> str:
    """The explorer's screen as SVG, in the middle of a lesson."""
    settings = Settings(home, home)
    app = SmtptuiApp(settings, settings.connect_options())
    async with app.run_test(size=SIZE) as pilot:
        explorer = app.screen_stack[0]
        assert isinstance(explorer, ExplorerScreen)
        await explorer.furnished.wait()
        app.screen.dismiss(None)
        await pilot.pause(0.5)
        explorer.begin_lesson(LessonChoice(Library("en").lesson(LESSON), STEP))
        await settled(pilot, explorer)
        await pilot.pause(1)
        for line in LESSON_LINES:
            explorer.editor.put(line)
            await pilot.press("enter")
            await settled(pilot, explorer)
            await pilot.pause(0.5)
        explorer.action_lesson_hint()
        await pilot.pause(1)
        return app.export_screenshot(title="smtptui")


def to_png(svg: str, target: Path) -> None:
    """Renders with Chromium. The font is one without ligatures: a terminal shows `<~` as two characters."""
    match = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert match is not None, "an SVG of Textual has a viewBox"
    width, height = (int(float(number)) + 1 for number in match.groups())
    svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg).replace("Fira Code", "DejaVu Sans Mono")
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("needs Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "screen.svg"
        page.write_text(svg, "utf-8")
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking")
        more = ("--disable-sync", "--no-first-run", "--disable-component-update", f"--user-data-dir={folder}/profile")
        size = (f"--window-size={width},{height}", f"--screenshot={target}")
        subprocess.run([browser, *flags, *more, *size, page.as_uri()], check=True, capture_output=True, timeout=120)


def main() -> None:
    """Writes docs/explorer.png and docs/lesson.png."""
    DOCS.mkdir(exist_ok=True)
    for name, make in (("explorer.png", play), ("lesson.png", learn)):
        with tempfile.TemporaryDirectory() as home:
            svg = asyncio.run(make(Path(home)))
        to_png(svg, DOCS / name)
        print(DOCS / name)


if __name__ == "__main__":
    main()
