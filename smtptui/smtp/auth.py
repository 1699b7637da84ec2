"""What the client's lines of a SASL exchange hold (RFC 4954, RFC 4616, RFC 2195): who logs in, and what is secret.

It reads what WE sent; a server's word is never needed. Base64 that is none is taken as it stands, since people type
passwords without encoding them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from smtptui.smtp.visible import visible
from smtptui.values import dataclass

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
    """What an exchange gave away: the user, safe to show (None where it cannot be told), and the values that are
    secret."""

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
            return Credentials(_name(answers[0]), tuple(values[1:]))
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
    return visible(value)


def _name(answer: bytes) -> str:
    """The name in an answer; one that was typed without base64 may decode to rubbish by chance."""
    value = decode(answer)
    if value is not None and (shown := visible(value)) == value.decode("utf-8", "replace"):
        return shown
    return visible(answer.strip())


def secrets_in(mechanism: str, answers: Sequence[bytes], prompts: Sequence[bytes] = ()) -> Iterator[bytes]:
    """Every value of an exchange that must not be shown elsewhere, in each form in which it was, or was meant to be.

    `prompts` are the server's challenges, as far as they came: LOGIN's first answer is the user's name, which is
    hunted in no address, unless the server asked for the password first. Values come raw and decoded, without the
    line end that `echo password | base64` adds, and as the last of several words (`AUTH PLAIN user password`).
    """
    yield from credentials(mechanism, answers).secrets
    named = mechanism.upper()
    if named in ("EXTERNAL", "ANONYMOUS"):
        return
    for index, answer in enumerate(answers):
        is_name = named == "LOGIN" and index == 0 and not _asks_for_password(prompts[:1])
        for value in (answer.strip(), decode(answer) or b""):
            words = re.split(_WORD_ENDS, value.strip(_BLANKS))
            if not is_name:
                yield value
                yield value.strip(_BLANKS)
            if len(words) > 1:
                yield words[-1]


def _asks_for_password(prompts: Sequence[bytes]) -> bool:
    return any(b"pass" in (decode(prompt) or prompt).lower() for prompt in prompts)


_BLANKS = b" \t\r\n\0"
# Blanks, NUL, and NUL as people write it when they mean it: \0, \000, \x00.
_WORD_ENDS = rb"(?:\s|\0|\\0{1,3}|\\x00)+"

# The patterns are compiled when they are met, and kept by `re`: a session without AUTH needs none of them.
# A blank of any kind between words, among them the no-break space that a copied line brings.
_BLANK = rb"(?:[\s\0\x1c-\x1f]|\xc2[\x85\xa0]|\xe2\x80[\x80-\x8b\xa8\xa9\xaf]|\xe3\x80\x80)"
_NAMES = b"|".join(re.escape(name.encode()) for name in sorted(CLIENT_STEPS, key=len, reverse=True))
_AUTH = rb"[^A-Za-z0-9]*AUTH[^A-Za-z0-9]+([A-Za-z0-9][A-Za-z0-9_.-]*)" + _BLANK + rb"*"
_LOOSE = rb"(?:\S+?" + _BLANK + rb"+)?\S*?(" + _NAMES + rb")(?:" + _BLANK + rb"+|\Z)"
_PASS = rb"\W*(PASS)(?:W|WD|WORD)?(?:[:=]|" + _BLANK + rb")+"
_TOKEN = rb"[A-Za-z0-9+/]{8,}={0,2}"


@dataclass(frozen=True, slots=True)
class AuthLine:
    """A command line that begins an exchange: the mechanism in upper case, and where the initial response begins."""

    mechanism: str
    start: int


def find_auth(line: bytes) -> AuthLine | None:
    """AUTH, as whoever must keep a secret sees it: other blanks and marks beside the verb are forgiven."""
    match = re.match(_AUTH, line, re.IGNORECASE) if b"AUTH" in line.upper() else None
    return None if match is None else AuthLine(match.group(1).decode().upper(), match.end())


def find_login(line: bytes) -> AuthLine | None:
    """What was probably meant to log in, though its verb is none: `AUHT PLAIN …`, `LOGIN user password`, `PASS …`, or
    a PLAIN response with no command before it."""
    match = re.match(_LOOSE, line, re.IGNORECASE) or re.match(_PASS, line, re.IGNORECASE)
    if match is not None:
        return AuthLine(match.group(1).decode().upper(), match.end())
    for token in re.finditer(_TOKEN, line):
        if (decode(token.group()) or b"").count(b"\0") == 2:
            return AuthLine("PLAIN", token.start())
    return None
