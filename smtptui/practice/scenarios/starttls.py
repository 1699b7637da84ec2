"""A server that does nothing in the clear: STARTTLS first, and AUTH only behind it."""

from smtptui.messages import Message
from smtptui.practice.host import Host
from smtptui.practice.mechanisms import MECHANISMS
from smtptui.practice.scenario import Scenario


class StartTlsHost(Host):
    """TLS is required (RFC 3207 §4), and opens AUTH."""

    offers_tls = True
    needs_tls = True
    mechanisms = tuple(MECHANISMS)
    auth_needs_tls = True


SCENARIO = Scenario("starttls", Message("Nothing without TLS: STARTTLS is required, AUTH comes after it"), StartTlsHost)
