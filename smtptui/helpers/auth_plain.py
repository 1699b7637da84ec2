"""AUTH PLAIN (RFC 4616 §2): authorization identity, NUL, user, NUL, password, in base64 on one line."""

from __future__ import annotations

from collections.abc import Mapping

from smtptui.helpers._helper import Field, Helper, encode, refuse_control
from smtptui.messages import Message

_FIELDS = (
    Field("user", Message("User name")),
    Field("password", Message("Password"), secret=True),
    Field("identity", Message("Act as (mostly empty)"), optional=True),
)


def _apply(values: Mapping[str, str]) -> tuple[str, ...]:
    for field in _FIELDS:
        refuse_control(values.get(field.name, ""), field.label, "\0")
    parts = (values.get("identity", ""), values.get("user", ""), values.get("password", ""))
    return (f"AUTH PLAIN {encode(chr(0).join(parts))}",)


HELPER = Helper("auth-plain", Message("Log in with AUTH PLAIN"), _FIELDS, _apply)
