"""What a command of the command line is: its flags and what it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smtptui.cli_flags import Arguments, Parser, add_common_flags
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
