"""Whole scripts, each on the practice server of the scenario that its file name begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtptui.lesson.files import read_text
from smtptui.lesson.format import parse_script, write_script
from smtptui.lesson.outcome import Outcome
from smtptui.lesson.player import Play, play
from smtptui.settings import load_settings
from smtptui.workbench import Workbench
from tests.lesson.scripted import PATIENCE

FILES = sorted((Path(__file__).parents[1] / "conversations").glob("*.smtp"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
async def test_it_holds_on_the_practice_server(file: Path, tmp_path: Path) -> None:
    script = parse_script(read_text(str(file)), str(file))
    assert parse_script(write_script(script), "again") == script
    settings = load_settings({"SMTPTUI_HOME": str(tmp_path)})
    async with Workbench(settings) as bench:
        result = await play(script, bench, Play(f"practice:{file.stem.partition('_')[0]}", PATIENCE))
    assert result.outcome is Outcome.HELD, (result.where, result.message)
    assert result.note is None
