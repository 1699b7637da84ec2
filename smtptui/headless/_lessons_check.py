"""What `smtptui lessons check` finds in one lesson beyond its grammar: it is played, and so is each of its traps."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from smtptui.errors import LessonError
from smtptui.lesson.document import read_lesson
from smtptui.lesson.files import read_text
from smtptui.lesson.fingerprint import fingerprint
from smtptui.lesson.flow import undoubled_dots
from smtptui.lesson.lesson import Lesson, Section
from smtptui.lesson.outcome import Outcome
from smtptui.lesson.player import Play, play
from smtptui.lesson.player.walk import Stand, Walk
from smtptui.lesson.script import NOWHERE, Position, Script, Trap
from smtptui.lesson.turn import Kind
from smtptui.messages import Message
from smtptui.practice.scenario import scenario_names
from smtptui.settings import Settings
from smtptui.values import dataclass
from smtptui.workbench import Workbench

SOURCE_LANGUAGE = "en"
LOCK = "steps.lock"


@dataclass(frozen=True, slots=True)
class Finding:
    """`mistake` with its place. `is_grammar`: the lesson does not parse. `is_warning`: it may be meant so."""

    mistake: LessonError
    is_grammar: bool = False
    is_warning: bool = False


async def check_file(path: Path) -> AsyncIterator[Finding]:
    """All that is wrong with a lesson. Raises UsageError where the file cannot be read."""
    lesson, mistakes = read_lesson(read_text(str(path)), str(path))
    for mistake in mistakes:
        yield Finding(mistake, is_grammar=True)
    if mistakes:
        return
    for finding in (*_about_file(lesson, path), *_about_lock(lesson, path), *_about_source(lesson, path)):
        yield Finding(finding)
    for dot in undoubled_dots(lesson.script, lesson.sources):
        yield Finding(dot, is_warning=True)
    if lesson.facts.scenario not in scenario_names():
        told = Message('There is no scenario "{name}". Known: {known}.', name=lesson.facts.scenario,
                       known=", ".join(scenario_names()))  # fmt: skip
        yield Finding(_at_key(lesson, "scenario", "scenario", told))
        return
    async for mistake in _played(lesson):
        yield Finding(mistake)


# -- about the file


def _at_key(lesson: Lesson, key: str, code: str, told: Message, fix: Message | None = None) -> LessonError:
    return lesson.error(lesson.facts.where.get(key, Position()), code, told, fix)


def _about_file(lesson: Lesson, path: Path) -> Iterator[LessonError]:
    named = path.stem.lstrip("0123456789").removeprefix("-") or path.stem
    if named != lesson.id:
        told = Message('The file is called "{file}", and a lesson is found by it: the id must be the same.', file=named)
        yield _at_key(lesson, "id", "id", told)
    others = [other.stem.lstrip("0123456789").removeprefix("-") for other in path.parent.glob("*.md")]
    if others.count(named) > 1:
        yield _at_key(lesson, "id", "duplicate", Message('The id "{id}" has two files.', id=named))
    if not _lock_of(path).is_file():
        return
    for id in lesson.facts.after:
        if id not in others:
            yield _at_key(lesson, "after", "after", Message('There is no lesson "{id}" to come after.', id=id))


def _lock_of(path: Path) -> Path:
    return path.resolve().parent.parent / LOCK


def _about_lock(lesson: Lesson, path: Path) -> Iterator[LessonError]:
    lock = _lock_of(path)
    if not lock.is_file():
        return
    line = f"{lesson.id}: {' '.join(lesson.steps)}"
    if line not in lock.read_text("utf-8").splitlines():
        told = Message(
            "The ids of the steps are not those of {file}: whoever passed a step is remembered by its id.", file=LOCK
        )
        fix = Message("If the change is meant, this is its line there: {line}", line=line)
        yield _at_key(lesson, "id", "lock", told, fix)


# -- about the translation


def _about_source(lesson: Lesson, path: Path) -> Iterator[LessonError]:
    """A translation has the script, the ids, the traps and the alerts of its source."""
    folder = path.resolve().parent
    if not _lock_of(path).is_file() or folder.name == SOURCE_LANGUAGE:
        return
    source = folder.parent / SOURCE_LANGUAGE / path.name
    if not source.is_file():
        told = Message(
            "There is no lesson {file} that this is a translation of.", file=f"{SOURCE_LANGUAGE}/{path.name}"
        )
        yield lesson.error(Position(), "translation", told)
        return
    original = read_lesson(read_text(str(source)), str(source))[0]
    yield from _differences(lesson, original)


def _differences(lesson: Lesson, original: Lesson) -> Iterator[LessonError]:
    for key in ("id", "scenario", "minutes", "after", "needs", "vars", "secrets", "portable"):
        if getattr(lesson.facts, key) != getattr(original.facts, key):
            told = Message('"{key}" is not the same as in the other language.', key=key)
            yield _at_key(lesson, key, "translation", told)
    if len(lesson.sections) != len(original.sections):
        told = Message("It has {count} sections, the other language has {other}.",
                       count=len(lesson.sections), other=len(original.sections))  # fmt: skip
        yield lesson.error(Position(), "translation", told)
        return
    if _shape(lesson.intro) != _shape(original.intro):
        told = Message("The alerts are not those of the other language: kinds and ids, in their order.")
        yield lesson.error(Position(), "translation", told)
    for section, other in zip(lesson.sections, original.sections):
        yield from _section_differences(lesson, section, other)


def _section_differences(lesson: Lesson, section: Section, other: Section) -> Iterator[LessonError]:
    if fingerprint(section) != fingerprint(other):
        where = section.block.where if section.block else section.where
        told = Message("The script or quiz is not that of the other language.")
        yield lesson.error(where, "translation", told)
    if _shape(section.parts) != _shape(other.parts):
        told = Message("The alerts are not those of the other language: kinds and ids, in their order.")
        yield lesson.error(section.where, "translation", told)


def _shape(parts: tuple[object, ...]) -> list[object]:
    from smtptui.lesson.lesson import Alert

    return [(part.kind, part.id) for part in parts if isinstance(part, Alert)]


# -- played


async def _played(lesson: Lesson) -> AsyncIterator[LessonError]:
    with tempfile.TemporaryDirectory(prefix="smtptui-check-") as folder:
        settings = Settings(Path(folder), Path(folder))
        async with Workbench(settings, journalled=False) as bench:
            async for mistake in _idle(lesson, bench):
                yield mistake
        async with Workbench(settings, journalled=False) as bench:
            result = await play(lesson.script, bench, _how(lesson))
            if result.outcome is not Outcome.HELD:
                told = Message("Played on its scenario, this fails: {why}", why=result.message or "")
                yield lesson.error(result.where or NOWHERE, "play", told)
                return
        async with Workbench(settings, journalled=False) as bench:
            async for mistake in _trapped(lesson, bench):
                yield mistake


def _how(lesson: Lesson) -> Play:
    facts = lesson.facts
    return Play(facts.practice, variables=dict(facts.vars), secrets=dict(facts.secrets))


async def _idle(lesson: Lesson, bench: Workbench) -> AsyncIterator[LessonError]:
    """Goals that are reached by doing nothing."""
    for section in lesson.sections:
        for goal in section.goals:
            result = await play(Script(lesson.file, (goal,)), bench, _how(lesson))
            if result.outcome is Outcome.HELD:
                yield lesson.error(
                    goal.where, "goal", Message("A session in which nothing was done reaches this goal.")
                )


async def _trapped(lesson: Lesson, bench: Workbench) -> AsyncIterator[LessonError]:
    """Each trap's example is typed where its question is asked."""
    walk = Walk(lesson, bench, _how(lesson))
    await walk.start()
    while walk.stand is not Stand.FINISHED:
        for trap in {trap.id: trap for trap in reversed(walk.section.traps)}.values():
            if mistake := await _try(walk, trap):
                yield mistake
        await walk.skip()
        if await walk.advance() is not None:
            yield _stopped(lesson, walk)
            return
    walk.close()


async def _try(walk: Walk, trap: Trap) -> LessonError | None:
    alert = walk.section.warning(trap.id)
    assert alert is not None, "a trap without a text does not parse"
    if not alert.example:
        told = Message('The text "{id}" has no example: its first `code` is the mistake, as it is typed.', id=trap.id)
        return walk.lesson.error(alert.where, "example", told)
    asks = walk.stand is Stand.CHOICE
    verdict = walk.choose(alert.example) if asks else await walk.answer(alert.example)
    if not asks:
        await walk.replay()
    if verdict.kind is Kind.WRONG and verdict.trap == trap.id:
        return None
    if verdict.trap is not None:
        told = Message('The example of "{id}" falls into another trap, "{other}".', id=trap.id, other=verdict.trap)
    elif verdict.passed:
        told = Message('The example of "{id}" is taken for a right answer.', id=trap.id)
    else:
        told = Message('The example of "{id}" does not fall into its trap.', id=trap.id)
    return walk.lesson.error(trap.where, "example", told)


def _stopped(lesson: Lesson, walk: Walk) -> LessonError:
    message = walk.verdict.message if walk.verdict else None
    told = Message("A learner cannot go on here: {why}", why=message or "")
    return lesson.error(walk.section.where, "play", told)
