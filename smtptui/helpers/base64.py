"""Text to base64 (RFC 4648 §4), without the newline that `echo name | base64` adds."""

from __future__ import annotations

from collections.abc import Mapping

from smtptui.helpers._helper import Field, Helper, encode
from smtptui.messages import Message


def _apply(values: Mapping[str, str]) -> tuple[str, ...]:
    return (encode(values.get("text", "")),)


HELPER = Helper("base64", Message("Text to base64"), (Field("text", Message("Text"), secret=True),), _apply)
