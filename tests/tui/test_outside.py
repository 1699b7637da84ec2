"""The text in a program of the user's: which one, what may be written for it, and how it comes back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from smtptui.errors import UsageError
from smtptui.smtp.state import Phase
from smtptui.tui.outside import EditFailed, edit, find_command, why_not
from tests.tui.explorer import explorer


def test_visual_comes_before_editor() -> None:
    assert find_command({"VISUAL": "code --wait", "EDITOR": "nano"}) == ["code", "--wait"]
    assert find_command({"VISUAL": " ", "EDITOR": "'/opt/my editor' -n"}) == ["/opt/my editor", "-n"]


@pytest.mark.parametrize(
    ("environ", "words"), [({}, "such as EDITOR=nano"), ({"EDITOR": "'nano"}, "The variable EDITOR cannot")]
)
def test_no_editor_is_told(environ: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        find_command(environ)


@pytest.mark.parametrize(
    ("text", "phase", "may"),
    [
        ("MAIL FROM:<vasya@example.test>", Phase.COMMAND, True),
        ("AUTH LOGIN", Phase.COMMAND, True),
        ("AUTH PLAIN AHZhc3lhAHMzY3JldA==", Phase.COMMAND, False),
        ("auth login\nc29tZW9uZQ==\nc29tZXRoaW5n", Phase.COMMAND, False),
        ("NOOP\nAUTH LOGIN\n", Phase.COMMAND, False),
        ("czNjcmV0", Phase.AUTH, False),
        ("", Phase.AUTH, False),
        ("it was s3cret-known", Phase.COMMAND, False),
        ("AUTH is a command\nsaid the message", Phase.DATA, True),
        ("Subject: s3cret-known", Phase.DATA, False),
    ],
)
def test_a_logins_secret_is_never_written(text: str, phase: Phase, may: bool) -> None:
    why = why_not(text, phase, lambda shown: shown.replace("s3cret-known", "****"))
    assert (why is None) is may


def script(folder: Path, *lines: str) -> list[str]:
    """An editor: the file is $1."""
    path = folder / "my-editor"
    path.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    path.chmod(0o700)
    return [str(path)]


def names(folder: Path) -> list[str]:
    """What is left there."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("text", "line", "edited"),
    [
        ("NOOP", ":", "NOOP"),
        ("", ":", ""),
        ("a\n", ":", "a\n"),
        ("NOOP", 'printf "RSET" > "$1"', "RSET"),
        ("NOOP", 'printf "RSET\\n" > "$1"', "RSET"),
        ("NOOP", 'printf "RSET\\r\\nNOOP\\r\\n" > "$1"', "RSET\nNOOP"),
        ("NOOP", 'printf "RSET\\n\\n" > "$1"', "RSET\n"),
        ("NOOP", 'echo QUIT >> "$1"', "NOOP\nQUIT"),
        ("a\nb", 'mv "$1" "$1~"; cp "$1~" "$1"', "a\nb"),
        ("Привет \udcff", 'cat "$1" > "$1.new"; mv "$1.new" "$1"', "Привет \udcff"),
        ("NOOP", ': > "$1"', ""),
    ],
)
async def test_what_comes_back(text: str, line: str, edited: str, tmp_path: Path) -> None:
    assert await edit(text, script(tmp_path, line), "commands.smtp") == edited


async def test_the_file_is_private_and_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    told = tmp_path / "told"
    look = f'ls -ln "$1" > {told}; ls -ldn "$(dirname "$1")" >> {told}; cp "$1" "$(dirname "$1")/.commands.smtp.swp"'
    await edit("NOOP", script(tmp_path, look), "commands.smtp")
    file, folder = told.read_text().splitlines()
    assert file.startswith("-rw-------") and f" {os.getuid()} " in file and file.endswith("/commands.smtp")
    assert folder.startswith("drwx------")
    assert names(tmp_path) == ["my-editor", "told"]


@pytest.mark.parametrize(
    ("line", "words"),
    [("exit 3", "my-editor ended with status 3"), ('rm "$1"', "cannot be written or read: No such file")],
)
async def test_an_editor_that_fails(line: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(EditFailed, match=words):
        await edit("NOOP", script(tmp_path, line), "commands.smtp")
    assert names(tmp_path) == ["my-editor"]


async def test_an_editor_that_is_not_there() -> None:
    with pytest.raises(EditFailed, match="The editor /nowhere/ed cannot be started: No such file"):
        await edit("NOOP", ["/nowhere/ed"], "commands.smtp")


async def test_without_a_terminal_of_its_own_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    async with explorer(tmp_path) as it:
        await it.write("NOOP")
        await it.press("f9")
        await it.until_toast("There is no terminal here")
        assert it.editor.text == "NOOP"


async def test_without_an_editor_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    async with explorer(tmp_path) as it:
        await it.press("f9")
        await it.until_toast("Which editor? Set the variable EDITOR")


async def test_an_answer_in_a_login_stays_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH LOGIN")
        await it.write("dmFzeWE=")
        await it.press("f9")
        await it.until_toast("A login's secret would be written to a file")
        assert it.editor.text == "dmFzeWE="
