"""A submission server (RFC 6409): it takes mail from those who logged in, and logins under TLS only."""

from smtptui.messages import Message
from smtptui.practice.host import Host
from smtptui.practice.mechanisms import MECHANISMS
from smtptui.practice.scenario import Scenario


class SubmissionHost(Host):
    """STARTTLS opens AUTH, AUTH opens MAIL."""

    offers_tls = True
    mechanisms = tuple(MECHANISMS)
    auth_needs_tls = True
    needs_auth = True


SCENARIO = Scenario("submission", Message("Log in before you send, and only under TLS"), SubmissionHost)
