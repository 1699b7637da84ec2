"""`smtptui info`: what a bug report should say about the program's surroundings. No secrets, no names of people."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import ssl
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata

from smtptui import __version__
from smtptui.crash import without_home
from smtptui.headless.output import HELD, Output
from smtptui.settings import Settings
from smtptui.smtp.visible import visible_text

CLIPBOARD_TOOLS = ("wl-copy", "xclip", "xsel", "pbcopy", "clip.exe", "win32yank.exe", "tmux")
LIBRARIES = ("textual", "aiosmtplib", "dnspython", "pyperclip", "pygments", "cryptography", "platformdirs")
# Whether these are set is told, their values are not.
PRESENCE = ("TMUX", "STY", "ZELLIJ", "SSH_CONNECTION", "WSL_DISTRO_NAME", "NO_COLOR", "SMTPTUI_HOME")


def run(settings: Settings, output: Output) -> int:
    """Prints the facts, one a line."""
    for name, value in facts(settings):
        output.data(visible_text(without_home(f"{name}: {value}")))
    return HELD


def facts(settings: Settings, environ: Mapping[str, str] = os.environ) -> Iterator[tuple[str, str]]:
    """Names and values, in English: whoever reads the report may know no other language."""
    yield "smtptui", __version__
    yield "Python", f"{platform.python_version()} ({platform.python_implementation()})"
    yield "system", platform.platform()
    yield "OpenSSL", ssl.OPENSSL_VERSION
    for library in LIBRARIES:
        yield library, _version(library)
    yield "terminal", ", ".join(_terminal(environ))
    yield "size", "x".join(map(str, shutil.get_terminal_size()))
    yield "set", ", ".join(name for name in PRESENCE if environ.get(name)) or "-"
    yield "clipboard", ", ".join(tool for tool in CLIPBOARD_TOOLS if shutil.which(tool)) or "-"
    yield "locale", f"{environ.get('LC_ALL') or environ.get('LANG') or '-'}, {locale.getpreferredencoding(False)}"
    yield "stdout", f"{sys.stdout.encoding}, {'terminal' if sys.stdout.isatty() else 'no terminal'}"
    yield "language", settings.language
    yield "settings", f"{settings.config_file} ({_there(settings.config_file.is_file())})"
    for problem in settings.problems:
        yield "settings problem", str(problem)
    yield "sessions", str(settings.sessions_folder)
    yield "certificates", str(settings.certificates_folder)
    yield "crash reports", f"{settings.crash_folder} ({_count(settings)})"


def _terminal(environ: Mapping[str, str]) -> Iterator[str]:
    for name in ("TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION"):
        if value := environ.get(name):
            yield f"{name}={value}"


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"


def _there(is_there: bool) -> str:
    return "there" if is_there else "none"


def _count(settings: Settings) -> str:
    try:
        return str(len(list(settings.crash_folder.iterdir())))
    except OSError:
        return "0"
