"""The commands of the plain line interface: lines that begin with a colon."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from smtptui.errors import UsageError
from smtptui.messages import Message, Translator
from smtptui.session.session import Session
from smtptui.smtp.events import Level
from smtptui.smtp.state import Phase
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.headless.plain import Plain


@dataclass(frozen=True, slots=True)
class PlainCommand:
    """`argument` is how its argument is shown, "" where it takes none."""

    argument: str
    summary: Message
    run: Callable[[Plain, str], Awaitable[None]]


async def _help(plain: Plain, argument: str) -> None:
    width = max(len(name) + len(command.argument) for name, command in COMMANDS.items())
    for name, command in COMMANDS.items():
        shown = f":{name} {command.argument}".rstrip()
        plain.output.tell(Message("  {command}  {summary}", command=f"{shown:<{width + 2}}", summary=command.summary))
    plain.output.tell(Message("Any other line is sent as it is. In a message, a dot alone on a line ends it."))


async def _connect(plain: Plain, argument: str) -> None:
    if not argument:
        from smtptui.session.target import FORMS

        raise UsageError(FORMS)
    await plain.connect(argument)


async def _login(plain: Plain, argument: str) -> None:
    mechanism = argument.upper() or "LOGIN"
    if mechanism not in ("LOGIN", "PLAIN"):
        raise UsageError(Message(":login does LOGIN or PLAIN; another mechanism is typed by hand."))
    session = plain.open_session()
    user, password = await _who(plain)
    if not session.state.secure:
        plain.output.tell(Message("No TLS: the password goes over the wire in the clear."), Level.WARNING)
    session.feed.know_secret(password.encode("utf-8", "surrogateescape"))
    from smtptui import helpers, registry
    from smtptui.helpers import Helper

    helper = registry.load(helpers, Helper, f"auth-{mechanism.lower()}", Message("helper"))
    for number, line in enumerate(helper.apply({"user": user, "password": password})):
        if number and session.state.phase is not Phase.AUTH:
            break
        await plain.send(line)


async def _who(plain: Plain) -> tuple[str, str]:
    user, password = plain.user, plain.password
    if not plain.source.is_terminal and not (user and password):
        raise UsageError(Message(":login needs --user and a password flag where its input is no terminal."))
    if not user:
        user = await plain.ask(Message("User name:"))
    if not password:
        password = await plain.ask(Message("Password (not shown):"), secret=True)
    return user, password


async def _explain(plain: Plain, argument: str) -> None:
    if plain.last_reply is None:
        raise UsageError(Message("There is no reply yet."))
    from smtptui.explain.reply import explain_reply

    explained = explain_reply(plain.last_reply, plain.session.state if plain.session else None)
    told = [explained.title, explained.meaning, explained.class_meaning, explained.vendor, explained.cause]
    for message in (*told, *explained.next_steps, *explained.anomalies):
        if message is not None:
            plain.output.tell(message)
    if explained.rfc:
        plain.output.tell(Message("See {places}.", places=", ".join(explained.rfc)))


async def _save(plain: Plain, argument: str) -> None:
    if not argument:
        raise UsageError(Message("Save to which file? :save FILE"))
    if plain.session is None:
        raise UsageError(Message("There is no session to save."))
    path = _write(plain.session, argument, plain.output.translate)
    plain.output.tell(Message("Saved to {file}.", file=str(path)))


def _write(session: Session, spec: str, translate: Translator) -> Path:
    from smtptui import __version__
    from smtptui.exporters import ExportOptions, exporter_for

    exporter, path = exporter_for(spec)
    options = ExportOptions(session.target.shown, program=f"smtptui {__version__}", translate=translate)
    try:
        path.expanduser().write_bytes(b"".join(exporter.render(session.feed.everything(), options)))
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(Message("{file} cannot be written: {why}.", file=str(path), why=why)) from error
    return path


async def _drop(plain: Plain, argument: str) -> None:
    plain.open_session().drop()


async def _quit(plain: Plain, argument: str) -> None:
    plain.is_leaving = True
    session = plain.session
    if session is not None and session.is_open and session.state.phase is Phase.COMMAND:
        await plain.send("QUIT")


COMMANDS: dict[str, PlainCommand] = {
    "help": PlainCommand("", Message("these commands"), _help),
    "connect": PlainCommand("TARGET", Message("connect"), _connect),
    "login": PlainCommand("[LOGIN|PLAIN]", Message("log in: asks for user and password, and encodes them"), _login),
    "explain": PlainCommand("", Message("explain the last reply"), _explain),
    "save": PlainCommand("FILE", Message("save the session, without its secrets"), _save),
    "drop": PlainCommand("", Message("cut the connection"), _drop),
    "quit": PlainCommand("", Message("send QUIT, and leave"), _quit),
}
