"""What the wire can bring, through the real program: never a hang, no control character, no traceback, and named."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from smtptui.explain.anomalies import ANOMALIES
from tests.hostile.script import EITHER, Script
from tests.hostile.scripts import ALL
from tests.hostile.server import serve, serve_in_turn
from tests.program import COMMAND, LONG, environment

AT_ONCE = max(2, os.cpu_count() or 2)
PATIENT, IMPATIENT = ("--timeout", "30"), ("--timeout", "1", "--connect-timeout", "1")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
"""A process that runs another one and writes the most memory that it has had, as the system counts it."""
MOST_MORE = 1.4
"""How much more memory the worst of servers may cost than a good one."""
KEPT = ("md", "txt", "jsonl")
EXPECTED = {"DATA": "354", "STARTTLS": "220"}


@dataclass(frozen=True)
class Ended:
    """What a process told, and how it ended."""

    code: int
    out: str
    err: str
    kilobytes: int = 0
    """The most memory that it has had."""


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
        sys.executable,
        "-c",
        MEASURED,
        *COMMAND,
        *arguments,
        env=environment(home / "home"),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
    )
    async with asyncio.timeout(LONG):
        out, err = await process.communicate(typed.encode())
    told, _, kilobytes = err.decode().rstrip("\n").rpartition("\n")
    return Ended(process.returncode or 0, out.decode(), f"{told}\n", int(kilobytes))


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


def keeping(folder: Path, number: int) -> tuple[str, ...]:
    """The flags that keep what a run has to tell, in every form."""
    exports = [flag for suffix in KEPT for flag in ("--export", str(folder / f"kept-{number}.{suffix}"))]
    return (*exports, "--junit", str(folder / f"kept-{number}.xml"))


async def typed(folder: Path, script: Script, limit: asyncio.Semaphore) -> Ended:
    """The script's lines, typed into `--no-tui`."""
    async with limit, serve(*script.steps) as server:
        lines = "".join(f"{line}\n" for line in script.typed)
        return await run(folder, "--no-tui", f"127.0.0.1:{server.port}", *patience(script), typed=lines)


async def everything(folder: Path) -> dict[str, Told]:
    """All scripts in all ways, side by side."""
    limit = asyncio.Semaphore(AT_ONCE)
    groups = [[script for script in ALL if patience(script) == way] for way in (PATIENT, IMPATIENT)]
    texts_first = [play(folder, group, *keeping(folder, number)) for number, group in enumerate(groups)]
    ways = [*texts_first, *(play(folder, group, "--json") for group in groups)]
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
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the scripts are, what the runs keep, and the program's home."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Told]:
    """What came of everything: most of the time is waiting."""
    return asyncio.run(everything(folder))


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


def test_memory_stays_flat(script: Script, told: dict[str, Told]) -> None:
    assert told[script.title].plain.kilobytes < MOST_MORE * told["no text"].plain.kilobytes


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("suffix", [*KEPT, "xml"])
def test_what_is_kept_is_text_only(folder: Path, suffix: str, number: int) -> None:
    kept = (folder / f"kept-{number}.{suffix}").read_text("utf-8")
    assert kept
    assert CONTROL.search(kept) is None
    if suffix == "xml":
        assert len(list(ElementTree.fromstring(kept).iter("testcase"))) > 1


@pytest.mark.usefixtures("told")
def test_journals_are_text_only(folder: Path) -> None:
    journals = list((folder / "home" / "sessions").glob("*.jsonl"))
    assert len(journals) == 3 * len(ALL)
    for journal in journals:
        assert CONTROL.search(journal.read_text("utf-8")) is None


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
