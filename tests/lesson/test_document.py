"""A lesson's file: what is read, what is written, which mistake of an author is told where and with which advice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smtptui.errors import LessonError
from smtptui.lesson.document import check_lesson, parse_lesson, read_lesson, write_lesson
from smtptui.lesson.lesson import AlertKind, Quiz, ScriptBlock, Task

LESSONS = sorted((Path(__file__).parents[2] / "lessons").rglob("*.md"))

FRONT = "---\nid: a-lesson\ntitle: A lesson\n---\n"
HELLO = "# A lesson\n\nRead this.\n\n> [!IMPORTANT]\n> **goal** Say hello.\n\n"
ASK = """## Say hello
Prose `code`.

```smtp
@step hello
S: 220
C? EHLO client.example.test
C! HELLO * -> hello
S: 250
```

> [!TIP]
> Four letters.

> [!WARNING]
> **hello** `HELLO client` has five letters.

> [!NOTE]
> Now it knows you.
"""
QUIZ = """## Guess
```quiz
@step guess
A? 250
A! 5* -> refused
```
> [!TIP]
> Which digit?

> [!WARNING]
> **refused** `500` no.
"""
WHOLE = FRONT + HELLO + ASK + "\n" + QUIZ


def test_a_lesson_is_read() -> None:
    lesson = parse_lesson(WHOLE, "x.md")
    assert (lesson.id, lesson.facts.scenario, lesson.heading) == ("a-lesson", "plain", "A lesson")
    assert [alert.id for alert in lesson.alerts(AlertKind.IMPORTANT)] == ["goal"]
    hello, guess = lesson.sections
    assert (hello.title, hello.step, hello.task, hello.hints) == (
        "Say hello",
        "hello",
        Task.COMPOSE,
        ("Four letters.",),
    )
    assert isinstance(hello.block, ScriptBlock) and isinstance(guess.block, Quiz)
    warning = hello.warning("hello")
    assert warning is not None and (warning.text, warning.example) == (
        "`HELLO client` has five letters.",
        "HELLO client",
    )
    assert (guess.task, guess.step, [trap.id for trap in guess.traps]) == (Task.ANSWER, "guess", ["refused"])
    assert lesson.steps == ("hello", "guess")
    assert lesson.section_of("guess") is guess


def test_front_matter() -> None:
    text = (
        "---\nid: x\ntitle: Ö: x\nscenario: auth\nminutes: 12\nafter: a, b-c\nneeds: AUTH LOGIN, SIZE\n"
        "vars: user=v@e.x, n=\nsecrets: password=s3=t\nsource: https://example.test/\nportable: yes\n---\n"
    )
    facts = parse_lesson(text, "x.md").facts
    assert (facts.title, facts.minutes, facts.after, facts.needs) == ("Ö: x", 12, ("a", "b-c"), ("AUTH LOGIN", "SIZE"))
    assert facts.vars == (("user", "v@e.x"), ("n", "")) and facts.secrets == (("password", "s3=t"),)
    assert facts.portable and facts.source == "https://example.test/"
    assert facts.where["after"].line == 6


def test_positions_are_the_files_own() -> None:
    lesson = parse_lesson(WHOLE, "x.md")
    lines = WHOLE.split("\n")
    assert lesson.sections[0].ask is not None
    assert lines[lesson.sections[0].ask.where.line - 1].startswith("C? ")
    assert lines[lesson.sections[1].traps[0].where.line - 1].startswith("A! ")
    assert lesson == parse_lesson(WHOLE.replace("\n## ", "\n\n\n## "), "y.md")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_our_lessons_are_in_order_and_written_as_they_are(path: Path) -> None:
    text = path.read_text("utf-8")
    assert list(map(str, check_lesson(text, path.name))) == []
    lesson = parse_lesson(text, path.name)
    assert parse_lesson(write_lesson(lesson), "y.md") == lesson


def in_block(*lines: str) -> str:
    return FRONT + "## A\n```smtp\n@step a\n" + "\n".join(lines) + "\n```\n"


def with_front(*lines: str) -> str:
    return "---\nid: a\ntitle: A\n" + "\n".join(lines) + "\n---\n"


TIP = "> [!TIP]\n> x\n\n"
MISTAKES = [
    # what, code, line, column, a piece of the advice ("" for none), text
    ("unknown marker", "marker", 8, 1, "C: EHLO x", in_block("EHLO x")),
    ("marker without blank", "marker", 8, 3, "C: QUIT", in_block("C:QUIT")),
    ("unknown directive", "directive", 8, 2, "connect", in_block("@conect")),
    ("unknown key", "key", 4, 1, "minutes", with_front("minute: 5")),
    ("key without colon", "front", 4, 8, "", with_front("minutes 5")),
    ("key without blank", "front", 4, 8, "", with_front("minutes:5")),
    ("unknown variable", "undefined", 8, 9, "--set user", in_block("C: EHLO {{user}}", "S: 250")),
    ("unknown filter", "filter", 8, 11, "b64", in_block("C: {{user|b46}}", "S: 250")),
    ("unknown extension", "extension", 9, 4, "starttls", in_block("S: 250", "S+ STARTLS")),
    ("unknown extension needed", "extension", 4, 8, "starttls", with_front("needs: STARTLS")),
    ("look-alike marker", "look-alike", 8, 1, "C", in_block("С: QUIT", "S: 221")),
    ("look-alike verb", "look-alike", 8, 5, "H", in_block("C: EНLO x", "S: 250")),
    ("look-alike key", "look-alike", 4, 2, "a", with_front("vаrs: a=b")),
    ("look-alike in a quiz", "look-alike", 7, 1, "A", FRONT + "## A\n```quiz\nА? 1\nA? 1\n@step a\n```\n" + TIP),
    ("tab", "tab", 8, 3, "", in_block("C:\tQUIT")),
    ("tab in front matter", "tab", 4, 9, "", with_front("minutes:\t5")),
    ("single brace", "brace", 8, 4, r"\{", in_block("C: {user}", "S: 250")),
    ("bad code", "code", 8, 4, "", in_block("S: 25")),
    ("class in capitals", "code", 8, 4, "5xx", in_block("S: 5XX")),
    ("bad regex", "regex", 8, 10, "", in_block("S: 250 /(/")),
    ("unclosed block", "unclosed", 6, 1, "```", FRONT + "## A\n```smtp\n@step a\n"),
    ("unclosed text block", "unclosed", 5, 1, "```", FRONT + "```text\nx\n"),
    ("unclosed quote", "quote", 8, 9, "", in_block('S: 334 ~"User')),
    ("unclosed regex", "quote", 8, 8, "", in_block("S: 250 /x")),
    ("unclosed if", "if", 8, 1, "", in_block("@if tls", "@close")),
    ("two questions", "question", 10, 1, "", in_block("C? A", "S: 250", "C? B", "S: 250") + TIP),
    ("wildcard in the model answer", "wildcard", 8, 4, "", in_block("C? A *", "S: 250") + TIP),
    ("wildcard in a quiz", "wildcard", 8, 4, "", FRONT + "## A\n```quiz\n@step a\nA? 2*\n```\n" + TIP),
    ("sent line without reply", "no-reply", 8, 1, "S: 250", in_block("C: NOOP", "@goal tls")),
    ("trap without text", "trap", 9, 1, "", in_block("C? A", "C! B -> b", "S: 250") + TIP),
    (
        "trap and text misspelt",
        "trap",
        9,
        1,
        "right",
        in_block("C? A", "C! B -> rihgt", "S: 250") + TIP + "> [!WARNING]\n> **right** `B` no.\n",
    ),
    ("text without trap", "trap", 14, 1, "", in_block("C? A", "S: 250") + TIP + "> [!WARNING]\n> **b** `B` no.\n"),
    ("text without id", "trap", 14, 1, "**id**", in_block("C? A", "S: 250") + TIP + "> [!WARNING]\n> `B` no.\n"),
    ("trap without id", "trap", 9, 5, "", in_block("C? A", "C! B", "S: 250") + TIP),
    ("question without hint", "hint", 8, 1, "[!TIP]", in_block("C? A", "S: 250")),
    ("quiz without hint", "hint", 8, 1, "[!TIP]", FRONT + "## A\n```quiz\n@step a\nA? 1\n```\n"),
    ("four hints", "hint", 20, 1, "", in_block("C? A", "S: 250") + TIP * 4),
    ("duplicate step", "duplicate", 12, 1, "", in_block("S: 220") + "## B\n```smtp\n@step a\n```\n"),
    ("duplicate key", "duplicate", 4, 1, "", with_front("id: b")),
    ("duplicate variable", "duplicate", 4, 12, "", with_front("vars: a=b, a=c")),
    (
        "duplicate text",
        "duplicate",
        18,
        1,
        "",
        in_block("C? A", "C! B -> b", "S: 250") + TIP + "> [!WARNING]\n> **b** x\n\n> [!WARNING]\n> **b** y\n",
    ),
    (
        "two alerts in one",
        "alert",
        7,
        3,
        "empty line",
        FRONT + "> [!TIP]\n> x\n> [!NOTE]\n> y\n",
    ),
    ("unknown alert", "alert", 5, 5, "WARNING", FRONT + "> [!WARNIN]\n> x\n"),
    ("alert in small letters", "alert", 5, 5, "TIP", FRONT + "> [!tip]\n> x\n"),
    ("alert with text behind", "alert", 5, 9, "", FRONT + "> [!TIP] x\n"),
    ("alert without text", "alert", 5, 3, "", FRONT + "> [!TIP]\n"),
    ("alert without end", "alert", 5, 3, "", FRONT + "> [!TIP\n> x\n"),
    ("alert without its mark", "alert", 7, 1, "Put >", FRONT + "> [!TIP]\n> x\ny\n"),
    ("alert in a list", "alert", 5, 5, "", FRONT + "- > [!TIP]\n  > x\n"),
    ("misspelt block", "block", 6, 4, "smtp", FRONT + "## A\n```stmp\nC: x\n```\n"),
    ("block in capitals", "block", 6, 4, "smtp", FRONT + "## A\n```SMTP\nC: x\n```\n"),
    ("block in a list", "block", 6, 6, "", FRONT + "## A\n- ```smtp\n  C: x\n  ```\n"),
    ("block above the first section", "block", 5, 4, "", FRONT + "```smtp\n@step a\n```\n"),
    ("two blocks", "block", 10, 1, "", in_block("S: 220") + "```quiz\n@step b\nA? 1\n```\n" + TIP),
    ("block without step", "step", 6, 1, "@step", FRONT + "## A\n```smtp\nS: 220\n```\n"),
    ("two steps", "step", 8, 1, "", in_block("@step b")),
    ("quiz without answer", "question", 6, 1, "A? ", FRONT + "## A\n```quiz\n@step a\n```\n"),
    ("marker in a quiz", "marker", 8, 1, "A? 250", FRONT + "## A\n```quiz\n@step a\nC? 250\nA? 1\n```\n" + TIP),
    ("directive in a quiz", "directive", 8, 2, "", FRONT + "## A\n```quiz\n@step a\n@close\nA? 1\n```\n" + TIP),
    ("answer missing", "missing", 8, 3, "", FRONT + "## A\n```quiz\n@step a\nA?\nA? 1\n```\n" + TIP),
    ("dns", "dns", 6, 4, "", FRONT + "## A\n```dns\nQ: MX x\n```\n"),
    ("no front matter", "front", 1, 1, "", "# A\n"),
    ("front matter without end", "front", 1, 1, "", "---\nid: a\n"),
    ("no id", "missing", 1, 1, "id: ", "---\ntitle: A\n---\n"),
    ("bad id", "id", 2, 5, "", "---\nid: A b\ntitle: A\n---\n"),
    ("bad minutes", "minutes", 4, 10, "", with_front("minutes: soon")),
    ("bad portable", "portable", 4, 11, "", with_front("portable: maybe")),
    ("bad variable", "variable", 4, 7, "", with_front("vars: user")),
    ("value missing", "missing", 4, 8, "", with_front("source:")),
    ("two headings", "heading", 6, 1, "", FRONT + "# A\n# B\n"),
    ("underlined heading", "heading", 5, 1, "", FRONT + "A\n---\n"),
    ("heading without title", "heading", 5, 1, "", FRONT + "##\n"),
    (
        "variable in a trap",
        "undefined",
        9,
        1,
        "",
        in_block("C? A", "C! {{x}} -> b", "S: 250") + TIP + "> [!WARNING]\n> **b** `B` x\n",
    ),
    ("variable in a quiz", "undefined", 8, 1, "", FRONT + "## A\n```quiz\n@step a\nA? {{x}}\n```\n" + TIP),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "line", "column", "advice", "text"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES]
)
def test_a_mistake_is_told_where_it_stands_with_advice(
    code: str, line: int, column: int, advice: str, text: str
) -> None:
    found = [error for error in check_lesson(text, "x.md") if error.code == code]
    assert found, [str(error) for error in check_lesson(text, "x.md")]
    error = found[-1] if code in ("hint", "duplicate") else found[0]
    assert (error.line, error.column) == (line, column), str(error)
    assert error.source == text.split("\n")[line - 1]
    assert re.match(rf"x\.md:{line}:{column}: {code}: \S", str(error))
    assert advice in str(error.fix or "") and (error.fix is not None or not advice)


def test_all_mistakes_are_told_in_the_order_of_the_lines() -> None:
    text = with_front("minute: 5", "portable: x") + "## A\n```smtp\nC:QUIT\n@nonsense\nS: 1\n```\n> [!HINT]\n> x\n"
    assert [(error.line, error.code) for error in check_lesson(text, "x.md")] == [
        (4, "key"),
        (5, "portable"),
        (8, "step"),
        (9, "marker"),
        (10, "directive"),
        (11, "code"),
        (13, "alert"),
    ]


NO_MISTAKES = [
    in_block("C: DATA", "S: 354") + "## B\n```smtp\n@step b\nC: Subject: x\nC: .\nS: 250\n```\n",
    FRONT + "## A\n> A quotation.\n\n```text\nС: x\n```\n\n- a\n  ```console\n  $ telnet\n  ```\n",
    FRONT + "## A\n| a | b |\n|---|---|\n| 1 | 2 |\n\n### deeper\n\n<b>x</b>\n",
    with_front("vars: user=vasya", "secrets: password=x")
    + "## A\n```smtp\n@step a\nC: AUTH PLAIN {{user|plain}}\nS: 235\n```\n",
    WHOLE.replace("\n", "\r\n"),
    "\ufeff" + WHOLE,
    FRONT + "> [!CAUTION]\n> A risk.\n\n> [!NOTE]\n> - list\n>\n>   ```text\n>   x\n>   ```\n",
]


@pytest.mark.parametrize("text", NO_MISTAKES)
def test_what_is_no_mistake(text: str) -> None:
    assert list(map(str, check_lesson(text, "x.md"))) == []
    lesson = parse_lesson(text, "x.md")
    assert parse_lesson(write_lesson(lesson), "x.md") == lesson


def test_a_variable_may_come_from_elsewhere() -> None:
    text = in_block("C: EHLO {{name}}", "S: 250")
    assert read_lesson(text, "x.md", ["name"])[1] == []


_PIECES = [
    "---\n", "id: a\n", "title: A\n", "vars: a=b\n", "minutes: 3\n", "# A\n", "## B\n", "## C `c`\n", "### D\n",
    "```smtp\n", "```quiz\n", "```text\n", "```\n", "````\n", "~~~\n", "@step a\n", "@step b\n", "S: 250\n",
    "C: x\n", "C? x\n", "C! y -> y\n", "A? 1\n", "A! 2 -> y\n", "@if tls\n", "@end\n", "> [!TIP]\n", "===\n",
    "> [!WARNING]\n", "> [!NOTE]\n", "> **y** `2` no\n", "> text\n", ">\n", "\n", "\n", "\n", "prose\n", "- item\n",
    "  indented\n", "    code\n", "<!--\n", "-->\n", "<div>\n", "[a]: b\n", "\\", "\r", "\t", "\x00", "\ud800", "С: ",
    "1. ", "> > ", "| a |\n", "lazy",
]  # fmt: skip
pieces = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@given(st.one_of(st.text(), pieces, pieces.map(lambda text: FRONT + text), pieces.map(lambda text: WHOLE + text)))
@example(FRONT + ">" * 3000 + " x")
@example(FRONT + "- " * 3000)
@example(FRONT + "## A\n<!--\n## B\n```smtp\n@step a\n```\n")
@example(FRONT + ">[!NOTE]\n0\n\t```")
@example(FRONT + ">[!NOTE]\n0\n\r>[!")
@example(FRONT + ">[!NOTE]\n0\n>>\n\n0")
@settings(max_examples=600, deadline=None)
def test_any_text_is_a_lesson_or_mistakes(text: str) -> None:
    try:
        lesson = parse_lesson(text, "x.md")
    except LessonError:
        return
    assert parse_lesson(write_lesson(lesson), "x.md") == lesson
