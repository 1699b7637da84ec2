"""What a learner's answer to a question of a lesson means, and what is said to what is no answer."""

from __future__ import annotations

import pytest

from smtptui.lesson.choice import judge_choice, options
from smtptui.lesson.lesson import Section
from smtptui.lesson.library import Library
from smtptui.lesson.turn import Kind

LESSONS = {language: Library(language) for language in ("en", "ru")}


def question(place: str, language: str = "en") -> Section:
    """The section of `lesson/step`."""
    lesson, step = place.split("/")
    section = LESSONS[language].lesson(lesson).section_of(step)
    assert section is not None
    return section


RIGHT = [
    ("open-the-door/which-port", " 465 "),
    ("open-the-door/which-port", "Port 465"),
    ("open-the-door/predict-quit", "2."),
    ("open-the-door/predict-quit", "two"),
    ("open-the-door/predict-quit", "Answer and close the connection."),
    ("read-a-reply/count", "one reply"),
    ("read-a-reply/predict-nonsense", "5xx"),
    ("introduce-yourself/predict-helo", "1 line"),
    ("extension-list/predict-size", "size"),
    ("extension-list/predict-size", "SIZE 20971520"),
    ("first-message/predict-envelope", "Masha"),
    ("auth-login/predict-user", "334 again"),
]


@pytest.mark.parametrize(("place", "answer"), RIGHT)
def test_an_answer_may_be_said_in_words(place: str, answer: str) -> None:
    assert judge_choice(question(place), answer, {}).passed


def test_an_answer_in_russian_words() -> None:
    assert judge_choice(question("open-the-door/predict-quit", "ru"), "два", {}).passed
    assert judge_choice(question("first-message/predict-envelope", "ru"), "Маша", {}).passed
    assert judge_choice(question("first-message/predict-envelope", "ru"), "вася", {}).trap == "to-line"


WRONG = [
    ("open-the-door/which-port", "443", "No. Think again, or take a hint."),
    ("open-the-door/which-port", "587 or 465", "No. Think again, or take a hint."),
    ("open-the-door/which-port", "https", "The answer is a number."),
    ("open-the-door/which-port", "EHLO client", "This is a command, and here is a question: nothing was sent."),
    ("open-the-door/predict-quit", "it answers", "Answer with a number from 1 to 3."),
    ("open-the-door/predict-quit", "QUIT", "This is a command, and here is a question: nothing was sent."),
    ("read-a-reply/predict-nonsense", "500", "500 is a whole code; one digit is enough here."),
    ("extension-list/predict-size", "STARTTLS", "No. Think again, or take a hint."),
]


@pytest.mark.parametrize(("place", "answer", "told"), WRONG)
def test_what_is_no_answer_is_told_so(place: str, answer: str, told: str) -> None:
    verdict = judge_choice(question(place), answer, {})
    assert (verdict.kind, str(verdict.message)) == (Kind.WRONG, told)


def test_a_trap_is_found_among_words_too() -> None:
    assert judge_choice(question("open-the-door/which-port"), "port 2525", {}).trap == "no-standard"
    assert judge_choice(question("open-the-door/predict-quit"), "3, I think", {}).trap == "you-close"


def test_the_options_of_a_question() -> None:
    assert options(question("data-and-the-dot/predict-dot")) == {
        ".bashrc": "1",
        "bashrc": "2",
        "nothing the letter ends there": "3",
    }
    assert not options(question("open-the-door/which-port"))
