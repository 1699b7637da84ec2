"""`smtptui run` with lessons: by id and by file, on the practice server and elsewhere; what is skipped, and why."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from smtptui.headless.output import Output
from smtptui.headless.run import RunRequest, run
from smtptui.lesson.bench import Bench
from smtptui.lesson.library import Library
from smtptui.messages import ENGLISH
from smtptui.session.options import ConnectOptions
from smtptui.settings import Settings
from smtptui.workbench import Workbench
from tests.lesson.scripted import PATIENCE, PlainBench, scripted
from tests.real_servers.postfix import Postfix

HELLO = b"220 mx.example.test\r\n"
OK = b"250 Ok\r\n"
IDS = [entry.id for entry in Library().entries()]
PORTABLE = [entry.id for entry in Library().entries() if entry.facts.portable]


class Ran:
    """A run on a bench and what it said."""

    def __init__(self) -> None:
        self.output = Output(ENGLISH, "never", stdout=io.StringIO(), stderr=io.StringIO())

    async def __call__(self, bench: Bench, *scripts: str, **request: object) -> int:
        return await run(RunRequest(scripts, **request), bench, self.output)  # type: ignore[arg-type]

    @property
    def out(self) -> str:
        assert isinstance(self.output.stdout, io.StringIO)
        return self.output.stdout.getvalue()

    @property
    def err(self) -> str:
        assert isinstance(self.output.stderr, io.StringIO)
        return self.output.stderr.getvalue()


@pytest.fixture
def ran() -> Ran:
    return Ran()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Workbench]:
    async with Workbench(Settings(tmp_path, tmp_path), journalled=False) as bench:
        yield bench


async def test_all_lessons_by_their_ids_on_their_own_scenarios(ran: Ran, bench: Workbench) -> None:
    assert await ran(bench, *IDS) == 0, ran.err
    assert f"{len(IDS)} of {len(IDS)} scripts held." in ran.err
    assert "s3cret" not in ran.out and "AHZhc3lh" not in ran.out


async def test_a_lesson_by_its_file_in_another_language(ran: Ran, bench: Workbench) -> None:
    path = str(Library("ru").entry("auth-login").path)
    assert await ran(bench, path, "auth-login", language="ru") == 0
    assert ran.err.count("/ru/07-auth-login.md: held") == 2


async def test_a_lesson_on_the_practice_server_by_its_address(ran: Ran, bench: Workbench) -> None:
    """Its EHLO says what it is: texts count, and nothing is skipped but what only our own bench can prove."""
    server = await bench.start_practice("picky")
    host, port = server.address
    assert await ran(bench, "introduce-yourself", target=f"{host}:{port}") == 0
    assert "introduce-yourself.md: held" in ran.err


async def test_another_scenario_is_another_server(ran: Ran, bench: Workbench) -> None:
    assert await ran(bench, "introduce-yourself", target="practice:plain") == 1


async def test_a_lesson_for_the_practice_server_is_skipped_elsewhere(ran: Ran) -> None:
    part = (HELLO, 1, OK, 1, b"221 Bye\r\n", 0)
    async with scripted(*part) as heard:
        assert await ran(PlainBench(), "introduce-yourself", target=heard.target, options=PATIENCE) == 0
    assert heard.received == b"EHLO client\r\nQUIT\r\n"
    assert "introduce-yourself.md: This lesson is for the practice server: other servers answer otherwise." in ran.err
    assert "introduce-yourself.md: skipped (1 check held" in ran.err


NEEDS = [
    ("no AUTH", b"250 mx\r\n", "skipped"),
    ("no LOGIN", b"250-mx\r\n250 AUTH PLAIN\r\n", "skipped"),
    ("AUTH LOGIN", b"250-mx\r\n250 AUTH PLAIN LOGIN\r\n", "fell short"),
]


@pytest.mark.parametrize(("offered", "outcome"), [case[1:] for case in NEEDS], ids=[case[0] for case in NEEDS])
async def test_a_lesson_needs_what_it_needs(ran: Ran, offered: bytes, outcome: str) -> None:
    async with scripted(HELLO, 1, offered, 1, b"500 no\r\n", 0) as heard:
        await ran(PlainBench(), "auth-login", target=heard.target, options=PATIENCE)
    assert f"auth-login.md: {outcome}" in ran.err
    needs = "The server does not offer what the lesson needs: AUTH LOGIN." in ran.err
    assert needs is (outcome == "skipped")


async def test_what_was_skipped_is_in_the_reports(ran: Ran, tmp_path: Path) -> None:
    async with scripted(HELLO, 1, OK, 1, b"221 Bye\r\n", 0) as heard:
        await ran(
            PlainBench(),
            "introduce-yourself",
            "auth-login",
            target=heard.target,
            options=PATIENCE,
            json=True,
            junit=str(tmp_path / "report.xml"),
        )
    lines = [json.loads(line) for line in ran.out.splitlines()]
    summaries = [line for line in lines if line.get("event") == "summary"]
    assert [(line["outcome"], line["exit"]) for line in summaries] == [("skipped", 0), ("skipped", 0)]
    report = (tmp_path / "report.xml").read_text("utf-8")
    assert 'failures="0" errors="0" skipped="2"' in report
    assert report.count("<skipped message=") == 2
    assert "2 scripts were skipped." in ran.err


async def test_a_lesson_as_far_as_a_stage(ran: Ran, bench: Workbench) -> None:
    assert await ran(bench, "first-message", until="rcpt") == 0
    sent = [line[4:].split()[0] for line in ran.out.splitlines() if line.startswith(" -> ")]
    assert sent == ["EHLO", "MAIL", "RCPT", "QUIT"]


async def test_variables_beat_the_lessons_own(ran: Ran, bench: Workbench) -> None:
    assert await ran(bench, "auth-login", variables={"user": "nobody"}) == 1
    assert "expected 235, got 535" in ran.err or "expected 235" in ran.err


async def test_a_lesson_that_does_not_parse(ran: Ran, bench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("---\nid: x\n---\n## A\n```smtp\n@step a\nC: {{who}}\nS: 25\n```\n")
    assert await ran(bench, str(tmp_path / "x.md"), "no-such-lesson") == 2
    assert ":1:1: missing:" in ran.err and ":8:4: code:" in ran.err
    assert 'There is no lesson "no-such-lesson".' in ran.err
    assert ran.out == ""


async def test_a_lesson_may_be_given_its_variables(ran: Ran, bench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("---\nid: x\ntitle: X\n---\n## A\n```smtp\n@step a\nC: EHLO {{who}}\nS: 250\n```\n")
    assert await ran(bench, str(tmp_path / "x.md")) == 2
    assert await ran(bench, str(tmp_path / "x.md"), variables={"who": "me.example.test"}) == 0


@pytest.mark.real_server("postfix")
async def test_portable_lessons_hold_on_postfix_and_the_others_say_why_not(
    ran: Ran, bench: Workbench, postfix: Postfix
) -> None:
    options = ConnectOptions(ca_file=postfix.ca_file, server_name=postfix.host_name, timeout=10)
    request: dict[str, object] = {
        "target": f"127.0.0.1:{postfix.port}",
        "options": options,
        "variables": {"user": postfix.user},
        "secrets": {"password": postfix.password},
    }
    assert await ran(bench, *IDS, **request) == 0, ran.err
    for id in IDS:
        wanted = "held" if id in PORTABLE else "skipped"
        assert f"-{id}.md: {wanted} (" in ran.err, ran.err
    assert ran.err.count("This lesson is for the practice server") == len(IDS) - len(PORTABLE)
    assert "Only the practice server can prove this goal: it is skipped." in ran.err
    assert postfix.password not in ran.out + ran.err
