"""Each lesson, in each language: it has its parts, its script is played on its scenario with the exact text, each trap
catches its own example, and the two languages have the same script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from smtptui.lesson.flow import undefined_variables
from smtptui.lesson.goals import pattern_fits
from smtptui.lesson.lesson import Alert, AlertKind, Lesson, Section, Task, flat
from smtptui.lesson.library import Library, files_of, lessons_folder
from smtptui.lesson.outcome import Outcome
from smtptui.lesson.patterns import model_line
from smtptui.lesson.player import Play, play
from smtptui.lesson.script import Ask, Expect, Goal, Script, Send
from smtptui.lesson.turn import question_of
from smtptui.messages import LANGUAGES
from smtptui.practice.scenario import scenario_names
from smtptui.settings import Settings
from smtptui.workbench import Workbench

IDS = [entry.id for entry in Library("en").entries()]
LESSONS = {language: {entry.id: entry.load() for entry in Library(language).entries()} for language in LANGUAGES}
LENGTH = 120
ASKING = (Task.ANSWER, Task.COMPOSE, Task.REACH)

each_lesson = pytest.mark.parametrize(
    "lesson", [pytest.param(LESSONS[language][id], id=f"{language}/{id}") for language in LANGUAGES for id in IDS]
)
each_id = pytest.mark.parametrize("id", IDS)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Workbench]:
    async with Workbench(Settings(tmp_path, tmp_path), journalled=False) as bench:
        yield bench


async def play_lesson(lesson: Lesson, script: Script, bench: Workbench) -> tuple[Outcome, object]:
    result = await play(script, bench, Play(f"practice:{lesson.facts.scenario}", variables=lesson.variables))
    return result.outcome, (result.where, result.message)


@each_lesson
async def test_the_model_answers_pass(lesson: Lesson, bench: Workbench) -> None:
    assert await play_lesson(lesson, lesson.script, bench) == (Outcome.HELD, (None, None))


@each_id
async def test_an_empty_session_reaches_no_goal(id: str, bench: Workbench) -> None:
    lesson = LESSONS["en"][id]
    for goal in [goal for section in lesson.sections for goal in section.goals]:
        outcome, _ = await play_lesson(lesson, Script("", (goal,)), bench)
        assert outcome is Outcome.FELL_SHORT, goal


@each_lesson
def test_the_parts_are_there(lesson: Lesson) -> None:
    facts = lesson.facts
    before = IDS[: IDS.index(lesson.id)]
    assert facts.scenario in scenario_names()
    assert facts.minutes is not None and 5 <= facts.minutes <= 12
    assert set(facts.after) <= set(before)
    assert [alert.id for alert in lesson.alerts(AlertKind.IMPORTANT)] == ["goal", "step-in"]
    assert any(section.task is Task.ANSWER for section in lesson.sections), "something is to be predicted"
    assert any(section.alerts(AlertKind.NOTE) for section in lesson.sections)
    assert lesson.sections[-1].task is Task.REACH, "the last step is done without help"
    text = Path(lesson.file).read_text("utf-8")
    assert all(len(line) <= LENGTH for line in text.splitlines() if not line.startswith(("> |", "C!", "S:")))
    assert len(lesson.steps) == len(lesson.sections) == len(set(lesson.steps))
    traps = [id for section in lesson.sections for id in {trap.id for trap in section.traps}]
    assert len(set(traps)) == len(traps)
    assert not list(undefined_variables(lesson.script, lesson.variables, {}))


@each_lesson
def test_each_section_is_whole(lesson: Lesson) -> None:
    for section in lesson.sections:
        warnings = [alert.id for alert in section.alerts(AlertKind.WARNING)]
        assert len(warnings) == len(set(warnings)) and set(warnings) == {trap.id for trap in section.traps}, (
            section.title
        )
        assert bool(section.hints) == (section.task in ASKING), section.title
        assert len(section.hints) <= 3
        assert any(prose.text.strip() for prose in section.prose), section.title


@each_lesson
def test_traps_catch_their_examples_and_nothing_right(lesson: Lesson) -> None:
    values = lesson.variables
    for section in lesson.sections:
        right = question_of(section).alternatives
        for trap in section.traps:
            example = _warning(section, trap.id).example
            fitting = [other.id for other in section.traps if pattern_fits(other.pattern, example, values)]
            assert fitting[:1] == [trap.id], (section.title, example)
            assert not any(pattern_fits(pattern, example, values) for pattern in right), (section.title, trap.id)
            for model in _model_lines(section, values):
                assert not pattern_fits(trap.pattern, model, values), (section.title, trap.id, model)


def _warning(section: Section, id: str) -> Alert:
    warning = section.warning(id)
    assert warning is not None
    return warning


def _model_lines(section: Section, values: dict[str, str]) -> list[str]:
    """What is right to send: the answer asked for, and where nothing is asked all that the script sends."""
    right = question_of(section).alternatives
    if right:
        return [model_line(right[0], values)]
    return [line.text.render(values) for line in flat(section.lines) if isinstance(line, Send)]


@each_lesson
def test_prose_does_not_give_the_model_answer_away(lesson: Lesson) -> None:
    """Neither do the hints: a word that is the whole command may stand there, a composed line may not."""
    for section in lesson.sections:
        shown = " ".join((*(prose.text for prose in section.prose), *section.hints))
        for line in flat(section.lines):
            if isinstance(line, Ask) and " " in (model := model_line(line.alternatives[0], lesson.variables)):
                assert model not in shown or model in GIVEN, section.title


GIVEN = {"HOW ARE YOU", "EHLO client"}


@each_id
def test_the_languages_have_the_same_script(id: str) -> None:
    english, russian = (LESSONS[language][id] for language in LANGUAGES)
    assert english.script == russian.script
    assert [section.block for section in english.sections] == [section.block for section in russian.sections]
    for fact in ("id", "scenario", "minutes", "after", "needs", "vars", "secrets", "portable"):
        assert getattr(english.facts, fact) == getattr(russian.facts, fact)
    for one, other in zip(english.sections, russian.sections, strict=True):
        alerts, translated = ([part for part in each.parts if isinstance(part, Alert)] for each in (one, other))
        assert [(alert.kind, alert.id) for alert in alerts] == [(alert.kind, alert.id) for alert in translated]
        wrong = [alert.example for alert in one.alerts(AlertKind.WARNING)]
        assert wrong == [alert.example for alert in other.alerts(AlertKind.WARNING)]


def test_both_languages_have_all_lessons() -> None:
    for language in LANGUAGES:
        assert [entry.id for entry in files_of(lessons_folder() / language)] == IDS


def test_five_lessons_in_forty_minutes() -> None:
    assert sum(LESSONS["en"][id].facts.minutes or 0 for id in IDS[:5]) <= 40


@each_id
def test_what_is_sent_for_the_learner_is_answered(id: str) -> None:
    """No step ends with a reply outstanding: each could be replayed by itself."""
    for section in LESSONS["en"][id].sections:
        kept = [line for line in flat(section.lines) if isinstance(line, Send | Ask | Expect | Goal)]
        assert not kept or isinstance(kept[-1], Expect | Goal), section.title
