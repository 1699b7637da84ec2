"""A server that looks at the name a client gives: a full domain name or an address literal, and nothing else."""

from smtptui.messages import Message
from smtptui.practice.actions import Reply, reply
from smtptui.practice.addresses import flaw_of_name
from smtptui.practice.host import Host
from smtptui.practice.scenario import Scenario


class PickyHost(Host):
    """EHLO and HELO want what RFC 5321 §4.1.1.1 asks for; all else is as usual."""

    def refuse_name(self, name: str) -> Reply | None:
        flaw = flaw_of_name(name)
        return reply(501, "5.5.4", f"<{name}>: {flaw}") if flaw else None


SCENARIO = Scenario("picky", Message("EHLO and HELO take a full domain name or an address literal only"), PickyHost)
