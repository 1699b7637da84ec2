"""A program imports nothing that it does not use: start-up is quick because of what is left out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import _server
from tests.bench._processes import server_process
from tests.bench.run_once import SCRIPT

PROGRAM = """
import sys
from smtptui.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(*sys.modules, file=open({out!r}, "w"))
sys.exit(code)
"""

UNUSED = {
    "aiosmtplib", "cryptography", "difflib", "dns", "markdown_it", "platformdirs", "pygments", "pyperclip",
    "python_socks", "regex", "rich", "scramp", "textual", "tomllib",
}  # fmt: skip
"""What a plain session needs none of."""
UNUSED_OF_OURS = {
    "smtptui.cli_explorer", "smtptui.doctor", "smtptui.explain.vendor_table", "smtptui.exporters", "smtptui.practice",
    "smtptui.session.certificate", "smtptui.session.presets", "smtptui.session.proxy", "smtptui.session.tls",
    "smtptui.settings_file", "smtptui.tui",
}  # fmt: skip


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server of its own."""
    with server_process(_server.__name__) as port:
        yield port


def loaded(tmp_path: Path, *words: str) -> set[str]:
    """The modules of a program that ran to its end with exit code 0."""
    out = tmp_path / "modules"
    environment = {**os.environ, "SMTPTUI_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-c", PROGRAM.format(out=str(out)), *words]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(out.read_text().split())


def among(modules: set[str], packages: set[str]) -> set[str]:
    """Those of the packages that were loaded, in whole or in part."""
    return {name for name in packages if name in modules or any(module.startswith(f"{name}.") for module in modules)}


def test_a_run_imports_what_it_uses_and_nothing_else(tmp_path: Path, port: int) -> None:
    script = tmp_path / "short.smtp"
    script.write_text(SCRIPT.replace("S+ PIPELINING\n", ""))

    modules = loaded(tmp_path, "run", str(script), "--target", f"127.0.0.1:{port}")

    assert not among(modules, UNUSED | UNUSED_OF_OURS)
    assert {"smtptui.lesson.player", "smtptui.session.journal_file"} <= modules


def test_the_practice_server_comes_without_certificates(tmp_path: Path) -> None:
    script = tmp_path / "hello.smtp"
    script.write_text("S: 220\nC: EHLO client.example\nS: 250\nC: QUIT\nS: 221\n")

    modules = loaded(tmp_path, "run", str(script))

    assert not among(modules, UNUSED)
    assert "smtptui.practice.scenarios.plain" in modules


def test_the_version_takes_next_to_nothing(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--version")

    assert among(modules, {"smtptui"})
    assert not among(modules, {"argparse", "asyncio", "dataclasses", "json", "pathlib", "ssl", "typing", *UNUSED})


TEXTUAL = {"difflib", "platformdirs", "rich", "textual"}
"""What Textual brings with it."""
FIRST_SCREEN = """
import sys
import smtptui.cli_explorer
import smtptui.tui.app
import smtptui.tui.screens.explorer
import smtptui.tui.screens.connect
print(*sys.modules)
"""
LATER = {
    *UNUSED - TEXTUAL,
    "smtptui.doctor", "smtptui.explain", "smtptui.exporters", "smtptui.headless", "smtptui.helpers", "smtptui.lesson",
    "hmac", "smtptui.practice.certificates", "smtptui.practice.server", "smtptui.session.session",
    "smtptui.tui.screens.explorer_widgets",
    "smtptui.tui.widgets.editor", "smtptui.tui.widgets.side_panel", "smtptui.tui.widgets.transcript_view",
    "smtptui.tui.words", "textual.document", "textual.widgets._tabbed_content", "textual.widgets._text_area",
}  # fmt: skip
"""What the connect screen, and the explorer without its widgets, need none of."""


def test_the_first_screen_comes_without_what_is_needed_after_it() -> None:
    ran = subprocess.run([sys.executable, "-c", FIRST_SCREEN], capture_output=True, text=True, check=True)

    modules = set(ran.stdout.split())
    assert "smtptui.practice.scenario" in modules
    assert not among(modules, LATER)


SESSION_ON_THE_SCREEN = """
import asyncio, pathlib, sys
from smtptui.settings import Settings
from smtptui.tui.app import SmtptuiApp
async def main(home, port):
    settings = Settings(home, home)
    app = SmtptuiApp(settings, settings.connect_options(), f"127.0.0.1:{port}")
    async with app.run_test() as pilot:
        await pilot.pause()
        explorer = app.screen_stack[0]
        while not (explorer.furnished.is_set() and "220" in str(explorer.hint.content)):
            await pilot.pause(0.01)
        print(*sys.modules)
asyncio.run(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
"""


def test_a_session_on_the_screen_comes_without_lessons(tmp_path: Path, port: int) -> None:
    command = [sys.executable, "-c", SESSION_ON_THE_SCREEN, str(tmp_path), str(port)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)

    modules = set(ran.stdout.split())
    assert "smtptui.tui.screens.explorer_widgets" in modules
    wanted = {
        "smtptui.exporters", "smtptui.explain.mistakes", "smtptui.headless", "smtptui.helpers", "smtptui.lesson",
        "textual.widgets._tabs",
    }  # fmt: skip
    assert not among(modules, (UNUSED - TEXTUAL) | wanted)


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["practice", "--list"]], ids=" ".join)
def test_help_and_lists_start_no_engine(tmp_path: Path, words: list[str]) -> None:
    assert not among(loaded(tmp_path, *words), UNUSED | {"smtptui.tui", "smtptui.headless.run"})
