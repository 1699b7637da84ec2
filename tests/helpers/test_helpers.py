"""Encoders against the vectors of the RFCs and of the providers' documentation."""

from __future__ import annotations

from base64 import b64decode
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smtptui.helpers
from smtptui.errors import UsageError
from smtptui.helpers import Helper
from smtptui.registry import collect
from smtptui.smtp.visible import visible_text

HELPERS = collect(smtptui.helpers, Helper)
TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="

VECTORS: list[tuple[str, str, dict[str, str], tuple[str, ...]]] = [
    ("RFC 4648", "base64", {"text": "foobar"}, ("Zm9vYmFy",)),
    ("RFC 4648 f", "base64", {"text": "f"}, ("Zg==",)),
    ("nothing", "base64", {"text": ""}, ("",)),
    ("beyond ASCII", "base64", {"text": "пароль"}, ("0L/QsNGA0L7Qu9GM",)),
    ("long, one line", "base64", {"text": "x" * 100}, ("eHh4" * 33 + "eA==",)),
    ("prompt", "base64-decode", {"base64": "VXNlcm5hbWU6"}, ("Username:",)),
    ("without padding", "base64-decode", {"base64": " dmFzeWE "}, ("vasya",)),
    ("escapes", "base64-decode", {"base64": "AHRpbQD/Gw=="}, ("\\x00tim\\x00\\xff\\x1b",)),
    (
        "login",
        "auth-login",
        {"user": "Username:", "password": "Password:"},
        ("AUTH LOGIN", "VXNlcm5hbWU6", "UGFzc3dvcmQ6"),
    ),
    (
        "RFC 4616",
        "auth-plain",
        {"user": "tim", "password": "tanstaaftanstaaf"},
        ("AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm",),
    ),
    (
        "RFC 4616 identity",
        "auth-plain",
        {"user": "Kurt", "password": "xipj3plmq", "identity": "Ursel"},
        ("AUTH PLAIN VXJzZWwAS3VydAB4aXBqM3BsbXE=",),
    ),
    (
        "RFC 2195",
        "cram-md5",
        {
            "user": "tim",
            "password": "tanstaaftanstaaf",
            "challenge": "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+",
        },
        ("dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw",),
    ),
    (
        "XOAUTH2",
        "xoauth2",
        {"user": "someuser@example.com", "token": TOKEN},
        (
            "AUTH XOAUTH2 dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB2RjlkZnQ0cW1UYzJOdmIzUmxja0JoYkhSaGRt"
            "bHpkR0V1WTI5dENnPT0BAQ==",
        ),
    ),
    (
        "RFC 7628",
        "oauthbearer",
        {"user": "user@example.com", "token": TOKEN, "host": "server.example.com", "port": "587"},
        (
            "AUTH OAUTHBEARER bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3AWF1dGg9QmVh"
            "cmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB",
        ),
    ),
]


@pytest.mark.parametrize(("name", "values", "lines"), [case[1:] for case in VECTORS], ids=[case[0] for case in VECTORS])
def test_vectors(name: str, values: dict[str, str], lines: tuple[str, ...]) -> None:
    assert HELPERS[name].apply(values) == lines


def test_the_host_and_port_of_oauthbearer_may_be_left_out_and_the_user_is_escaped() -> None:
    (line,) = HELPERS["oauthbearer"].apply({"user": "a=b,c", "token": "t"})
    assert b64decode(line.split()[-1]) == b"n,a=a=3Db=2Cc,\x01auth=Bearer t\x01\x01"


REFUSED = [
    ("bad character", "base64-decode", {"base64": "dmF-zeWE="}, "position 4"),
    ("cyrillic", "base64-decode", {"base64": "аmFzeWE="}, "position 1"),
    ("padding within", "base64-decode", {"base64": "dm=FzeWE="}, "position 3"),
    ("length", "base64-decode", {"base64": "dmFze"}, "5 characters"),
    ("padding", "base64-decode", {"base64": "dmFzeQ==="}, "two equals signs"),
    ("nul", "auth-plain", {"user": "vasya", "password": "s3\0cret"}, "position 3"),
    ("soh", "xoauth2", {"user": "vasya\x01", "token": "s3cret"}, "position 6"),
    ("half a character", "auth-login", {"user": "vasya", "password": "s3\ud800cret"}, "position 3"),
    ("challenge", "cram-md5", {"user": "vasya", "password": "s3cret", "challenge": "334 go!"}, "position 3"),
]


@pytest.mark.parametrize(("name", "values", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_encoded_is_refused_without_repeating_it(name: str, values: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        HELPERS[name].apply(values)
    assert words in str(refusal.value)
    assert not [value for value in values.values() if value in str(refusal.value)]


@pytest.mark.parametrize("helper", HELPERS.values(), ids=list(HELPERS))
def test_each_helper_is_complete(helper: Helper) -> None:
    assert str(helper.title)
    assert helper.fields
    assert len({field.name for field in helper.fields}) == len(helper.fields)
    assert all(str(field.label) for field in helper.fields)
    for field in helper.fields:
        assert field.secret == (field.name in ("password", "token", "text"))


@given(st.sampled_from([name for name in HELPERS if name not in ("base64-decode", "cram-md5")]), st.data())
def test_lines_have_no_line_end_whatever_is_encoded(name: str, data: st.DataObject) -> None:
    helper = HELPERS[name]
    text = st.text(st.characters(codec="utf-8", exclude_characters="\0\x01"), max_size=80)
    values = {field.name: data.draw(text) for field in helper.fields}
    lines = helper.apply(values)
    assert lines
    assert not set(chain.from_iterable(lines)) & {"\r", "\n"}
    assert all(line.isascii() for line in lines)


@given(st.text(max_size=60))
def test_decoding_gives_back_what_was_encoded(text: str) -> None:
    (encoded,) = HELPERS["base64"].apply({"text": text})
    (decoded,) = HELPERS["base64-decode"].apply({"base64": encoded})
    assert visible_text(decoded) == decoded
    assert decoded == visible_text(text)
