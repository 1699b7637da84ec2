"""Who may import whom, read from the sources and proved in a fresh interpreter; and the habits that keep it so."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "smtptui"

# -- the layers: a part, by its path, and the parts that it may import beside itself. The longest path that fits counts.

BASE = {"errors", "registry", "messages", "values", "smtp", "__version__"}
"""Standard library only; open to all."""

EVERYTHING_BELOW = BASE | {
    "crash", "doctor", "explain", "exporters", "helpers", "importers", "lesson", "practice", "session", "settings",
    "transcript", "workbench",
}  # fmt: skip

PLAYER = BASE | {"explain", "helpers", "session", "transcript"}

LAYERS: dict[str, set[str]] = {
    "values": set(),
    "messages": {"values"},
    "errors": {"messages"},
    "registry": {"errors", "messages"},
    "crash": {"__version__"},
    "smtp": {"messages", "values"},
    "explain": BASE,
    "helpers": BASE,
    "transcript": BASE,
    "exporters": BASE | {"transcript", "explain", "lesson.format", "lesson.script", "lesson.writing"},
    "importers": BASE | {"transcript", "explain", "lesson.format", "lesson.script", "lesson.writing"},
    "session": BASE | {"transcript", "settings"},
    "settings": BASE | {"session.options", "session.target", "settings_file"},
    "settings_file": BASE | {"session.options", "session.target", "settings"},
    "lesson": BASE | {"explain", "helpers"},
    "lesson.bench": BASE | {"session", "transcript"},
    "lesson.player": PLAYER,
    "lesson.conversation": PLAYER,  # the player's view of the session
    "lesson.replies": PLAYER,
    "lesson.library": BASE | {"session", "transcript"},
    "lesson.progress": BASE | {"settings"},
    "practice": BASE,
    "doctor": BASE | {"explain"},
    "doctor.prober": BASE | {"explain", "session", "transcript"},
    "doctor.runner": BASE | {"explain", "session", "transcript"},
    "workbench": BASE | {"session", "practice", "lesson", "settings", "transcript"},
    "headless": EVERYTHING_BELOW,
    "tui": EVERYTHING_BELOW,
    "cli": EVERYTHING_BELOW | {"cli_command", "cli_commands", "cli_explorer", "cli_flags", "headless.output"},
    "cli_command": BASE | {"cli_flags", "settings", "headless.output"},
    "cli_flags": BASE | {"settings", "session"},
    "cli_commands": EVERYTHING_BELOW | {"cli_command", "cli_flags", "headless"},
    "cli_explorer": EVERYTHING_BELOW | {"cli_command", "cli_commands", "cli_flags", "headless", "tui"},
    "__main__": {"cli"},
}

# -- third parties: each has its homes.

HOMES: dict[str, set[str]] = {
    "textual": {"tui"},
    "rich": {"tui"},
    "textual_serve": {"headless.serve"},
    "dns": {"doctor.resolver", "practice.dns", "session.resolve"},
    "aiosmtplib": {"session.library_client", "helpers"},
    "pygments": {"transcript.lexer", "exporters.html"},
    "pyperclip": {"tui.clipboard"},
    "cryptography": {
        "session.certificate",
        "practice.certificates",
        "doctor.dkim",
        "doctor.checks.dkim",
        "doctor.headers",
    },
    "scramp": {"helpers.scram"},
    "python_socks": {"session.proxy.socks"},
    "regex": {"lesson.patterns"},
    "markdown_it": {"lesson.format", "lesson.prose", "lesson.markup"},
    "platformdirs": {"settings"},
}

# -- pure parts: no I/O, no clock.

PURE = {
    "smtp", "errors", "registry", "values", "explain", "helpers", "transcript", "exporters", "importers",
    "lesson.format", "lesson.judge", "lesson.script", "practice.host", "doctor.checks", "doctor.headers",
}  # fmt: skip
IMPURE_MODULES = {
    "asyncio", "concurrent", "ctypes", "fcntl", "ftplib", "getpass", "glob", "http", "io", "multiprocessing", "os",
    "pathlib", "random", "readline", "sched", "select", "selectors", "shutil", "signal", "smtplib", "socket",
    "socketserver", "sqlite3", "ssl", "subprocess", "tempfile", "termios", "threading", "time", "tty", "urllib.request",
    "uuid", "webbrowser",
}  # fmt: skip
IMPURE_CALLS = {"open", "print", "input", "exec", "eval"}
PURE_NAMES = {"pathlib": {"Path", "PurePath"}, "time": {"gmtime", "strftime"}}
"""Of impure modules, what does no I/O and reads no clock."""
ALLOWED_CALLS = {("values", "exec")}  # makes the initializers of frozen values
IMPURE_METHODS = {
    "now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes", "open", "exists", "mkdir",
    "unlink", "iterdir", "glob", "rglob", "is_file", "is_dir", "stat", "touch", "cwd", "home", "expanduser",
    "monotonic",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A module of ours: its path in the package, dotted, without `smtptui`."""

    path: Path
    name: str
    tree: ast.Module

    def imports(self) -> Iterator[tuple[str, bool]]:
        """What it imports, anywhere in it, as full dotted names; and whether that is for the type checker only."""
        checked = {
            inner
            for node in ast.walk(self.tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            for inner in ast.walk(ast.Module(node.body, []))
        }
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node in checked
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}: imports are absolute"
                assert node.module is not None
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    yield (full if _is_module(full) else node.module), node in checked


def _is_module(dotted: str) -> bool:
    path = ROOT.joinpath(*dotted.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file() or dotted == "smtptui.__version__"


@cache
def sources() -> tuple[Source, ...]:
    """All modules of the package."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found.append(Source(path, name.removesuffix(".__init__"), ast.parse(path.read_text("utf-8"))))
    return tuple(found)


def belongs(name: str, part: str) -> bool:
    """Whether a module is a part, or within it."""
    return name == part or name.startswith(part + ".")


def best(name: str, parts: dict[str, set[str]]) -> str | None:
    """The longest of the parts that a module belongs to."""
    return max((part for part in parts if belongs(name, part)), key=len, default=None)


def each(which: str | None = None) -> pytest.MarkDecorator:
    """One test for each module."""
    chosen = [source for source in sources() if which is None or belongs(source.name, which)]
    return pytest.mark.parametrize("source", chosen, ids=[source.name or "smtptui" for source in chosen])


@each()
def test_a_part_imports_only_what_is_below_it(source: Source) -> None:
    if source.name == "__init__":
        return
    layer = best(source.name, LAYERS)
    assert layer is not None, f"{source.name} has no place in the table of layers"
    own = source.name.split(".")[0]
    for imported, for_types in source.imports():
        if not belongs(imported, "smtptui") or imported == "smtptui":
            continue
        below = imported.removeprefix("smtptui.")
        fits = below.split(".")[0] == own or any(belongs(below, part) for part in LAYERS[layer])
        assert fits or for_types, f"smtptui.{source.name} may not import {imported}"


@each("lesson")
def test_what_reads_and_judges_lessons_knows_no_session(source: Source) -> None:
    below = {imported for imported, for_types in source.imports() if not for_types}
    if best(source.name, LAYERS) == "lesson":
        assert not {name for name in below if belongs(name, "smtptui.session")}


@each()
def test_third_parties_stay_at_home(source: Source) -> None:
    for imported, for_types in source.imports():
        top = imported.split(".")[0]
        if top in sys.stdlib_module_names or top == "smtptui" or for_types:
            continue
        assert top in HOMES, f"{source.name} imports {imported}, which has no home in the table"
        homes = HOMES[top]
        assert any(belongs(source.name, home) for home in homes), f"{source.name} imports {top}: its home is {homes}"


def pure_sources() -> list[Source]:
    """The modules that do no I/O and read no clock."""
    return [source for source in sources() if any(belongs(source.name, part) for part in PURE)]


@pytest.mark.parametrize("source", pure_sources(), ids=lambda source: source.name)
def test_pure_parts_do_no_io(source: Source) -> None:
    for imported, _ in source.imports():
        if not _names_used(source, imported) <= PURE_NAMES.get(imported, set()):
            assert not any(belongs(imported, module) for module in IMPURE_MODULES), f"{source.name} imports {imported}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            call = node.func.id
            allowed = call not in IMPURE_CALLS or (source.name, call) in ALLOWED_CALLS
            assert allowed, f"{source.name}:{node.lineno} calls {call}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in IMPURE_METHODS, f"{source.name}:{node.lineno} calls .{node.func.attr}"


def _names_used(source: Source, module: str) -> set[str]:
    """Of a module that is imported, the names that are imported from it or looked up in it."""
    names: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module:
            names.add(node.attr)
    return names


# -- proved at run time

HEAVY = ("textual", "rich", "aiosmtplib", "dns", "cryptography", "gettext", "pygments", "markdown_it", "regex",
         "pyperclip", "platformdirs", "python_socks", "scramp")  # fmt: skip
NETWORK = ("asyncio", "socket", "ssl", "selectors", "threading")
SCREEN = ("textual", "rich", "aiosmtplib", "pyperclip")


def modules_of(*parts: str, without: tuple[str, ...] = ()) -> list[str]:
    """The modules of parts, as they are imported; `__main__` runs the program, so it is none of them."""
    return [
        f"smtptui.{source.name}"
        for source in sources()
        if any(belongs(source.name, part) for part in parts) and source.name not in without
    ]


PURE_PARTS = ("smtp", "errors", "messages", "registry", "explain", "transcript")
PROOFS: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "the core": (modules_of("smtp", "errors", "messages"), (*HEAVY, *NETWORK)),
    "pure parts": (
        modules_of(*PURE_PARTS, without=("transcript.lexer",)),
        (*HEAVY, *NETWORK, "smtptui.session", "smtptui.lesson", "smtptui.practice"),
    ),
    "helpers": (modules_of("helpers"), ("textual", "rich", "aiosmtplib", "asyncio", "smtptui.transcript")),
    "exporters": (modules_of("exporters"), ("textual", "rich", "aiosmtplib", "asyncio", "smtptui.session")),
    "lessons read": (["smtptui.lesson.format", "smtptui.lesson.judge"], (*SCREEN, "smtptui.session", "asyncio")),
    "the session": (["smtptui.session.session"], (*HEAVY, "smtptui.settings", "smtptui.practice")),
    "practice": (modules_of("practice"), (*SCREEN, "smtptui.session", "smtptui.transcript", "cryptography", "dns")),
    "headless": (modules_of("headless", without=("headless.serve",)), (*SCREEN, "smtptui.tui", "dns", "cryptography")),
    "the command line": (
        ["smtptui.cli"],
        (*SCREEN, "smtptui.tui", "smtptui.session.session", "asyncio", "dns", "cryptography", "regex", "pygments"),
    ),
    "the screen": (modules_of("tui"), ("smtptui.headless", "aiosmtplib", "dns", "cryptography", "python_socks")),
}


@pytest.mark.parametrize("name", PROOFS)
def test_a_fresh_interpreter_loads_no_more(name: str) -> None:
    modules, forbidden = PROOFS[name]
    program = f"import sys\nfor name in {modules!r}: __import__(name)\nprint(*sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    loaded = ran.stdout.split()
    assert not {module for module in loaded for part in forbidden if belongs(module, part)}


def test_the_front_ends_never_meet() -> None:
    for source in sources():
        for imported, _ in source.imports():
            if belongs(source.name, "tui"):
                assert not belongs(imported, "smtptui.headless")
            if belongs(source.name, "headless"):
                assert not belongs(imported, "smtptui.tui")


# -- habits


@each()
def test_sentences_are_written_where_they_can_be_extracted(source: Source) -> None:
    if source.name == "messages":
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        where = f"{source.name}:{node.lineno}"
        if isinstance(node.func, ast.Name) and node.func.id in ("Message", "Plural"):
            for argument in node.args[: 1 if node.func.id == "Message" else 2]:
                assert _is_literal(argument), f"{where}: a sentence must be a literal, or extraction passes over it"
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("text", "_text") and node.args:
            assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), f"{where}: a sentence must be a literal"


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


BOUNDARIES = {"cli"}


@each()
def test_everything_is_caught_at_the_top_boundary_only(source: Source) -> None:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = "" if node.type is None else ast.unparse(node.type)
        if node.type is None or re.search(r"\b(Base)?Exception\b", caught):
            raises_again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            assert source.name in BOUNDARIES or raises_again, f"{source.name}:{node.lineno} catches everything"


MUTATORS = {"append", "add", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}


@each()
def test_no_module_has_state(source: Source) -> None:
    names = {
        target.id
        for node in source.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        own = names - _bound_in(function)
        for node in ast.walk(function):
            where = f"{source.name}:{getattr(node, 'lineno', 0)}"
            assert not isinstance(node, ast.Global), f"{where}: a global"
            changed = _changed(node)
            assert changed not in own, f"{where}: {changed} is the module's, and is changed"


def _bound_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    arguments = {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
    stored = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return arguments | stored


def _changed(node: ast.AST) -> str | None:
    """The name whose value a node changes in place."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
        owner: ast.expr = node.func.value
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        owner = node.value
    else:
        return None
    return owner.id if isinstance(owner, ast.Name) else None


HOME_PATHS = re.compile("/" + r"(?:home|root|Users|work)/\w")


@pytest.mark.parametrize("folder", ["smtptui", "tests", "lessons"])
def test_no_file_knows_where_it_was_written(folder: str) -> None:
    suffixes = {".py", ".md", ".toml", ".po", ".pot", ".smtp", ".sh", ".json", ".txt"}
    for path in (ROOT / folder).rglob("*"):
        if path.suffix in suffixes and path.is_file():
            found = HOME_PATHS.search(path.read_text("utf-8", "replace"))
            assert found is None, f"{path.relative_to(ROOT)}: {found.group() if found else ''}"


@each()
def test_every_module_says_what_it_is_for(source: Source) -> None:
    assert source.path.stat().st_size == 0 or ast.get_docstring(source.tree), f"{source.name} has no docstring"
