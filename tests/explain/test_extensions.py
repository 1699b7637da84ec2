"""EHLO lines, mechanisms and verbs in words."""

from __future__ import annotations

import pytest

from smtptui.explain.extension_table import EXTENSIONS
from smtptui.explain.extensions import explain_capability, explain_change, size_words
from smtptui.explain.mechanisms import MECHANISMS, explain_mechanism
from smtptui.explain.verbs import explain_verb
from smtptui.smtp.auth import CLIENT_STEPS
from smtptui.smtp.capabilities import CapabilityChange, compare, parse_capabilities
from smtptui.smtp.command import VERBS, parse_command
from tests.explain.talk import reply, sentences

KEYWORDS = (
    "8BITMIME SIZE PIPELINING CHUNKING BINARYMIME ENHANCEDSTATUSCODES DSN STARTTLS AUTH SMTPUTF8 DELIVERBY "
    "MT-PRIORITY FUTURERELEASE BURL ETRN RRVS REQUIRETLS LIMITS HELP XCLIENT XFORWARD X-EXPS XEXCH50 X-RCPTLIMIT "
    "XVERP PRDR PIPE_CONNECT X-PRACTICE X-ANONYMOUSTLS"
)

LINES = [
    ("SIZE 20971520", "20 MiB (20,971,520 octets)"),
    ("SIZE 35882577", "34.2 MiB (35,882,577 octets)"),
    ("SIZE 1000", "1000 octets"),
    ("SIZE 0", "no fixed limit"),
    ("SIZE", "does not say"),
    ("SIZE abc", "does not say"),
    ("AUTH PLAIN LOGIN", "PLAIN, LOGIN"),
    ("AUTH=LOGIN PLAIN", "before the standard"),
    ("AUTH", "names no mechanism"),
    ("LIMITS RCPTMAX=100 MAILMAX=20", "100 recipients in a message, 20 messages in a session"),
    ("LIMITS", "names none"),
    ("X-RCPTLIMIT 25", "at most 25 recipients"),
    ("DELIVERBY 240", "240 seconds"),
    ("FUTURERELEASE 2592000 2030-01-01T00:00:00Z", "30 days"),
    ("XXXXXXXA", "firewall"),
    ("XXXXXXXX", "firewall"),
    ("X-SOMETHING", "no standard"),
    ("FOOBAR", "none of those"),
    ("STARTTLS", "switch the connection to TLS"),
    ("X-PRACTICE", "practice server"),
]


def line_of(text: str) -> str:
    (capability,) = parse_capabilities(reply(f"250-mail.example.test\n250 {text}")).lines
    explanation = explain_capability(capability)
    return " ".join(sentences(explanation))


@pytest.mark.parametrize(("text", "words"), LINES, ids=[case[0] for case in LINES])
def test_lines_with_their_parameters(text: str, words: str) -> None:
    assert words in line_of(text)


@pytest.mark.parametrize("keyword", sorted({*KEYWORDS.split(), *EXTENSIONS}))
def test_each_keyword_is_known(keyword: str) -> None:
    assert "none of those that we know" not in line_of(keyword)
    assert "private extension" not in line_of(keyword)


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (0, "0 octets"),
        (1, "1 octet"),
        (1024, "1 KiB (1,024 octets)"),
        (1536, "1.5 KiB (1,536 octets)"),
        (1 << 30, "1 GiB (1,073,741,824 octets)"),
    ],
)
def test_sizes(octets: int, words: str) -> None:
    assert str(size_words(octets)) == words


def test_the_change_after_starttls_is_told() -> None:
    before = parse_capabilities(reply("250-x\n250-STARTTLS\n250 SIZE 1000"))
    after = parse_capabilities(reply("250-x\n250-AUTH PLAIN\n250 SIZE 2000"))
    told = " ".join(map(str, explain_change(compare(before, after))))
    assert "STARTTLS is gone" in told
    assert "Offered only now: AUTH PLAIN" in told
    assert "Offered only now: SIZE 2000" in told
    assert [str(line) for line in explain_change(CapabilityChange((), ()))] == ["The server offers the same as before."]


@pytest.mark.parametrize("name", sorted(CLIENT_STEPS))
def test_each_mechanism_that_the_core_knows_is_explained(name: str) -> None:
    explanation = explain_mechanism(name.lower())
    assert explanation is not None
    assert len(sentences(explanation)) == 3
    assert explanation.rfc


def test_mechanisms_that_show_the_secret_are_marked() -> None:
    assert {name for name, each in MECHANISMS.items() if each.clear} == {"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"}
    assert explain_mechanism("X-UNKNOWN") is None


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_explained(verb: str) -> None:
    explanation = explain_verb(verb.lower())
    assert explanation is not None
    assert len(sentences(explanation)) == 3
    assert str(explanation.hint).startswith(verb)


@pytest.mark.parametrize("row", [row for row in EXTENSIONS.values() if row.example], ids=lambda row: row.example)
def test_examples_are_well_formed_commands(row: object) -> None:
    example = getattr(row, "example", "")
    assert parse_command(example).is_well_formed


def test_what_is_no_verb() -> None:
    assert explain_verb("LOGIN") is None
