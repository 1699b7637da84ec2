"""The flags: argparse with its words in the user's language, and what the flags of every command turn into."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any, NoReturn

from smtptui.errors import UsageError
from smtptui.messages import LANGUAGES, Message, Translator
from smtptui.session.options import TLS_VERSIONS, ConnectOptions, TlsMode, parse_name_server
from smtptui.settings import COLORS, Settings
from smtptui.values import dataclass

Arguments = argparse.Namespace


class Parser(argparse.ArgumentParser):
    """One command's flags. A mistake is a UsageError. `words` are the sentences that help shows."""

    def __init__(self, command: str, translate: Translator, summary: Message, usage: str) -> None:
        self.translate = translate
        super().__init__(
            prog=f"smtptui {command}".strip(),
            usage=f"%(prog)s {usage}",
            description=translate(summary),
            formatter_class=_formatter(translate),
            add_help=False,
            allow_abbrev=False,
        )

    def words(self, *names: str, about: Message, **keywords: Any) -> None:
        """Arguments that are no flags."""
        self._group(Message("Arguments")).add_argument(*names, help=self._help(about), **keywords)

    def flags(self, title: Message) -> Callable[..., None]:
        """A group of flags; the function returned adds one: its names, then a sentence `about` it."""
        group = self._group(title)

        def add(*names: str, about: Message, **keywords: Any) -> None:
            group.add_argument(*names, help=self._help(about), **keywords)

        return add

    def error(self, message: str) -> NoReturn:
        raise UsageError(_mistake(message, self.prog))

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        sys.stdout.flush()  # while a reader that went away can still be told apart
        super().exit(status, message)

    def _group(self, title: Message) -> argparse._ArgumentGroup:
        shown = self.translate(title)
        known = [group for group in self._action_groups if group.title == shown]
        return known[0] if known else self.add_argument_group(shown)

    def _help(self, about: Message) -> str:
        return self.translate(about).replace("%", "%%")


def _formatter(translate: Translator) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.RawDescriptionHelpFormatter):
        def __init__(self, prog: str) -> None:
            super().__init__(prog, max_help_position=28)

        def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, prefix or translate(Message("Usage: ")))

    return Formatter


def _mistake(text: str, program: str) -> Message:
    """argparse's English as a sentence of ours."""
    see = f"{program} --help"
    if match := re.fullmatch(r"argument (\S+?): expected .*", text, re.DOTALL):
        return Message("{flag} needs a value. See {help}.", flag=match[1], help=see)
    if match := re.fullmatch(r"unrecognized arguments: (.*)", text, re.DOTALL):
        return Message("Not understood: {words}. See {help}.", words=match[1], help=see)
    if match := re.fullmatch(r"the following arguments are required: (.*)", text, re.DOTALL):
        return Message("Missing: {words}. See {help}.", words=match[1], help=see)
    if match := re.fullmatch(r"argument (\S+?): not allowed with argument (\S+)", text, re.DOTALL):
        return Message("{flag} and {other} exclude each other.", flag=match[1], other=match[2])
    return Message("{why}. See {help}.", why=text, help=see)


# -- what a value may be


def one_of(flag: str, choices: Iterable[str]) -> Callable[[str], str]:
    """Reads one of `choices`."""
    known = tuple(choices)

    def read(text: str) -> str:
        if text not in known:
            raise UsageError(
                Message(
                    '{flag} cannot be "{value}"; it is one of: {known}.', flag=flag, value=text, known=", ".join(known)
                )
            )
        return text

    return read


def seconds(flag: str) -> Callable[[str], float]:
    """Reads a time."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not 0 < value <= 86400:
            raise UsageError(
                Message('{flag} is a number of seconds, from above 0 to 86400, not "{value}".', flag=flag, value=text)
            )
        return value

    return read


def existing_file(flag: str) -> Callable[[str], Path]:
    """Reads the path of a file that is there."""

    def read(text: str) -> Path:
        path = Path(text).expanduser()
        if not path.is_file():
            raise UsageError(Message("{flag}: there is no file {file}.", flag=flag, file=text))
        return path

    return read


def address_and_port(flag: str, default_port: int) -> Callable[[str], tuple[str, int]]:
    """Reads `host`, `host:port` or `[IPv6]:port`."""

    def read(text: str) -> tuple[str, int]:
        match = re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]+))(?::([0-9]{1,5}))?|([0-9a-fA-F:.]+(?:%\w+)?)", text)
        port = int(match[3]) if match and match[3] else default_port
        if match is None or port > 65535:
            raise UsageError(Message('{flag} is HOST:PORT, not "{value}".', flag=flag, value=text))
        return match[1] or match[2] or match[4], port

    return read


def _resolver(text: str) -> tuple[str, int]:
    try:
        return parse_name_server(text)
    except ValueError as error:
        raise UsageError(
            Message('--resolver is an address, and perhaps a port, such as 192.0.2.53:53, not "{value}".', value=text)
        ) from error


def _name(flag: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text or not text.isprintable():
            raise UsageError(Message("{flag} is empty or has a control character.", flag=flag))
        return text

    return read


def _proxy(text: str) -> str:
    """A proxy's URL, checked."""
    from smtptui.session.proxy.url import parse_proxy

    parse_proxy(text)
    return text


# -- the flags that several commands share


def add_common_flags(parser: Parser) -> None:
    """The flags that go everywhere."""
    add = parser.flags(Message("Everywhere"))
    add("-h", "--help", action="help", about=Message("show this help"))
    add("--lang", metavar="en|ru", type=one_of("--lang", LANGUAGES), about=Message("the language to speak"))
    add("--color", metavar="auto|always|never", type=one_of("--color", COLORS), about=Message("when to use colours"))
    add("--log-file", metavar="FILE", type=Path, about=Message("write what the program does to FILE"))


def add_connection_flags(parser: Parser) -> None:
    """The flags of everything that connects."""
    modes = tuple(mode.value for mode in TlsMode)
    add = parser.flags(Message("Connection"))
    add("--tls", metavar="|".join(modes), type=one_of("--tls", modes), about=Message("when TLS begins"))
    add("--ca", metavar="FILE", type=existing_file("--ca"), about=Message("trust the authorities in FILE (PEM)"))
    add("--insecure", action="store_true", about=Message("accept any certificate; the transcript says so"))
    add("--server-name", metavar="NAME", about=Message("the name to ask for, and to find in the certificate"))
    add("--cert", metavar="FILE", type=existing_file("--cert"), about=Message("our own certificate (PEM)"))
    add("--key", metavar="FILE", type=existing_file("--key"), about=Message("its key (PEM)"))
    for flag, about in (("--tls-min", Message("the oldest TLS allowed")), ("--tls-max", Message("the newest"))):
        add(flag, metavar="1.0…1.3", type=one_of(flag, TLS_VERSIONS), about=about)
    add("-4", dest="four", action="store_true", about=Message("IPv4 only"))
    add("-6", dest="six", action="store_true", about=Message("IPv6 only"))
    add("--source", metavar="ADDRESS", about=Message("connect from ADDRESS"))
    about = Message("go through a proxy: socks5://HOST:PORT or http://HOST:PORT")
    add("--proxy", metavar="URL", type=_proxy, about=about)
    add("--ehlo", metavar="NAME", type=_name("--ehlo"), about=Message("the name to greet with"))
    add("--timeout", metavar="SECONDS", type=seconds("--timeout"), about=Message("how long to wait for a reply"))
    flag = "--connect-timeout"
    add(flag, metavar="SECONDS", type=seconds(flag), about=Message("how long to wait for a connection"))
    add("--resolver", metavar="HOST:PORT", type=_resolver, about=Message("ask this DNS server"))
    add("--user", metavar="NAME", about=Message("the user to log in as"))
    add("--password-env", metavar="VAR", about=Message("the environment variable that has the password"))
    flag = "--password-file"
    add(flag, metavar="FILE", type=existing_file(flag), about=Message("the file whose first line is the password"))


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who to log in as. Only scripts and helpers use them; nothing is sent by itself."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)


def connect_options(arguments: Arguments, settings: Settings) -> ConnectOptions:
    """How to connect: the flags, and where they are silent the settings. Raises UsageError."""
    if arguments.four and arguments.six:
        raise UsageError(Message("{flag} and {other} exclude each other.", flag="-4", other="-6"))
    if arguments.key and not arguments.cert:
        raise UsageError(Message("--key needs --cert."))
    if arguments.tls_min and arguments.tls_max and arguments.tls_min > arguments.tls_max:
        raise UsageError(Message("--tls-min is above --tls-max: no version of TLS is left."))
    flags = {
        "tls": TlsMode(arguments.tls) if arguments.tls else None,
        "ca_file": arguments.ca,
        "insecure": arguments.insecure,
        "server_name": arguments.server_name,
        "cert_file": arguments.cert,
        "key_file": arguments.key,
        "tls_min": arguments.tls_min,
        "tls_max": arguments.tls_max,
        "family": 4 if arguments.four else 6 if arguments.six else None,
        "source": arguments.source,
        "proxy": arguments.proxy,
        "proxy_password": _proxy_password(arguments.proxy),
        "ehlo_name": arguments.ehlo,
        "timeout": arguments.timeout,
        "connect_timeout": arguments.connect_timeout,
        "resolver": arguments.resolver,
    }
    return replace(settings.connect_options(), **{name: value for name, value in flags.items() if value is not None})


def _proxy_password(url: str | None) -> str | None:
    if url is None:
        return None
    from smtptui.session.proxy.url import PASSWORD_VARIABLE, check_login, parse_proxy

    password = os.environ.get(PASSWORD_VARIABLE)
    check_login(parse_proxy(url), password)
    return password


def credentials(arguments: Arguments, environ: Mapping[str, str] = os.environ) -> Credentials:
    """The user and the password that the flags name. Raises UsageError."""
    variable, file = arguments.password_env, arguments.password_file
    if variable and file:
        raise UsageError(
            Message("{flag} and {other} exclude each other.", flag="--password-env", other="--password-file")
        )
    password = None
    if variable:
        password = environ.get(variable)
        if not password:
            raise UsageError(Message("The environment variable {name} is empty or not set.", name=variable))
    elif file:
        password = _first_line(file)
    return Credentials(arguments.user, password)


def _first_line(file: Path) -> str:
    try:
        text = file.read_text("utf-8", "surrogateescape")
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(Message("{file} cannot be read: {why}.", file=str(file), why=why)) from error
    line = text.partition("\n")[0].rstrip("\r")
    if not line:
        raise UsageError(Message("{file} has no password on its first line.", file=str(file)))
    return line


# -- values for scripts


def assignments(flag: str, words: Iterable[str]) -> dict[str, str]:
    """`name=value` words as a table; the last of a name counts. Raises UsageError."""
    values: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise UsageError(Message('{flag} is NAME=VALUE, not "{value}".', flag=flag, value=word))
        values[name] = value
    return values


def from_environment(flag: str, words: Iterable[str], environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`name=VARIABLE` words as a table of the variables' values. Raises UsageError."""
    values: dict[str, str] = {}
    for name, variable in assignments(flag, words).items():
        if not environ.get(variable):
            raise UsageError(Message("The environment variable {name} is empty or not set.", name=variable))
        values[name] = environ[variable]
    return values
