"""A server that insists: on the order, the syntax, the line ends and the pipelining that the RFCs ask for."""

from collections.abc import Iterable

from smtptui.messages import Message
from smtptui.practice.actions import Action, Reply, Wait, reply
from smtptui.practice.addresses import flaw_of_name
from smtptui.practice.host import Host
from smtptui.practice.inbox import Line
from smtptui.practice.scenario import Scenario
from smtptui.smtp.command import VERBS, Command, Group

GREETING_DELAY = 0.25
"""Seconds before the greeting, in which a client that does not wait gives itself away."""


class StrictHost(Host):
    """Each refusal says which rule was broken."""

    def greeting(self) -> Iterable[Action]:
        return [Wait(GREETING_DELAY), *super().greeting()]

    def refuse_early_talk(self) -> Reply | None:
        # RFC 5321 §4.3.1: a client waits for the greeting before it sends anything.
        return reply(554, "5.5.1", "Error: you spoke before the greeting; wait for 220")

    def refuse_line(self, line: Line) -> Reply | None:
        if not line.too_long and not line.raw.endswith(b"\r\n"):
            return reply(500, "5.5.2", "Error: bare <LF> received; every line ends with <CR><LF>")
        if b"\r" in line.raw[:-2]:
            return reply(500, "5.5.2", "Error: bare <CR> received; every line ends with <CR><LF>")
        if b"\0" in line.raw:
            return reply(500, "5.5.2", "Error: a command has no NUL")
        return None

    def refuse(self, command: Command) -> Reply | None:
        return self._refuse_pipelining(command) or self._refuse_path(command) or super().refuse(command)

    def _refuse_pipelining(self, command: Command) -> Reply | None:
        if not self.has_more:
            return None
        if not self.extended and command.verb not in ("EHLO", "HELO"):
            problem = "say EHLO, and see whether PIPELINING is offered"
        elif command.verb in VERBS and VERBS[command.verb].group is Group.LAST:
            problem = f"{command.verb} ends a batch: wait for its reply"  # RFC 2920 §3.1
        else:
            return None
        return reply(503, "5.5.0", f"<{command.verb}>: Improper use of SMTP command pipelining: {problem}")

    def _refuse_path(self, command: Command) -> Reply | None:
        if command.address is None:
            return None
        word = "FROM" if command.verb == "MAIL" else "TO"
        syntax = f"Syntax: {command.verb} {word}:<address>"
        if not command.bracketed:
            return reply(501, "5.5.4", f"{syntax}: the brackets <> are missing")
        if not command.argument.upper().startswith(f"{word}:<"):
            return reply(501, "5.5.4", f"{syntax}: no blank before or after the colon")
        return None

    def refuse_name(self, name: str) -> Reply | None:
        flaw = flaw_of_name(name)
        return reply(501, "5.5.4", f"<{name}>: {flaw}") if flaw else None

    def refuse_message(self, data: bytes) -> Reply | None:
        for number, line in enumerate(data.split(b"\r\n"), 1):
            if flaw := _flaw_of_data_line(line):
                return reply(550, "5.5.2", f"Error: {flaw} in line {number} of the message")
        return None


def _flaw_of_data_line(line: bytes) -> str:
    if b"\n" in line:
        return "bare <LF> received"
    if b"\r" in line:
        return "bare <CR> received"
    if b"\0" in line:
        return "NUL received"
    return "more than 998 octets" if len(line) > 998 else ""  # RFC 5321 §4.5.3.1.6


SCENARIO = Scenario("strict", Message("Order, syntax, line ends and pipelining exactly as the RFCs ask"), StrictHost)
