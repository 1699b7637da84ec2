"""A folder of extensions: one file, one instance, one name."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from smtptui.errors import ConnectFailed, ConnectTimeout, LessonError, SmtptuiError, UnknownName, UsageError
from smtptui.messages import Message
from smtptui.registry import collect, load, names


@dataclass(frozen=True)
class Thing:
    """What the folders of these tests hold."""

    name: str


LABEL = Message("thing")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package that is empty yet, called `things_of_a_test`."""
    package = tmp_path / "things_of_a_test"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.startswith("things_of_a_test")]:
        del sys.modules[name]


def write(folder: Path, file: str, *lines: str) -> None:
    (folder / file).write_text("\n".join(["from tests.test_registry import Thing", *lines]))


def package(folder: Path) -> ModuleType:
    importlib.invalidate_caches()
    return importlib.import_module(folder.name)


def test_names_come_from_files_and_import_nothing(folder: Path) -> None:
    write(folder, "b_c.py", "1 / 0")
    write(folder, "a.py", "1 / 0")
    write(folder, "_private.py", "1 / 0")
    assert names(package(folder)) == ("a", "b-c")


def test_an_instance_is_loaded_by_its_name(folder: Path) -> None:
    write(folder, "b_c.py", "THING = Thing('b-c')", "_OTHER = Thing('x')")
    write(folder, "broken.py", "1 / 0")
    assert load(package(folder), Thing, "b-c", LABEL) == Thing("b-c")


def test_a_folder_is_collected_in_order(folder: Path) -> None:
    write(folder, "z.py", "THING = Thing('z')")
    write(folder, "a_b.py", "THING = Thing('a-b')")
    assert list(collect(package(folder), Thing).items()) == [("a-b", Thing("a-b")), ("z", Thing("z"))]


@pytest.mark.parametrize(
    "lines",
    [[], ["A = Thing('x')", "B = Thing('x')"], ["A = Thing('other')"], ["A = 'x'"], ["_A = Thing('x')"]],
    ids=["none", "two", "another name", "another type", "private"],
)
def test_a_file_that_breaks_the_rule_is_our_mistake(folder: Path, lines: list[str]) -> None:
    write(folder, "x.py", *lines)
    with pytest.raises(TypeError, match="exactly one Thing, named 'x'"):
        load(package(folder), Thing, "x", LABEL)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("greylst", 'There is no thing "greylst". Did you mean "greylist"?'),
        ("q", 'There is no thing "q". Known: greylist, plain.'),
        ("_private", 'There is no thing "_private". Known: greylist, plain.'),
        ("", 'There is no thing "". Known: greylist, plain.'),
    ],
)
def test_an_unknown_name_says_what_is_known(folder: Path, name: str, words: str) -> None:
    for file in ("greylist.py", "plain.py", "_private.py"):
        write(folder, file)
    with pytest.raises(UnknownName) as failure:
        load(package(folder), Thing, name, LABEL)
    assert str(failure.value) == words
    assert failure.value.known == ("greylist", "plain")


# -- the errors themselves


def test_errors_are_what_they_are_for_others_too() -> None:
    refused = ConnectFailed(Message("{host} says no", host="x"))
    assert isinstance(refused, OSError)
    assert str(refused) == "x says no"
    assert isinstance(ConnectTimeout(Message("x")), TimeoutError)
    assert issubclass(UnknownName, UsageError)
    assert issubclass(UsageError, SmtptuiError)


def test_a_lesson_error_says_where() -> None:
    error = LessonError("a.md", 3, 7, "unknown-marker", Message("what"), source="D: x", fix=Message("C:"))
    assert str(error) == "a.md:3:7: unknown-marker: what"


def test_nothing_is_known_where_there_is_nothing() -> None:
    assert str(UnknownName(LABEL, "x", [])) == 'There is no thing "x". Known: -.'
