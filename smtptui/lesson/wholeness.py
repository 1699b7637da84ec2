"""What must hold of a section, and of a lesson as a whole: hints, traps and their texts, ids, variables. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from smtptui.errors import LessonError
from smtptui.lesson.flow import gives, missing_replies, undefined_variables, uses_of_pattern
from smtptui.lesson.lesson import Alert, AlertKind, Lesson, Quiz, Right, ScriptBlock, Section, flat
from smtptui.lesson.script import Ask, Position, Step, Trap
from smtptui.lesson.source import did_you_mean
from smtptui.messages import Message

MOST_HINTS = 3


def check_section(lesson: Lesson, section: Section) -> Iterator[LessonError]:
    """One block, one step, one question; a hint; traps and their texts in pairs."""
    blocks = [part for part in section.parts if isinstance(part, Quiz | ScriptBlock)]
    for block in blocks[1:]:
        yield lesson.error(block.where, "block", Message("A section has one block: give this one a ## of its own."))
    for block in blocks[:1]:
        yield from _check_step(lesson, block)
        yield from _check_question(lesson, section, block)
    for tip in section.alerts(AlertKind.TIP)[MOST_HINTS:]:
        yield lesson.error(tip.where, "hint", Message("A question has at most {count} hints.", count=MOST_HINTS))
    yield from _check_traps(lesson, section)


def _check_step(lesson: Lesson, block: Quiz | ScriptBlock) -> Iterator[LessonError]:
    lines = block.lines if isinstance(block, Quiz) else flat(block.lines)
    steps = [line for line in lines if isinstance(line, Step)]
    if not steps:
        told = Message("This block has no step: what was learned is remembered by it.")
        yield lesson.error(block.where, "step", told, Message("Begin it with {example}.", example="@step hello"))
    for step in steps[1:]:
        yield lesson.error(step.where, "step", Message("A section has one @step: give this one a ## of its own."))


def _check_question(lesson: Lesson, section: Section, block: Quiz | ScriptBlock) -> Iterator[LessonError]:
    if isinstance(block, Quiz):
        asked = [line.where for line in block.lines if isinstance(line, Right)][:1]
        if not asked:
            told = Message("This quiz has no right answer.")
            fix = Message("Add a line such as {example} below it.", example="A? 250")
            yield lesson.error(block.where, "question", told, fix)
    else:
        asked = [line.where for line in flat(block.lines) if isinstance(line, Ask)]
    for where in asked[1:]:
        told = Message("A step has one question: give this one a ## of its own.")
        yield lesson.error(where, "question", told)
    if asked and not section.hints:
        told = Message("This question has no hint.")
        fix = Message("Add an alert such as {example} below the block.", example="> [!TIP]")
        yield lesson.error(asked[0], "hint", told, fix)


def _check_traps(lesson: Lesson, section: Section) -> Iterator[LessonError]:
    warnings: dict[str, Alert] = {}
    for alert in section.alerts(AlertKind.WARNING):
        if alert.id is None:
            told = Message("A WARNING answers a mistake: it begins with the id of a trap. A risk is told in a CAUTION.")
            yield lesson.error(alert.where, "trap", told, Message("Begin it with {example}.", example="**id**"))
        elif alert.id in warnings:
            yield lesson.error(alert.where, "duplicate", Message('There are two texts "{id}".', id=alert.id))
        else:
            warnings[alert.id] = alert
    used = {trap.id for trap in section.traps}
    for trap in section.traps:
        if trap.id not in warnings:
            told = Message('The trap "{id}" has no text: no WARNING in this section begins with it.', id=trap.id)
            yield lesson.error(trap.where, "trap", told, did_you_mean(trap.id, warnings))
    for id, alert in warnings.items():
        if id not in used:
            told = Message('No trap of this section leads to the text "{id}".', id=id)
            yield lesson.error(alert.where, "trap", told, did_you_mean(id, used))


def check_whole(lesson: Lesson, given: Collection[str], is_broken: bool) -> Iterator[LessonError]:
    """Ids that stand twice, sent lines without a reply, variables without a value. Where lines could not be read
    (`is_broken`) a missing reply or value proves nothing."""
    yield from _check_ids(lesson)
    if is_broken:
        return
    yield from missing_replies(lesson.script, lesson.sources)
    known = {*lesson.variables, *given}
    yield from undefined_variables(lesson.script, known, lesson.sources)
    yield from _check_patterns(lesson, known)


def _check_ids(lesson: Lesson) -> Iterator[LessonError]:
    steps: set[str] = set()
    traps: set[str] = set()
    for section in lesson.sections:
        lines: Sequence[object] = section.block.lines if isinstance(section.block, Quiz) else tuple(flat(section.lines))
        for line in lines:
            if isinstance(line, Step):
                yield from _twice(lesson, line.id, line.where, steps)
        for trap in _once(section.traps):
            yield from _twice(lesson, trap.id, trap.where, traps)


def _once(traps: Sequence[Trap]) -> Iterator[Trap]:
    """Several patterns of one question may lead to one text."""
    seen: set[str] = set()
    for trap in traps:
        if trap.id not in seen:
            seen.add(trap.id)
            yield trap


def _twice(lesson: Lesson, id: str, where: Position, seen: set[str]) -> Iterator[LessonError]:
    if id in seen:
        yield lesson.error(where, "duplicate", Message('The id "{id}" stands there twice: each is used once.', id=id))
    seen.add(id)


def _check_patterns(lesson: Lesson, known: Collection[str]) -> Iterator[LessonError]:
    """Variables in traps, in quizzes and in alternatives: any value given somewhere in the lesson will do."""
    names = {*known, *(name for line in flat(lesson.script.lines) for name in gives(line))}
    for section in lesson.sections:
        patterns = [(trap.pattern, trap.where) for trap in section.traps]
        if isinstance(section.block, Quiz):
            patterns += [(line.pattern, line.where) for line in section.block.lines if isinstance(line, Right)]
        elif section.ask is not None:
            patterns += [(pattern, section.ask.where) for pattern in section.ask.alternatives[1:]]
        for pattern, where in patterns:
            for name in uses_of_pattern(pattern):
                if name not in names:
                    told = Message('The variable "{name}" has no value.', name=name)
                    yield lesson.error(where, "undefined", told, did_you_mean(name, names))
