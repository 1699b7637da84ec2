"""`smtptui.values` makes what the standard library makes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from smtptui import values


def _point(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Point:
        """A place on a map."""

        x: int
        y: int = 0
        names: list[str] = dataclasses.field(default_factory=list, hash=False)
        seen: bool = dataclasses.field(default=False, compare=False)
        secret: str = dataclasses.field(default="", repr=False)

    return Point


def _spoken(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Spoken:
        """Methods of its own."""

        word: str

        def __repr__(self) -> str:
            return f"<{self.word}>"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Spoken) and self.word.lower() == other.word.lower()

    return Spoken


def _nothing(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Nothing:
        """No field at all."""

    return Nothing


def _named(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True, init=False)
    class Named:
        """Its own way of being made."""

        name: str
        parts: dict[str, str] = dataclasses.field(hash=False)

        def __init__(self, name: str, **parts: str) -> None:
            object.__setattr__(self, "name", name)
            object.__setattr__(self, "parts", parts)

    return Named


Ours, Theirs = _point(values.dataclass), _point(dataclasses.dataclass)


def _outcome(act: Callable[[], object]) -> object:
    try:
        return act()
    except (TypeError, AttributeError) as error:
        return type(error), str(error)


ACTS: list[Callable[[Any], object]] = [
    lambda kind: repr(kind(1, 2, ["a"], True, "hidden")),
    lambda kind: repr(kind(1, names=["a"])),
    lambda kind: kind(),
    lambda kind: kind(1, z=2),
    lambda kind: kind(1, 2) == kind(1, 2),
    lambda kind: kind(1, 2) == kind(1, 3),
    lambda kind: kind(1, seen=True) == kind(1),
    lambda kind: kind(1, secret="a") == kind(1, secret="b"),
    lambda kind: kind(1) == (1, 0, [], ""),
    lambda kind: kind(1) != kind(1),
    lambda kind: hash(kind(1, names=["a"])) == hash(kind(1, seen=True)),
    lambda kind: len({kind(1), kind(2), kind(1)}),
    lambda kind: hash(kind([])),
    lambda kind: kind(1).names is kind(1).names,
    lambda kind: setattr(kind(1), "x", 2),
    lambda kind: delattr(kind(1), "x"),
    lambda kind: hasattr(kind(1), "__dict__"),
    lambda kind: kind.__slots__,
    lambda kind: kind.__match_args__,
    lambda kind: kind.__doc__,
    lambda kind: kind.__qualname__.split(".")[-1],
    lambda kind: [(field.name, field.type, field.default) for field in dataclasses.fields(kind)],
    lambda kind: repr(dataclasses.replace(kind(1, 2, secret="s"), y=3)),
    lambda kind: dataclasses.replace(kind(1), z=3),
    lambda kind: dataclasses.asdict(kind(1, 2)),
    lambda kind: dataclasses.astuple(kind(1, 2)),
    lambda kind: copy.copy(kind(1, 2)) == kind(1, 2),
    lambda kind: copy.deepcopy(kind(1, 2, ["a"])) == kind(1, 2, ["a"]),
]


@pytest.mark.parametrize("number", range(len(ACTS)))
def test_does_what_the_standard_library_does(number: int) -> None:
    act = ACTS[number]

    assert _outcome(lambda: act(Ours)) == _outcome(lambda: act(Theirs))


def test_can_be_pickled() -> None:
    from smtptui.smtp.reply import parse_line

    line = parse_line(b"250 ok\r\n")

    assert pickle.loads(pickle.dumps(line)) == line


def test_a_class_without_fields() -> None:
    nothing = _nothing(values.dataclass)

    assert nothing() == nothing()
    assert len({nothing(), nothing()}) == 1
    assert repr(nothing()).endswith("Nothing()")


@pytest.mark.parametrize("dataclass", [values.dataclass, dataclasses.dataclass])
def test_methods_of_its_own_stay(dataclass: Any) -> None:
    spoken = _spoken(dataclass)

    assert repr(spoken("Yes")) == "<Yes>"
    assert spoken("Yes") == spoken("yes")
    assert hash(spoken("Yes")) == hash(("Yes",)) or hash(spoken("Yes")) == hash("Yes")


def test_a_class_with_its_own_init() -> None:
    named = _named(values.dataclass)

    assert named("a", b="c") == named("a", b="c") != named("a", b="d")
    assert hash(named("a", b="c")) == hash(named("a"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        named("a").name = "b"


def test_what_can_change_can_and_has_no_hash() -> None:
    @values.dataclass(slots=True)
    class Counter:
        """A count."""

        count: int = 0

    counter = Counter()
    counter.count += 1

    assert counter == Counter(1) != Counter(2)
    assert repr(counter).endswith("Counter(count=1)")
    with pytest.raises(TypeError, match="unhashable"):
        hash(counter)
