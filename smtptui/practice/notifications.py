"""The parameters by which a client says what it wants to be told (RFC 3461 §4): what is wrong with one. Pure."""

from __future__ import annotations

import re

_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})+\Z")
_WHEN = frozenset({"SUCCESS", "FAILURE", "DELAY"})
_OF_MAIL = frozenset({"RET", "ENVID"})
_OF_RCPT = frozenset({"NOTIFY", "ORCPT"})


def is_notification(verb: str, name: str) -> bool:
    """Whether the parameter is one of RFC 3461, at the command where it belongs."""
    return name in (_OF_MAIL if verb == "MAIL" else _OF_RCPT)


def flaw_of_notification(name: str, value: str) -> str | None:
    """What is wrong with its value, None where nothing is."""
    if name == "RET":
        return None if value.upper() in ("FULL", "HDRS") else "RET is FULL or HDRS"
    if name == "ENVID":
        return None if len(value) <= 100 and _XTEXT.match(value) else "ENVID is at most 100 characters of xtext"
    if name == "NOTIFY":
        words = value.upper().split(",")
        good = words == ["NEVER"] or (bool(words) and set(words) <= _WHEN)
        return None if good else "NOTIFY is NEVER, or some of SUCCESS,FAILURE,DELAY"
    kind, semicolon, address = value.partition(";")
    good = bool(kind and semicolon) and len(value) <= 500 and _XTEXT.match(address) is not None
    return None if good else "ORCPT is like rfc822;masha@example.test, in xtext"
