"""AUTH XOAUTH2, as Google and Microsoft describe it: user and access token, ^A between them."""

from __future__ import annotations

from collections.abc import Mapping

from smtptui.helpers._helper import Field, Helper, encode, refuse_control
from smtptui.messages import Message

_FIELDS = (
    Field("user", Message("User name")),
    Field("token", Message("Access token"), secret=True),
)


def _apply(values: Mapping[str, str]) -> tuple[str, ...]:
    for field in _FIELDS:
        refuse_control(values.get(field.name, ""), field.label, "\x01")
    answer = f"user={values.get('user', '')}\x01auth=Bearer {values.get('token', '')}\x01\x01"
    return (f"AUTH XOAUTH2 {encode(answer)}",)


HELPER = Helper("xoauth2", Message("Log in with AUTH XOAUTH2"), _FIELDS, _apply)
