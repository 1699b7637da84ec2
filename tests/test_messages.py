"""Sentences as values, their rendering, and the catalogues that translate them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.messages import (
    ENGLISH,
    LANGUAGES,
    LOCALE_FOLDER,
    Message,
    Plural,
    fill,
    load_translator,
    make,
    pick_language,
)
from tests import catalogue

# -- values


def test_a_sentence_is_filled() -> None:
    assert str(Message("{a} and {b}", a="x", b=2)) == "x and 2"
    assert str(Message("no placeholders {a}")) == "no placeholders {a}"
    assert str(Message("{a} {missing}", a="x")) == "x {missing}"
    assert str(Message("outer: {inner}", inner=Message("{x}!", x=Message("deep")))) == "outer: deep!"


FILLED = [
    ("{a}", {"a": "{b}", "b": "never"}, "{b}"),
    ("{ {a}", {"a": "x"}, "{ x"),
    ("{{a}}", {"a": "x"}, "{x}"),
    ("{a", {"a": "x"}, "{a"),
    ("}{", {}, "}{"),
    ("{}", {"": "x"}, "x"),
    ("", {"a": "x"}, ""),
]


@pytest.mark.parametrize(("template", "values", "expected"), FILLED)
def test_values_are_never_filled_again(template: str, values: dict[str, str], expected: str) -> None:
    assert fill(template, values) == expected


@given(st.text(), st.dictionaries(st.text(max_size=3), st.text(max_size=5)))
def test_any_template_is_survived(template: str, values: dict[str, str]) -> None:
    assert isinstance(fill(template, values), str)


def test_plurals() -> None:
    def lines(count: int) -> Message:
        return Plural("{count} line of {file}", "{count} lines of {file}", count, file="x")

    assert [str(lines(count)) for count in (0, 1, 2)] == ["0 lines of x", "1 line of x", "2 lines of x"]


def test_messages_are_compared_by_value_and_can_be_keys() -> None:
    assert Message("a", x=1) == Message("a", x=1) != Message("a", x=2)
    assert len({Message("a", x=1), Message("a", x=1)}) == 1
    assert Plural("a", "b", 1) == make("a", {"count": 1}, "b", 1)
    assert Message("a {x}", x=1).with_params({"x": 2}) == Message("a {x}", x=2)


def test_lines_are_rendered_in_order() -> None:
    assert ENGLISH.lines([Message("a"), Message("b")]) == ["a", "b"]
    assert ENGLISH.text("{x}", x=1) == "1"


# -- the language

ENVIRONMENTS = [
    (None, {}, "en"),
    ("ru", {"LANG": "en_GB.UTF-8"}, "ru"),
    (None, {"LANG": "ru_RU.UTF-8"}, "ru"),
    (None, {"LANG": "ru"}, "ru"),
    (None, {"LANG": "RU_ru"}, "ru"),
    (None, {"LANG": "de_DE.UTF-8"}, "en"),
    (None, {"LANG": "C.UTF-8"}, "en"),
    (None, {"LC_ALL": "en_US.UTF-8", "LANG": "ru_RU.UTF-8"}, "en"),
    (None, {"LC_ALL": "", "LC_MESSAGES": "ru_RU", "LANG": "en"}, "ru"),
]


@pytest.mark.parametrize(("wanted", "environ", "language"), ENVIRONMENTS)
def test_the_language_is_picked(wanted: str | None, environ: dict[str, str], language: str) -> None:
    assert pick_language(wanted, environ) == language


def test_english_needs_no_catalogue(tmp_path: Path) -> None:
    assert load_translator("en", tmp_path) is ENGLISH


def test_a_missing_catalogue_is_english(tmp_path: Path) -> None:
    assert load_translator("ru", tmp_path).language == "en"
    assert load_translator("xx")(Message("hello")) == "hello"


@pytest.mark.parametrize("damage", [b"", b"x", b"\xde\x12\x04\x95", b"\xde\x12\x04\x95" + b"\xff" * 40, b"\0" * 100])
def test_a_broken_catalogue_is_english(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "ru" / "LC_MESSAGES" / "smtptui.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(damage)
    assert load_translator("ru", tmp_path)(Message("hello {x}", x=1)) == "hello 1"


def test_a_catalogue_cut_off_anywhere_is_no_error(tmp_path: Path) -> None:
    whole = catalogue.po_file("ru").with_suffix(".mo").read_bytes()
    for number, cut in enumerate([3, 10, 27, 28, 100, 5000, len(whole) // 2, len(whole) - 1]):
        file = tmp_path / str(number) / "ru" / "LC_MESSAGES" / "smtptui.mo"
        file.parent.mkdir(parents=True)
        file.write_bytes(whole[:cut])
        assert load_translator("ru", tmp_path / str(number))(Message("x")) == "x"


def test_russian_has_three_plural_forms(tmp_path: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    own = Catalog(locale="ru")
    own.add(("{count} line", "{count} lines"), ("{count} строка", "{count} строки", "{count} строк"))
    own.add("hello {x}", "привет, {x}")
    file = tmp_path / "ru" / "LC_MESSAGES" / "smtptui.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as target:
        write_mo(target, own)
    russian = load_translator("ru", tmp_path)
    assert russian.language == "ru"
    shown = [russian(Plural("{count} line", "{count} lines", count)) for count in (1, 2, 5, 11, 21)]
    assert shown == ["1 строка", "2 строки", "5 строк", "11 строк", "21 строка"]
    assert russian(Message("hello {x}", x=Message("hello {x}", x="y"))) == "привет, привет, y"
    assert russian(Message("")) == ""


# -- the catalogues

MAX_MISSING = 0
"""How many sentences may lack a translation: never more than now."""


def sentences(found: object) -> set[object]:
    return {message.id for message in found if message.id}  # type: ignore[attr-defined]


def test_the_languages_are_those_of_the_program() -> None:
    assert {"en", *catalogue.LANGUAGES} == set(LANGUAGES)
    assert catalogue.LOCALE == LOCALE_FOLDER


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_catalogue_is_current(language: str) -> None:
    said, known = sentences(catalogue.extract()), sentences(catalogue.read(language))
    assert said <= known, f"`make messages` adds {sorted(map(str, said - known))}"
    assert known <= said, f"`make messages` takes away {sorted(map(str, known - said))}"


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    mo = catalogue.po_file(language).with_suffix(".mo").read_bytes()
    assert catalogue.contents(mo) == catalogue.compiled(catalogue.read(language)), "run `make messages`"


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_placeholders_are_those_of_the_sentence(language: str) -> None:
    found = [
        fault for message in catalogue.read(language) if message.id for fault in catalogue.placeholder_faults(message)
    ]
    assert found == []


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_no_more_translations_are_missing_than_before(language: str) -> None:
    assert len(catalogue.missing(catalogue.read(language))) <= MAX_MISSING


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_committed_catalogue_is_read_by_the_program(language: str) -> None:
    translate = load_translator(language)
    assert translate.language == language
    sentence = "The server closed the connection."
    assert translate(Message(sentence)) != sentence


def test_faulty_placeholders_are_noticed() -> None:
    from babel.messages.catalog import Message as Entry

    assert catalogue.placeholder_faults(Entry("{a} {b}", "{a}"))
    assert catalogue.placeholder_faults(Entry("{a}", "{a} {b}"))
    assert not catalogue.placeholder_faults(Entry("{a}", ""))
    assert not catalogue.placeholder_faults(Entry(("one", "{count}"), ("один", "{count}", "{count}")))


def test_updating_keeps_translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(LOCALE_FOLDER, tmp_path / "locale")
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path / "locale")
    before = {message.id: message.string for message in catalogue.read("ru") if message.id}
    assert catalogue.main() == 0
    after = {message.id: message.string for message in catalogue.read("ru") if message.id}
    assert all(after[sentence] == before[sentence] for sentence in after.keys() & before.keys())
    assert sentences(catalogue.extract()) == set(after)
    mo = catalogue.po_file("ru").with_suffix(".mo").read_bytes()
    assert catalogue.contents(mo) == catalogue.compiled(catalogue.read("ru"))
