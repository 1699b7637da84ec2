"""The folder of behaviours is the list of them: each file holds one, and says whose it is."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from smtptui.registry import collect
from tests.hostile import behaviours
from tests.hostile.script import Script
from tests.hostile.scripts import ALL

FOLDER = Path(behaviours.__path__[0])
FILES = sorted(file.stem for file in FOLDER.glob("*.py") if file.stem != "__init__")


def test_every_file_is_found() -> None:
    assert [script.name.replace("-", "_") for script in ALL] == FILES


@pytest.mark.parametrize("file", FILES)
def test_each_says_who_sends_it(file: str) -> None:
    assert importlib.import_module(f"{behaviours.__name__}.{file}").__doc__


@pytest.mark.parametrize("content", ["", "SCRIPT = 'not one'\n"], ids=["nothing", "another type"])
def test_a_file_without_a_script_is_refused(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_file_without_a_script.py").write_text(content)
    monkeypatch.setattr(behaviours, "__path__", [str(FOLDER), str(tmp_path)])
    with pytest.raises(TypeError, match="a_file_without_a_script must hold exactly one Script"):
        collect(behaviours, Script)
