"""One file for each target: `SEEDS`, inputs to begin with, and `check(data)`, which fails where a promise is broken."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Protocol, cast


class Target(Protocol):
    """What a file of this folder gives."""

    SEEDS: Iterable[bytes]

    def check(self, data: bytes) -> None: ...


def names() -> list[str]:
    """The targets, by their files."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def load(name: str) -> Target:
    """One of them."""
    return cast(Target, importlib.import_module(f"{__name__}.{name}"))
