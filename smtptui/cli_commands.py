"""The commands: their names, their flags, and the front end that each starts, imported when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smtptui.cli_flags import Arguments, Parser, add_common_flags, add_connection_flags
from smtptui.errors import UsageError
from smtptui.messages import Message, Translator
from smtptui.settings import Settings

if TYPE_CHECKING:
    from smtptui.headless.output import Output


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command that was asked for: its arguments and what they are carried out with."""

    arguments: Arguments
    settings: Settings
    translate: Translator

    def output(self) -> Output:
        """The streams, coloured as the settings say."""
        from smtptui.headless.output import Output

        return Output(self.translate, self.settings.color)


@dataclass(frozen=True, slots=True)
class Subcommand:
    """`run` gives the exit code; it may raise any SmtptuiError. `name` is "" for the explorer."""

    name: str
    usage: str
    summary: Message
    add_flags: Callable[[Parser], None]
    run: Callable[[Invocation], int]

    def parser(self, translate: Translator) -> Parser:
        """The parser of this command alone."""
        parser = Parser(self.name, translate, self.summary, self.usage)
        self.add_flags(parser)
        add_common_flags(parser)
        return parser


# -- the explorer


def _explorer_flags(parser: Parser) -> None:
    parser.words("target", nargs="?", metavar="TARGET", about=Message("where to connect; see below"))
    add = parser.flags(Message("Explorer"))
    add("--no-tui", action="store_true", about=Message("a plain line interface, for screen readers and pipes"))
    add("--no-mouse", action="store_true", about=Message("leave the mouse to the terminal"))
    add("--theme", metavar="NAME", about=Message("the colours to use"))
    add_connection_flags(parser)
    add_common = parser.flags(Message("Everywhere"))
    add_common("--version", action="version", version=_version(), about=Message("show the version"))
    parser.epilog = _epilog(parser.translate)


def _version() -> str:
    from smtptui import __version__

    return f"smtptui {__version__}"


def _epilog(translate: Translator) -> str:
    from smtptui.session.target import FORMS

    width = max(len(name) for name in SUBCOMMANDS)
    lines = [f"  smtptui {name:<{width}}  {translate(command.summary)}" for name, command in SUBCOMMANDS.items()]
    about = Message("A command is recognised as the first word only; a host of the same name is written run:25.")
    return "\n".join((translate(Message("Commands:")), *lines, "", translate(FORMS), translate(about)))


def _run_explorer(invocation: Invocation) -> int:
    from smtptui.cli_flags import connect_options, credentials
    from smtptui.session.target import parse_target

    arguments, settings = invocation.arguments, invocation.settings
    options = connect_options(arguments, settings)
    known = credentials(arguments)
    if arguments.target is not None:
        parse_target(arguments.target, settings.profiles)
    if arguments.no_tui:
        from smtptui.headless import plain

        return plain.run(settings, options, invocation.output(), arguments.target, known.user, known.password)
    if problem := terminal_problem():
        raise UsageError(problem)
    from smtptui.tui import app
    from smtptui.workbench import Workbench

    workbench = Workbench(settings, secrets=known.secrets)
    return app.run(settings, options, arguments.target, workbench=workbench)


def terminal_problem() -> Message | None:
    """Why the explorer cannot be drawn here, None where it can. It draws on stderr, too."""
    for name, stream in (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr)):
        if stream is None or not stream.isatty():
            return Message(
                "The explorer needs a terminal, and {stream} is none. For pipes and files there is: smtptui --no-tui",
                stream=name,
            )
    if os.environ.get("TERM", "dumb") == "dumb":
        return Message("The explorer needs a terminal that can do more (TERM=dumb). There is: smtptui --no-tui")
    return None


# -- practice


def _practice_flags(parser: Parser) -> None:
    from smtptui.cli_flags import address_and_port

    add = parser.flags(Message("Practice"))
    add("--scenario", metavar="NAME", default="plain", about=Message("how the server behaves; plain by default"))
    listen = address_and_port("--listen", 2525)
    where = Message("where to listen; 127.0.0.1:2525 by default")
    add("--listen", metavar="HOST:PORT", type=listen, default=("127.0.0.1", 2525), about=where)
    add("--list", action="store_true", about=Message("list the scenarios"))


def _run_practice(invocation: Invocation) -> int:
    from smtptui.headless import practice

    arguments, output = invocation.arguments, invocation.output()
    if arguments.list:
        return practice.show_scenarios(output)
    host, port = arguments.listen
    return practice.run(invocation.settings, output, arguments.scenario, host, port)


# -- sessions


def _sessions_flags(parser: Parser) -> None:
    parser.words("action", metavar="list|show|delete", about=Message("what to do"))
    parser.words(
        "names", nargs="*", metavar="ID", about=Message("a session, by its id or the beginning of one; or last")
    )
    add = parser.flags(Message("Sessions"))
    add("--json", action="store_true", about=Message("JSON on stdout"))


def _run_sessions(invocation: Invocation) -> int:
    from smtptui.headless import sessions

    arguments, output = invocation.arguments, invocation.output()
    folder = invocation.settings.sessions_folder
    actions = {"list": sessions.show_list, "show": sessions.show, "delete": sessions.delete}
    if arguments.action not in actions:
        from smtptui.errors import UnknownName

        raise UnknownName(Message("action"), arguments.action, tuple(actions))
    return actions[arguments.action](folder, arguments.names, output, arguments.json)


# -- info


def _info_flags(parser: Parser) -> None:
    """None of its own."""


def _run_info(invocation: Invocation) -> int:
    from smtptui.headless import info

    return info.run(invocation.settings, invocation.output())


EXPLORER = Subcommand(
    "",
    "[TARGET] [--tls MODE] [--no-tui] […]",
    Message("Hold an SMTP session by hand, and see all of it. With no TARGET: a choice, the practice server included."),
    _explorer_flags,
    _run_explorer,
)

SUBCOMMANDS: dict[str, Subcommand] = {
    command.name: command
    for command in (
        Subcommand(
            "practice",
            "[--scenario NAME] [--listen HOST:PORT] [--list]",
            Message("a practice server on this machine, until Ctrl+C"),
            _practice_flags,
            _run_practice,
        ),
        Subcommand(
            "sessions",
            "list | show ID | delete ID…",
            Message("the sessions journalled on this machine"),
            _sessions_flags,
            _run_sessions,
        ),
        Subcommand(
            "info",
            "",
            Message("versions, terminal, clipboard, folders: to paste into a bug report"),
            _info_flags,
            _run_info,
        ),
    )
}
