"""A terminal for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal


@pytest.fixture
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    # A short path: that of a socket holds 107 bytes.
    folder: Path = tmp_path_factory.mktemp("term")
    terminal = Terminal(folder)
    yield terminal
    terminal.stop()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the program keeps its files in this test."""
    return tmp_path / "home"
