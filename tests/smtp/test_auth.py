"""What our own lines of a SASL exchange hold: who logs in, and what is secret."""

from __future__ import annotations

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smtptui.smtp.auth import Credentials, client_steps, credentials, decode, find_auth, find_login, secrets_in
from smtptui.smtp.visible import is_unsafe_text


def b64(value: bytes | str) -> bytes:
    return base64.b64encode(value if isinstance(value, bytes) else value.encode())


DECODED = [
    (b"dmFzeWE=", b"vasya"),
    (b"dmFzeWE", b"vasya"),
    (b" dmFzeWE= \r\n", b"vasya"),
    (b"=", b""),
    (b"", b""),
    (b"not base64!", None),
    (b"a", None),
    (b"\xff\xff", None),
    (b"d=Fz", None),
]


@pytest.mark.parametrize(("answer", "value"), DECODED)
def test_decode(answer: bytes, value: bytes | None) -> None:
    assert decode(answer) == value


EXCHANGES = [
    ("PLAIN", [b64("\0vasya\0s3cret")], Credentials("vasya", (b"s3cret",))),
    ("plain", [b64("admin\0vasya\0s3\0cret")], Credentials("vasya", (b"s3\0cret",))),
    ("PLAIN", [b64("vasya\0s3cret")], Credentials(None, (b"s3cret", b"vasya\0s3cret"))),
    ("LOGIN", [b64("vasya"), b64("s3cret")], Credentials("vasya", (b"s3cret",))),
    ("LOGIN", [b"vasya@example.test", b"s3cret!"], Credentials("vasya@example.test", (b"s3cret!",))),
    ("LOGIN", [b"vasya123"], Credentials("vasya123")),  # by chance it decodes, to rubbish
    ("CRAM-MD5", [b64("vasya 0123abcd")], Credentials("vasya", (b"0123abcd",))),
    ("XOAUTH2", [b64("user=vasya\1auth=Bearer tok\1\1")], Credentials("vasya", (b"tok",))),
    ("OAUTHBEARER", [b64("n,a=vasya,\1host=x\1auth=Bearer tok\1\1")], Credentials("vasya", (b"tok",))),
    ("EXTERNAL", [b64("vasya")], Credentials("vasya")),
    ("EXTERNAL", [b"="], Credentials(None)),
    ("X-OWN", [b64("one"), b64("two")], Credentials(None, (b"one", b"two"))),
    ("LOGIN", [b64("vasya"), b"*"], Credentials(None)),
    ("LOGIN", [], Credentials(None)),
]


@pytest.mark.parametrize(("mechanism", "answers", "expected"), EXCHANGES)
def test_credentials(mechanism: str, answers: list[bytes], expected: Credentials) -> None:
    assert credentials(mechanism, answers) == expected


SECRETS = [
    ("PLAIN", [b64("\0vasya\0s3cret")], b"s3cret"),
    ("PLAIN", [b64("\0vasya\0s3cret\n")], b"s3cret"),
    ("PLAIN", [b"vasya s3cret"], b"s3cret"),
    ("PLAIN", [b64("\\0vasya\\0s3cret")], b"s3cret"),
    ("PLAIN", [b64("\\000vasya\\000s3cret")], b"s3cret"),
    ("LOGIN", [b64("vasya"), b64("s3cret\n")], b"s3cret"),
    ("LOGIN", [b64("vasya"), b"s3cret"], b"s3cret"),
    ("LOGIN", [b"vasya s3cret"], b"s3cret"),
    ("LOGIN", [b64("vasya"), b64("s3cret")], b64("s3cret")),
    ("CRAM-MD5", [b"s3cret"], b"s3cret"),
    ("X-OWN", [b64("a"), b64("s3cret")], b"s3cret"),
]


@pytest.mark.parametrize(("mechanism", "answers", "secret"), SECRETS)
def test_secrets_in_every_form(mechanism: str, answers: list[bytes], secret: bytes) -> None:
    assert secret in set(secrets_in(mechanism, answers))


def test_a_user_name_is_no_secret_unless_the_password_was_asked_for() -> None:
    assert b"vasya" not in set(secrets_in("LOGIN", [b64("vasya")], [b64("Username:")]))
    assert b"vasya" in set(secrets_in("LOGIN", [b64("vasya")], [b64("Password:")]))
    assert list(secrets_in("EXTERNAL", [b64("vasya")])) == []


AUTH_LINES = [
    (b"AUTH PLAIN x", "PLAIN", b"x"),
    (b"auth login", "LOGIN", b""),
    (b"  AUTH\tPLAIN\tx", "PLAIN", b"x"),
    ("AUTH\u00a0PLAIN\u00a0x".encode(), "PLAIN", b"x"),
    (b"AUTH=PLAIN x", "PLAIN", b"x"),
    (b'"AUTH PLAIN x', "PLAIN", b"x"),
    (b"AUTH\x1fPLAIN x", "PLAIN", b"x"),
    ("AUTH LOGIN пароль".encode(), "LOGIN", "пароль".encode()),
]


@pytest.mark.parametrize(("line", "mechanism", "initial"), AUTH_LINES)
def test_auth_is_found_however_it_is_typed(line: bytes, mechanism: str, initial: bytes) -> None:
    found = find_auth(line)
    assert found is not None
    assert (found.mechanism, line[found.start :]) == (mechanism, initial)


@pytest.mark.parametrize("line", [b"AUTHOR x", b"NOOP AUTH PLAIN x", b"EHLO x", b"", b"AUTH"])
def test_what_is_no_auth(line: bytes) -> None:
    assert find_auth(line) is None


LOGINS = [
    (b"AUHT PLAIN x", b"x"),
    (b"AUTHPLAIN x", b"x"),
    (b"PLAIN x", b"x"),
    (b"a1 LOGIN vasya s3cret", b"vasya s3cret"),
    (b"LOGIN vasya s3cret", b"vasya s3cret"),
    (b"PASS s3cret", b"s3cret"),
    (b"password: s3cret", b"s3cret"),
    (b64("\0vasya\0s3cret"), b64("\0vasya\0s3cret")),
    (b"x " + b64("\0vasya\0s3cret"), b64("\0vasya\0s3cret")),
]


@pytest.mark.parametrize(("line", "rest"), LOGINS)
def test_what_was_meant_to_log_in(line: bytes, rest: bytes) -> None:
    found = find_login(line)
    assert found is not None
    assert line[found.start :] == rest


@example("LOGIN", [b"\xde\xb2"])
@example("LOGIN", [b"\x1b[31m"])
@given(
    st.sampled_from(["PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2", "OAUTHBEARER", "EXTERNAL", "X"]), st.lists(st.binary())
)
def test_any_answers_are_survived(mechanism: str, answers: list[bytes]) -> None:
    found = credentials(mechanism, answers)
    # Letters that Unicode does not know yet are harmless, though Python does not call them printable.
    assert found.user is None or not is_unsafe_text(found.user)
    assert all(isinstance(secret, bytes) for secret in secrets_in(mechanism, answers))
    assert client_steps(mechanism) > 0


@given(st.binary())
def test_any_line_is_survived(line: bytes) -> None:
    for found in (find_auth(line), find_login(line)):
        assert found is None or 0 <= found.start <= len(line)
