"""Progress: one file, whole at any time; the better way counts; a step that changed says so. And the library."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.errors import UnknownName, UsageError
from smtptui.lesson.document import parse_lesson, write_lesson
from smtptui.lesson.fingerprint import fingerprint, script_fingerprint
from smtptui.lesson.lesson import Lesson
from smtptui.lesson.library import Library
from smtptui.lesson.progress import Progress, StepState


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "progress.json"


@pytest.fixture
def lesson() -> Lesson:
    return Library().lesson("open-the-door")


def changed(lesson: Lesson, old: str, new: str) -> Lesson:
    text = write_lesson(lesson)
    assert old in text
    return parse_lesson(text.replace(old, new), lesson.file)


def test_what_was_passed_is_there_again(file: Path, lesson: Lesson) -> None:
    progress = Progress(file)
    progress.record(lesson, "banner", StepState.SOLVED)
    progress.record(lesson, "quit", StepState.SHOWN)
    summary = Progress(file).summary(lesson)
    assert summary.states == {"banner": StepState.SOLVED, "quit": StepState.SHOWN}
    assert (summary.total, summary.passed, summary.resume, summary.is_done) == (6, 2, "which-port", False)
    for step in lesson.steps:
        progress.record(lesson, step, StepState.SKIPPED)
    summary = Progress(file).summary(lesson)
    assert summary.is_done and summary.count(StepState.SKIPPED) == 4
    assert [path.name for path in file.parent.iterdir()] == ["progress.json"]


def test_the_better_way_counts(file: Path, lesson: Lesson) -> None:
    progress = Progress(file)
    for state in (StepState.SHOWN, StepState.SKIPPED):
        progress.record(lesson, "quit", state)
    assert progress.summary(lesson).states == {"quit": StepState.SHOWN}
    progress.record(lesson, "quit", StepState.SOLVED)
    progress.record(lesson, "quit", StepState.SHOWN)
    assert progress.summary(lesson).states == {"quit": StepState.SOLVED}


def test_a_step_whose_script_changed_says_updated(file: Path, lesson: Lesson) -> None:
    progress = Progress(file)
    progress.record(lesson, "quit", StepState.SOLVED)
    other = changed(lesson, "@closed", "@closed\n@goal quit")
    assert progress.summary(other).states == {"quit": StepState.UPDATED}
    assert progress.summary(other).passed == 0
    progress.record(other, "quit", StepState.SKIPPED)
    assert progress.summary(other).states == {"quit": StepState.SKIPPED}


def test_words_and_languages_change_no_fingerprint(lesson: Lesson) -> None:
    russian = Library("ru").lesson("open-the-door")
    assert script_fingerprint(russian) == script_fingerprint(lesson)
    assert [fingerprint(section) for section in russian.sections] == [fingerprint(each) for each in lesson.sections]
    remarked = changed(lesson, "@step quit\n", "@step quit\n# why\n")
    assert script_fingerprint(remarked) == script_fingerprint(lesson)


def test_a_step_that_is_none_is_not_remembered(file: Path, lesson: Lesson) -> None:
    Progress(file).record(lesson, "nothing", StepState.SOLVED)
    assert not file.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 2}', '{"version": 1, "lessons": {"a": 1}}', "[" * 9000])
def test_a_broken_file_is_put_aside(file: Path, lesson: Lesson, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    progress = Progress(file)
    assert not progress.summary(lesson).states
    assert file.with_name("progress.json.broken").read_text() == text
    with pytest.raises(UsageError):
        progress.take_in(file.with_name("progress.json.broken"))


@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.dictionaries(
    st.sampled_from(["version", "lessons", "open-the-door", "quit", "state", "hash"]), inner, max_size=4)))  # fmt: skip
def test_any_json_is_progress_or_broken(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    file = tmp_path_factory.mktemp("p") / "progress.json"
    file.write_text(json.dumps(value))
    Progress(file)


def test_a_folder_in_the_way_is_told(tmp_path: Path, lesson: Lesson) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError):
        Progress(tmp_path / "file" / "progress.json").record(lesson, "quit", StepState.SOLVED)


def test_progress_of_two_machines(tmp_path: Path, lesson: Lesson) -> None:
    here, there = Progress(tmp_path / "here.json"), Progress(tmp_path / "there.json")
    here.record(lesson, "quit", StepState.SOLVED)
    there.record(lesson, "quit", StepState.SHOWN)
    there.record(lesson, "banner", StepState.SOLVED)
    there.export(tmp_path / "out.json")
    assert here.take_in(tmp_path / "out.json") == 2
    assert here.summary(lesson).states == {"quit": StepState.SOLVED, "banner": StepState.SOLVED}


# -- the library


def test_lessons_have_an_order(tmp_path: Path) -> None:
    library = Library()
    ids = [entry.id for entry in library.entries()]
    assert ids[:2] == ["open-the-door", "read-a-reply"]
    following = library.next_after("open-the-door")
    assert following is not None and following.id == "read-a-reply"
    assert library.next_after(ids[-1]) is None and library.next_after("nothing") is None
    with pytest.raises(UnknownName, match="Did you mean"):
        library.entry("open-teh-door")
    assert Library(folder=tmp_path).entries() == ()


def test_a_lesson_without_translation_is_english(tmp_path: Path, lesson: Lesson) -> None:
    for name, language in (("01-a", "en"), ("02-b", "en"), ("02-b", "ru"), ("03-c", "ru")):
        path = tmp_path / language / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        facts = replace(lesson.facts, id=name[3:], title=f"{name} {language}")
        path.write_text(write_lesson(replace(lesson, facts=facts)), "utf-8")
    entries = Library("ru", tmp_path).entries()
    assert [(entry.id, entry.language, entry.facts.title) for entry in entries] == [
        ("a", "en", "01-a en"),
        ("b", "ru", "02-b ru"),
        ("c", "ru", "03-c ru"),
    ]
    assert [entry.id for entry in Library("en", tmp_path).entries()] == ["a", "b"]
