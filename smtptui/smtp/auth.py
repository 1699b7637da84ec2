"""What the client's lines of a SASL exchange hold (RFC 4954, RFC 4616, RFC 2195): who logs in, and what is secret.

It reads what WE sent; a server's word is never needed. Base64 that is none is taken as it stands, since people type
passwords without encoding them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

CLIENT_STEPS: dict[str, int] = {
    "PLAIN": 1,
    "LOGIN": 2,
    "CRAM-MD5": 1,
    "DIGEST-MD5": 2,
    "EXTERNAL": 1,
    "ANONYMOUS": 1,
    "XOAUTH2": 2,
    "OAUTHBEARER": 2,
    "SCRAM-SHA-1": 3,
    "SCRAM-SHA-1-PLUS": 3,
    "SCRAM-SHA-256": 3,
    "SCRAM-SHA-256-PLUS": 3,
    "NTLM": 2,
    "GSSAPI": 3,
}
"""How many answers a client gives at most, the initial response counted as one."""

UNKNOWN_STEPS = 8
"""The same for a mechanism that is not in the table: rather too many than too few."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an exchange gave away: the user (None where it cannot be told) and the values that are secret."""

    user: str | None
    secrets: tuple[bytes, ...] = ()


def client_steps(mechanism: str) -> int:
    """The answers to expect from a client for `mechanism`, whatever its case."""
    return CLIENT_STEPS.get(mechanism.upper(), UNKNOWN_STEPS)


def decode(answer: bytes) -> bytes | None:
    """The value of a base64 answer, None where it is no base64. Missing padding is forgiven; `=` is empty."""
    text = answer.strip()
    if text in (b"=", b""):
        return b""
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def credentials(mechanism: str, answers: Sequence[bytes]) -> Credentials:
    """What the answers of one exchange hold (line ends stripped, the initial response first).

    A line that could not be decoded is a secret as it stands, except the user name of LOGIN.
    """
    values = [value if (value := decode(answer)) is not None else answer.strip() for answer in answers]
    if not values or answers[-1].strip() == b"*":
        return Credentials(None)
    match mechanism.upper():
        case "PLAIN":
            return _plain(values[0])
        case "LOGIN":
            return Credentials(_text(values[0]), tuple(values[1:]))
        case "CRAM-MD5":
            user, _, digest = values[0].rpartition(b" ")
            return Credentials(_text(user) or None, (digest,))
        case "XOAUTH2" | "OAUTHBEARER":
            return _bearer(values[0])
        case "EXTERNAL" | "ANONYMOUS":
            return Credentials(_text(values[0]) or None)
        case _:
            return Credentials(None, tuple(values))


def _plain(value: bytes) -> Credentials:
    # RFC 4616 §2: [authzid] NUL authcid NUL passwd
    parts = value.split(b"\0", 2)
    if len(parts) == 3:
        return Credentials(_text(parts[1]), (parts[2],))
    # Two parts are the commonest mistake: "user NUL password", the leading NUL forgotten.
    return Credentials(None, (parts[-1], value) if len(parts) == 2 else (value,))


def _bearer(value: bytes) -> Credentials:
    fields = value.replace(b"\x01", b",").split(b",")
    user = next((_text(part[5:]) for part in fields if part.startswith(b"user=")), None)
    if user is None:
        user = next((_text(part[2:]) for part in fields if part.startswith(b"a=")), None)
    tokens = tuple(part.rpartition(b" ")[2] for part in fields if part.lower().startswith(b"auth=bearer"))
    return Credentials(user, tokens or (value,))


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
