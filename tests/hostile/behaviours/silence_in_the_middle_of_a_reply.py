"""A server that announces another line with its hyphen (RFC 5321 §4.2.1) and never sends it.

The lines that came are no reply, and the client's patience ends the wait.
"""

from tests.hostile.script import HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "silence in the middle of a reply",
    steps=(HELLO, "NOOP", b"250-half\r\n", Do.WAIT),
    typed=("NOOP",),
    rows=(),
    says="Waited 1 s for the reply to NOOP",
    codes=(4, 4),
    silent=True,
)
