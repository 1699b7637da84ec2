"""Settings: where they come from, which weighs more, and what a wrong file does."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from smtptui.errors import UsageError
from smtptui.session.options import TlsMode
from smtptui.settings import Settings, load_recent, load_settings, remember_target
from smtptui.settings_file import EXAMPLE, KEYS


def settings_of(home: Path, text: str | None = None, **environ: str) -> Settings:
    if text is not None:
        (home / "config.toml").write_text(text, "utf-8")
    return load_settings({"SMTPTUI_HOME": str(home), **environ})


def test_without_a_file_all_is_as_it_comes(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert settings == Settings(tmp_path, tmp_path)
    assert settings.checked() is settings


def test_home_overrides_all_folders(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, XDG_DATA_HOME="/elsewhere")
    for path in (
        settings.config_file,
        settings.sessions_folder,
        settings.history_file,
        settings.progress_file,
        settings.certificates_folder,
        settings.crash_folder,
        settings.recent_file,
    ):
        assert path.is_relative_to(tmp_path)


def test_an_empty_home_does_not_count() -> None:
    assert load_settings({"SMTPTUI_HOME": ""}).data_folder.is_absolute()


@pytest.mark.parametrize("folders", [{}, {"XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "d"}, {"XDG_DATA_HOME": ""}])
def test_the_folders_are_those_of_the_system(folders: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    for name in ("SMTPTUI_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in folders.items():
        monkeypatch.setenv(name, value)

    settings = load_settings(os.environ)

    assert settings.config_folder == platformdirs.user_config_path("smtptui", appauthor=False)
    assert settings.data_folder == platformdirs.user_data_path("smtptui", appauthor=False)


def test_nothing_is_made_by_reading(tmp_path: Path) -> None:
    settings_of(tmp_path / "not-there")
    assert list(tmp_path.iterdir()) == []


def test_every_key_is_read(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        """
        language = "ru"
        color = "never"
        theme = "nord"
        mouse = false
        ehlo-name = "me.example.org"
        timeout = 12
        connect_timeout = 3.5
        log_file = "/tmp/x.log"
        [keymap]
        help = "f2"
        [profiles.work]
        target = "mail.example.org:2525"
        tls = "starttls"
        user = "vasya"
        """,
    )
    assert settings.problems == ()
    assert (settings.language, settings.color, settings.theme, settings.mouse) == ("ru", "never", "nord", False)
    options = settings.connect_options()
    assert (options.ehlo_name, options.timeout, options.connect_timeout) == ("me.example.org", 12.0, 3.5)
    assert settings.log_file == Path("/tmp/x.log")
    assert settings.keymap == {"help": "f2"}
    work = settings.profiles["work"]
    assert (work.host, work.port, work.tls, work.user) == ("mail.example.org", 2525, TlsMode.STARTTLS, "vasya")


def test_the_example_names_every_key_and_is_right(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in EXAMPLE.splitlines()[1:]]
    settings = settings_of(tmp_path, "\n".join(lines))
    assert settings.problems == ()
    assert all(f"{key} =" in EXAMPLE or f"[{key}" in EXAMPLE for key in KEYS)


WRONG = [
    ("langauge = 'ru'", 'there is no setting "langauge". Did you mean "language"?'),
    ("zzzzzzzz = 1", "Known: color, connect_timeout,"),
    ("color = 'blue'", '"color": one of these is wanted: auto, always, never.'),
    ("color = ['auto']", '"color": one of these is wanted'),
    ("mouse = 'no'", '"mouse": true or false is wanted.'),
    ("timeout = 'soon'", '"timeout": a number of seconds is wanted'),
    ("timeout = -1", '"timeout": a number of seconds is wanted'),
    ("timeout = nan", '"timeout": a number of seconds is wanted'),
    ("timeout = true", '"timeout": a number of seconds is wanted'),
    ("theme = ''", '"theme": text in quotes is wanted.'),
    ('theme = "a\\u001bb"', '"theme": it has characters that cannot be shown.'),
    ("ehlo_name = 'a b'", '"ehlo_name": a domain name'),
    ("keymap = 1", '"keymap": a table is wanted.'),
    ("profiles = 1", '"profiles": a table is wanted.'),
    ("[profiles.x]\nuser = 'a'", '"profiles.x": a table with a "target" is wanted.'),
    ("[profiles.x]\ntarget = 'a b'", '"profiles.x.target": "a b" is no target'),
    ("[profiles.x]\ntarget = 'a'\ntsl = 'none'", 'no setting "profiles.x.tsl". Did you mean "tls"?'),
    ("[profiles.x]\ntarget = 'a'\ntls = 'maybe'", '"profiles.x.tls": one of these is wanted: none, auto'),
    ("color = ", "is no TOML: Invalid value"),
    ("color = 'never'\ncolor = 'never'", "is no TOML"),
]


@pytest.mark.parametrize(("text", "told"), WRONG, ids=[text for text, _ in WRONG])
def test_what_is_wrong_is_told_with_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    settings = settings_of(tmp_path, text)
    (problem,) = settings.problems
    assert str(settings.config_file) in str(problem)
    assert told in str(problem)
    with pytest.raises(UsageError):
        settings.checked()


def test_what_is_right_counts_beside_what_is_wrong(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "color = 'never'\nmouse = 3\n[profiles.a]\ntarget = 'a'\n[profiles.b]\n")
    assert settings.color == "never"
    assert settings.mouse is True
    assert list(settings.profiles) == ["a"]
    assert len(settings.problems) == 2


def test_a_file_that_cannot_be_decoded_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"theme = '\xff'")
    assert "is no TOML" in str(settings_of(tmp_path).problems[0])


def test_flags_beat_the_environment_and_that_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("color = 'always'\nlanguage = 'ru'\n", "utf-8")
    environ = {"SMTPTUI_HOME": str(tmp_path), "NO_COLOR": "1", "LANG": "en_US.UTF-8"}
    assert load_settings(environ).color == "never"
    assert load_settings(environ).language == "ru"
    flagged = load_settings(environ, color="always", language="en", theme="x", mouse=False, log_file=Path("/l"))
    assert (flagged.color, flagged.language, flagged.theme, flagged.mouse) == ("always", "en", "x", False)
    assert flagged.log_file == Path("/l")


def test_an_empty_no_color_does_not_count(tmp_path: Path) -> None:
    assert settings_of(tmp_path, NO_COLOR="").color == "auto"


@pytest.mark.parametrize(("variable", "language"), [("ru_RU.UTF-8", "ru"), ("de_DE.UTF-8", "en"), ("C", "en")])
def test_the_language_comes_from_the_environment(tmp_path: Path, variable: str, language: str) -> None:
    assert settings_of(tmp_path, LANG=variable).language == language


def test_recent_targets_the_latest_first_each_once(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "home")
    assert load_recent(settings) == []
    for target in ("a", "b", "a", *(f"host{number}" for number in range(30)), "b"):
        remember_target(settings, target)
    recent = load_recent(settings)
    assert recent[:2] == ["b", "host29"]
    assert len(recent) == 20
    assert stat.S_IMODE(settings.recent_file.stat().st_mode) == 0o600
    assert [path.name for path in settings.data_folder.iterdir()] == ["recent.json"]


@pytest.mark.parametrize("text", ["", "{", "{}", '"a"', "[1, null]", "[" * 100_000])
def test_a_broken_recent_file_is_no_trouble(tmp_path: Path, text: str) -> None:
    settings = settings_of(tmp_path)
    settings.recent_file.write_text(text, "utf-8")
    assert load_recent(settings) == []


def test_a_recent_file_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    remember_target(settings_of(tmp_path / "file"), "a")
