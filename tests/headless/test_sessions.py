"""`smtptui sessions`: listing, showing and deleting journals."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from smtptui.errors import UnknownName, UsageError
from smtptui.headless import sessions
from smtptui.headless.output import Output
from smtptui.messages import ENGLISH, Message
from smtptui.session.journal_file import JournalFile
from smtptui.smtp.events import Closed, Connected, Party, Sent
from smtptui.transcript.feed import Feed
from smtptui.transcript.record import Transcript


@pytest.fixture
def output() -> Output:
    return Output(ENGLISH, stdout=io.StringIO(), stderr=io.StringIO())


def text_of(stream: object) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def journal(folder: Path, target: str, *, finished: bool = True) -> str:
    transcript = Transcript()
    file = JournalFile(folder, target, lambda trouble: pytest.fail(str(trouble)))
    file.attach(Feed(transcript))
    transcript.append(1.0, False, Connected("mail.example.org", "192.0.2.1", 25))
    transcript.append(2.0, False, Sent(b"NOOP \x1b[31m\r\n", "NOOP", 0))
    if finished:
        transcript.append(3.0, False, Closed(Party.SERVER, Message("The server closed the connection.")))
    file.close()
    assert file.path is not None
    return file.path.stem


def test_an_empty_list_is_no_error(tmp_path: Path, output: Output) -> None:
    assert sessions.show_list(tmp_path / "none", [], output, False) == 0
    assert text_of(output.stdout) == ""
    assert "No session is journalled" in text_of(output.stderr)


def test_the_list_is_a_table(tmp_path: Path, output: Output) -> None:
    done, killed = journal(tmp_path, "a:25"), journal(tmp_path, "b\x1b[31m:25", finished=False)
    assert sessions.show_list(tmp_path, [], output, False) == 0
    head, *lines = text_of(output.stdout).splitlines()
    assert head.split() == ["ID", "STARTED", "TARGET", "RECORDS", "STATE"]
    cells = {line.split()[0]: line.split()[-3:] for line in lines}
    assert cells == {done: ["a:25", "3", "finished"], killed: ["b\\x1b[31m:25", "2", "unfinished"]}


def test_the_list_as_json(tmp_path: Path, output: Output) -> None:
    name = journal(tmp_path, "a:25")
    sessions.show_list(tmp_path, [], output, True)
    assert json.loads(text_of(output.stdout))["id"] == name


def test_a_session_is_shown_in_the_gutter(tmp_path: Path, output: Output) -> None:
    journal(tmp_path, "a:25")
    assert sessions.show(tmp_path, ["last"], output, False) == 0
    connected, *others = text_of(output.stdout).splitlines()
    assert connected.startswith("=== Connected to mail.example.org, 192.0.2.1:25")
    assert others == [" -> NOOP \\x1b[31m", "=== The server closed the connection."]


def test_a_session_as_json_is_the_journal(tmp_path: Path, output: Output) -> None:
    name = journal(tmp_path, "a:25")
    sessions.show(tmp_path, [name], output, True)
    assert text_of(output.stdout) == (tmp_path / f"{name}.jsonl").read_text()


def test_a_secret_in_a_journal_from_elsewhere_is_masked(tmp_path: Path, output: Output) -> None:
    name = journal(tmp_path, "a:25")
    path = tmp_path / f"{name}.jsonl"
    path.write_text(path.read_text().replace("NOOP \\u001b[31m", "AUTH PLAIN AHZhc3lhAHMzY3JldA=="))
    sessions.show(tmp_path, [str(path)], output, False)
    assert "AUTH PLAIN ••••••••" in text_of(output.stdout)


def test_lines_that_cannot_be_read_are_counted(tmp_path: Path, output: Output) -> None:
    name = journal(tmp_path, "a:25")
    with (tmp_path / f"{name}.jsonl").open("a") as file:
        file.write('{"half')
    sessions.show(tmp_path, [name], output, False)
    assert "1 line could not be read." in text_of(output.stderr)


def test_deleting_looks_all_up_first(tmp_path: Path, output: Output) -> None:
    first, second = journal(tmp_path, "a:25"), journal(tmp_path, "b:25")
    with pytest.raises(UnknownName):
        sessions.delete(tmp_path, [first, "nope"], output, False)
    assert len(list(tmp_path.iterdir())) == 2
    assert sessions.delete(tmp_path, [first, second, first], output, False) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("action", [sessions.show, sessions.delete])
def test_a_session_must_be_named(tmp_path: Path, output: Output, action: object) -> None:
    assert callable(action)
    with pytest.raises(UsageError, match="Which session"):
        action(tmp_path, [], output, False)
