"""The commands with a name: their flags, and the front end that each starts, imported when it runs."""

from __future__ import annotations

from smtptui.cli_command import Invocation, Subcommand
from smtptui.cli_flags import (
    Parser,
    add_connection_flags,
    address_and_port,
    assignments,
    connect_options,
    from_environment,
    one_of,
)
from smtptui.messages import Message

# -- run


def _run_flags(parser: Parser) -> None:
    stages = ("banner", "ehlo", "tls", "auth", "mail", "rcpt", "data")
    parser.words("scripts", nargs="+", metavar="SCRIPT", about=Message("a file, or a lesson's id"))
    add = parser.flags(Message("Run"))
    target = Message("where to play them; without it on the practice server")
    add("-t", "--target", metavar="TARGET", about=target)
    add("--set", metavar="NAME=VALUE", action="append", default=[], about=Message("a variable; may repeat"))
    secret = Message("a variable whose value is a secret, from the environment; may repeat")
    add("--secret", metavar="NAME=ENVVAR", action="append", default=[], about=secret)
    export = Message("write the session to FILE; its suffix, or FORMAT: before it, says how; may repeat")
    add("--export", metavar="FILE", action="append", default=[], about=export)
    add("--json", action="store_true", about=Message("events as JSON lines on stdout"))
    add("--junit", metavar="FILE", about=Message("write the verdicts to FILE, as JUnit's XML"))
    until = Message("stop after this stage's reply: {stages}", stages=", ".join(stages))
    add("--until", metavar="STAGE", type=one_of("--until", stages), about=until)
    add("-q", "--quiet", action="store_true", about=Message("say only what fell short"))
    add_connection_flags(parser)


def _run_scripts(invocation: Invocation) -> int:
    from smtptui.headless import run
    from smtptui.workbench import Workbench

    arguments, settings = invocation.arguments, invocation.settings
    options = connect_options(arguments, settings)
    known = invocation.credentials()
    variables = {"user": known.user} if known.user else {}
    secrets = {"password": known.password} if known.password else {}
    request = run.RunRequest(
        scripts=tuple(arguments.scripts),
        target=arguments.target,
        variables={**variables, **assignments("--set", arguments.set)},
        secrets={**secrets, **from_environment("--secret", arguments.secret)},
        exports=tuple(arguments.export),
        json=arguments.json,
        junit=arguments.junit,
        until=arguments.until,
        quiet=arguments.quiet,
        options=options,
        language=settings.language,
    )
    for secret in request.secrets.values():
        invocation.know(secret)
    bench = Workbench(settings, secrets=invocation.secrets)
    return run.main(request, bench, invocation.output())


# -- practice


def _practice_flags(parser: Parser) -> None:
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


# -- lessons


def _lessons_flags(parser: Parser) -> None:
    parser.words("action", metavar="list|check|new|progress", about=Message("what to do"))
    parser.words("words", nargs="*", metavar="WORD", about=Message("files to check; the id of a new lesson; see above"))
    add = parser.flags(Message("Lessons"))
    add("--json", action="store_true", about=Message("JSON on stdout"))
    add("-o", "--output", metavar="FILE", about=Message("where the new lesson is written; ID.md by default"))


def _run_lessons(invocation: Invocation) -> int:
    from pathlib import Path

    from smtptui.headless import lessons

    arguments = invocation.arguments
    file = Path(arguments.output) if arguments.output else None
    request = lessons.LessonsRequest(arguments.action, tuple(arguments.words), arguments.json, file)
    return lessons.run(request, invocation.settings, invocation.output())


# -- sessions


def _sessions_flags(parser: Parser) -> None:
    parser.words("action", nargs="?", default="list", metavar="list|show|delete", about=Message("what to do"))
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


SUBCOMMANDS: dict[str, Subcommand] = {
    command.name: command
    for command in (
        Subcommand(
            "run",
            "SCRIPT… [-t TARGET] […]",
            Message("play lessons or scripts without a screen"),
            _run_flags,
            _run_scripts,
        ),
        Subcommand(
            "practice",
            "[--scenario NAME] [--listen HOST:PORT] [--list]",
            Message("a practice server on this machine, until Ctrl+C"),
            _practice_flags,
            _run_practice,
        ),
        Subcommand(
            "lessons",
            "list | check [PATH…] | new ID [-o FILE] | progress [export FILE | import FILE | reset [ID]]",
            Message("the lessons: which there are, whether they are in order, what was learned"),
            _lessons_flags,
            _run_lessons,
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
