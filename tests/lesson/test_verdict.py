"""The judge of answers: what each wrong answer is told, in both languages; what is only spelling does not count."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtptui.lesson.canonical import canonical, line_fits
from smtptui.lesson.document import parse_lesson
from smtptui.lesson.footing import Footing
from smtptui.lesson.lesson import Lesson
from smtptui.lesson.patterns import parse_pattern
from smtptui.lesson.player.walk import Walk
from smtptui.lesson.source import SourceLine
from smtptui.lesson.turn import Kind, Question, Turn, Verdict, question_of
from smtptui.lesson.verdict import judge_line, risk_of
from smtptui.messages import Message, load_translator
from smtptui.settings import Settings
from smtptui.smtp.state import DialogueState, Envelope, Phase
from smtptui.workbench import Workbench
from tests.catalogue import extract
from tests.lesson.test_walk import load, walk_on
from tests.lesson.wrong_answers import CASES

TABLE = [
    pytest.param(number, step, typed, source, code, words, id=f"{number} {step} {typed[:40]}")
    for (number, step), cases in CASES.items()
    for typed, source, code, words in cases
]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Workbench]:
    async with Workbench(Settings(tmp_path, tmp_path), journalled=False) as bench:
        yield bench


@pytest.fixture(scope="module")
def is_a_sentence() -> Callable[[Message], bool]:
    """Whether extraction finds a sentence in the sources: only then can it be translated."""
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in extract()}
    return lambda message: message.msgid in known


async def told(number: str, step: str, lines: str, language: str, bench: Workbench) -> tuple[Walk, Verdict]:
    walk = walk_on(load(number, language), bench)
    assert await walk.start(step) is None
    for line in lines.split(" ⏎ "):
        verdict = await walk.answer(line)
    walk.close()
    return walk, verdict


def test_there_are_enough_cases() -> None:
    assert len(TABLE) >= 80


@pytest.mark.parametrize(("number", "step", "typed", "source", "code", "words"), TABLE)
async def test_a_wrong_answer_is_told_why_in_both_languages(
    number: str,
    step: str,
    typed: str,
    source: str,
    code: str,
    words: str,
    bench: Workbench,
    is_a_sentence: Callable[[Message], bool],
) -> None:
    walk, verdict = await told(number, step, typed, "en", bench)
    russian_walk, russian = await told(number, step, typed, "ru", bench)
    assert verdict.kind is (Kind.OFF_PATH if source == "session" else Kind.WRONG)
    assert verdict.source is not None and verdict.source.value == source
    assert (verdict.trap or verdict.code or "-") == code
    assert (russian.kind, russian.source, russian.trap, russian.message) == (
        verdict.kind,
        verdict.source,
        verdict.trap,
        verdict.message,
    )
    if verdict.trap is not None:
        for way, text in ((walk, verdict.text), (russian_walk, russian.text)):
            alert = way.section.warning(verdict.trap)
            assert alert is not None and text == alert.text
        assert re.search("[а-яё]", russian.text or "")
        return
    assert verdict.message is not None and str(verdict.message).startswith(words)
    assert is_a_sentence(verdict.message)
    translate = load_translator("ru")
    sentence = translate(verdict.message)
    if translate.text(verdict.message.msgid) != verdict.message.msgid:
        assert re.search("[а-яё]", sentence)


SAME = [
    ("MAIL FROM:<Vasya@Example.TEST> SIZE=1 BODY=8bitmime", "mail from: <Vasya@example.test> body=8BITMIME  size=1"),
    ("RCPT TO:<a@b.example>", "rcpt  to:<a@B.example>"),
    ("RCPT TO:<Postmaster>", "RCPT TO:<postmaster>"),
    ("EHLO Client.example.test", "ehlo client.EXAMPLE.test"),
    ("AUTH LOGIN", "auth login"),
    ("AUTH PLAIN =", "auth plain ="),
    ("STARTTLS", " starttls "),
    ("HELP MAIL", "help mail"),
    ("VRFY vasya@Example.test", "vrfy vasya@example.test"),
    ("BDAT 5 LAST", "bdat 5  last"),
    ("HOW ARE YOU", "HOW  ARE YOU"),
]
OTHER = [
    ("MAIL FROM:<Vasya@example.test>", "MAIL FROM:<vasya@example.test>"),
    ("MAIL FROM:<vasya@example.test>", "MAIL FROM:vasya@example.test"),
    ("MAIL FROM:<a@b> ENVID=x", "MAIL FROM:<a@b> ENVID=X"),
    ("MAIL FROM:<a@b> SIZE=1", "MAIL FROM:<a@b>"),
    ("RCPT TO:<a@b>", "MAIL FROM:<a@b>"),
    ("AUTH PLAIN AAA=", "AUTH PLAIN AAA"),
    ("VRFY Vasya", "VRFY vasya"),
    ("HOW ARE YOU", "how are you"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_only_spelling(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_is_more_than_spelling(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


FITS = [
    # pattern, phase, what fits, what does not
    ("LOGIN *", Phase.COMMAND, ["LOGIN a b", "LOGIN "], ["AUTH LOGIN", "LOGIN"]),
    ("RCPT TO:<*@example.test>", Phase.COMMAND, ["rcpt to: <a@EXAMPLE.test>"], ["RCPT TO:<a@b>"]),
    ("~{{user}}", Phase.AUTH, ["dmFzeWE="], ["dmFzeWE", "vasya", "dmFzeWEK", "dmFzeWE=="]),
    ("dmFzeWE=", Phase.AUTH, ["dmFzeWE="], ["dmFzeWEK", "vasya"]),
    ("s3cret", Phase.AUTH, ["s3cret"], ["S3CRET"]),
    (r"\*", Phase.AUTH, ["*"], ["", "x"]),
    (".bashrc", Phase.DATA, [".bashrc"], [" .bashrc", "..bashrc", ".BASHRC"]),
    ("QUIT", Phase.DATA, ["QUIT"], ["quit"]),
    ("/^(?i:quit)$/", Phase.COMMAND, ["quit", "QUIT\r\n"], ["quit now"]),
    ("{{nobody}}", Phase.COMMAND, [], ["x"]),
    ("/(a+)+$/", Phase.COMMAND, [], ["a" * 3000 + "b"]),
]


@pytest.mark.parametrize(("pattern", "phase", "fitting", "others"), FITS, ids=[case[0] for case in FITS])
def test_what_fits_a_pattern(pattern: str, phase: Phase, fitting: list[str], others: list[str]) -> None:
    read = parse_pattern(SourceLine("x", 1, pattern), 0, len(pattern))
    values = {"user": "vasya"}
    assert [typed for typed in (*fitting, *others) if line_fits(read, typed, values, phase)] == fitting


ASKED = Footing(Phase.COMMAND, True, True, "vasya", "a@b", ("c@d",))
LOST = [
    ("nothing", ASKED, True),
    ("a recipient more", Footing(Phase.COMMAND, True, True, "vasya", "a@b", ("c@d", "e@f")), True),
    ("the session", Footing(Phase.CLOSED, True, True, "vasya", "a@b", ("c@d",)), False),
    ("TLS", Footing(Phase.COMMAND, False, True, "vasya", "a@b", ("c@d",)), False),
    ("the introduction", Footing(Phase.COMMAND, True, False, "vasya", "a@b", ("c@d",)), False),
    ("the login", Footing(Phase.COMMAND, True, True, None, "a@b", ("c@d",)), False),
    ("the sender", Footing(Phase.COMMAND, True, True, "vasya", "x@y", ("c@d",)), False),
    ("the recipients", Footing(Phase.COMMAND, True, True, "vasya", "a@b"), False),
    ("commands", Footing(Phase.DATA, True, True, "vasya", "a@b", ("c@d",)), False),
]


@pytest.mark.parametrize(("now", "holds"), [case[1:] for case in LOST], ids=[case[0] for case in LOST])
def test_what_a_step_builds_on(now: Footing, holds: bool) -> None:
    assert ASKED.holds(now) is holds


RISKS = [
    (Phase.DATA, False, ".", "real message"),
    (Phase.DATA, True, ".", "real message"),
    (Phase.DATA, False, "..", ""),
    (Phase.AUTH, False, "czNjcmV0", "not encrypted"),
    (Phase.AUTH, True, "czNjcmV0", ""),
    (Phase.AUTH, False, "*", ""),
    (Phase.COMMAND, False, "AUTH PLAIN AHYAcA==", "not encrypted"),
    (Phase.COMMAND, False, "AUTH LOGIN", ""),
    (Phase.COMMAND, False, "PASS s3cret", "not encrypted"),
    (Phase.COMMAND, False, "MAIL FROM:<a@b>", ""),
]


@pytest.mark.parametrize(("phase", "secure", "typed", "words"), RISKS)
def test_what_a_real_server_gets_only_after_a_question(phase: Phase, secure: bool, typed: str, words: str) -> None:
    risk = risk_of(typed, DialogueState(phase, secure))
    assert words in str(risk) if words else risk is None


LESSONS: list[Lesson] = [
    parse_lesson(path.read_text("utf-8"), path.name)
    for path in sorted((Path(__file__).parents[2] / "lessons" / "en").glob("*.md"))
]
QUESTIONS: list[Question] = [question_of(section) for lesson in LESSONS for section in lesson.sections]
STATES = [
    DialogueState(phase, envelope=Envelope(sender), awaiting=())
    for phase in Phase
    for sender in (None, "vasya@example.test")
]


@given(st.text(max_size=60), st.sampled_from(QUESTIONS), st.sampled_from(STATES), st.sampled_from(STATES))
@settings(max_examples=300, deadline=None)
def test_any_line_gets_a_verdict(typed: str, question: Question, before: DialogueState, after: DialogueState) -> None:
    turn = Turn(typed, before, after, asked=Footing.of(before))
    verdict = judge_line(question, turn, {"user": "vasya", "password": "s3cret"})
    assert verdict.kind is not Kind.WRONG or verdict.message is not None or verdict.text is not None
