"""Every target's seeds hold; and a moment of fuzzing, where atheris is."""

from __future__ import annotations

import pytest

from tests.fuzz import targets
from tests.fuzz.__main__ import fuzz

SECONDS = 2


@pytest.mark.parametrize("name", targets.names())
def test_the_seeds_hold(name: str) -> None:
    target = targets.load(name)

    for seed in target.SEEDS:
        target.check(seed)


@pytest.mark.parametrize("name", targets.names())
def test_a_moment_of_fuzzing(name: str) -> None:
    pytest.importorskip("atheris", reason="pip install atheris (CPython 3.11 to 3.13, Linux on x86-64)")

    assert fuzz(name, SECONDS) is None
