"""The searcher of secrets finds them: otherwise its silence would mean nothing."""

from __future__ import annotations

import base64
import json

import pytest

from tests.secrets import assert_no_secret

SECRET = "s3cret-Пароль"
RAW = SECRET.encode()

HIDDEN = [
    SECRET,
    RAW,
    SECRET.upper(),
    json.dumps({"password": SECRET}),
    json.dumps(SECRET, ensure_ascii=False),
    base64.b64encode(RAW),
    base64.b64encode(b"x" + RAW + b"y"),
    base64.b64encode(b"xy" + RAW + b"y"),
    base64.encodebytes(b"x" * 70 + RAW + b"y" * 70),
    base64.urlsafe_b64encode(b"\xff" + RAW),
    RAW.hex(),
    RAW.hex(" "),
    "s3cret-%D0%9F%D0%B0%D1%80%D0%BE%D0%BB%D1%8C",
    SECRET.encode("utf-16"),
    repr(RAW),
    [SECRET],
    "s3cret-\nПароль",
]


@pytest.mark.parametrize("data", HIDDEN, ids=range(len(HIDDEN)))
def test_it_finds(data: object) -> None:
    with pytest.raises(AssertionError, match="a secret"):
        assert_no_secret(data, "other-one", SECRET)


def test_it_is_silent_where_there_is_none() -> None:
    assert_no_secret(f"nothing {SECRET[:-1]} here", SECRET)
    assert_no_secret(b"", SECRET, b"x")
