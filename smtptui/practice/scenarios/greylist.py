"""A server that greylists: the first attempt from a stranger is put off, and one that tries again later is let in."""

from smtptui.messages import Message
from smtptui.practice.actions import Reply, reply
from smtptui.practice.host import Host
from smtptui.practice.scenario import Scenario

DELAY = 300
"""Seconds until the same peer, sender and recipient are let in."""


class GreylistHost(Host):
    """The server remembers from session to session whom it has seen when."""

    def refuse_recipient(self, address: str) -> Reply | None:
        sender = self.envelope.sender if self.envelope else ""
        triple = ("greylist", self.peer, sender.lower(), address.lower())
        if self.now - self.ledger.first_seen(triple, self.now) >= DELAY:
            return None
        text = f"<{address}>: Recipient address rejected: Greylisted, try again in {DELAY} seconds"
        return reply(450, "4.2.0", text)


SCENARIO = Scenario(
    "greylist",
    Message("Strangers are put off for five minutes with a 450, and let in when they come back"),
    GreylistHost,
)
