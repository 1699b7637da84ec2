"""Runs every bench of this folder, or those named, and prints their ratios. A file that begins with `_` is none."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from typing import Protocol, cast

import tests.bench
from tests.bench.ratio import Ratio


class Bench(Protocol):
    """What a module of this folder gives."""

    def run(self) -> Iterable[Ratio]: ...


def main(wanted: list[str]) -> int:
    """Exit code 1 when a goal was missed, 2 for a bench that there is not."""
    names = [module.name for module in pkgutil.iter_modules(tests.bench.__path__)]
    benches = [name for name in names if not name.startswith("_") and name != "ratio"]
    if unknown := set(wanted) - set(benches):
        print(f"There is no bench {', '.join(sorted(unknown))}. Known: {', '.join(benches)}.", file=sys.stderr)
        return 2
    benches = [name for name in benches if not wanted or name in wanted]
    missed = 0
    for name in benches:
        bench = cast(Bench, importlib.import_module(f"tests.bench.{name}"))
        print(name)
        for ratio in bench.run():
            print(f"  {ratio}", flush=True)
            missed += not ratio.is_met
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
