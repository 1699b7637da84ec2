"""A mail provider's server as popular articles print it: its long list of extensions, and all of them work."""

from smtptui.messages import Message
from smtptui.practice.actions import Reply, reply
from smtptui.practice.chunking import ChunkingHost
from smtptui.practice.notifications import flaw_of_notification, is_notification
from smtptui.practice.scenario import Scenario

RECIPIENTS = 25
"""Recipients of one message, as X-RCPTLIMIT says."""


class ProviderHost(ChunkingHost):
    """DSN: its parameters are taken and checked. No report is ever due, as nothing fails after it was accepted; one
    of success is not sent either."""

    offers_tls = True
    mechanisms = ("LOGIN",)

    def capabilities(self) -> list[str]:
        lines = [
            f"SIZE {self.settings.limits.message}",
            "8BITMIME",
            "PIPELINING",
            "CHUNKING",
            "ENHANCEDSTATUSCODES",
            "DSN",
            f"X-RCPTLIMIT {RECIPIENTS}",
        ]
        if self.offers_auth:
            # The form with "=" is older than RFC 4954, and some old clients look for nothing else.
            lines += ["AUTH=LOGIN", "AUTH LOGIN"]
        if self.settings.has_certificate and not self.secure:
            lines.append("STARTTLS")
        return [*lines, "HELP", f"X-PRACTICE {self.settings.scenario}"]

    def refuse_recipient(self, address: str) -> Reply | None:
        if self.envelope is not None and len(self.envelope.recipients) >= RECIPIENTS:
            return reply(452, "4.5.3", "Error: too many recipients")
        return super().refuse_recipient(address)

    def refuse_parameter(self, verb: str, name: str, value: str) -> Reply | None:
        if self.extended and is_notification(verb, name):
            flaw = flaw_of_notification(name, value)
            return reply(501, "5.5.4", f"Error: {flaw}") if flaw else None
        return super().refuse_parameter(verb, name, value)


SCENARIO = Scenario(
    "provider",
    Message("The long EHLO list of a mail provider; at most 25 recipients; DSN is accepted, and no report is sent"),
    ProviderHost,
)
