"""The workbench: targets become sessions, practice included, and nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from smtptui.errors import ConnectFailed, UnknownName, UsageError
from smtptui.lesson.bench import Bench
from smtptui.session.journals import list_journals, load_journal
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.session import Session
from smtptui.settings import Settings, load_settings
from smtptui.smtp.events import Received, TlsStarted
from smtptui.transcript.rows import rows
from smtptui.workbench import Workbench

PATIENCE = ConnectOptions(timeout=20.0, connect_timeout=20.0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"SMTPTUI_HOME": str(tmp_path / "home")})


@pytest.fixture
async def bench(settings: Settings) -> AsyncIterator[Workbench]:
    async with Workbench(settings) as workbench:
        yield workbench


async def talk(session: Session, *lines: str) -> list[int]:
    """Opens the session where it is not open, sends the lines one by one, and gives the codes of the replies."""
    if not len(session.transcript):
        await session.open()
        await session.settled()
    for line in lines:
        session.send_line(line)
        await session.settled()
    return [record.event.reply.code for record in session.transcript if isinstance(record.event, Received)]


def is_listening(address: tuple[str, int]) -> bool:
    with socket.socket() as client:
        return client.connect_ex(address) == 0


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


DELIVERY = ("EHLO me.example", "MAIL FROM:<a@b.example>", "RCPT TO:<vasya@example.test>", "DATA", "hi\r\n.", "QUIT")


def test_it_is_the_bench_of_lessons(settings: Settings) -> None:
    bench: Bench = Workbench(settings)
    assert bench


async def test_practice_is_one_word_away_and_keeps_its_name(bench: Workbench) -> None:
    session = await bench.session("practice", PATIENCE)
    assert await talk(session, *DELIVERY) == [220, 250, 250, 250, 354, 250, 221]
    assert session.target.shown == "practice:plain"
    assert bench.is_practice(session)
    assert [b"hi" in message for message in bench.mailbox("vasya@example.test")] == [True]
    assert bench.mailbox("masha@example.test") == []


async def test_a_scenario_has_one_server_that_stays(bench: Workbench) -> None:
    assert bench.practice_server("plain") is None
    first, second = await asyncio.gather(bench.session("practice", PATIENCE), bench.session("practice:plain", PATIENCE))
    other = await bench.session("practice:strict", PATIENCE)
    assert first.target.port == second.target.port != other.target.port
    server = bench.practice_server("plain")
    assert server is not None
    assert server.port == first.target.port
    assert await bench.start_practice("plain") is server


async def test_the_practice_clock_can_be_moved(bench: Workbench) -> None:
    session = await bench.session("practice:greylist", PATIENCE)
    assert (await talk(session, *DELIVERY[:3]))[-1] == 450
    bench.advance(301)
    assert (await talk(session, DELIVERY[2]))[-1] == 250


async def test_the_practice_certificate_is_trusted(bench: Workbench) -> None:
    session = await bench.session("practice:starttls", replace(PATIENCE, tls=TlsMode.STARTTLS))
    await session.open()
    (started,) = [record.event for record in session.transcript if isinstance(record.event, TlsStarted)]
    assert started.verified


async def test_implicit_tls_has_a_server_of_its_own(bench: Workbench) -> None:
    session = await bench.session("practice:plain", replace(PATIENCE, tls=TlsMode.IMPLICIT))
    assert await talk(session, "NOOP") == [220, 250]
    assert session.state.secure


async def test_an_authority_of_the_users_own_is_left_alone(bench: Workbench, tmp_path: Path) -> None:
    mine = replace(PATIENCE, ca_file=tmp_path / "mine.pem", source="192.0.2.1", family=6)
    session = await bench.session("practice:starttls", mine)
    assert session.options.ca_file == tmp_path / "mine.pem"
    assert (session.options.source, session.options.family) == (None, None)


async def test_a_home_that_cannot_be_written_to_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = load_settings({"SMTPTUI_HOME": str(tmp_path / "file")})
    async with Workbench(settings) as bench:
        session = await bench.session("practice:starttls", replace(PATIENCE, tls=TlsMode.STARTTLS))
        assert (await talk(session, "NOOP"))[-1] == 250
        told = [str(row.message) for row in rows(session.feed.everything())]
        assert len([words for words in told if words.startswith("The journal cannot be written to")]) == 1
        assert bench.journal_path(session) is None


async def test_names_that_are_none_are_refused(bench: Workbench) -> None:
    with pytest.raises(UsageError):
        await bench.session("a b")
    with pytest.raises(UnknownName, match="plain"):
        await bench.session("practice:plian")


async def test_profiles_are_targets(settings: Settings) -> None:
    (settings.data_folder).mkdir()
    settings.config_file.write_text("[profiles.work]\ntarget = 'practice:strict'\n", "utf-8")
    async with Workbench(load_settings({"SMTPTUI_HOME": str(settings.data_folder)})) as bench:
        assert (await bench.session("work")).target.shown == "practice:strict"


async def test_sessions_are_journalled_as_they_happen(bench: Workbench, settings: Settings) -> None:
    session = await bench.session("practice:auth", PATIENCE)
    await talk(session, "EHLO me", "AUTH PLAIN AHZhc3lhAHMzY3JldA==", "NOOP s3cret")
    (info,) = list_journals(settings.sessions_folder)
    assert info.path == bench.journal_path(session)
    assert (info.target, info.finished) == ("practice:auth", False)
    written = [record.event for record in load_journal(info.path).records]
    assert written == [record.event for record in session.feed.everything()]
    raw = info.path.read_bytes()
    assert b"s3cret" not in raw
    assert b"AHZhc3lh" not in raw
    await bench.close()
    assert list_journals(settings.sessions_folder)[0].finished


async def test_a_secret_known_before_is_never_shown(settings: Settings) -> None:
    async with Workbench(settings, secrets=[b"correct horse"]) as bench:
        session = await bench.session("practice", PATIENCE)
        await talk(session, "NOOP correct horse")
        assert all("correct horse" not in row.text for row in rows(session.feed.everything()))


async def test_a_session_that_goes_on_stays_in_its_journal(bench: Workbench, settings: Settings) -> None:
    first = await bench.session("practice", PATIENCE)
    await talk(first, "QUIT")
    await first.closed()
    second = await bench.session("practice:strict", PATIENCE, transcript=first.transcript)
    await second.open()
    await second.settled()
    (info,) = list_journals(settings.sessions_folder)
    assert not info.finished
    assert len(load_journal(info.path).records) == len(first.transcript)


async def test_without_a_journal_nothing_is_written(settings: Settings) -> None:
    async with Workbench(settings, journalled=False) as bench:
        await talk(await bench.session("practice", PATIENCE), "NOOP")
    assert not settings.sessions_folder.exists()


async def test_a_session_never_opened_leaves_no_journal(bench: Workbench, settings: Settings) -> None:
    await bench.session("practice", PATIENCE)
    await bench.close()
    assert list_journals(settings.sessions_folder) == []


async def test_an_evening_of_sessions_holds_few_files(bench: Workbench, settings: Settings) -> None:
    before = open_files()
    for _ in range(30):
        session = await bench.session("practice", PATIENCE)
        await talk(session, "QUIT")
        await session.closed()
    assert len(list_journals(settings.sessions_folder)) == 30
    assert open_files() < before + 20


@pytest.mark.filterwarnings("error")
async def test_close_leaves_nothing_behind(settings: Settings) -> None:
    bench = Workbench(settings)
    session = await bench.session("practice:starttls", replace(PATIENCE, tls=TlsMode.STARTTLS))
    await session.open()
    waiting = await bench.session("practice", PATIENCE)
    await talk(waiting)
    address = ("127.0.0.1", waiting.target.port)
    assert is_listening(address)
    await bench.close()
    await bench.close()
    assert not session.is_open
    assert not is_listening(address)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert [path.name for path in settings.sessions_folder.iterdir() if path.suffix != ".jsonl"] == []
    gc.collect()


async def test_no_server_no_session(bench: Workbench) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        session = await bench.session(f"127.0.0.1:{taken.getsockname()[1]}", PATIENCE)
        with pytest.raises(ConnectFailed):
            await session.open()
    assert not bench.is_practice(session)


async def test_the_log_has_no_words_of_the_wire(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "smtptui")
    async with Workbench(replace(settings, log_file=Path("unused"))) as bench:
        await talk(await bench.session("practice:auth", PATIENCE), "EHLO me", "AUTH PLAIN AHZhc3lhAHMzY3JldA==")
    assert "received 235 to AUTH" in caplog.messages
    assert not any("AHZh" in message or "smtptui practice server" in message for message in caplog.messages)
