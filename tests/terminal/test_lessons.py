"""Learners' ways through lessons in the real program: mistakes of each kind, and what answers them; hints, the model
answer, leaving in the middle and coming back; the last page and what is remembered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.secrets import assert_no_secret
from tests.terminal.learner import (
    ALL_OF_IT,
    NOT_YET,
    OFF_PATH,
    RIGHT,
    SHOWN,
    YOUR_TURN,
    Book,
    Learner,
    Size,
    Way,
    goes_on,
    hint,
    in_lesson,
    leaves_and_comes_back,
    literal,
    presses,
    said,
    types,
    warning,
)
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.tmux

SMALL, LARGE = (80, 24), (120, 40)
LOGIN, PASSWORD = "dmFzeWFAZXhhbXBsZS50ZXN0", "czNjcmV0"
"""vasya@example.test and s3cret, in base64."""

FIRST_MESSAGE: Way = (
    goes_on("hello"),
    types("MAIL FROM:vasya@example.test", NOT_YET, warning("mail", "mail-brackets")),
    types("RSET", YOUR_TURN),
    in_lesson("h", hint("mail", 0)),
    types("MAIL FROM:<vasya@example.test>", RIGHT),
    goes_on("mail"),
    types("RCPT TO <masha@example.test>", NOT_YET, said("A colon is missing before the address.")),
    types("RCPT TO:<masha@example.test>", RIGHT),
    goes_on("rcpt"),
    types("2", NOT_YET, warning("predict-data", "not-done")),
    types("3", RIGHT),
    leaves_and_comes_back("data", YOUR_TURN, literal("vasya → 1")),
    types("RSET", said("The message begun is forgotten: its sender and its recipients."), OFF_PATH),
    presses("C-r", YOUR_TURN, literal("vasya → 1")),
    types("DATA", RIGHT),
    goes_on("data"),
    types("QUIT", NOT_YET, warning("dot", "in-the-letter")),
    in_lesson("m", said("Do it for me")),
    types(".", SHOWN),
    goes_on("dot"),
    types("1", RIGHT),
    goes_on("predict-envelope"),
    types("MAIL FROM:<masha@example.test>", ALL_OF_IT, literal("masha → 0")),
    types("RCPT TO:<vasya@example.test>", literal("masha → 1")),
    types("DATA", literal("masha → 1  DATA")),
    types("Subject: Re: Hello"),
    types(""),
    types("Fine, thank you."),
    types(".", RIGHT),
    goes_on("alone"),
)

AUTH_LOGIN: Way = (
    goes_on("hello"),
    types("AUHT LOGIN", NOT_YET, said("Did you mean {verb}?", verb="AUTH")),
    types("LOGIN vasya s3cret", NOT_YET, warning("ask", "imap")),
    types("AUTH LOGIN", RIGHT),
    goes_on("ask"),
    types("535", NOT_YET, warning("predict-user", "too-soon")),
    types("334", RIGHT),
    leaves_and_comes_back("user", YOUR_TURN, literal("AUTH …")),
    presses("F4", said('The server asks: "{prompt}"', prompt="Username:")),
    types("vasya@example.test", literal(f"> {LOGIN}")),
    presses("Enter", RIGHT),
    goes_on("user"),
    types("c2VjcmV0", said("This is base64, but of another value than the one that is wanted."), OFF_PATH),
    presses("C-r", YOUR_TURN, literal("AUTH …")),
    in_lesson("h", hint("password", 0)),
    in_lesson("m", said("Do it for me"), literal(PASSWORD)),
    types(PASSWORD, SHOWN),
    goes_on("password"),
    goes_on("again"),
    types("EHLO client.example.test", ALL_OF_IT, literal("EHLO ✓")),
    types("AUTH LOGIN", literal("AUTH …")),
    types(LOGIN),
    types(PASSWORD, RIGHT),
    goes_on("alone"),
)

STARTTLS: Way = (
    goes_on("list"),
    types("250", NOT_YET, warning("predict-mail", "careless")),
    types("530", RIGHT),
    goes_on("predict-mail"),
    types("MAIL FROM:<vasya@example.test>", RIGHT),
    goes_on("refused"),
    types("START TLS", NOT_YET, warning("starttls", "two-words")),
    presses("C-d", OFF_PATH),
    presses("C-r", YOUR_TURN),
    types("STARTTLS", RIGHT, literal("~TLS")),
    goes_on("starttls"),
    types("2", RIGHT),
    leaves_and_comes_back("again-ehlo", YOUR_TURN, literal("~TLS")),
    types(
        "УРДЩ client.example.test",
        NOT_YET,
        said("The keyboard is set to another layout: these keys give a command in the Latin one."),
    ),
    in_lesson("h", hint("again-ehlo", 0)),
    types("QUIT", said("The session is over."), OFF_PATH),
    presses("C-r", YOUR_TURN, literal("~TLS")),
    in_lesson("m", said("Do it for me")),
    in_lesson("m", said("○ Shown.")),
    goes_on("again-ehlo"),
    types("2", RIGHT),
    goes_on("port-465"),
    goes_on("again"),
    types("EHLO client.example.test", ALL_OF_IT, literal("EHLO ✓")),
    types("STARTTLS", literal("~TLS")),
    types("EHLO client.example.test", literal("EHLO ✓")),
    types("MAIL FROM:<vasya@example.test>", RIGHT),
    goes_on("alone"),
)

WAYS: dict[str, tuple[Way, str]] = {
    "first-message": (FIRST_MESSAGE, "dot"),
    "auth-login": (AUTH_LOGIN, "password"),
    "starttls": (STARTTLS, "again-ehlo"),
}
"""A lesson's way, and the step of which the answer is shown in it."""

A_NEWLINE_TOO_MANY: Way = (
    goes_on("hello"),
    types("AUTH LOGIN", RIGHT),
    goes_on("ask"),
    types("334", RIGHT),
    goes_on("predict-user"),
    types(f"{LOGIN}Cg==", NOT_YET, warning("user", "newline"), OFF_PATH, said("F3 shows the lesson.")),
    types("*", OFF_PATH),
    types("AUTH LOGIN", YOUR_TURN),
    types(LOGIN, RIGHT),
    goes_on("user"),
)


@pytest.fixture
def new_terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Terminal]]:
    """Terminals for one learner, who leaves and comes back."""
    made: list[Terminal] = []

    def new() -> Terminal:
        made.append(Terminal(tmp_path_factory.mktemp("term")))
        return made[-1]

    yield new
    for terminal in made:
        terminal.stop()


@pytest.mark.parametrize("name", WAYS)
def test_a_learner_makes_mistakes_and_comes_through(
    new_terminal: Callable[[], Terminal], tmp_path: Path, name: str
) -> None:
    """In both languages at once: each waits for its program more than the program works."""
    with ThreadPoolExecutor() as pool:
        ways = [
            pool.submit(come_through, new_terminal, tmp_path / language, Book(name, language), size)
            for language, size in (("en", SMALL), ("ru", LARGE))
        ]
    for way in ways:
        way.result()


def come_through(new_terminal: Callable[[], Terminal], home: Path, book: Book, size: Size) -> None:
    """A whole way, and what is left of it in the files."""
    name = book.lesson.id
    way, shown = WAYS[name]
    learner = Learner(new_terminal, home, book, size)
    learner.take(way)
    learner.end({shown})
    learner.leave()
    states = {step: mark["state"] for step, mark in progress(home)[name].items()}
    assert states == {step: "shown" if step == shown else "solved" for step in book.lesson.steps}
    for file in home.rglob("*"):
        if file.is_file():
            assert_no_secret(file.read_bytes(), "s3cret", PASSWORD)


def test_a_long_verdict_is_whole_on_a_small_screen(new_terminal: Callable[[], Terminal], home: Path) -> None:
    learner = Learner(new_terminal, home, Book("auth-login", "ru"), SMALL)
    learner.take(A_NEWLINE_TOO_MANY)
    learner.leave()
    assert progress(home)["auth-login"]["user"]["state"] == "solved"


def progress(home: Path) -> dict[str, dict[str, dict[str, str]]]:
    """What is remembered of the steps, by lesson."""
    lessons: dict[str, dict[str, dict[str, str]]] = json.loads((home / "progress.json").read_text())["lessons"]
    return lessons
