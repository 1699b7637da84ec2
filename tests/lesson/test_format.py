"""The grammar of scripts: what is read, what is written, which mistake is reported where."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smtptui.errors import LessonError
from smtptui.lesson.format import check_script, parse_script, write_script
from smtptui.lesson.patterns import Encoded, Regex, Wild
from smtptui.lesson.script import (
    Advance,
    Ask,
    AwaitClosed,
    BareText,
    Base64Text,
    Close,
    Condition,
    Connect,
    Drop,
    ExactText,
    Expect,
    Goal,
    Has,
    If,
    Lacks,
    Line,
    Position,
    Remark,
    Rest,
    Send,
    SendBytes,
    SendFile,
    Set,
    StartTls,
    Step,
    Trap,
    Wait,
)
from smtptui.lesson.template import Template, Variable, literal

CASES: list[tuple[str, Line]] = [
    ("@drop\nC: QUIT", Send(literal("QUIT"))),
    ("C:\nS: 250", Send(Template())),
    ("C:  two blanks  \nS: 250", Send(literal(" two blanks  "))),
    ("C: a\tb\nS: 250", Send(literal("a\tb"))),
    ("C: {{user|b64}}!\nS: 250", Send(Template((Variable("user", ("b64",)), "!")))),
    (r"C: \{ \} \* \\ \x" + "\nS: 250", Send(literal(r"{ } * \ \x"))),
    ("C< files/letter.eml", SendFile("files/letter.eml")),
    ("C= 0d 0A ff", SendBytes(b"\r\n\xff")),
    ("C? AUTH LOGIN\nS: 334", Ask((Wild((literal("AUTH LOGIN"),)),))),
    ("C? ~{{user}}\nS: 334", Ask((Encoded(Template((Variable("user"),))),))),
    ("C? A\nC? /B+/\nC? C*\nS: 250", Ask((Wild((literal("A"),)), Regex(("B+",)), Wild((literal("C"), Template()))))),
    ("C! LOGIN * -> imap", Trap(Wild((literal("LOGIN "), Template())), "imap")),
    ("S: 250", Expect(("250",))),
    ("S: 250|251|4xx", Expect(("250", "251", "4xx"))),
    ("S: 250 2.1.0 Ok ", Expect(("250",), (Rest(None, BareText(literal("2.1.0 Ok"))),))),
    ("S: 5xx [5.7.x]", Expect(("5xx",), (Rest("5.7.x"),))),
    ("S: 550 [5.7.1] =no", Expect(("550",), (Rest("5.7.1", ExactText(literal("no"))),))),
    ('S: 334 ~"Username:"', Expect(("334",), (Rest(None, Base64Text(literal("Username:"))),))),
    (r"S: 250 /a{2} (?<q>\S+)/", Expect(("250",), (Rest(None, Regex((r"a{2} (?<q>\S+)",))),))),
    ("S: 250 /x{{user}}/", Expect(("250",), (Rest(None, Regex(("x", Variable("user")))),))),
    ("S: 250-\nS: 250-a\nS: 250 b", Expect(("250",), (Rest(None, BareText(literal("a"))),
                                                       Rest(None, BareText(literal("b")))))),
    ("S: 250 [127.0.0.1] hello", Expect(("250",), (Rest(None, BareText(literal("[127.0.0.1] hello"))),))),
    ("S+ AUTH LOGIN PLAIN -> how", Has("AUTH", (literal("LOGIN"), literal("PLAIN")), "how")),
    ("S+ SIZE", Has("SIZE")),
    ("S- STARTTLS", Lacks("STARTTLS")),
    ("@step hello-1", Step("hello-1")),
    ("@connect", Connect()),
    ("@connect {{host}}:25", Connect(Template((Variable("host"), ":25")))),
    ("@close", Close()),
    ("@drop", Drop()),
    ("@closed", AwaitClosed()),
    ("@starttls", StartTls()),
    ("@wait 0.05s", Wait(0.05)),
    ("@wait 5m", Wait(300)),
    ("@advance 2h", Advance(7200)),
    ("@set name  a text ", Set("name", literal(" a text "))),
    ("@set name", Set("name", Template())),
    ("@goal rcpts 2", Goal("rcpts", (literal("2"),))),
    ("@goal mailbox a@b 1", Goal("mailbox", (literal("a@b"), literal("1")))),
    ("@goal header Subject a * b", Goal("header", (literal("Subject"),), Wild((literal("a "), literal(" b"))))),
    ("# why", Remark(" why")),
    ("@if ext AUTH LOGIN\n@close\n@end", If(Condition("ext", ("AUTH", "LOGIN")), (Close(),))),
    ("@if not tls\n@else\n  @drop\n@end", If(Condition("tls", (), True), (), (Drop(),))),
    ("@if reply 4xx\n@if practice\n@end\n@end", If(Condition("reply", ("4xx",)), (If(Condition("practice")),))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line"), CASES, ids=[text.partition("\n")[0] for text, _ in CASES])
def test_a_line_is_read_and_written(text: str, line: Line) -> None:
    script = parse_script(text, "x.smtp")
    assert line in script.lines
    assert parse_script(write_script(script), "y.smtp") == script


def test_positions_are_kept_and_do_not_count() -> None:
    script = parse_script("\n  S: 220\n", "x.smtp", first_line=10)
    assert [line.where for line in script.lines] == [Position(11, 3)]
    assert script == parse_script("S: 220", "x.smtp")


def test_line_ends_and_a_byte_order_mark_are_no_text() -> None:
    assert parse_script("\ufeffC: QUIT\r\n", "x") == parse_script("C: QUIT", "x")


MISTAKES = [
    # code, line, column, text
    ("marker", 1, 1, "EHLO x"),
    ("marker", 1, 1, "c: QUIT"),
    ("marker", 1, 3, "C:QUIT"),
    ("marker", 1, 1, "> QUIT"),
    ("tab", 1, 3, "C:\tQUIT"),
    ("tab", 1, 1, "\tC: QUIT"),
    ("tab", 1, 6, "@wait\t5s"),
    ("look-alike", 1, 1, "С: QUIT"),
    ("look-alike", 2, 1, "C: QUIT\nЅ: 221"),
    ("look-alike", 1, 2, "@сlose"),
    ("look-alike", 1, 5, "C: EНLO x\nS: 250"),
    ("directive", 1, 2, "@conect"),
    ("variable", 1, 4, "C: {{ user }}\nS: 250"),
    ("variable", 1, 4, "C: {{1}}\nS: 250"),
    ("filter", 1, 11, "C: {{user|b46}}\nS: 250"),
    ("brace", 1, 4, "C: {user}\nS: 250"),
    ("brace", 1, 5, "C: a{{user\nS: 250"),
    ("brace", 1, 8, "C: user}}\nS: 250"),
    ("code", 1, 4, "S: 25"),
    ("code", 1, 4, "S: 25x"),
    ("code", 1, 4, "S: 600"),
    ("code", 1, 4, "S: 250|Ok"),
    ("code", 1, 3, "S:"),
    ("code", 1, 8, "S: 550 [5.7.z]"),
    ("code", 2, 4, "S: 250-a\nS: 251 b"),
    ("reply", 1, 1, "S: 250-a\nC: QUIT"),
    ("reply", 1, 1, "S: 250-a"),
    ("regex", 1, 10, "S: 250 /(/"),
    ("quote", 1, 8, "S: 250 /open"),
    ("quote", 1, 9, 'S: 334 ~"open'),
    ("if", 1, 1, "@if tls\n@if authed\n@end"),
    ("if", 1, 1, "@end"),
    ("if", 1, 1, "@else"),
    ("if", 3, 1, "@if tls\n@else\n@else\n@end"),
    ("condition", 1, 4, "@if"),
    ("condition", 1, 5, "@if tsl"),
    ("condition", 1, 5, "@if reply 9"),
    ("no-reply", 1, 1, "C: EHLO x\n@step a\nC: QUIT"),
    ("no-reply", 2, 1, "C: MAIL FROM:<>\nC: RCPT TO:<a@b>\nS: 250\nC: DATA\nS: 354\nC: .\nS: 250"),
    ("no-reply", 5, 1, "C: DATA\nS: 354\nC: x\nC: .\nC: QUIT\nS: 221"),
    ("no-reply", 2, 3, "@if tls\n  C: NOOP\n@end\nC: QUIT"),
    ("no-reply", 1, 1, "C: NOOP\n@if tls\nS: 250\n@end"),
    ("no-reply", 1, 1, "C: NOOP\n@starttls"),
    ("hex", 1, 4, "C= zz"),
    ("hex", 1, 6, "C= 0d0"),
    ("missing", 1, 3, "C<"),
    ("file", 1, 4, "C< ../x"),
    ("file", 1, 4, "C< /etc/passwd"),
    ("file", 1, 4, "C< a/../../x"),
    ("trap", 1, 8, "C! HELO"),
    ("wildcard", 1, 4, "C? AUTH *\nS: 334"),
    ("wildcard", 1, 4, "C? /AUTH/\nS: 334"),
    ("keyword", 1, 4, "S+ !"),
    ("extension", 1, 4, "S+ STARTLS"),
    ("extension", 1, 4, "S- PIPELINE"),
    ("extension", 1, 13, "@if not ext AUHT LOGIN\n@end"),
    ("name", 1, 12, "S+ SIZE -> 1x"),
    ("name", 1, 4, "S- SIZE -> x"),
    ("time", 1, 7, "@wait 5"),
    ("time", 1, 7, "@wait five"),
    ("argument", 1, 8, "@close now"),
    ("argument", 1, 6, "@step"),
    ("goal", 1, 7, "@goal quiet"),
    ("goal", 1, 7, "@goal rcpts two"),
    ("name", 1, 6, "@set 1=x"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "line", "column", "text"), MISTAKES, ids=[repr(text) for *_, text in MISTAKES])
def test_a_mistake_is_reported_where_it_stands(code: str, line: int, column: int, text: str) -> None:
    with pytest.raises(LessonError) as caught:
        parse_script(text, "x.smtp")
    error = caught.value
    assert (error.code, error.line, error.column) == (code, line, column)
    assert error.source == text.split("\n")[line - 1]
    assert str(error).startswith(f"x.smtp:{line}:{column}: {code}: ")


FIXES = [
    ("EHLO x", "C: EHLO x"),
    ("c: QUIT", "C: QUIT"),
    ("250 Ok", "S: 250 Ok"),
    ("C:QUIT", "C: QUIT"),
    ("@conect", "connect"),
    ("C: {{user|b46}}", "b64"),
    ("C: {{ user }}", "{{user}}"),
    ("C: {user}", r"\{"),
    ("S: 5XX", "5xx"),
    ("S+ STARTLS", "starttls"),
    ("@wait 5", "5s"),
    ("@goal mailboxes a 1", "mailbox"),
    ("С: QUIT", "C"),
]


@pytest.mark.parametrize(("text", "fix"), FIXES)
def test_a_mistake_comes_with_what_may_have_been_meant(text: str, fix: str) -> None:
    error = check_script(text, "x")[0]
    assert error.fix is not None and fix in str(error.fix)


@pytest.mark.parametrize(
    "text",
    [
        "C: QUIT",
        "S: 220\nC: QUIT",
        "C: DATA\nS: 354\nC: Subject: x\nC:\nC: ..\nC: .\n@closed",
        "C: DATA\nC: early\nC: .\nS: 354\nS: 250",
        "C: MAIL FROM:<>\nC: RCPT TO:<a@b>\nC: DATA\nS: 250\nS: 250\nS: 354\nC: {{body}}\nC: .\nS: 250",
        "C: BDAT 3\nC= 61 62 63\nS: 250",
        "C: BDAT 5 LAST\nC: abc\nS: 250",
        "@if ext PIPELINING\nC: MAIL FROM:<>\nS: 250\n@else\nC: MAIL FROM:<>\nS: 250\n@end\nC: QUIT\nS: 221",
        "C: DATA\nS: 354\nC: МAIL is not a verb in data\nC: .\nS: 250",
        "# C: not sent\n\nS: 220",
        "@wait 20s\nS: 421",
        "C: NOOP\n@drop\n@connect\nS: 220",
        "S: 250\nS+ XFOO\nS- X-BAR 1\nS+ limits",
        r'C: \{"json": \{"a": 1}}' + "\nS: 500",
    ],
)
def test_what_is_no_mistake(text: str) -> None:
    assert check_script(text, "x") == []


def test_every_mistake_is_found() -> None:
    found = check_script("C:QUIT\n@nonsense\nS: 1\n@if tls", "x")
    assert [(error.line, error.code) for error in found] == [
        (1, "marker"),
        (2, "directive"),
        (3, "code"),
        (4, "if"),
    ]


_PIECES = [
    "C: ", "C? ", "C! ", "C< ", "C= ", "S: ", "S+ ", "S- ", "@if ", "@else", "@end", "@set ", "@goal ", "@wait ",
    "@connect ", "@step ", "@closed", "@starttls", "#", "\n", "\n", "\n", " ", " -> ", "250", "354", "5xx", "|", "-",
    "[5.7.x]", "/", "~", '"', "=", "{{", "}}", "{", "}", "\\", "*", "user", "b64", "DATA", "QUIT", ".", "AUTH", "tls",
    "not ", "5m", "1.5s", "(?<q>", "\\S+", ")", "header ", "mailbox ", "a@b ", "1", "\t", "С", "\r", "é", "\x00", "ab",
]  # fmt: skip
scripts = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)
markers = st.sampled_from(
    ["C: ", "C? ", "C! ", "S: 250 ", "S: 250-", "S+ ", "S- ", "@set a ", "@goal header x ", "C< "]
)
one_line = st.tuples(markers, st.text(max_size=20)).map("".join)


@given(st.one_of(st.text(), scripts, one_line))
@example("S: 250 /" + "(" * 500 + "/")
@example("S: 250 /a{99999999999}/")
@example("S: 250 /(?P<a>(?P>a))/")
@example("C: \ud800\nS: 250")
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_script_or_a_mistake(text: str) -> None:
    try:
        script = parse_script(text, "x")
    except LessonError:
        return
    assert parse_script(write_script(script), "x") == script


@given(st.lists(st.sampled_from([text for text, _ in CASES]), max_size=8))
@settings(deadline=None)
def test_any_lines_together_are_written_and_read_again(texts: list[str]) -> None:
    text = "\n@drop\n".join(texts)
    assert parse_script(write_script(parse_script(text, "x")), "x") == parse_script(text, "x")
