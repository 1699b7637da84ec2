"""What a typed line is taken for. Nothing typed is rejected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.smtp.command import VERBS, has_verb, parse_command

WELL_FORMED = [
    ("EHLO x", "EHLO", "x"),
    ("ehlo x\r\n", "EHLO", "x"),
    ("  NOOP", "NOOP", ""),
    ("NOOP  a b ", "NOOP", "a b"),
    ("AUTH\tLOGIN", "AUTH", "LOGIN"),
    ("DATA", "DATA", ""),
    ("HELP", "HELP", ""),
]
NOT_WELL_FORMED = [
    ("", ""),
    ("   ", ""),
    ("hunter2", "HUNTER2"),
    ("EHLO", "EHLO"),
    ("DATA now", "DATA"),
    ("STARTTLS x", "STARTTLS"),
    ("AUTH", "AUTH"),
    ("MAIL", "MAIL"),
    ("MAIL TO:<a@b>", "MAIL"),
    ("RCPT FROM:<a@b>", "RCPT"),
    ("MAIL\u00a0FROM:<a@b>", "MAIL\u00a0FROM:<A@B>"),
    ("EHLO\x1fx", "EHLO\x1fX"),
]
PATHS = [
    ("MAIL FROM:<a@b>", "a@b", True, ()),
    ("MAIL FROM:<>", "", True, ()),
    ("mail from: <a@b> SIZE=10 body=8BITMIME", "a@b", True, (("SIZE", "10"), ("BODY", "8BITMIME"))),
    ("MAIL FROM:a@b SIZE=1", "a@b", False, (("SIZE", "1"),)),
    ("MAIL FROM :<a@b>", "a@b", True, ()),
    ("RCPT TO:<a@b> NOTIFY=NEVER ORCPT=rfc822;a+3Db", "a@b", True, (("NOTIFY", "NEVER"), ("ORCPT", "rfc822;a+3Db"))),
    ('RCPT TO:<"a b"@c>', '"a b"@c', True, ()),
    ('RCPT TO:<"a>b"@c> X', '"a>b"@c', True, (("X", ""),)),
    (r'RCPT TO:<"a\">b"@c>', r'"a\">b"@c', True, ()),
    ('RCPT TO:<"a@b> X=1', '"a@b', True, (("X", "1"),)),
    ("RCPT TO:<a@b", "<a@b", False, ()),
    ("RCPT TO:", "", False, ()),
    ("RCPT TO:<пример@почта.рф>", "пример@почта.рф", True, ()),
]


@pytest.mark.parametrize(("line", "verb", "argument"), WELL_FORMED)
def test_well_formed(line: str, verb: str, argument: str) -> None:
    command = parse_command(line)
    assert (command.verb, command.argument, command.known, command.is_well_formed) == (verb, argument, True, True)


@pytest.mark.parametrize(("line", "verb"), NOT_WELL_FORMED)
def test_not_well_formed(line: str, verb: str) -> None:
    command = parse_command(line)
    assert (command.verb, command.is_well_formed) == (verb, False)
    assert command.known == (verb in VERBS)


@pytest.mark.parametrize(("line", "address", "bracketed", "parameters"), PATHS)
def test_paths(line: str, address: str, bracketed: bool, parameters: tuple[tuple[str, str], ...]) -> None:
    command = parse_command(line)
    assert (command.address, command.bracketed, command.parameters) == (address, bracketed, parameters)
    assert command.is_well_formed


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_of_the_table_is_known_in_any_case(verb: str) -> None:
    assert parse_command(verb.lower() + " x").known
    assert VERBS[verb].syntax.startswith(verb)


def test_a_secret_typed_as_a_command_is_not_in_its_repr() -> None:
    assert "hunter2" not in repr(parse_command("hunter2 hunter2")).lower()


@given(st.text())
def test_anything_is_described(line: str) -> None:
    command = parse_command(line)
    assert command.line == line.rstrip("\r\n")
    assert has_verb(line) == command.known


@pytest.mark.parametrize(
    "line",
    [
        "x" + " " * 200_000 + "y",
        "MAIL FROM:<" + '"a' * 50_000,
        'MAIL FROM:<"' + "\\" * 100_000,
        "MAIL FROM:<" + "a" * 100_000,
        "RCPT TO:" + "<" * 100_000,
    ],
)
def test_a_long_line_takes_no_longer_than_its_length(line: str) -> None:
    parse_command(line)
