"""CRAM-MD5 (RFC 2195 §2): the answer to a challenge. The password itself is not in it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from smtptui.helpers._helper import Field, Helper, decode, encode, to_octets
from smtptui.messages import Message

_PROMPT = "334"


def _apply(values: Mapping[str, str]) -> tuple[str, ...]:
    challenge = decode(values.get("challenge", "").strip().removeprefix(_PROMPT))
    digest = hmac.new(to_octets(values.get("password", "")), challenge, hashlib.md5).hexdigest()
    return (encode(f"{values.get('user', '')} {digest}"),)


HELPER = Helper(
    "cram-md5",
    Message("Answer a CRAM-MD5 challenge"),
    (
        Field("user", Message("User name")),
        Field("password", Message("Password"), secret=True),
        Field("challenge", Message("The server's 334 line, as it came")),
    ),
    _apply,
)
