"""Sentences for people, as values.

Pure code never builds a sentence: it returns a `Message`, an English msgid with named placeholders and their
values. A front end renders it with a `Translator`, through a gettext catalogue. Text from the wire is only ever
a parameter, and is never translated.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from smtptui.values import dataclass

if TYPE_CHECKING:
    from gettext import NullTranslations

Param = "str | int | float | Message"
LANGUAGES = ("en", "ru")
LOCALE_FOLDER = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """One sentence: `msgid` with `{named}` placeholders, and `params` that fill them.

    `plural` and `count` are set by `Plural` only. Two messages are equal when all parts are.
    """

    msgid: str
    params: Mapping[str, str | int | float | Message] = field(hash=False)
    plural: str = ""
    count: int = 0

    def __init__(self, msgid: str, /, **params: str | int | float | Message) -> None:
        object.__setattr__(self, "msgid", msgid)
        object.__setattr__(self, "params", params)
        object.__setattr__(self, "plural", "")
        object.__setattr__(self, "count", 0)

    def with_params(self, params: Mapping[str, str | int | float | Message]) -> Message:
        """The same sentence with other values."""
        return make(self.msgid, params, self.plural, self.count)

    def __str__(self) -> str:
        """The sentence in English: for logs, tests and `repr` of errors."""
        return ENGLISH.render(self)


def Plural(msgid: str, plural: str, count: int, /, **params: str | int | float | Message) -> Message:
    """A sentence whose form depends on `count` (Russian has three forms); `{count}` is among its placeholders."""
    return make(msgid, {"count": count, **params}, plural, count)


def make(msgid: str, params: Mapping[str, str | int | float | Message], plural: str = "", count: int = 0) -> Message:
    """A message from its parts: for journals. Elsewhere write `Message("…")`, so that extraction finds the sentence."""
    message = Message(msgid, **params)
    object.__setattr__(message, "plural", plural)
    object.__setattr__(message, "count", count)
    return message


class Translator:
    """Renders messages in one language. Without a catalogue the msgids themselves are the English sentences."""

    def __init__(self, language: str = "en", catalogue: NullTranslations | None = None) -> None:
        self.language = language
        self._catalogue = catalogue

    def render(self, message: Message) -> str:
        """The sentence, its placeholders filled; nested messages are rendered first.

        A placeholder without a value stays as it is written: a sentence with a hole beats a traceback.
        """
        template = self._template(message)
        if not message.params:
            return template
        values = {
            name: self.render(value) if isinstance(value, Message) else str(value)
            for name, value in message.params.items()
        }
        return fill(template, values)

    def __call__(self, message: Message) -> str:
        return self.render(message)

    def text(self, msgid: str, /, **params: str | int | float | Message) -> str:
        """Shorthand for a sentence that is used where it is written; extraction knows it like `Message`."""
        return self.render(Message(msgid, **params))

    def lines(self, messages: Iterable[Message]) -> list[str]:
        """Each message rendered."""
        return [self.render(message) for message in messages]

    def _template(self, message: Message) -> str:
        if self._catalogue is None:
            return message.plural if message.plural and message.count != 1 else message.msgid
        if message.plural:
            return self._catalogue.ngettext(message.msgid, message.plural, message.count)
        # gettext answers the empty msgid with the catalogue's own header.
        return self._catalogue.gettext(message.msgid) if message.msgid else ""


def fill(template: str, values: Mapping[str, str]) -> str:
    """Replaces each `{name}` that has a value, in one pass, so that a value with braces is never filled again."""
    parts: list[str] = []
    rest = template
    while True:
        before, brace, after = rest.partition("{")
        parts.append(before)
        if not brace:
            return "".join(parts)
        name, closing, tail = after.partition("}")
        if closing and name in values:
            parts.append(values[name])
            rest = tail
        else:
            parts.append(brace)
            rest = after


ENGLISH = Translator()


def pick_language(wanted: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """The language to speak: the one asked for, else the environment's (LC_ALL, LC_MESSAGES, LANG), else English."""
    if wanted:
        return wanted
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(variable):
            language = value.partition(".")[0].partition("_")[0].lower()
            return language if language in LANGUAGES else "en"
    return "en"


def load_translator(language: str, folder: Path = LOCALE_FOLDER) -> Translator:
    """The translator for `language`; English needs no catalogue and reads no file.

    A catalogue that is missing or broken gives English sentences, never an error.
    """
    if language == "en":
        return ENGLISH
    import gettext
    import struct

    try:
        return Translator(language, gettext.translation("smtptui", folder, [language]))
    except (OSError, ValueError, LookupError, struct.error):
        return Translator("en")
