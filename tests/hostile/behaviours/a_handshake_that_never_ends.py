"""A server that says 220 to STARTTLS, takes our side of the handshake, and is silent.

The handshake has a limit of its own; its end is the end of the session.
"""

from tests.hostile.script import HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "a handshake that never ends",
    steps=(HELLO, "STARTTLS", b"220 go\r\n", Do.WAIT),
    typed=("STARTTLS",),
    rows=(),
    says="handshake",
    codes=(4, 4),
    silent=True,
)
