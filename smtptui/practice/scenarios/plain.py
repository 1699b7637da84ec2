"""A well-behaved server: no TLS, no AUTH."""

from smtptui.messages import Message
from smtptui.practice.host import Host
from smtptui.practice.scenario import Scenario

SCENARIO = Scenario("plain", Message("A well-behaved server, without TLS and without AUTH"), Host)
