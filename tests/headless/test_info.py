"""`smtptui info`: enough for a bug report, and nothing private."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from smtptui import __version__
from smtptui.headless import info
from smtptui.headless.output import Output
from smtptui.messages import ENGLISH
from smtptui.settings import Settings


def test_facts_without_anything_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "vasya"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 22")
    monkeypatch.setenv("TERM", "xterm\x1b]0;x\x07")
    output = Output(ENGLISH, stdout=io.StringIO(), stderr=io.StringIO())
    settings = Settings(home / "config", home / "data")
    assert info.run(settings, output) == 0
    assert isinstance(output.stdout, io.StringIO)
    text = output.stdout.getvalue()
    assert f"smtptui: {__version__}\n" in text
    for name in ("Python", "OpenSSL", "textual", "cryptography", "terminal", "clipboard", "locale"):
        assert f"\n{name}: " in text
    assert "sessions: ~/data/sessions\n" in text
    assert "vasya" not in text
    assert "192.0.2.7" not in text
    assert "SSH_CONNECTION" in text
    assert "\x1b" not in text


def test_problems_of_the_settings_are_in_it(tmp_path: Path) -> None:
    from smtptui.messages import Message

    settings = replace(Settings(tmp_path, tmp_path), problems=(Message("It is wrong."),))
    assert ("settings problem", "It is wrong.") in list(info.facts(settings, {}))
