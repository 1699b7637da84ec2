"""What a learner's answer to a quiz means: a number in words or among words, an option's own text, a line for its
keyword. What is clearly no answer is told so, and is not called wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from smtptui.lesson.canonical import line_fits
from smtptui.lesson.lesson import Section
from smtptui.lesson.markup import Paragraph, blocks
from smtptui.lesson.patterns import Pattern, Wild, model_line
from smtptui.lesson.template import CannotRender, Variables
from smtptui.lesson.turn import Kind, Source, Verdict, question_of
from smtptui.messages import Message
from smtptui.smtp.command import parse_command
from smtptui.smtp.state import Phase

_NUMERALS = (
    ("zero", "ноль", "нуль"),
    ("one", "один", "одна", "одно"),
    ("two", "два", "две"),
    ("three", "три"),
    ("four", "четыре"),
    ("five", "пять"),
    ("six", "шесть"),
    ("seven", "семь"),
    ("eight", "восемь"),
    ("nine", "девять"),
)
_VALUES = {word: str(value) for value, words in enumerate(_NUMERALS) for word in words}


def judge_choice(section: Section, typed: str, variables: Variables) -> Verdict:
    """The verdict on the answer to a quiz: blanks around it and case do not count."""
    question = question_of(section)
    wants_number = all(_model(pattern, variables).isdigit() for pattern in question.alternatives)
    answers = list(_readings(typed.strip(), options(section), wants_number))
    if any(_fits(pattern, answer, variables) for answer in answers for pattern in question.alternatives):
        return Verdict(Kind.PASSED, Source.PATTERN)
    for answer in answers:
        trap = next((trap for trap in question.traps if _fits(trap.pattern, answer, variables)), None)
        if trap is not None and trap.id in question.texts:
            return Verdict(Kind.WRONG, Source.TRAP, question.texts[trap.id], trap=trap.id)
    models = [_model(pattern, variables) for pattern in question.alternatives]
    message = _no_answer(typed.strip(), models if wants_number else [], len(options(section)))
    return Verdict(Kind.WRONG, message=message or Message("No. Think again, or take a hint."))


def options(section: Section) -> dict[str, str]:
    """The numbered list of a question: the text of each line, as it is compared, and its number."""
    found = (block for prose in section.prose for block in blocks(prose.text) if isinstance(block, Paragraph))
    return {
        _plain("".join(span.text for span in block.spans)): block.label.rstrip(".")
        for block in found
        if block.label.endswith(".")
    }


def _readings(text: str, listed: dict[str, str], wants_number: bool) -> Iterator[str]:
    """What the answer may mean, the most literal first."""
    yield from (text, text.upper(), text.lower())
    if not wants_number:
        yield text.split(" ", 1)[0].upper()  # a line of a reply, for its keyword
        return
    if _plain(text) in listed:
        yield listed[_plain(text)]
    numbers = [_VALUES.get(word, word) for word in re.findall(r"\d+|[^\W\d]+", text.lower())]
    found = {number for number in numbers if number.isdigit()}
    if len(found) == 1:
        yield found.pop()


def _no_answer(text: str, numbers: Sequence[str], listed: int) -> Message | None:
    """What is said to something that does not answer the question at all."""
    command = parse_command(text)
    if command.known and (numbers or command.argument):
        return Message("This is a command, and here is a question: nothing was sent.")
    if listed and not any(character.isdigit() for character in text):
        return Message("Answer with a number from 1 to {count}.", count=listed)
    if numbers and not any(character.isdigit() for character in text):
        return Message("The answer is a number.")
    if re.fullmatch(r"[2-5][0-9]{2}", text) and not listed and all(len(number) == 1 for number in numbers) and numbers:
        return Message("{code} is a whole code; one digit is enough here.", code=text)
    return None


def _fits(pattern: Pattern, answer: str, variables: Variables) -> bool:
    return line_fits(pattern, answer, variables, Phase.COMMAND)


def _model(pattern: Pattern, variables: Variables) -> str:
    try:
        return model_line(pattern, variables) if isinstance(pattern, Wild) else ""
    except CannotRender:
        return ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\s`,;:!]+", text)).rstrip(".").casefold()
