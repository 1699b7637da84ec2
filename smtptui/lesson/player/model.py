"""The model answer of a section, to be shown: the lines that would be sent. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from smtptui.lesson.goals import holds
from smtptui.lesson.lesson import Quiz, Section
from smtptui.lesson.patterns import Pattern, Regex, model_line, variables_of
from smtptui.lesson.script import Ask, If, Line, Send, StartTls
from smtptui.lesson.template import CannotRender, Template, Variables
from smtptui.smtp.state import DialogueState


def model_answer(
    section: Section, variables: Variables, secret: Collection[str], state: DialogueState, practice: bool
) -> tuple[str, ...]:
    """The lines; what uses one of the `secret` variables is shown as the lesson writes it."""
    block = section.block
    if isinstance(block, Quiz):
        return tuple(_pattern(pattern, variables, secret) for pattern in block.right[:1])
    if section.ask is not None:
        return (_pattern(section.ask.alternatives[0], variables, secret),)
    return tuple(_lines(section.lines, variables, secret, state, practice))


def _lines(
    lines: Sequence[Line], variables: Variables, secret: Collection[str], state: DialogueState, practice: bool
) -> Iterator[str]:
    for line in lines:
        match line:
            case Send(text):
                yield _template(text, variables, secret)
            case Ask(alternatives):
                yield _pattern(alternatives[0], variables, secret)
            case StartTls():
                yield "STARTTLS"
            case If(condition, then, otherwise):
                taken = then if holds(condition, state, None, practice) else otherwise or ()
                yield from _lines(taken, variables, secret, state, practice)
            case _:
                pass


def _pattern(pattern: Pattern, variables: Variables, secret: Collection[str]) -> str:
    names = {name for variable in variables_of(pattern) for name in variable.needs}
    if isinstance(pattern, Regex) or names & set(secret):
        return pattern.write()
    try:
        return model_line(pattern, variables)
    except CannotRender:
        return pattern.write()


def _template(text: Template, variables: Variables, secret: Collection[str]) -> str:
    names = {name for variable in text.variables for name in variable.needs}
    try:
        return text.write() if names & set(secret) else text.render(variables)
    except CannotRender:
        return text.write()
