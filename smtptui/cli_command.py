"""What a command of the command line is: its flags and what it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING

from smtptui.cli_flags import Arguments, Credentials, Parser, add_common_flags, credentials
from smtptui.messages import Message, Translator
from smtptui.settings import Settings
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.headless.output import Output


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command that was asked for: its arguments and what they are carried out with. `secrets` are those known by
    now: a crash report must not have them."""

    arguments: Arguments
    settings: Settings
    translate: Translator
    secrets: list[bytes] = field(default_factory=list, repr=False)

    def credentials(self) -> Credentials:
        """The user and the password that the flags name. Raises UsageError."""
        known = credentials(self.arguments)
        self.know(known.password or "")
        return known

    def know(self, secret: str) -> None:
        """A value that must never be shown."""
        if secret:
            self.secrets.append(secret.encode("utf-8", "surrogateescape"))

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
