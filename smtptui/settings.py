"""The settings: from the file, the environment and the flags, in rising order of weight. Frozen, and passed in.

A wrong key or value never stops the program here: it is left out, and told in `problems`. Commands refuse to go on
with one (`checked`); the explorer shows it and goes on.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smtptui.errors import UsageError
from smtptui.messages import Message, pick_language
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.session.options import ConnectOptions
    from smtptui.session.target import Target

COLORS = ("auto", "always", "never")
DEFAULT_THEME = "textual-dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can choose, and where things are kept.

    `config_folder` has what the user writes, `data_folder` what the program keeps; the files in them need not exist.
    `theme` None: the program chooses. `keymap` gives actions other keys. Times in seconds. `problems` are the
    sentences about the settings file, each with its place in it.
    """

    config_folder: Path
    data_folder: Path
    language: str = "en"
    color: str = "auto"
    theme: str | None = None
    mouse: bool = True
    keymap: Mapping[str, str] = field(default_factory=dict)
    ehlo_name: str | None = None
    timeout: float = 300.0
    connect_timeout: float = 30.0
    profiles: Mapping[str, Target] = field(default_factory=dict)
    log_file: Path | None = None
    problems: tuple[Message, ...] = ()

    @property
    def config_file(self) -> Path:
        """The settings file."""
        return self.config_folder / "config.toml"

    @property
    def sessions_folder(self) -> Path:
        """Where sessions are journalled."""
        return self.data_folder / "sessions"

    @property
    def history_file(self) -> Path:
        """What was typed, a line each; never a secret."""
        return self.data_folder / "history"

    @property
    def progress_file(self) -> Path:
        """Which lessons were done."""
        return self.data_folder / "progress.json"

    @property
    def recent_file(self) -> Path:
        """The targets connected to, the latest first."""
        return self.data_folder / "recent.json"

    @property
    def certificates_folder(self) -> Path:
        """Where the practice authority is kept."""
        return self.data_folder / "certificates"

    @property
    def crash_folder(self) -> Path:
        """Where crash reports are written."""
        return self.data_folder / "crashes"

    def connect_options(self) -> ConnectOptions:
        """How to connect where no flag says otherwise."""
        from smtptui.session.options import ConnectOptions

        return ConnectOptions(ehlo_name=self.ehlo_name, timeout=self.timeout, connect_timeout=self.connect_timeout)

    def checked(self) -> Settings:
        """These settings, where the file is in order. Raises UsageError with the first problem."""
        if self.problems:
            raise UsageError(self.problems[0])
        return self


def load_settings(
    environ: Mapping[str, str] = os.environ,
    *,
    language: str | None = None,
    color: str | None = None,
    theme: str | None = None,
    mouse: bool | None = None,
    log_file: Path | None = None,
) -> Settings:
    """The settings as they are now; the keywords are the flags, None where one was not given."""
    config_folder, data_folder = find_folders(environ)
    settings = Settings(config_folder, data_folder)
    values: dict[str, Any] = {}
    if _is_there(settings.config_file):
        from smtptui.settings_file import read_settings_file

        values, problems = read_settings_file(settings.config_file)
        values["problems"] = problems
    if environ.get("NO_COLOR"):
        values["color"] = "never"
    flags = {"color": color, "theme": theme, "mouse": mouse, "log_file": log_file}
    values.update({name: value for name, value in flags.items() if value is not None})
    values["language"] = pick_language(language or values.get("language"), environ)
    return replace(settings, **values)


def _is_there(file: Path) -> bool:
    """Whether there is such a file; one that may not be looked at counts, so that reading it says why."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def find_folders(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """The folders of the user's settings and of the program's own files: SMTPTUI_HOME, else as the system has it."""
    if home := environ.get("SMTPTUI_HOME"):
        folder = Path(home)
        with contextlib.suppress(RuntimeError, OSError):  # a user who does not exist, a working folder that is gone
            folder = folder.expanduser().absolute()
        return folder, folder
    config, data = _users_folders(environ)
    if config.is_absolute() and data.is_absolute():
        return config, data
    # A user without a home: a container with an unknown user id.
    import tempfile

    folder = Path(tempfile.gettempdir()) / f"smtptui-{getattr(os, 'getuid', int)()}"
    return folder, folder


def _users_folders(environ: Mapping[str, str]) -> tuple[Path, Path]:
    system: str = sys.platform
    if system == "linux":
        # What platformdirs says there (XDG Base Directory), without the time that it takes to import.
        return (
            _xdg_folder(environ.get("XDG_CONFIG_HOME", ""), "~/.config"),
            _xdg_folder(environ.get("XDG_DATA_HOME", ""), "~/.local/share"),
        )
    import platformdirs

    return (
        platformdirs.user_config_path("smtptui", appauthor=False),
        platformdirs.user_data_path("smtptui", appauthor=False),
    )


def _xdg_folder(wanted: str, default: str) -> Path:
    """Only an absolute path counts. A user without a home gets one that is not."""
    return Path(wanted if wanted.startswith("/") else os.path.expanduser(default), "smtptui")  # noqa: PTH111


# -- the targets connected to, the latest first

MOST_RECENT = 20


def load_recent(settings: Settings) -> list[str]:
    """The targets as they were typed, the latest first; none where the file is missing or broken."""
    try:
        targets = json.loads(settings.recent_file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(targets, list):
        return []
    return [target for target in targets if isinstance(target, str) and target.isprintable()][:MOST_RECENT]


def remember_target(settings: Settings, target: str) -> None:
    """Puts `target` first. A file that cannot be written is passed over: it is only a convenience."""
    targets = [target, *(other for other in load_recent(settings) if other != target)][:MOST_RECENT]
    with contextlib.suppress(OSError):
        write_private(settings.recent_file, json.dumps(targets, indent=1) + "\n")


def write_private(file: Path, text: str, *, is_synced: bool = False) -> None:
    """Writes a file that only the user can read, aside and then in its place: whatever happens, the old one or the new
    one is there, whole; `is_synced`: even where the power fails. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as opened:
            opened.write(text)
            if is_synced:
                opened.flush()
                os.fsync(opened.fileno())
        aside.replace(file)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
