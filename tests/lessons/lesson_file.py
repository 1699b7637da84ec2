"""A lesson's file cut into its parts, simply: what the tests of the lessons' own contents look at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from smtptui.lesson.format import parse_script, read_script
from smtptui.lesson.patterns import Pattern, parse_pattern
from smtptui.lesson.script import Ask, Goal, If, Line, Script, Step, Trap
from smtptui.lesson.source import SourceLine

LESSONS = Path(__file__).parents[2] / "lessons"
LANGUAGES = ("en", "ru")
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ALERT = re.compile(r"^> \[!([A-Z]+)\]\n((?:^>.*\n?)+)", re.MULTILINE)
_ID = re.compile(r"\*\*([a-z0-9-]+)\*\*")
_CODE = re.compile(r"`([^`]*)`")


@dataclass(frozen=True)
class Alert:
    """`> [!KIND]` and the text after it."""

    kind: str
    text: str

    @property
    def id(self) -> str | None:
        match = _ID.match(self.text)
        return match.group(1) if match else None

    @property
    def example(self) -> str:
        """The first code span."""
        match = _CODE.search(self.text)
        return match.group(1) if match else ""


@dataclass(frozen=True)
class Question:
    """What the learner answers: right patterns, and wrong ones with the ids of their texts."""

    right: tuple[Pattern, ...]
    wrong: tuple[tuple[Pattern, str], ...]


@dataclass(frozen=True)
class Section:
    """What stands below a `##`, or above the first one (title "")."""

    title: str
    prose: str
    alerts: tuple[Alert, ...]
    script: str | None = None
    quiz: str | None = None
    blocks: int = 0
    step: str | None = None
    question: Question | None = None
    lines: tuple[Line, ...] = ()

    def of_kind(self, kind: str) -> list[Alert]:
        return [alert for alert in self.alerts if alert.kind == kind]


@dataclass(frozen=True)
class Lesson:
    """One file."""

    path: Path
    facts: dict[str, str]
    sections: tuple[Section, ...]
    text: str = field(repr=False)

    @property
    def script(self) -> Script:
        """All its `smtp` blocks, one after the other."""
        return parse_script("".join(section.script or "" for section in self.sections), str(self.path))

    @property
    def variables(self) -> dict[str, str]:
        """What `vars` and `secrets` give."""
        pairs = ",".join(self.facts.get(key, "") for key in ("vars", "secrets")).split(",")
        return {name.strip(): value for name, _, value in (pair.partition("=") for pair in pairs) if name.strip()}


def lesson_names() -> list[str]:
    """The files' names, from the English folder."""
    return sorted(path.name for path in (LESSONS / "en").glob("*.md"))


def read_lesson(language: str, name: str) -> Lesson:
    """The lesson, cut up."""
    path = LESSONS / language / name
    text = path.read_text("utf-8")
    _, front, body = text.split("---\n", 2)
    facts = dict(line.split(": ", 1) for line in front.strip().splitlines())
    head, *parts = re.split(r"^## ", body, flags=re.MULTILINE)
    sections = [_section("", head, path)]
    for part in parts:
        title, _, content = part.partition("\n")
        sections.append(_section(title, content, path))
    return Lesson(path, facts, tuple(sections), text)


def _section(title: str, text: str, path: Path) -> Section:
    blocks = [(kind, content) for kind, content in _FENCE.findall(text) if kind in ("smtp", "quiz", "dns")]
    alerts = tuple(
        Alert(kind, " ".join(line.removeprefix(">").strip() for line in body.splitlines()))
        for kind, body in _ALERT.findall(text)
    )
    first_block = re.search(r"^```(?:smtp|quiz|dns)$", text, re.MULTILINE)
    prose = text[: first_block.start()] if first_block else text
    section = Section(title, prose, alerts, blocks=len(blocks))
    if not blocks:
        return section
    kind, content = blocks[0]
    if kind == "quiz":
        return Section(title, prose, alerts, None, content, len(blocks), *_read_quiz(content, path))
    # What follows an open DATA of the section before is data, which a block alone cannot tell.
    script, mistakes = read_script(content, str(path))
    assert not [mistake for mistake in mistakes if mistake.code != "no-reply"], title
    lines = script.lines
    steps = [line.id for line in lines if isinstance(line, Step)]
    assert len(steps) <= 1, "one step a section"
    step = steps[0] if steps else None
    return Section(title, prose, alerts, content, None, len(blocks), step, _asked(lines), lines)


def _asked(lines: tuple[Line, ...]) -> Question | None:
    asks = [line for line in flat(lines) if isinstance(line, Ask)]
    assert len(asks) <= 1, "one question a step"
    traps = tuple((line.pattern, line.id) for line in flat(lines) if isinstance(line, Trap))
    return Question(asks[0].alternatives, traps) if asks else None


def flat(lines: tuple[Line, ...]) -> list[Line]:
    """All lines, those of branches too."""
    found: list[Line] = []
    for line in lines:
        found.append(line)
        if isinstance(line, If):
            found += flat(line.then) + flat(line.otherwise or ())
    return found


def _read_quiz(content: str, path: Path) -> tuple[str, Question]:
    step, right, wrong = "", [], []
    for number, raw in enumerate(content.splitlines(), 1):
        line = SourceLine(str(path), number, raw)
        marker, _, rest = raw.partition(" ")
        match marker:
            case "@step":
                step = rest
            case "A?":
                right.append(parse_pattern(line, 3, len(raw)))
            case "A!":
                pattern, arrow, id = rest.rpartition(" -> ")
                assert arrow, raw
                wrong.append((parse_pattern(line, 3, 3 + len(pattern)), id))
            case _:
                raise AssertionError(raw)
    return step, Question(tuple(right), tuple(wrong))


def goals(section: Section) -> list[Goal]:
    """The `@goal` lines of a section."""
    return [line for line in flat(section.lines) if isinstance(line, Goal)]
