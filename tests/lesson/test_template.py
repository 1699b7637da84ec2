"""Variables and filters."""

from __future__ import annotations

import pytest

from smtptui.errors import LessonError
from smtptui.lesson.source import SourceLine
from smtptui.lesson.template import CannotRender, parse_template

VARIABLES = {"user": "Vasya@Example.test", "password": "s3cret", "word": "VXNlcm5hbWU6", "empty": ""}


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("{{user}}", "Vasya@Example.test"),
        ("<{{user|lower}}>", "<vasya@example.test>"),
        ("{{user|upper}}", "VASYA@EXAMPLE.TEST"),
        ("{{user|local}} {{user|domain}}", "Vasya Example.test"),
        ("{{user|b64}}", "VmFzeWFARXhhbXBsZS50ZXN0"),
        ("{{user|b64|unb64}}", "Vasya@Example.test"),
        ("{{word|unb64}}", "Username:"),
        ("{{user|local|lower|plain}}", "AHZhc3lhAHMzY3JldA=="),
        ("{{empty|b64}}", ""),
        (r"\{{{empty}}}", "{}"),
        (r"\\{{empty}}\n", r"\\n"),
    ],
)
def test_what_is_rendered(text: str, rendered: str) -> None:
    assert parse_template(SourceLine("x", 1, text), 0).render(VARIABLES) == rendered


@pytest.mark.parametrize("text", ["{{nobody}}", "{{user|unb64}}"])
def test_what_cannot_be_rendered(text: str) -> None:
    template = parse_template(SourceLine("x", 1, text), 0)
    with pytest.raises(CannotRender):
        template.render(VARIABLES)


def test_plain_needs_the_password() -> None:
    template = parse_template(SourceLine("x", 1, "{{user|plain}}"), 0)
    assert template.variables[0].needs == ("user", "password")
    with pytest.raises(CannotRender):
        template.render({"user": "vasya"})


@pytest.mark.parametrize(("text", "column"), [("ab{c", 3), ("{{a}} }", None), ("{{a", 1), ("{{a|zz}}", 5)])
def test_where_a_mistake_stands(text: str, column: int | None) -> None:
    line = SourceLine("x", 7, text)
    if column is None:
        parse_template(line, 0)
        return
    with pytest.raises(LessonError) as caught:
        parse_template(line, 0)
    assert (caught.value.line, caught.value.column) == (7, column)
