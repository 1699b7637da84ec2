"""The command line: finds the command, and turns whatever ends it into one sentence and an exit code.

It imports one front end, and that when it runs: `--version` and `--help` are quick.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing takes longer than all of --version
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from smtptui.cli_command import Subcommand
    from smtptui.errors import SmtptuiError
    from smtptui.messages import Translator
    from smtptui.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the program. Returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    _make_streams_safe()
    try:
        return _version() if words[:1] == ["--version"] else _run(words)
    except BrokenPipeError:
        from smtptui.headless.output import let_go

        let_go(sys.stdout)
        return 1
    except KeyboardInterrupt:
        return 130


def _version() -> int:
    from smtptui import __version__

    print(f"smtptui {__version__}", flush=True)
    return 0


def _run(words: list[str]) -> int:
    from smtptui.messages import load_translator
    from smtptui.settings import load_settings

    settings = load_settings(language=_wanted_language(words))
    translate = load_translator(settings.language)
    from smtptui.errors import SmtptuiError

    secrets: list[bytes] = []
    try:
        return _dispatch(words, settings, translate, secrets)
    except SmtptuiError as error:
        return _tell(error, settings, translate)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 — the one top boundary
        return _report(error, settings, translate, secrets)


def _dispatch(words: list[str], settings: Settings, translate: Translator, secrets: list[bytes]) -> int:
    from dataclasses import replace

    from smtptui.cli_command import Invocation

    command = _find_command(words)
    arguments = _parse(command, words[1:] if command.name else words, translate)
    settings = replace(settings, **_flags(vars(arguments)))
    if settings.log_file is not None:
        _open_log(settings.log_file)
    if command.name or arguments.no_tui:
        settings.checked()
    return command.run(Invocation(arguments, settings, translate, secrets))


def _find_command(words: list[str]) -> Subcommand:
    from smtptui.cli_commands import SUBCOMMANDS

    if words and words[0] in SUBCOMMANDS:
        return SUBCOMMANDS[words[0]]
    from smtptui.cli_explorer import EXPLORER

    return EXPLORER


def _parse(command: Subcommand, words: list[str], translate: Translator):  # type: ignore[no-untyped-def]
    """The arguments; exits after `--help`. Raises UsageError."""
    from smtptui.errors import UnknownName
    from smtptui.messages import Message

    parser = command.parser(translate)
    arguments, rest = parser.parse_known_args(words)
    if rest:
        # `smtptui sesions list`: two words, and the first is nearly a command.
        import difflib

        from smtptui.cli_commands import SUBCOMMANDS

        if not command.name and difflib.get_close_matches(words[0], SUBCOMMANDS, n=1):
            raise UnknownName(Message("command"), words[0], tuple(SUBCOMMANDS))
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return arguments


def _flags(arguments: dict[str, Any]) -> dict[str, Any]:
    """The flags that are settings."""
    flags = {name: arguments.get(name) for name in ("color", "theme", "log_file")}
    if arguments.get("no_mouse"):
        flags["mouse"] = False
    return {name: value for name, value in flags.items() if value is not None}


def _wanted_language(words: list[str]) -> str | None:
    """What `--lang` says, before the flags are read: their own mistakes are told in it."""
    from smtptui.messages import LANGUAGES

    for word, following in zip(words, [*words[1:], ""]):
        value = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and value in LANGUAGES:
            return value
    return None


def _tell(error: SmtptuiError, settings: Settings, translate: Translator) -> int:
    from smtptui.headless.output import Output, exit_code

    Output(translate, settings.color).error(error)
    return exit_code(error)


def _report(error: Exception, settings: Settings, translate: Translator, secrets: list[bytes]) -> int:
    from smtptui import crash
    from smtptui.transcript.redact import Redactor

    path = crash.write_report(error, settings.crash_folder, Redactor(secrets).mask_text)
    print(translate.text("smtptui crashed, and is sorry: {kind}.", kind=type(error).__name__), file=sys.stderr)
    if path is not None:
        print(translate.text("Crash report: {path}", path=str(path)), file=sys.stderr)
    return 1


def _open_log(file: Path) -> None:
    """What the program does, in a file; what goes over the wire is in the journal alone."""
    import logging

    from smtptui.errors import UsageError
    from smtptui.messages import Message

    try:
        descriptor = os.open(file.expanduser(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(Message("{file} cannot be written: {why}.", file=str(file), why=why)) from error
    handler = logging.StreamHandler(os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace"))
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("smtptui").setLevel(logging.DEBUG)


def _make_streams_safe() -> None:
    """A stream of a small character set shows an escape where it has no letter; a closed one swallows all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
