"""The wheel: what is in it, and that it works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from smtptui import __version__

ROOT = Path(__file__).parents[1]
LONG = 300.0

SCRIPT = "S: 220\nC: EHLO me.example\nS: 250\nC: QUIT\nS: 221\n"


def done(*command: str | Path, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    result = subprocess.run(
        list(map(str, command)), cwd=cwd, env={**kept, **environ}, capture_output=True, text=True, timeout=LONG
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with what is installed: no network."""
    folder = tmp_path_factory.mktemp("wheel")
    done(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, installed into an environment of its own; its dependencies are this environment's."""
    folder = tmp_path_factory.mktemp("venv")
    done(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    done(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "smtptui"


def test_the_wheel_has_lessons_catalogues_and_no_sources_of_theirs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    lessons = {f"smtptui/lessons/{path.relative_to(ROOT / 'lessons')}" for path in (ROOT / "lessons").rglob("*.md")}
    catalogues = {str(path.relative_to(ROOT).with_suffix(".mo")) for path in (ROOT / "smtptui").rglob("*.po")}
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "smtptui").rglob("*.py")}
    assert lessons | catalogues | modules <= names
    assert not [name for name in names if name.endswith((".po", ".pot")) or name.startswith("tests")]


def test_it_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    home = {"SMTPTUI_HOME": str(tmp_path / "home")}
    assert done(installed, "--version", cwd=empty, **home).stdout == f"smtptui {__version__}\n"
    assert f"smtptui: {__version__}" in done(installed, "info", cwd=empty, **home).stdout
    assert "plain" in done(installed, "practice", "--list", cwd=empty, **home).stdout
    assert list(empty.iterdir()) == []
    (tmp_path / "hello.smtp").write_text(SCRIPT)
    assert " -> EHLO me.example" in done(installed, "run", tmp_path / "hello.smtp", cwd=empty, **home).stdout


def test_it_is_not_the_checkout_that_runs(installed: Path, tmp_path: Path) -> None:
    code = "import smtptui; print(smtptui.__file__)"
    found = done(installed.with_name("python"), "-c", code, cwd=tmp_path).stdout.strip()
    assert Path(found).is_relative_to(installed.parents[1])
