"""A RST right behind the handshake of TCP: a firewall, or a service that let go of the connection unread."""

from tests.hostile.script import RESET, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "a reset before anything",
    steps=(Do.RESET,),
    rows=(),
    ends=RESET,
    codes=(3, 3),
)
