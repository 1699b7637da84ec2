"""The command without a name: the explorer, or its plain line interface."""

from __future__ import annotations

import gc
import os
import sys

from smtptui.cli_command import Invocation, Subcommand
from smtptui.cli_flags import Parser, add_connection_flags, connect_options
from smtptui.errors import UsageError
from smtptui.messages import Message, Translator


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
    from smtptui.cli_commands import SUBCOMMANDS
    from smtptui.session.target import FORMS

    width = max(len(name) for name in SUBCOMMANDS)
    lines = [f"  smtptui {name:<{width}}  {translate(command.summary)}" for name, command in SUBCOMMANDS.items()]
    about = Message("A command is recognised as the first word only; a host of the same name is written run:25.")
    return "\n".join((translate(Message("Commands:")), *lines, "", translate(FORMS), translate(about)))


def _run_explorer(invocation: Invocation) -> int:
    from smtptui.session.target import parse_target

    arguments, settings = invocation.arguments, invocation.settings
    options = connect_options(arguments, settings)
    known = invocation.credentials()
    if arguments.target is not None:
        parse_target(arguments.target, settings.profiles)
    if arguments.no_tui:
        from smtptui.headless import plain

        return plain.run(settings, options, invocation.output(), arguments.target, known.user, known.password)
    if problem := terminal_problem():
        raise UsageError(problem)
    # Start-up makes a hundred thousand objects that stay: until the explorer is there no garbage is looked for.
    gc.disable()
    from smtptui.tui import app
    from smtptui.workbench import Workbench

    workbench = Workbench(settings, secrets=invocation.secrets)
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


EXPLORER = Subcommand(
    "",
    "[TARGET] [--tls MODE] [--no-tui] […]",
    Message("Hold an SMTP session by hand, and see all of it. With no TARGET: a choice, the practice server included."),
    _explorer_flags,
    _run_explorer,
)
