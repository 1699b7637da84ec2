"""A POP3 server on the port (RFC 1939 §4): its greeting is no reply. It is recognised and named."""

from tests.hostile.script import GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "POP3",
    steps=(b"+OK ready\r\n", Do.CLOSE),
    rows=("<** +OK ready",),
    ends=GONE,
    says="POP3",
    codes=(3, 3),
)
