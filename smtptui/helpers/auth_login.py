"""AUTH LOGIN (draft-murchison-sasl-login): the command, then user name and password, each in base64."""

from __future__ import annotations

from collections.abc import Mapping

from smtptui.helpers._helper import Field, Helper, encode
from smtptui.messages import Message


def _apply(values: Mapping[str, str]) -> tuple[str, ...]:
    return ("AUTH LOGIN", encode(values.get("user", "")), encode(values.get("password", "")))


HELPER = Helper(
    "auth-login",
    Message("Log in with AUTH LOGIN"),
    (Field("user", Message("User name")), Field("password", Message("Password"), secret=True)),
    _apply,
)
