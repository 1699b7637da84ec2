"""The judge: does a reply hold what a script expects of it?"""

from __future__ import annotations

import pytest

from smtptui.lesson.format import parse_script
from smtptui.lesson.judge import Match, Mismatch, judge_has, judge_lacks, judge_reply
from smtptui.lesson.patterns import TIME_LIMIT, PatternTooSlow
from smtptui.lesson.script import Expect, Has, Lacks
from smtptui.lesson.template import CannotRender
from smtptui.smtp.reply import Reply, ReplyReader

EHLO = b"250-mx.example.test\r\n250-SIZE 1000\r\n250-AUTH LOGIN PLAIN\r\n250-AUTH=LOGIN\r\n250 starttls\r\n"
VARIABLES = {"user": "vasya", "dot": "a.b"}


def reply_of(raw: bytes) -> Reply:
    (reply,) = ReplyReader().receive(raw)
    assert isinstance(reply, Reply)
    return reply


def expectation(text: str) -> Expect:
    (line,) = parse_script(text, "x").lines
    assert isinstance(line, Expect)
    return line


@pytest.mark.parametrize(
    ("text", "raw", "anywhere", "on_practice"),
    [
        ("S: 250", b"250 Ok\r\n", True, True),
        ("S: 250", b"251 Ok\r\n", False, False),
        ("S: 250|251", b"251 Ok\r\n", True, True),
        ("S: 5xx", b"554 No\r\n", True, True),
        ("S: 5xx", b"451 No\r\n", False, False),
        ("S: 250 Ok", b"250 Ok\r\n", True, True),
        ("S: 250 Ok", b"250 Okay\r\n", True, False),
        ("S: 250 Ok", b"250-a\r\n250 Ok\r\n", True, True),
        ("S: 250-a\nS: 250 b", b"250-a\r\n250 b\r\n", True, True),
        ("S: 250-a\nS: 250 c", b"250-a\r\n250 b\r\n", True, False),
        ("S: 250 =Ok", b"250 Okay\r\n", False, False),
        ("S: 250 =Ok {{user}}", b"250 Ok vasya\r\n", True, True),
        ('S: 334 ~"Username:"', b"334 VXNlcm5hbWU6\r\n", True, True),
        ('S: 334 ~"Username:"', b"334 UGFzc3dvcmQ6\r\n", False, False),
        ("S: 550 [5.7.x]", b"550 5.7.1 no\r\n", True, True),
        ("S: 550 [5.7.x]", b"550 5.1.1 no\r\n", False, False),
        ("S: 550 [5.7.x]", b"550 no\r\n", False, False),
        ("S: 550 [x.7.1]", b"550 5.7.1\r\n", True, True),
        ("S: 550 [5.7.1] no", b"550 5.7.1 no\r\n", True, True),
        ("S: 550 [5.7.1] 5.7.1 no", b"550 5.7.1 no\r\n", True, True),
        ("S: 550 [5.7.1] yes", b"550 5.7.1 no\r\n", True, False),
        ("S: 250 /^Ok/", b"250-no\r\n250 Ok then\r\n", True, True),
        ("S: 250 /Ok$/", b"250 Ok then\r\n", False, False),
        ("S: 250 /^{{dot}}$/", b"250 axb\r\n", False, False),
        ("S: 250 /^{{dot}}$/", b"250 a.b\r\n", True, True),
        ("S: 250", b"250\r\n", True, True),
        ("S: 250 caf\u00e9", "250 caf\u00e9\r\n".encode(), True, True),
    ],
)
def test_replies(text: str, raw: bytes, anywhere: bool, on_practice: bool) -> None:
    for exact, holds in ((False, anywhere), (True, on_practice)):
        verdict = judge_reply(expectation(text), reply_of(raw), VARIABLES, exact=exact)
        assert isinstance(verdict, Match if holds else Mismatch)


def test_captures() -> None:
    expect = expectation(r"S: 250 /as (?<qid>\S+)(?: by (?<host>\S+))?/")
    assert judge_reply(expect, reply_of(b"250 queued as 1CF5\r\n"), {}, exact=False) == Match({"qid": "1CF5"})


def test_a_mismatch_says_what_was_expected_and_what_came() -> None:
    verdict = judge_reply(expectation("S: 250|251"), reply_of(b"550-no\r\n550 5.7.1 \x1b[31mgo\r\n"), {}, exact=False)
    assert isinstance(verdict, Mismatch)
    assert str(verdict.message) == r"expected 250|251, got 550-no / 550 5.7.1 \x1b[31mgo"


def test_a_long_reply_is_cut_in_the_sentence() -> None:
    verdict = judge_reply(expectation("S: 250"), reply_of(b"550 " + b"x" * 5000 + b"\r\n"), {}, exact=False)
    assert isinstance(verdict, Mismatch) and len(str(verdict.message)) < 400


def test_a_pattern_that_never_ends_is_broken_off() -> None:
    expect = expectation(r"S: 250 /^(a|aa)+$/")
    reply = reply_of(b"250 " + b"a" * 300 + b"!\r\n")
    with pytest.raises(PatternTooSlow):
        judge_reply(expect, reply, {}, exact=False)
    assert TIME_LIMIT == 0.2


def test_a_variable_without_a_value() -> None:
    with pytest.raises(CannotRender):
        judge_reply(expectation("S: 250 ={{nobody}}"), reply_of(b"250 x\r\n"), {}, exact=False)


@pytest.mark.parametrize(
    ("text", "holds", "captured"),
    [
        ("S+ SIZE", True, {}),
        ("S+ size -> most", True, {"most": "1000"}),
        ("S+ SIZE 1000", True, {}),
        ("S+ SIZE 2000", False, {}),
        ("S+ AUTH PLAIN -> how", True, {"how": "LOGIN PLAIN"}),
        ("S+ AUTH PLAIN LOGIN", True, {}),
        ("S+ AUTH CRAM-MD5", False, {}),
        ("S+ STARTTLS", True, {}),
        ("S+ DSN", False, {}),
        ("S- DSN", True, {}),
        ("S- AUTH CRAM-MD5", True, {}),
        ("S- AUTH LOGIN", False, {}),
        ("S- SIZE", False, {}),
    ],
)
def test_keywords(text: str, holds: bool, captured: dict[str, str]) -> None:
    (line,) = parse_script(text, "x").lines
    reply = reply_of(EHLO)
    assert isinstance(line, Has | Lacks)
    verdict = judge_has(line, reply, {}) if isinstance(line, Has) else judge_lacks(line, reply, {})
    assert isinstance(verdict, Match) is holds
    if isinstance(verdict, Match):
        assert dict(verdict.captures) == captured


def test_missing_keywords_are_told_with_those_that_are_there() -> None:
    verdict = judge_has(Has("DSN"), reply_of(EHLO), {})
    assert isinstance(verdict, Mismatch)
    assert str(verdict.message) == "expected DSN, got SIZE 1000, AUTH LOGIN PLAIN, AUTH=LOGIN, starttls"
