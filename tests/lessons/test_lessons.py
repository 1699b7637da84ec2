"""Each lesson, in each language: it has its parts, its script is played on its scenario with the exact text, each trap
catches its own example, and the two languages have the same script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from smtptui.lesson.flow import undefined_variables
from smtptui.lesson.goals import pattern_fits
from smtptui.lesson.outcome import Outcome
from smtptui.lesson.patterns import model_line
from smtptui.lesson.player import Play, play
from smtptui.lesson.script import Ask, Expect, Goal, Script, Send, Step
from smtptui.practice.scenario import scenario_names
from smtptui.settings import Settings
from smtptui.workbench import Workbench
from tests.lessons.lesson_file import LANGUAGES, LESSONS, Lesson, Section, flat, goals, lesson_names, read_lesson

CASES = [pytest.param(language, name, id=f"{language}/{name}") for language in LANGUAGES for name in lesson_names()]
LENGTH = 120


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Workbench]:
    async with Workbench(Settings(tmp_path, tmp_path), journalled=False) as bench:
        yield bench


async def play_lesson(lesson: Lesson, script: Script, bench: Workbench) -> tuple[Outcome, object]:
    result = await play(script, bench, Play(f"practice:{lesson.facts['scenario']}", variables=lesson.variables))
    return result.outcome, (result.where, result.message)


@pytest.mark.parametrize("language, name", CASES)
async def test_the_model_answers_pass(language: str, name: str, bench: Workbench) -> None:
    lesson = read_lesson(language, name)
    assert await play_lesson(lesson, lesson.script, bench) == (Outcome.HELD, (None, None))


@pytest.mark.parametrize("name", lesson_names())
async def test_an_empty_session_reaches_no_goal(name: str, bench: Workbench) -> None:
    lesson = read_lesson("en", name)
    for goal in [goal for section in lesson.sections for goal in goals(section)]:
        outcome, _ = await play_lesson(lesson, Script("", (goal,)), bench)
        assert outcome is Outcome.FELL_SHORT, goal


@pytest.mark.parametrize("language, name", CASES)
def test_the_parts_are_there(language: str, name: str) -> None:
    lesson = read_lesson(language, name)
    facts = lesson.facts
    assert name[3:-3] == facts["id"]
    assert facts["scenario"] in scenario_names()
    assert 5 <= int(facts["minutes"]) <= 12
    assert not facts.get("after") or any(facts["after"] == other[3:-3] for other in lesson_names() if other < name)
    assert [alert.id for alert in lesson.sections[0].of_kind("IMPORTANT")] == ["goal", "step-in"]
    assert any(section.quiz for section in lesson.sections)
    assert any(section.of_kind("NOTE") for section in lesson.sections)
    assert goals(lesson.sections[-1]), "the last step is done without help"
    assert all(len(line) <= LENGTH for line in lesson.text.splitlines() if not line.startswith(("> |", "C!", "S:")))
    ids = [section.step for section in lesson.sections[1:]]
    assert None not in ids and len(set(ids)) == len(ids)
    traps = [id for section in lesson.sections if section.question for _, id in section.question.wrong]
    assert len(set(traps)) == len(traps)
    assert not list(undefined_variables(lesson.script, lesson.variables, {}))


@pytest.mark.parametrize("language, name", CASES)
def test_each_section_is_whole(language: str, name: str) -> None:
    lesson = read_lesson(language, name)
    for section in lesson.sections[1:]:
        assert section.blocks == 1, section.title
        assert sum(isinstance(line, Step) for line in section.lines) == (section.quiz is None)
        warnings = [alert.id for alert in section.of_kind("WARNING")]
        wrong = [id for _, id in section.question.wrong] if section.question else []
        assert warnings == wrong, section.title
        asks = section.question is not None or is_task(section)
        assert bool(section.of_kind("TIP")) == asks, section.title
        assert len(section.of_kind("TIP")) <= 3
        assert section.prose.strip(), section.title


def is_task(section: Section) -> bool:
    """A goal and no question: the learner gets there alone, and what is sent is the model answer."""
    return bool(goals(section)) and section.question is None


@pytest.mark.parametrize("language, name", CASES)
def test_traps_catch_their_examples_and_nothing_right(language: str, name: str) -> None:
    lesson = read_lesson(language, name)
    values = lesson.variables
    for section in lesson.sections:
        if section.question is None:
            continue
        model = model_line(section.question.right[0], values)
        for (pattern, id), alert in zip(section.question.wrong, section.of_kind("WARNING"), strict=True):
            fitting = [other for wrong, other in section.question.wrong if pattern_fits(wrong, alert.example, values)]
            assert fitting[:1] == [id], (section.title, alert.example)
            assert not pattern_fits(pattern, model, values), (section.title, id)
            right = [each for each in section.question.right if pattern_fits(each, alert.example, values)]
            assert not right, (section.title, id)


@pytest.mark.parametrize("name", lesson_names())
def test_prose_does_not_give_the_model_answer_away(name: str) -> None:
    """Neither do the hints: a word that is the whole command may stand there, a composed line may not."""
    for language in LANGUAGES:
        lesson = read_lesson(language, name)
        for section in lesson.sections:
            for line in flat(section.lines):
                if isinstance(line, Ask) and " " in (model := model_line(line.alternatives[0], lesson.variables)):
                    shown = section.prose + " ".join(alert.text for alert in section.of_kind("TIP"))
                    assert model not in shown or model in GIVEN, (language, section.title)


GIVEN = {"HOW ARE YOU", "EHLO client"}


@pytest.mark.parametrize("name", lesson_names())
def test_the_languages_have_the_same_script(name: str) -> None:
    english, russian = (read_lesson(language, name) for language in LANGUAGES)
    assert english.script == russian.script
    assert {**english.facts, "title": ""} == {**russian.facts, "title": ""}
    assert len(english.sections) == len(russian.sections)
    for one, other in zip(english.sections, russian.sections):
        assert (one.quiz, one.question) == (other.quiz, other.question)
        assert [(alert.kind, alert.id) for alert in one.alerts] == [(alert.kind, alert.id) for alert in other.alerts]
        wrong = [(alert.example, bare.example) for alert, bare in zip(one.of_kind("WARNING"), other.of_kind("WARNING"))]
        assert all(example == translated for example, translated in wrong)


def test_both_languages_have_all_lessons() -> None:
    assert [sorted(path.name for path in (LESSONS / language).glob("*.md")) for language in LANGUAGES] == [
        lesson_names()
    ] * len(LANGUAGES)


def test_five_lessons_in_forty_minutes() -> None:
    assert sum(int(read_lesson("en", name).facts["minutes"]) for name in lesson_names()[:5]) <= 40


@pytest.mark.parametrize("name", lesson_names())
def test_what_is_sent_for_the_learner_is_answered(name: str) -> None:
    """No step ends with a reply outstanding: each could be replayed by itself."""
    for section in read_lesson("en", name).sections:
        kept = [line for line in flat(section.lines) if isinstance(line, Send | Ask | Expect | Goal)]
        assert not kept or isinstance(kept[-1], Expect | Goal), section.title
