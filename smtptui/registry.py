"""Extensions are files: every module of a folder gives exactly one named instance of its type.

Menus, `--list`, `--help` and parametrised tests read the folder; adding one is one new file and no other edit.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Protocol, TypeVar

from smtptui.errors import UnknownName
from smtptui.messages import Message


class Named(Protocol):
    """Anything that a registry can hold."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


def names(package: ModuleType) -> tuple[str, ...]:
    """The names that `package` offers, from its file names alone: no module is imported.

    A file name's underscores are hyphens in the name it stands for; files that begin with `_` are not extensions.
    """
    found = (module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_"))
    return tuple(sorted(name.replace("_", "-") for name in found))


def load(package: ModuleType, kind: type[T], name: str, label: Message) -> T:
    """The instance called `name`; `label` says what it is in an error ("scenario").

    Raises UnknownName; TypeError where the module breaks the one-instance rule (a programming mistake).
    """
    known = names(package)
    if name not in known:
        raise UnknownName(label, name, known)
    module = importlib.import_module(f"{package.__name__}.{name.replace('-', '_')}")
    instances = [value for key, value in vars(module).items() if isinstance(value, kind) and not key.startswith("_")]
    if len(instances) != 1 or instances[0].name != name:
        raise TypeError(f"{module.__name__} must hold exactly one {kind.__name__}, named {name!r}")
    return instances[0]


def collect(package: ModuleType, kind: type[T]) -> dict[str, T]:
    """Every instance of the folder, by name, in the order of the names."""
    return {name: load(package, kind, name, Message("name")) for name in names(package)}
