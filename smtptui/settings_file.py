"""The settings file, config.toml: which keys it has and what each may say. Wrong ones are told, never fatal."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from smtptui.errors import UsageError
from smtptui.messages import LANGUAGES, Message
from smtptui.session.options import TlsMode
from smtptui.session.target import Target, parse_target
from smtptui.settings import COLORS

EXAMPLE = """\
# Settings of smtptui. Every key may be left out.
# language = "en"              # en or ru
# color = "auto"               # auto, always or never
# theme = "textual-dark"
# mouse = true
# ehlo_name = "me.example.org" # the name to greet servers with
# timeout = 300                # seconds to wait for a reply
# connect_timeout = 30         # seconds to wait for a connection
# log_file = "~/smtptui.log"

# [keymap]                     # action = "key": help, connect, lessons, encode, tls, save, edit, panel,
# help = "f1"                  # command_palette, leave, reconnect, retry, quit_session, drop, run

# [profiles.work]              # smtptui work
# target = "mail.example.org:587"
# tls = "starttls"             # none, auto, starttls or implicit
# user = "vasya"
"""


class _Wrong(Exception):
    """A value that will not do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def read_settings_file(file: Path) -> tuple[dict[str, Any], tuple[Message, ...]]:
    """The values of the file by the names of Settings' fields, and what is wrong with it."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        why = error.strerror or str(error)
        return {}, (Message("{file} cannot be read: {why}.", file=str(file), why=why),)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return {}, (Message("{file} is no TOML: {why}.", file=str(file), why=str(error)),)
    problems: list[Message] = []
    profiles = table.pop("profiles", {})
    values = _read_table(file, "", table, KEYS, problems)
    values["profiles"] = _read_profiles(file, profiles, problems)
    return values, tuple(problems)


def _read_profiles(file: Path, tables: object, problems: list[Message]) -> dict[str, Target]:
    if not isinstance(tables, dict):
        problems.append(_wrong_value(file, "profiles", Message("a table is wanted")))
        return {}
    profiles: dict[str, Target] = {}
    for name, table in tables.items():
        shown = f"profiles.{name}"
        if not isinstance(table, dict) or "target" not in table:
            problems.append(_wrong_value(file, shown, Message('a table with a "target" is wanted')))
            continue
        values = _read_table(file, f"{shown}.", table, PROFILE_KEYS, problems)
        if (target := values.get("target")) is not None:
            tls = values.get("tls", target.tls)
            profiles[name] = replace(target, tls=tls, user=values.get("user", target.user))
    return profiles


def _read_table(
    file: Path, prefix: str, table: Mapping[str, Any], keys: Mapping[str, Reader], problems: list[Message]
) -> dict[str, Any]:
    """The values of the table's known keys; each key that is unknown or wrong becomes a problem."""
    values: dict[str, Any] = {}
    for written, value in table.items():
        key = written.replace("-", "_")
        if key not in keys:
            known = keys if prefix else (*keys, "profiles")
            problems.append(_unknown_key(file, prefix + written, key, known))
            continue
        try:
            values[key] = keys[key](value)
        except _Wrong as wrong:
            problems.append(_wrong_value(file, prefix + written, wrong.message))
    return values


def _unknown_key(file: Path, shown: str, key: str, known: Iterable[str]) -> Message:
    close = difflib.get_close_matches(key, known, n=1)
    if close:
        return Message(
            '{file}: there is no setting "{key}". Did you mean "{close}"?', file=str(file), key=shown, close=close[0]
        )
    names = ", ".join(sorted(known))
    return Message('{file}: there is no setting "{key}". Known: {known}.', file=str(file), key=shown, known=names)


def _wrong_value(file: Path, key: str, why: Message) -> Message:
    return Message('{file}: "{key}": {why}.', file=str(file), key=key, why=why)


# -- what a value may be

Reader = Callable[[object], Any]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _Wrong(Message("text in quotes is wanted"))
    if not value.isprintable():
        raise _Wrong(Message("it has characters that cannot be shown"))
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(Message("true or false is wanted"))
    return value


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 86400:
        raise _Wrong(Message("a number of seconds is wanted, from above 0 to 86400"))
    return float(value)


def _path(value: object) -> Path:
    try:
        return Path(_text(value)).expanduser()
    except RuntimeError as error:
        raise _Wrong(Message("{why}", why=str(error))) from error


def _one_of(*choices: str) -> Reader:
    def read(value: object) -> str:
        if value not in choices:
            raise _Wrong(Message("one of these is wanted: {choices}", choices=", ".join(choices)))
        return str(value)

    return read


def _ehlo_name(value: object) -> str:
    name = _text(value)
    if not name.isascii() or " " in name:
        raise _Wrong(Message("a domain name or an address in brackets is wanted"))
    return name


def _keymap(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _Wrong(Message("a table is wanted"))
    return {str(action): _text(key) for action, key in value.items()}


def _target(value: object) -> Target:
    try:
        return parse_target(_text(value))
    except UsageError as error:
        raise _Wrong(error.message) from error


def _tls(value: object) -> TlsMode:
    return TlsMode(_one_of(*(mode.value for mode in TlsMode))(value))


PROFILE_KEYS: dict[str, Reader] = {"target": _target, "tls": _tls, "user": _text}

KEYS: dict[str, Reader] = {
    "language": _one_of(*LANGUAGES),
    "color": _one_of(*COLORS),
    "theme": _text,
    "mouse": _truth,
    "keymap": _keymap,
    "ehlo_name": _ehlo_name,
    "timeout": _seconds,
    "connect_timeout": _seconds,
    "log_file": _path,
}
