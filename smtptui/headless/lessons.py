"""`smtptui lessons`: what lessons there are, whether they are in order, a new one, what was learned."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from smtptui.errors import UnknownName, UsageError
from smtptui.headless.output import FELL_SHORT, HELD, USAGE, Output, worst
from smtptui.lesson.lesson import Lesson
from smtptui.lesson.library import FALLBACK, Library, files_of
from smtptui.lesson.progress import Progress, StepState, Summary
from smtptui.messages import LANGUAGES, Message, Plural
from smtptui.settings import Settings
from smtptui.smtp.events import Level
from smtptui.smtp.visible import visible_text
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class LessonsRequest:
    """What was asked for: an action and the words after it; `file` is -o."""

    action: str
    words: tuple[str, ...] = ()
    json: bool = False
    file: Path | None = None


def run(request: LessonsRequest, settings: Settings, output: Output) -> int:
    """Does it. Returns the exit code. Raises UsageError."""
    if request.action not in ACTIONS:
        raise UnknownName(Message("action"), request.action, tuple(ACTIONS))
    return ACTIONS[request.action](request, settings, output)


# -- list


def show_list(request: LessonsRequest, settings: Settings, output: Output) -> int:
    """`lessons list`: a table in the order in which they are taken."""
    if request.words:
        raise UsageError(Message("lessons list takes nothing after it."))
    progress = Progress(settings.progress_file)
    lessons = [entry.load() for entry in Library(settings.language).entries()]
    if request.json:
        for lesson in lessons:
            output.data(json.dumps(_facts(lesson, progress.summary(lesson)), ensure_ascii=False))
        return HELD
    translate = output.translate
    head = tuple(translate.text(title) for title in ("ID", "TITLE", "MINUTES", "AFTER", "PROGRESS"))
    table(output, [head, *(_row(lesson, progress.summary(lesson), output) for lesson in lessons)])
    return HELD


def _row(lesson: Lesson, summary: Summary, output: Output) -> tuple[str, ...]:
    facts = lesson.facts
    return facts.id, facts.title, str(facts.minutes or "-"), ", ".join(facts.after) or "-", told(summary, output)


def told(summary: Summary, output: Output) -> str:
    """How far a lesson is, in a word or two."""
    if not summary.states:
        return "-"
    if summary.count(StepState.UPDATED):
        return output.translate(Message("changed since"))
    if summary.is_done:
        return output.translate(Message("done"))
    return f"{summary.passed}/{summary.total}"


def _facts(lesson: Lesson, summary: Summary) -> dict[str, object]:
    facts = lesson.facts
    return {
        "id": facts.id,
        "title": facts.title,
        "scenario": facts.scenario,
        "minutes": facts.minutes,
        "after": list(facts.after),
        "needs": list(facts.needs),
        "portable": facts.portable,
        "steps": {step: state.value for step, state in summary.states.items()},
        "total": summary.total,
        "resume": summary.resume,
    }


def table(output: Output, lines: Sequence[tuple[str, ...]]) -> None:
    """Columns as wide as their widest cell."""
    shown = [tuple(map(visible_text, line)) for line in lines]
    widths = [max(len(line[column]) for line in shown) for column in range(len(shown[0]))]
    for line in shown:
        output.data("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths)).rstrip())


# -- check


def check(request: LessonsRequest, settings: Settings, output: Output) -> int:
    """`lessons check [PATH…]`: files and folders; without a path all lessons that come with the program."""
    paths = _paths(request.words)
    if not paths:
        raise UsageError(Message("There is no lesson to check."))
    code = asyncio.run(check_all(paths, output))
    return worst([code, FELL_SHORT if not request.words and _untranslated(output) else HELD])


def _paths(words: Sequence[str]) -> list[Path]:
    if not words:
        folder = Library().folder
        return [entry.path for language in LANGUAGES for entry in files_of(folder / language)]
    found: list[Path] = []
    for word in words:
        path = Path(word)
        found += sorted(path.rglob("*.md")) if path.is_dir() else [path]
    return found


async def check_all(paths: Sequence[Path], output: Output) -> int:
    """Checks each. Returns the exit code."""
    from smtptui.headless._lessons_check import check_file
    from smtptui.headless._run_show import show_lesson_error

    codes, broken, warnings = [HELD], set[Path](), 0
    for path in paths:
        async for finding in check_file(path):
            show_lesson_error(finding.mistake, output)
            warnings += finding.is_warning
            if not finding.is_warning:
                broken.add(path)
                codes.append(USAGE if finding.is_grammar else FELL_SHORT)
    if warnings:
        output.tell(Plural("{count} warning.", "{count} warnings.", warnings), Level.WARNING)
    if broken:
        output.tell(
            Plural("{broken} of {count} lesson is not in order.", "{broken} of {count} lessons are not in order.",
                   len(paths), broken=len(broken)),
            Level.ERROR,
        )  # fmt: skip
    else:
        output.tell(Plural("{count} lesson checked: in order.", "{count} lessons checked: in order.", len(paths)))
    return worst(codes)


def _untranslated(output: Output) -> bool:
    """Tells of lessons that one of the languages lacks."""
    folder = Library().folder
    names = {language: {entry.path.name for entry in files_of(folder / language)} for language in LANGUAGES}
    missing = [f"{language}/{name}" for language in LANGUAGES for name in sorted(names[FALLBACK] - names[language])]
    for file in missing:
        output.tell(Message("There is no lesson {file}: it has not been translated.", file=file), Level.ERROR)
    return bool(missing)


# -- new


def new(request: LessonsRequest, settings: Settings, output: Output) -> int:
    """`lessons new ID`: a small, whole lesson to be written over."""
    from smtptui.headless._lessons_new import TEMPLATES
    from smtptui.lesson.front import ID

    if len(request.words) != 1:
        raise UsageError(Message("Which lesson? lessons new ID"))
    (id,) = request.words
    if not ID.fullmatch(id):
        raise UsageError(
            Message("An id has small letters and digits, with single hyphens between: {example}", example="auth-login")
        )
    path = request.file or Path(f"{id}.md")
    text = TEMPLATES.get(settings.language, TEMPLATES["en"]).replace("{id}", id)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(Message("{file} is there already: nothing is written over it.", file=str(path))) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(Message("{file} cannot be written: {why}.", file=str(path), why=why)) from error
    output.tell(Message("Written: {file}. To check it: smtptui lessons check {file}", file=str(path)))
    return HELD


# -- progress


def show_progress(request: LessonsRequest, settings: Settings, output: Output) -> int:
    """`lessons progress [export FILE | import FILE | reset]`."""
    progress = Progress(settings.progress_file)
    match request.words:
        case ():
            return show_list(LessonsRequest("list", (), request.json), settings, output)
        case ("export", file):
            progress.export(Path(file))
            output.tell(Message("Written: {file}", file=file))
        case ("import", file):
            count = progress.take_in(Path(file))
            output.tell(Plural("{count} step taken in.", "{count} steps taken in.", count))
        case ("reset",):
            progress.reset()
            output.tell(Message("All progress is forgotten."))
        case ("reset", id):
            Library(settings.language).entry(id)
            progress.reset(id)
            output.tell(Message("Forgotten: {id}", id=id))
        case _:
            raise UsageError(Message("lessons progress [export FILE | import FILE | reset [ID]]"))
    return HELD


ACTIONS: dict[str, Callable[[LessonsRequest, Settings, Output], int]] = {
    "list": show_list,
    "check": check,
    "new": new,
    "progress": show_progress,
}
"""What may follow `smtptui lessons`."""
