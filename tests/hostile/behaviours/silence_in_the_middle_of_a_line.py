"""A server that stops in the middle of a word.

What came is shown live; it is no reply, and the client's patience ends the wait.
"""

from tests.hostile.script import HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "silence in the middle of a line",
    steps=(HELLO, "NOOP", b"250 hal", Do.WAIT),
    typed=("NOOP",),
    rows=(),
    says="Waited 1 s for the reply to NOOP",
    codes=(4, 4),
    silent=True,
)
