"""One session's server side, as a pure object: octets in, actions out. It has no socket and reads no clock.

`Host` itself is a well-behaved server without TLS and AUTH; a scenario is a subclass that changes its policy, or
wraps or adds a verb. Each verb is one method that gives the actions which answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from smtptui.practice import help as help_texts
from smtptui.practice.actions import Action, Close, Reply, StartTls, reply
from smtptui.practice.addresses import domain_of, without_route
from smtptui.practice.exchange import Phase
from smtptui.practice.inbox import Data, Line
from smtptui.practice.ledger import StoredMessage
from smtptui.practice.policy import TOO_BIG, Envelope, Policy
from smtptui.smtp.command import VERBS, Command, parse_command
from smtptui.smtp.message import unstuff

VerbMethod = Callable[[Command], Iterable[Action]]


class Host(Policy):
    """A practice host: the verbs, and the order in which they may come."""

    def verbs(self) -> dict[str, VerbMethod]:
        """The verbs that are implemented; a scenario adds its own."""
        return {
            "HELO": self.helo,
            "EHLO": self.ehlo,
            "MAIL": self.mail,
            "RCPT": self.rcpt,
            "DATA": self.data,
            "RSET": self.rset,
            "VRFY": self.vrfy,
            "EXPN": self.expn,
            "HELP": self.help,
            "NOOP": self.noop,
            "QUIT": self.quit,
            **({"AUTH": self.auth} if self.mechanisms else {}),
            **({"STARTTLS": self.starttls} if self.offers_tls else {}),
        }

    # From octets to verbs.

    def greeting(self) -> Iterable[Action]:
        """The banner."""
        return [reply(220, "", f"{self.settings.hostname} ESMTP smtptui practice server")]

    def secured(self) -> list[Action]:
        """TLS begins: who the client is must be said again."""
        self.secure = True
        self.client_name, self.extended, self.envelope, self.user = None, False, None, None
        return super().secured()

    def take_line(self, line: Line) -> Iterable[Action]:
        """The answer to one line."""
        if problem := self.refuse_line(line):
            return [problem]
        if self.phase is Phase.AUTH:
            return self.take_answer(line)
        if line.too_long:
            return [reply(500, "5.5.6", f"Error: line too long, {self.settings.limits.line} octets at most")]
        command = parse_command(line.raw.decode("utf-8", "surrogateescape"))
        if problem := self._unknown(command) or self.refuse(command):
            return [problem]
        return self.verbs()[command.verb](command)

    def _unknown(self, command: Command) -> Reply | None:
        if command.verb in self.verbs():
            return None
        if not command.verb:
            return reply(500, "5.5.2", "Error: an empty line is no command")
        if command.verb in VERBS:
            return reply(502, "5.5.1", f"Error: {command.verb} is not offered here")
        return reply(500, "5.5.2", "Error: command not recognized")

    # The verbs.

    def helo(self, command: Command) -> Iterable[Action]:
        """HELO: no extensions."""
        if problem := self._refuse_hello(command):
            return [problem]
        self.client_name, self.extended, self.envelope = command.argument, False, None
        return [reply(250, "", self.settings.hostname)]

    def ehlo(self, command: Command) -> Iterable[Action]:
        """EHLO: the reply lists what is offered."""
        if problem := self._refuse_hello(command):
            return [problem]
        self.client_name, self.extended, self.envelope = command.argument, True, None
        return [reply(250, "", self.settings.hostname, *self.capabilities())]

    def _refuse_hello(self, command: Command) -> Reply | None:
        if not command.argument:
            return reply(501, "5.5.4", f"Syntax: {command.verb} domain: your name is missing")
        return self.refuse_name(command.argument)

    def mail(self, command: Command) -> Iterable[Action]:
        """MAIL begins a message."""
        if problem := self._mail_problem(command):
            return [problem]
        self.envelope = Envelope(without_route(command.address or ""), dict(command.parameters))
        return [reply(250, "2.1.0", "Ok")]

    def _mail_problem(self, command: Command) -> Reply | None:
        if self.client_name is None:
            return reply(503, "5.5.1", "Error: send HELO/EHLO first")
        if self.envelope is not None:
            return reply(503, "5.5.1", "Error: nested MAIL command")
        if command.address is None or (not command.bracketed and not command.address):
            return reply(501, "5.5.4", 'Syntax: MAIL FROM:<address>: "FROM:" or the address is missing')
        address = without_route(command.address)
        if address and (flaw := self.flaw_of_address(address)):
            return reply(501, "5.1.7", f"<{address}>: Bad sender address syntax: {flaw}")
        return self._refuse_parameters(command) or self.refuse_sender(address)

    def _refuse_parameters(self, command: Command) -> Reply | None:
        refusals = (self.refuse_parameter(command.verb, name, value) for name, value in command.parameters)
        return next(filter(None, refusals), None)

    def rcpt(self, command: Command) -> Iterable[Action]:
        """RCPT adds a recipient."""
        if self.envelope is None:
            return [reply(503, "5.5.1", "Error: need MAIL command")]
        if problem := self._rcpt_problem(command, self.envelope):
            self.envelope.refused += 1
            return [problem]
        self.envelope.recipients.append(without_route(command.address or ""))
        return [reply(250, "2.1.5", "Ok")]

    def _rcpt_problem(self, command: Command, envelope: Envelope) -> Reply | None:
        if not command.address:
            return reply(501, "5.5.4", 'Syntax: RCPT TO:<address>: "TO:" or the address is missing')
        address = without_route(command.address)
        bare_postmaster = address.lower() == "postmaster"
        if not bare_postmaster and (flaw := self.flaw_of_address(address)):
            return reply(501, "5.1.3", f"<{address}>: Bad recipient address syntax: {flaw}")
        if problem := self._refuse_parameters(command):
            return problem
        if not bare_postmaster and domain_of(address) not in self.settings.domains:
            return reply(554, "5.7.1", f"<{address}>: Relay access denied")
        if not bare_postmaster and not self.lives_here(address):
            return reply(550, "5.1.1", f"<{address}>: Recipient address rejected: User unknown")
        if len(envelope.recipients) >= self.settings.limits.recipients:
            return reply(452, "4.5.3", "Error: too many recipients")
        return self.refuse_recipient(address)

    def data(self, command: Command) -> Iterable[Action]:
        """DATA: the message follows."""
        if command.argument:
            return [reply(501, "5.5.4", "Syntax: DATA: it takes no argument")]
        if problem := self.envelope_problem():
            return [problem]
        self.phase = Phase.DATA
        return [reply(354, "", "End data with <CR><LF>.<CR><LF>")]

    def envelope_problem(self) -> Reply | None:
        """Why no message can come now, None where it can: there is a recipient."""
        if self.envelope is None:
            return reply(503, "5.5.1", "Error: need MAIL command")
        if self.envelope.recipients:
            return None
        if self.envelope.refused:
            return reply(554, "5.5.1", "Error: no valid recipients")
        return reply(503, "5.5.1", "Error: need RCPT command")

    def take_data(self, data: Data) -> Iterable[Action]:
        """The octets of a message came whole."""
        self.phase = Phase.COMMAND
        if data.too_big:
            self.envelope = None
            return [TOO_BIG]
        return self.take_message(unstuff(data.raw))

    def take_message(self, message: bytes) -> Iterable[Action]:
        """A message is there, whichever verb brought it: it is accepted or refused, and the envelope is done."""
        envelope, self.envelope = self.envelope, None
        assert envelope is not None
        if problem := self.refuse_message(message):
            return [problem]
        number = self.ledger.next_queue_id()
        self.ledger.mailbox.add(
            StoredMessage(
                number, envelope.sender, tuple(envelope.recipients), message, self.peer, self.session, self.now
            )
        )
        return [reply(250, "2.0.0", f"Ok: queued as {number}")]

    def rset(self, command: Command) -> Iterable[Action]:
        """RSET forgets the message begun."""
        if command.argument:
            return [reply(501, "5.5.4", "Syntax: RSET: it takes no argument")]
        self.envelope = None
        return [reply(250, "2.0.0", "Ok")]

    def vrfy(self, command: Command) -> Iterable[Action]:
        """VRFY tells nothing (RFC 5321 §3.5.3 has 252 for that)."""
        if not command.argument:
            return [reply(501, "5.5.4", "Syntax: VRFY address: the address is missing")]
        return [reply(252, "2.0.0", "Cannot VRFY user, but will accept message and attempt delivery")]

    def expn(self, command: Command) -> Iterable[Action]:
        """EXPN is not done."""
        return [reply(502, "5.5.1", "Error: EXPN is not available: who is on a list is private")]

    def help(self, command: Command) -> Iterable[Action]:
        """HELP, about all or one verb."""
        verb = command.argument.upper()
        if not verb:
            return [reply(214, "2.0.0", *help_texts.overview(self.verbs()))]
        if verb not in self.verbs():
            return [reply(504, "5.5.4", "Error: there is no help on that; HELP alone lists the commands")]
        return [reply(214, "2.0.0", *help_texts.about(verb))]

    def noop(self, command: Command) -> Iterable[Action]:
        """NOOP, whatever follows it."""
        return [reply(250, "2.0.0", "Ok")]

    def quit(self, command: Command) -> Iterable[Action]:
        """QUIT ends the session."""
        if command.argument:
            return [reply(501, "5.5.4", "Syntax: QUIT: it takes no argument")]
        return [reply(221, "2.0.0", "Bye"), Close()]

    def starttls(self, command: Command) -> Iterable[Action]:
        """STARTTLS: the handshake follows, and nothing that came in the clear counts."""
        if command.argument:
            return [reply(501, "5.5.4", "Syntax: STARTTLS: it takes no argument")]
        if self.secure:
            return [reply(503, "5.5.1", "Error: TLS already active")]
        if not self.settings.has_certificate:
            return [reply(454, "4.7.0", "TLS not available due to local problem")]
        self.phase = Phase.TLS
        return [reply(220, "2.0.0", "Ready to start TLS"), StartTls()]
