"""The journal on the disk: complete up to the last record, private, and never the session's undoing."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from smtptui.errors import UnknownName, UsageError
from smtptui.messages import Message
from smtptui.session import journal_file
from smtptui.session.journal_file import JournalFile
from smtptui.session.journals import delete_journal, find_journal, list_journals, load_journal, read_info
from smtptui.smtp.events import Answers, Closed, Connected, Event, Level, Note, Party, Received, Sent
from smtptui.smtp.reply import Reply, parse_line
from smtptui.transcript.feed import Feed
from smtptui.transcript.record import Transcript

PASSWORD = b"correct horse"


class Bench:
    """A transcript with a journal; `troubles` are what it told."""

    def __init__(self, folder: Path, target: str = "mail.example.org:25") -> None:
        self.transcript = Transcript()
        self.feed = Feed(self.transcript)
        self.troubles: list[Message] = []
        self.journal = JournalFile(folder, target, self.troubles.append)
        self.journal.attach(self.feed)

    @property
    def path(self) -> Path:
        assert self.journal.path is not None
        return self.journal.path

    def happen(self, *events: Event) -> None:
        for event in events:
            self.transcript.append(1_700_000_000.0 + len(self.transcript), False, event)


def sent(text: bytes, ordinal: int = 0) -> Sent:
    return Sent(text + b"\r\n", text.split()[0].decode().upper(), ordinal)


def received(text: bytes) -> Received:
    return Received(Reply((parse_line(text + b"\r\n"),)), Answers("EHLO", 0))


CONNECTED = Connected("mail.example.org", "192.0.2.1", 25, 0.01, 0.02)
CLOSED = Closed(Party.SERVER, Message("The server closed the connection."))
NOTE = Note(Level.INFO, Message("A note."))


def test_each_record_is_there_the_moment_it_happened(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "sessions")
    assert bench.journal.path is None
    events: list[Event] = [CONNECTED, received(b"220 hi"), sent(b"EHLO me"), received(b"250 hi"), CLOSED]
    for count, event in enumerate(events, 1):
        bench.happen(event)
        assert tuple(load_journal(bench.path).records) == tuple(bench.transcript)
        assert len(load_journal(bench.path).records) == count
    header = load_journal(bench.path).header
    assert header.target == "mail.example.org:25"
    assert header.program.startswith("smtptui ")


def test_only_the_owner_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    bench = Bench(folder)
    bench.happen(CONNECTED)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(bench.path.stat().st_mode) == 0o600
    bench.happen(received(b"250 correct horse"))
    bench.feed.know_secret(PASSWORD)
    assert stat.S_IMODE(bench.path.stat().st_mode) == 0o600


def test_what_came_before_it_was_attached_is_there(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "first")
    bench.happen(CONNECTED, NOTE)
    late = JournalFile(tmp_path / "second", "x", bench.troubles.append)
    late.attach(bench.feed)
    bench.happen(CLOSED)
    assert late.path is not None
    assert load_journal(late.path).records == tuple(bench.transcript)


def test_no_two_sessions_share_a_file(tmp_path: Path) -> None:
    benches = [Bench(tmp_path) for _ in range(5)]
    for bench in benches:
        bench.happen(CONNECTED)
    assert len({bench.path for bench in benches}) == 5
    assert all(f"-{os.getpid()}" in bench.path.stem for bench in benches)


def test_a_target_becomes_a_name_of_harmless_letters(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "unix:/../../etc/\x1b[31m" + "x" * 500)
    bench.happen(CONNECTED)
    assert bench.path.parent == tmp_path
    assert bench.path.name.isprintable()
    assert len(bench.path.name) < 100


def test_a_secret_found_late_is_masked_in_what_was_written(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.happen(CONNECTED, received(b"250 I heard correct horse"), NOTE)
    assert PASSWORD in bench.path.read_bytes()
    bench.feed.know_secret(PASSWORD)
    bench.happen(sent(b"NOOP"))
    assert PASSWORD not in bench.path.read_bytes()
    assert len(load_journal(bench.path).records) == 4
    assert [path.suffix for path in tmp_path.iterdir()] == [".jsonl"]
    assert bench.troubles == []


def test_a_file_that_cannot_be_written_anew_loses_the_secret_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path)
    bench.happen(CONNECTED, received(b"250 I heard correct horse"))

    def refuse(*_: object) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "rename", refuse)
    bench.feed.know_secret(PASSWORD)
    assert PASSWORD not in bench.path.read_bytes()
    assert len(bench.troubles) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_is_told_once_and_nothing_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path)
    bench.happen(CONNECTED)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(journal_file, "_write", full)
    bench.happen(NOTE, sent(b"NOOP"), CLOSED)
    (trouble,) = bench.troubles
    assert str(trouble) == (
        f"The journal cannot be written to {bench.path}: No space left on device. The session goes on without it."
    )
    assert len(load_journal(bench.path).records) == 1


def test_a_home_that_cannot_be_written_to_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    bench = Bench(tmp_path / "file" / "sessions")
    bench.happen(CONNECTED, NOTE, CLOSED)
    assert len(bench.troubles) == 1
    assert str(tmp_path / "file") in str(bench.troubles[0])
    assert bench.journal.path is None


def test_a_folder_that_vanishes_is_told_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "sessions")
    bench.happen(CONNECTED)
    shutil.rmtree(tmp_path / "sessions")
    bench.happen(NOTE, received(b"250 correct horse"), NOTE)
    bench.feed.know_secret(PASSWORD)
    bench.happen(CLOSED)
    assert len(bench.troubles) == 1


def test_after_the_end_no_file_is_held_open_and_a_late_note_is_kept(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    bench = Bench(tmp_path)
    bench.happen(CONNECTED, CLOSED)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    bench.happen(NOTE)
    bench.journal.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    bench.happen(NOTE)
    assert len(load_journal(bench.path).records) == 3
    assert read_info(bench.path).finished


KILLED = """
import sys
from pathlib import Path
from tests.session.test_journal_file import Bench, CONNECTED, received
bench = Bench(Path(sys.argv[1]))
bench.happen(CONNECTED)
number = 0
while True:
    number += 1
    bench.happen(received(b"250 " + str(number).encode()))
    print(number, flush=True)
"""


def test_killed_it_is_complete_up_to_the_last_record(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        told = 0
        for line in process.stdout:
            told = int(line)
            if told == 50:
                process.send_signal(signal.SIGKILL)
                break
        told = max([told, *map(int, process.stdout)])
    (info,) = list_journals(tmp_path)
    journal = load_journal(info.path)
    assert len(journal.records) >= told + 1
    # The kernel may stop a write that crosses a page: then the record that was never told has no end.
    is_torn = not info.path.read_bytes().endswith(b"\n")
    assert journal.damaged == is_torn
    assert (info.finished, info.damaged) == (False, is_torn)


# -- the journals of a folder


def test_a_folder_without_journals_is_an_empty_list(tmp_path: Path) -> None:
    assert list_journals(tmp_path / "not-there") == []
    (tmp_path / "notes.txt").write_text("x")
    assert list_journals(tmp_path) == []


def test_the_list_says_what_became_of_each_session(tmp_path: Path) -> None:
    ended, running, cut = Bench(tmp_path, "a:25"), Bench(tmp_path, "b:25"), Bench(tmp_path, "c:25")
    ended.happen(CONNECTED, CLOSED, NOTE)
    running.happen(CONNECTED, CLOSED, CONNECTED)
    cut.happen(CONNECTED, NOTE, CLOSED)
    cut.path.write_bytes(cut.path.read_bytes()[:-5])
    found = {info.target: info for info in list_journals(tmp_path)}
    assert [(found[name].records, found[name].finished, found[name].damaged) for name in ("a:25", "b:25", "c:25")] == [
        (3, True, False),
        (3, False, False),
        (2, False, True),
    ]


def test_a_reply_longer_than_the_tail_is_no_trouble(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    long = Received(Reply(tuple(parse_line(b"250-" + b"x" * 200 + b"\r\n") for _ in range(2000))), None)
    bench.happen(CONNECTED, NOTE, long)
    assert list_journals(tmp_path)[0].records == 3


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\0" * 100, b"[1]\n", b'{"smtptui":1}\n', b'{"smtptui":1,"started":"x"}\n{']
)
def test_what_is_no_journal_is_listed_as_damaged_or_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.jsonl").write_bytes(content)
    (info,) = list_journals(tmp_path)
    assert info.id == "x"
    assert info.records == 0
    assert not info.finished
    load_journal(info.path)


def test_a_journal_is_found_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    for name in ("20260101-a", "20260101-ab", "20260202-c"):
        (tmp_path / f"{name}.jsonl").write_text('{"smtptui":1,"started":5,"target":"t","program":""}\n')
    assert find_journal(tmp_path, "20260202").stem == "20260202-c"
    assert find_journal(tmp_path, "20260101-a").stem == "20260101-a"
    assert find_journal(tmp_path, "last").stem == "20260202-c"
    assert find_journal(tmp_path, str(tmp_path / "20260202-c.jsonl")).stem == "20260202-c"
    with pytest.raises(UsageError, match="Several sessions begin with"):
        find_journal(tmp_path, "202601")
    for name in ("nope", "", "last/", "../x"):
        with pytest.raises(UsageError):
            find_journal(tmp_path, name)
    with pytest.raises(UnknownName):
        find_journal(tmp_path / "empty", "last")


def test_a_deleted_journal_is_gone(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.happen(CONNECTED)
    delete_journal(bench.path)
    assert list_journals(tmp_path) == []
    with pytest.raises(UsageError, match="cannot be deleted"):
        delete_journal(bench.path)
    with pytest.raises(UsageError, match="cannot be read"):
        load_journal(bench.path)
