"""Base64 to text (RFC 4648 §4). What is no UTF-8, and control characters, become visible escapes."""

from __future__ import annotations

from collections.abc import Mapping

from smtptui.helpers._helper import Field, Helper, decode
from smtptui.messages import Message
from smtptui.smtp.visible import visible


def _apply(values: Mapping[str, str]) -> tuple[str, ...]:
    return (visible(decode(values.get("base64", ""))),)


HELPER = Helper(
    "base64-decode",
    Message("Base64 to text"),
    (Field("base64", Message("Base64")),),
    _apply,
)
