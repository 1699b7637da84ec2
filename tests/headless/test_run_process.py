"""`smtptui run` as a process: what it imports, its signals, its exit code."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.lesson.scripted import scripted

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds after which something hangs."""

UNUSED = (
    "aiosmtplib",
    "cryptography",
    "dns",
    "email",
    "markdown_it",
    "platformdirs",
    "pygments",
    "pyperclip",
    "regex",
    "rich",
    "smtptui.exporters",
    "smtptui.practice",
    "smtptui.tui",
    "textual",
    "tomllib",
    "xml",
)
"""What a script without a regex, against a server that is not ours, has no use for."""

AND_TELL = """import sys
from smtptui.cli import main
code = main(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(code)"""


async def start(folder: Path, *words: str) -> asyncio.subprocess.Process:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONDONTWRITEBYTECODE")}
    return await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**kept, "PYTHONPATH": str(ROOT), "SMTPTUI_HOME": str(folder / "home"), "LANG": "C.UTF-8"},
    )  # fmt: skip


async def finished(process: asyncio.subprocess.Process) -> tuple[int, str, str]:
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def test_it_imports_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    (tmp_path / "x.smtp").write_text("S: 220\nC: EHLO me\nS: 250\nS+ SIZE\nC: QUIT\nS: 221\n@closed\n")
    async with scripted(b"220 mx\r\n", 1, b"250-mx\r\n250 SIZE 1\r\n", 1, b"221 Bye\r\n", 0) as heard:
        code, out, err = await finished(await start(tmp_path, "-c", AND_TELL, "run", "x.smtp", "-t", heard.target))
    assert code == 0, err
    assert "<-  221 Bye\n" in out
    modules = err.splitlines()[-1].split()
    assert "smtptui.lesson.player" in modules
    assert [name for name in modules if any(name == unused or name.startswith(f"{unused}.") for unused in UNUSED)] == []


async def test_without_a_target_the_practice_server_plays_its_part(tmp_path: Path) -> None:
    script = ROOT / "tests" / "conversations" / "plain_first-message.smtp"
    code, out, err = await finished(await start(tmp_path, "-m", "smtptui", "run", str(script)))
    assert code == 0, err
    assert "<-  220 practice.example.test" in out


@pytest.mark.parametrize(("text", "code"), [("S: 554", 1), ("S: 25", 2), ("@connect 127.0.0.1:x", 2), ("S: 2xx", 0)])
async def test_exit_codes(tmp_path: Path, text: str, code: int) -> None:
    (tmp_path / "x.smtp").write_text(text)
    found, _, err = await finished(await start(tmp_path, "-m", "smtptui", "run", "x.smtp"))
    assert found == code, err


async def test_an_interrupt_keeps_what_was_seen(tmp_path: Path) -> None:
    (tmp_path / "x.smtp").write_text("S: 220\n@wait 1h\nC: NOOP\nS: 250\n")
    words = ("-m", "smtptui", "run", "x.smtp", "--export", "x.txt")
    async with scripted(b"220 mx\r\n") as heard:
        process = await start(tmp_path, *words, "-t", heard.target)
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while b"Waiting" not in await process.stdout.readline():
                assert process.returncode is None
        process.send_signal(signal.SIGINT)
        code, _, err = await finished(process)
    assert (code, err.splitlines()[0]) == (130, "x.smtp:2:1: interrupted")
    assert "<-  220 mx\n" in (tmp_path / "x.txt").read_text()
    assert heard.received == b""
