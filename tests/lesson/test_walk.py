"""A learner's way through the lessons, on the practice server: steps, traps, detours, replays, model answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from smtptui.lesson.document import parse_lesson
from smtptui.lesson.lesson import Lesson
from smtptui.lesson.player import Play
from smtptui.lesson.player.walk import Companion, Stand, StepState, Walk
from smtptui.lesson.turn import Kind, Source
from smtptui.settings import Settings
from smtptui.smtp.events import Sent
from smtptui.smtp.state import Phase
from smtptui.workbench import Workbench

FOLDER = Path(__file__).parents[2] / "lessons"
LESSONS = sorted(FOLDER.glob("??/*.md"))
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}/{path.stem}")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Workbench]:
    async with Workbench(Settings(tmp_path, tmp_path), journalled=False) as bench:
        yield bench


class Told(Companion):
    """Remembers what the learner passed, and when a replay was on."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, StepState]] = []
        self.replays: list[bool] = []

    def on_step(self, step: str, state: StepState) -> None:
        self.steps.append((step, state))

    def on_replay(self, active: bool) -> None:
        self.replays.append(active)


def read(path: Path) -> Lesson:
    return parse_lesson(path.read_text("utf-8"), path.name)


def load(number: str, language: str = "en") -> Lesson:
    (path,) = (FOLDER / language).glob(f"{number}-*.md")
    return read(path)


def walk_on(lesson: Lesson, bench: Workbench, companion: Companion | None = None) -> Walk:
    how = Play(
        f"practice:{lesson.facts.scenario}", variables=dict(lesson.facts.vars), secrets=dict(lesson.facts.secrets)
    )
    return Walk(lesson, bench, how, companion)


def stand(walk: Walk) -> Stand:
    return walk.stand


async def solve(walk: Walk) -> None:
    """The model answer, typed by the learner."""
    if walk.stand is Stand.CHOICE:
        assert walk.choose(walk.reveal()[0]).passed
    for line in walk.reveal() if walk.stand is Stand.LINE else ():
        verdict = await walk.answer(line)
        assert verdict.kind in (Kind.PASSED, Kind.EXPLORING), (walk.section.title, line, verdict)
    assert walk.stand is Stand.DONE, (walk.section.title, walk.verdict)


async def go_to(walk: Walk, step: str) -> None:
    assert await walk.start(step) is None, walk.verdict
    assert walk.section.step == step


@each_lesson
async def test_each_lesson_can_be_walked_from_beginning_to_end(path: Path, bench: Workbench) -> None:
    told = Told()
    walk = walk_on(read(path), bench, told)
    assert await walk.start() is None
    while walk.stand is not Stand.FINISHED:
        await solve(walk)
        assert await walk.advance() is None, walk.verdict
    assert tuple(step for step, _ in told.steps) == walk.lesson.steps
    assert all(state is not None for _, state in walk.learned)
    walk.close()


@each_lesson
async def test_each_trap_answers_its_own_example_and_the_step_can_go_on(path: Path, bench: Workbench) -> None:
    walk = walk_on(read(path), bench)
    await walk.start()
    while walk.stand is not Stand.FINISHED:
        for trap in walk.section.traps:
            warning = walk.section.warning(trap.id)
            assert warning is not None
            asks = walk.stand is Stand.CHOICE
            verdict = walk.choose(warning.example) if asks else await walk.answer(warning.example)
            assert (verdict.kind, verdict.trap) == (Kind.WRONG, trap.id), (walk.section.title, verdict)
            assert verdict.text == warning.text
            if not asks:
                assert await walk.replay() is None, walk.verdict
        await solve(walk)
        await walk.advance()
    walk.close()


async def test_what_was_typed_is_sent_as_it_is(bench: Workbench) -> None:
    walk = walk_on(load("01"), bench)
    await go_to(walk, "quit")
    await walk.answer("  quit  ")
    sent = [record.event.raw for record in walk.transcript if isinstance(record.event, Sent)]
    assert sent[-1] == b"  quit  \r\n"


async def test_a_detour_that_leaves_the_state_costs_nothing(bench: Workbench) -> None:
    walk = walk_on(load("05"), bench)
    await go_to(walk, "rcpt")
    for line in ("NOOP", "HELP", "VRFY masha"):
        verdict = await walk.answer(line)
        assert (verdict.kind, verdict.message, walk.off_path) == (Kind.EXPLORING, None, False)
    assert (await walk.answer("RCPT TO:<masha@example.test>")).passed
    assert walk.results["rcpt"] is StepState.SOLVED


@pytest.mark.parametrize("line", ["RSET", "QUIT", "EHLO other.example.test"])
async def test_off_the_path_a_replay_brings_the_session_back(line: str, bench: Workbench) -> None:
    told = Told()
    walk = walk_on(load("05"), bench, told)
    await go_to(walk, "rcpt")
    first = walk.session
    verdict = await walk.answer(line)
    assert (verdict.kind, verdict.off_path, walk.off_path) == (Kind.OFF_PATH, True, True)
    assert verdict.message is not None
    told.replays.clear()
    assert await walk.replay() is None
    assert told.replays == [True, False]
    assert walk.session is not first and not walk.off_path
    begin, end = walk.replays[-1]
    grey = [record.event.verb for record in list(walk.transcript)[begin : end + 1] if isinstance(record.event, Sent)]
    assert grey == ["EHLO", "MAIL"]
    assert (await walk.answer("RCPT TO:<masha@example.test>")).passed


async def test_the_way_back_by_hand_is_good_too(bench: Workbench) -> None:
    walk = walk_on(load("05"), bench)
    await go_to(walk, "rcpt")
    await walk.answer("RSET")
    verdict = await walk.answer("MAIL FROM:<vasya@example.test>")
    assert (verdict.kind, verdict.off_path) == (Kind.EXPLORING, False)
    assert (await walk.answer("rcpt to: <masha@EXAMPLE.test>")).passed


async def test_a_dropped_connection_is_told_and_mended(bench: Workbench) -> None:
    walk = walk_on(load("05"), bench)
    await go_to(walk, "mail")
    assert walk.session is not None
    walk.session.drop()
    verdict = await walk.answer("MAIL FROM:<vasya@example.test>")
    assert (verdict.kind, str(verdict.message)) == (Kind.OFF_PATH, "The session is over.")
    assert await walk.replay() is None
    assert (await walk.answer("MAIL FROM:<vasya@example.test>")).passed


async def test_a_goal_may_be_reached_another_way(bench: Workbench) -> None:
    walk = walk_on(load("07"), bench)
    await go_to(walk, "password")
    for line in ("*", "AUTH PLAIN AHZhc3lhQGV4YW1wbGUudGVzdABzM2NyZXQ="):
        verdict = await walk.answer(line)
    assert (verdict.kind, verdict.source) == (Kind.PASSED, Source.GOAL)


async def test_a_failed_login_is_begun_again_without_a_replay(bench: Workbench) -> None:
    walk = walk_on(load("07"), bench)
    await go_to(walk, "password")
    verdict = await walk.answer("d3Jvbmc=")
    assert (verdict.kind, verdict.source, verdict.off_path) == (Kind.WRONG, Source.DIAGNOSIS, True)
    again = [(await walk.answer(line)).kind for line in ("AUTH LOGIN", "dmFzeWFAZXhhbXBsZS50ZXN0")]
    assert again == [Kind.EXPLORING] * 2 and not walk.off_path
    assert (await walk.answer("czNjcmV0")).passed


async def test_traps_are_silent_where_the_question_was_not_asked(bench: Workbench) -> None:
    walk = walk_on(load("07"), bench)
    await go_to(walk, "user")
    await walk.answer("*")
    verdict = await walk.answer("AUTH LOGIN")  # there is a trap for it, where base64 is due
    assert (verdict.kind, verdict.trap, verdict.off_path) == (Kind.EXPLORING, None, False)


async def test_hints_come_one_by_one_and_cost_nothing(bench: Workbench) -> None:
    walk = walk_on(load("07"), bench)
    await go_to(walk, "ask")
    assert [walk.hint(), walk.hint(), walk.hint()] == [*walk.section.hints, None]
    assert (await walk.answer("auth login")).passed
    assert walk.results["ask"] is StepState.SOLVED
    assert walk.notes and "334" in walk.notes[0]


async def test_a_revealed_answer_is_shown_never_solved(bench: Workbench) -> None:
    walk = walk_on(load("07"), bench)
    await go_to(walk, "ask")
    assert walk.reveal() == ("AUTH LOGIN",)
    assert (await walk.answer("AUTH LOGIN")).passed
    assert walk.results["ask"] is StepState.SHOWN
    await walk.advance()
    assert walk.reveal() == ("334",)
    assert walk.choose("334").passed and walk.results["predict-user"] is StepState.SHOWN


@pytest.mark.parametrize("astray", [(), ("RSET",), ("QUIT",)])
async def test_the_model_answer_can_be_played(astray: tuple[str, ...], bench: Workbench) -> None:
    walk = walk_on(load("05"), bench)
    await go_to(walk, "rcpt")
    for line in astray:
        await walk.answer(line)
    assert (await walk.show()).kind is Kind.SHOWN
    assert (walk.stand, walk.results["rcpt"]) == (Stand.DONE, StepState.SHOWN)
    assert walk.session is not None and walk.session.state.envelope.recipients == ("masha@example.test",)


@each_lesson
async def test_every_step_can_be_skipped(path: Path, bench: Workbench) -> None:
    walk = walk_on(read(path), bench)
    await walk.start()
    while stand(walk) is not Stand.FINISHED:
        if stand(walk) is Stand.LINE:
            await walk.answer("NOOP")
        if stand(walk) is not Stand.DONE:
            await walk.skip()
            assert walk.results[walk.section.step or ""] is StepState.SKIPPED
        assert await walk.advance() is None
    walk.close()


async def test_what_was_typed_after_success_may_spoil_the_next_step(bench: Workbench) -> None:
    walk = walk_on(load("05"), bench)
    await go_to(walk, "mail")
    await walk.answer("MAIL FROM:<vasya@example.test>")
    assert (await walk.answer("NOOP")).kind is Kind.EXPLORING and not walk.off_path
    verdict = await walk.answer("RSET")
    assert verdict.kind is Kind.EXPLORING and stand(walk) is Stand.DONE
    lost = await walk.advance()
    assert lost is not None and lost.off_path and stand(walk) is Stand.STUCK
    assert await walk.replay() is None
    assert stand(walk) is Stand.LINE and (await walk.answer("RCPT TO:<masha@example.test>")).passed


async def test_the_last_step_alone_with_detours_and_mistakes(bench: Workbench) -> None:
    walk = walk_on(load("09"), bench)
    await go_to(walk, "alone")
    kinds = []
    for line in (
        "MAIL FROM:<vasya@example.test>",
        "EHLO me.example.test",
        "STARTTLS",
        "MAIL FROM:<vasya@example.test>",
    ):
        kinds.append((await walk.answer(line)).kind)
    assert kinds == [Kind.WRONG, Kind.EXPLORING, Kind.EXPLORING, Kind.WRONG]
    assert walk.session is not None and walk.session.state.secure
    await walk.answer("EHLO me.example.test")
    verdict = await walk.answer("MAIL FROM:<vasya@example.test>")
    assert (verdict.kind, verdict.source) == (Kind.PASSED, Source.GOAL)


async def test_a_wrong_line_of_the_message_is_told_at_once(bench: Workbench) -> None:
    walk = walk_on(load("05"), bench)
    await go_to(walk, "dot")
    verdict = await walk.answer("QUIT")
    assert (verdict.kind, verdict.trap, verdict.off_path) == (Kind.WRONG, "in-the-letter", False)
    assert (await walk.answer(".")).passed
    assert walk.session is not None and walk.session.state.phase is Phase.COMMAND


async def test_a_lesson_for_the_practice_server_says_so_elsewhere(bench: Workbench) -> None:
    from tests.lesson.scripted import PlainBench, scripted

    async with scripted(b"220 mx\r\n", 1, b"250 mx\r\n") as heard:
        walk = Walk(load("08"), PlainBench(), Play(heard.target))
        verdict = await walk.start()
        walk.close()
    assert verdict is not None and verdict.kind is Kind.OFF_PATH


async def test_only_a_real_server_is_asked_about_first() -> None:
    from tests.lesson.scripted import PlainBench, scripted

    lesson = load("07")
    how = Play("", variables=dict(lesson.facts.vars), secrets={"password": "my-own"})
    part = (b"220 mx\r\n", 1, b"250-mx\r\n250 AUTH LOGIN\r\n", 1, b"334 VXNlcm5hbWU6\r\n")
    async with scripted(*part) as heard:
        walk = Walk(lesson, PlainBench(), Play(heard.target, variables=how.variables, secrets=how.secrets))
        await walk.start()
        await walk.advance()
        assert walk.risk("AUTH LOGIN") is None and walk.risk("AUTH PLAIN AAA=") is not None
        assert (await walk.answer("AUTH LOGIN")).passed
        assert walk.risk("dmFzeWE=") is not None
        walk.index = walk.lesson.steps.index("password")
        assert walk.reveal() == ("~{{password}}",)
        walk.close()


async def test_lines_that_are_typed_ahead_go_one_by_one(bench: Workbench) -> None:
    walk = walk_on(load("05"), bench)
    await go_to(walk, "alone")
    verdicts = await asyncio.gather(*(walk.answer(line) for line in walk.reveal()))
    assert [verdict.kind for verdict in verdicts] == [Kind.EXPLORING] * (len(verdicts) - 1) + [Kind.PASSED]
