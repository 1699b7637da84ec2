"""The server's side of the SASL mechanisms (RFC 4954): each a generator of challenges that is sent the answers. Pure.

A mechanism returns the user who proved to be one, or None. It never sees base64.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Generator

from smtptui.values import dataclass

PasswordOf = Callable[[str], str | None]
Exchange = Generator[bytes, bytes, str | None]


class Malformed(Exception):
    """The answer has not the mechanism's form; the argument says what is wrong, in wire text."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """How a mechanism begins. `takes_initial`: whether the client may answer before it is asked (RFC 4954 §4)."""

    begin: Callable[[PasswordOf, str], Exchange]
    takes_initial: bool = True


def _login(password_of: PasswordOf, _: str) -> Exchange:
    user = _text((yield b"Username:"))
    password = yield b"Password:"
    return user if _matches(password_of(user), password) else None


def _plain(password_of: PasswordOf, _: str) -> Exchange:
    parts = (yield b"").split(b"\0")
    if len(parts) != 3:
        raise Malformed(f"PLAIN is NUL user NUL password in base64: two NULs, not {len(parts) - 1}")
    identity, user, password = _text(parts[0]), _text(parts[1]), parts[2]
    return user if identity in ("", user) and _matches(password_of(user), password) else None


def _cram_md5(password_of: PasswordOf, challenge: str) -> Exchange:
    # RFC 2195 §2: the user, a blank, and the digest of the challenge keyed with the password.
    answer = yield challenge.encode()
    user, blank, digest = answer.rpartition(b" ")
    if not blank:
        raise Malformed("CRAM-MD5 is user, blank, digest in base64")
    password = password_of(_text(user))
    if password is None:
        return None
    import hmac  # here, and below: it takes long to import, and most sessions have no login

    expected = hmac.new(password.encode(), challenge.encode(), "md5").hexdigest()
    return _text(user) if hmac.compare_digest(expected.encode(), digest.lower()) else None


MECHANISMS: dict[str, Mechanism] = {
    "LOGIN": Mechanism(_login),
    "PLAIN": Mechanism(_plain),
    "CRAM-MD5": Mechanism(_cram_md5, takes_initial=False),
}


def encode(challenge: bytes) -> str:
    """A challenge as the text of a 334."""
    return base64.b64encode(challenge).decode()


def decode(answer: bytes) -> bytes:
    """An answer's octets; Malformed where it is no base64."""
    try:
        return base64.b64decode(answer, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("that is no base64") from error


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _matches(password: str | None, given: bytes) -> bool:
    import hmac

    return password is not None and hmac.compare_digest(password.encode(), given)
