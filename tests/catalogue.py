"""Extracts the sentences for people, updates the catalogues, compiles them: `python -m tests.catalogue`.

A translation is written into `smtptui/locale/<language>/LC_MESSAGES/smtptui.po` by hand; the compiled `.mo` beside it
is committed, so that a checkout speaks every language without a build.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "smtptui"
LOCALE = PACKAGE / "locale"
DOMAIN = "smtptui"
LANGUAGES = ("ru",)
KEYWORDS: dict[str, tuple[int, ...] | None] = {"Message": None, "Plural": (1, 2), "text": None, "_text": None}
"""The calls whose first argument is a sentence (for Plural the first two); `_text` is a widget's own shorthand."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def extract() -> Catalog:
    """Every sentence of the program, with the files that say it (no line numbers: they would change with each line)."""
    catalogue = Catalog(project=DOMAIN, version="1", charset="utf-8")
    for file, _, sentence, _, _ in extract_from_dir(PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS):
        if sentence and sentence != ("", ""):
            catalogue.add(sentence, locations=[(f"smtptui/{file}", 0)])
    return catalogue


def po_file(language: str) -> Path:
    """The translations by hand."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The catalogue of a language, as it is written."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def compiled(catalogue: Catalog) -> dict[object, object]:
    """What the compiled form of a catalogue says."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return contents(buffer.getvalue())


def contents(mo: bytes) -> dict[object, object]:
    """What a compiled catalogue says: each sentence and its translation."""
    return {_hashable(message.id): message.string for message in read_mo(io.BytesIO(mo)) if message.id}


def _hashable(identity: object) -> object:
    return tuple(identity) if isinstance(identity, list) else identity


def is_translated(message: Message) -> bool:
    """Whether all forms of a sentence are there, and nobody doubts them."""
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings) and not message.fuzzy


def missing(catalogue: Catalog) -> list[str]:
    """The sentences without a translation."""
    return [str(message.id) for message in catalogue if message.id and not is_translated(message)]


def placeholder_faults(message: Message) -> list[str]:
    """What is wrong with the placeholders of a translation: one that the sentence does not have, or one left out.

    A plural's form may leave out `{count}` where it speaks of one thing.
    """
    sentences = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = {name for sentence in sentences for name in PLACEHOLDER.findall(sentence)}
    optional = {"count"} if len(sentences) > 1 else set()
    faults: list[str] = []
    for text in filter(None, strings):
        found = set(PLACEHOLDER.findall(text))
        if found - wanted or wanted - found - optional:
            faults.append(f"{sentences[0]!r}: {sorted(found)} for {sorted(wanted)}")
    return faults


def main() -> int:
    """Brings the template, the catalogues and their compiled forms up to date; says what is missing."""
    template = extract()
    LOCALE.mkdir(exist_ok=True)
    pot = LOCALE / f"{DOMAIN}.pot"
    if pot.exists():
        # A date that changed with each run would be all the difference.
        with pot.open("rb") as file:
            template.creation_date = read_po(file).creation_date
    with pot.open("wb") as file:
        write_po(file, template, sort_output=True, include_lineno=False)
    for language in LANGUAGES:
        path = po_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = read(language) if path.exists() else Catalog(locale=language, domain=DOMAIN)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, sort_output=True, include_lineno=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        sys.stdout.write(f"{language}: {len(catalogue)} sentences, {len(missing(catalogue))} not translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
