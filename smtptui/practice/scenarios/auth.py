"""A submission server that takes passwords in the clear, so that the exchange can be read: AUTH without TLS."""

from smtptui.messages import Message
from smtptui.practice.host import Host
from smtptui.practice.mechanisms import MECHANISMS
from smtptui.practice.scenario import Scenario


class AuthHost(Host):
    """Mail is taken from those who logged in."""

    mechanisms = tuple(MECHANISMS)
    needs_auth = True


SCENARIO = Scenario("auth", Message("Log in before you send: AUTH LOGIN, PLAIN and CRAM-MD5, without TLS"), AuthHost)
