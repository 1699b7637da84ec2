"""What the wire can bring, through the real program: never a hang, no control character, no traceback, and named."""

from __future__ import annotations

import asyncio
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from smtptui.explain.anomalies import ANOMALIES
from tests.hostile.script import EITHER, Script
from tests.hostile.scripts import ALL
from tests.hostile.server import serve, serve_in_turn
from tests.program import COMMAND, LONG, environment

AT_ONCE = max(2, os.cpu_count() or 2)
PATIENT, IMPATIENT = ("--timeout", "30"), ("--timeout", "1", "--connect-timeout", "1")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
EXPECTED = {"DATA": "354", "STARTTLS": "220"}


@dataclass(frozen=True)
class Ended:
    """What a process told, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Told:
    """What the program told of one script, in its three ways."""

    text: Ended
    json: Ended
    events: list[dict[str, Any]]
    narration: str
    plain: Ended


def played(script: Script) -> str:
    """The script for `smtptui run`: it expects what a good server would do."""
    lines = [] if script.steps[0] == "" else ["S: 220"]
    for line in script.typed:
        lines += [f"C: {line}", f"S: {EXPECTED.get(line, 250)}"]
    return "\n".join([*lines, "@closed" if script.ends else "@wait 0.2s"])


async def run(home: Path, *arguments: str, typed: str = "") -> Ended:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, env=environment(home / "home"), stdin=pipe, stdout=pipe, stderr=pipe
    )
    async with asyncio.timeout(LONG):
        out, err = await process.communicate(typed.encode())
    return Ended(process.returncode or 0, out.decode(), err.decode())


def patience(script: Script) -> tuple[str, ...]:
    """Where nothing comes, a second is enough."""
    return IMPATIENT if script.silent or script.steps[0] == "" else PATIENT


async def play(folder: Path, scripts: list[Script], *flags: str) -> Ended:
    """The scripts by one `smtptui run`."""
    names = [f"{ALL.index(script):02d}.smtp" for script in scripts]
    for name, script in zip(names, scripts, strict=True):
        (folder / name).write_text(played(script) + "\n")
    async with serve_in_turn([script.steps for script in scripts]) as port:
        files = [str(folder / name) for name in names]
        return await run(folder, "run", *files, "-t", f"127.0.0.1:{port}", *patience(scripts[0]), *flags)


async def typed(folder: Path, script: Script, limit: asyncio.Semaphore) -> Ended:
    """The script's lines, typed into `--no-tui`."""
    async with limit, serve(*script.steps) as server:
        lines = "".join(f"{line}\n" for line in script.typed)
        return await run(folder, "--no-tui", f"127.0.0.1:{server.port}", *patience(script), typed=lines)


async def everything(folder: Path) -> dict[str, Told]:
    """All scripts in all ways, side by side."""
    limit = asyncio.Semaphore(AT_ONCE)
    groups = [[script for script in ALL if patience(script) == way] for way in (PATIENT, IMPATIENT)]
    ways = [play(folder, group, *flags) for flags in ((), ("--json",)) for group in groups]
    ended = await asyncio.gather(*ways, *(typed(folder, script, limit) for script in ALL))
    texts, lines, plain = ended[:2], ended[2:4], ended[4:]
    events: dict[str, list[dict[str, Any]]] = {}
    for line in "".join(one.out for one in lines).splitlines():
        value = json.loads(line)
        if "smtptui" in value:
            current = events[value["script"]] = []
        else:
            current.append(value)
    told: dict[str, Told] = {}
    for number, (script, one) in enumerate(zip(ALL, plain, strict=True)):
        file = str(folder / f"{number:02d}.smtp")
        text = texts[script in groups[1]]
        narration = "".join(line for line in text.err.splitlines(keepends=True) if line.startswith(file))
        told[script.title] = Told(text, lines[script in groups[1]], events[file], narration, one)
    return told


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """What came of everything: most of the time is waiting."""
    return asyncio.run(everything(tmp_path_factory.mktemp("hostile")))


@pytest.fixture(params=ALL, ids=lambda script: script.title)
def script(request: pytest.FixtureRequest) -> Script:
    """Each script."""
    found: Script = request.param
    return found


def test_nothing_but_text_is_printed(script: Script, told: dict[str, Told]) -> None:
    it = told[script.title]
    for ended in (it.text, it.json, it.plain):
        for stream in (ended.out, ended.err):
            assert CONTROL.search(stream) is None
            assert "Traceback" not in stream


def test_a_script_run_against_it(script: Script, told: dict[str, Told]) -> None:
    it = told[script.title]
    assert it.events[-1]["event"] == "summary"
    assert it.events[-1]["exit"] == script.codes[0], it.narration
    if script.codes[0] not in (0, 4):
        assert it.events[-1]["message"] in it.narration
    named = {name for event in it.events for name in event.get("anomalies", ())}
    if not (it.events[-1]["exit"] == 4 and script.steps[0] == ""):  # there it waits for a greeting in vain
        assert named >= {anomaly.value for anomaly in script.anomalies}
        for sentence in sentences(script):
            assert sentence in it.narration


def test_its_lines_typed(script: Script, told: dict[str, Told]) -> None:
    it = told[script.title].plain
    assert it.code in ((0, 3) if script.codes[1] == EITHER else (script.codes[1],)), it.err
    if script.steps[0] != "":
        for row in script.rows:
            assert any(line.endswith(row) for line in it.out.splitlines()), row
        for sentence in sentences(script):
            assert sentence in it.err


def sentences(script: Script) -> list[str]:
    """What a person must be told."""
    return [*(str(ANOMALIES[anomaly]) for anomaly in script.anomalies), script.says]
