"""`smtptui lessons`: the list, the check and what it finds, a new lesson, progress."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from smtptui.errors import UnknownName, UsageError
from smtptui.headless.lessons import LessonsRequest, run
from smtptui.headless.output import Output
from smtptui.lesson.library import Library
from smtptui.lesson.progress import Progress, StepState
from smtptui.messages import ENGLISH, LANGUAGES
from smtptui.settings import Settings

LESSONS = Path(__file__).parents[2] / "lessons"


class Ran:
    """The command, and what it said."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.settings = Settings(folder, folder, language=language)
        self.output = Output(ENGLISH, "never", stdout=io.StringIO(), stderr=io.StringIO())

    def __call__(self, action: str, *words: str | Path, **more: object) -> int:
        request = LessonsRequest(action, tuple(map(str, words)), **more)  # type: ignore[arg-type]
        return run(request, self.settings, self.output)

    @property
    def out(self) -> str:
        assert isinstance(self.output.stdout, io.StringIO)
        return self.output.stdout.getvalue()

    @property
    def err(self) -> str:
        assert isinstance(self.output.stderr, io.StringIO)
        return self.output.stderr.getvalue()


@pytest.fixture
def ran(tmp_path: Path) -> Ran:
    return Ran(tmp_path)


def test_all_our_lessons_are_in_order_in_both_languages(ran: Ran) -> None:
    assert ran("check") == 0, ran.err
    count = sum(len(list((LESSONS / language).glob("*.md"))) for language in LANGUAGES)
    assert ran.err == f"{count} lessons checked: in order.\n"


# -- what the check finds: a lesson with one thing changed

Change = Callable[[str], str]


def swap(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


FINDINGS: list[tuple[str, str, int, str, Change]] = [
    # what, code, exit code, words of the sentence, change
    ("no such scenario", "scenario", 1, "no scenario", swap("scenario: plain", "scenario: plane")),
    ("another id", "id", 1, "found by it", swap("id: first-message", "id: letter")),
    ("after nothing", "after", 1, "no lesson", swap("after: introduce-yourself", "after: hello")),
    ("a reply that does not come", "play", 1, "got 250", swap("S: 250 2.1.5 Ok\n```", "S: 251 2.1.5 Ok\n```")),
    ("a text that is another", "play", 1, "got 250", swap("S: 250 2.1.0 Ok\n```", "S: 250 2.1.0 Fine\n```")),
    ("a model answer that is refused", "play", 1, "got 5", swap("C? RCPT TO:<masha", "C? RCPT TO:<mascha")),
    ("a goal that is not reached", "play", 1, "expected @goal", swap("@goal queued 1", "@goal queued 9")),
    ("a goal reached by nothing", "goal", 1, "nothing was done", swap("@goal queued 1", "@goal queued 0")),
    (
        "a trap that misses its example",
        "example",
        1,
        "does not fall",
        swap("`RCPT FROM:<masha@example.test>`", "`RCPT TU:<masha@example.test>`"),
    ),
    (
        "an example in another trap",
        "example",
        1,
        "another trap",
        swap("`RCPT FROM:<masha@example.test>`", "`RCPT TO:<masha@gmail.com>`"),
    ),
    (
        "an example that is right",
        "example",
        1,
        "right answer",
        swap("`RCPT FROM:<masha@example.test>`", "`RCPT TO:<masha@example.test>`"),
    ),
    (
        "a text without example",
        "example",
        1,
        "no example",
        swap("`RCPT FROM:<masha@example.test>`", "This"),
    ),
    ("a step that is called otherwise", "lock", 1, "first-message: hello", swap("@step rcpt", "@step recipient")),
    ("a mistake of grammar", "marker", 2, "space stands", swap("C? DATA", "C?DATA")),
]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The lessons, copied."""
    return shutil.copytree(LESSONS, tmp_path / "lessons")


@pytest.mark.parametrize(
    ("code", "exit_code", "words", "change"), [f[1:] for f in FINDINGS], ids=[f[0] for f in FINDINGS]
)
def test_the_check_finds(ran: Ran, library: Path, code: str, exit_code: int, words: str, change: Change) -> None:
    path = library / "en" / "05-first-message.md"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    assert ran("check", path) == exit_code
    told = [line for line in ran.err.splitlines() if f": {code}: " in line]
    assert told and told[0].startswith(f"{path}:"), ran.err
    assert words in ran.err
    assert ran.err.endswith("1 of 1 lesson is not in order.\n")


TRANSLATIONS: list[tuple[str, Change]] = [
    ("another script", swap("@goal queued 1", "@goal queued 1\n@goal greeted")),
    ("an alert less", swap("> [!CAUTION]", "> [!NOTE]")),
    ("other facts", swap("minutes: 10", "minutes: 11")),
    ("other ids of alerts", swap("**step-in**", "**step**")),
]


@pytest.mark.parametrize("change", [t[1] for t in TRANSLATIONS], ids=[t[0] for t in TRANSLATIONS])
def test_a_translation_has_the_script_and_alerts_of_its_source(ran: Ran, library: Path, change: Change) -> None:
    path = library / "ru" / "05-first-message.md"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    assert ran("check", path) == 1
    assert ": translation: " in ran.err


def test_a_translation_of_nothing(ran: Ran, library: Path) -> None:
    (library / "en" / "05-first-message.md").unlink()
    assert ran("check", library / "ru" / "05-first-message.md") == 1
    assert "en/05-first-message.md" in ran.err


def test_two_files_of_one_id(ran: Ran, library: Path) -> None:
    shutil.copy(library / "en" / "05-first-message.md", library / "en" / "06-first-message.md")
    assert ran("check", library / "en" / "05-first-message.md") == 1
    assert ": duplicate: " in ran.err


def test_a_dot_that_is_not_doubled_is_a_warning(ran: Ran, library: Path) -> None:
    path = library / "en" / "05-first-message.md"
    path.write_text(path.read_text("utf-8").replace("C: Fine, thank you.", "C: .profile"), "utf-8")
    assert ran("check", path) == 0
    assert ": dot: " in ran.err and "1 warning." in ran.err


def test_all_findings_of_all_files_are_told(ran: Ran, library: Path) -> None:
    for name in ("01-open-the-door.md", "02-read-a-reply.md"):
        path = library / "en" / name
        path.write_text(path.read_text("utf-8").replace("C? ", "C?").replace("S: ", "S:"), "utf-8")
    assert ran("check", library / "en") == 2
    assert ran.err.count(": marker: ") > 10
    assert "2 of 9 lessons are not in order." in ran.err


def test_what_cannot_be_checked(ran: Ran, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        ran("check", tmp_path / "nothing.md")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        ran("check", tmp_path / "empty")


# -- new


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_lesson_passes_the_check(tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = Ran(tmp_path, language)
    assert ran("new", "my-lesson") == 0
    assert ran("check", "my-lesson.md") == 0, ran.err
    with pytest.raises(UsageError):
        ran("new", "my-lesson")
    assert ran("new", "other", file=tmp_path / "00-other.md") == 0
    assert ran("check", tmp_path / "00-other.md") == 0, ran.err


@pytest.mark.parametrize("words", [(), ("A b",), ("../x",), ("a", "b")])
def test_a_new_lesson_wants_an_id(ran: Ran, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        ran("new", *words)


# -- list, progress


def test_the_list_says_how_far_one_is(ran: Ran) -> None:
    lesson = Library().lesson("open-the-door")
    progress = Progress(ran.settings.progress_file)
    progress.record(lesson, "banner", StepState.SOLVED)
    assert ran("list") == 0
    head, first, second, *_ = ran.out.splitlines()
    assert head.split() == ["ID", "TITLE", "MINUTES", "AFTER", "PROGRESS"]
    assert first.split() == ["open-the-door", "Open", "the", "door", "6", "-", "1/6"]
    assert second.endswith("-")
    file = ran.settings.progress_file
    marks = json.loads(file.read_text("utf-8"))
    marks["lessons"]["open-the-door"]["banner"]["hash"] = "of another script"
    file.write_text(json.dumps(marks), "utf-8")
    assert ran("list") == 0
    assert ran.out.splitlines()[-9].endswith("changed since"), "as the screen says it"
    for step in lesson.steps:
        progress.record(lesson, step, StepState.SOLVED)
    assert ran("progress") == 0
    assert "open-the-door       Open the door" in ran.out and " done\n" in ran.out


def test_the_list_as_json(ran: Ran) -> None:
    assert ran("list", json=True) == 0
    facts = [json.loads(line) for line in ran.out.splitlines()]
    assert (
        facts[0]["id"] == "open-the-door" and facts[0]["resume"] == "banner" and facts[1]["after"] == ["open-the-door"]
    )


def test_the_list_in_another_language(tmp_path: Path) -> None:
    ran = Ran(tmp_path, "ru")
    assert ran("list") == 0
    assert "Входим вручную" in ran.out


def test_progress_travels(ran: Ran, tmp_path: Path) -> None:
    lesson = Library().lesson("open-the-door")
    Progress(ran.settings.progress_file).record(lesson, "banner", StepState.SOLVED)
    assert ran("progress", "export", tmp_path / "mine.json") == 0
    assert ran("progress", "reset") == 0
    assert not Progress(ran.settings.progress_file).summary(lesson).states
    assert ran("progress", "import", tmp_path / "mine.json") == 0
    assert Progress(ran.settings.progress_file).summary(lesson).states == {"banner": StepState.SOLVED}
    assert ran("progress", "reset", "open-the-door") == 0
    assert not Progress(ran.settings.progress_file).summary(lesson).states
    for words in (("import", tmp_path / "no.json"), ("export",), ("burn",)):
        with pytest.raises(UsageError):
            ran("progress", *words)
    with pytest.raises(UnknownName):
        ran("progress", "reset", "opne-the-door")


def test_an_action_that_is_none(ran: Ran) -> None:
    with pytest.raises(UnknownName, match='Did you mean "list"'):
        ran("lits")
