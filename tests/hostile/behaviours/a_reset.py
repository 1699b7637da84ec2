"""A RST in the middle of the session: a server that crashed, or a firewall that tires of it.

What came before is kept; the command is told as unanswered, and the cause is not called a close.
"""

from tests.hostile.script import HELLO, RESET, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "a reset",
    steps=(HELLO, "NOOP", Do.RESET),
    typed=("NOOP",),
    rows=("No reply came to: NOOP.",),
    ends=RESET,
    codes=(3, 3),
)
