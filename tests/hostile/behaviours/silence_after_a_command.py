"""A server that takes a command and never answers it.

The client's patience ends the wait, and what was waited for is said.
"""

from tests.hostile.script import HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "silence after a command",
    steps=(HELLO, "NOOP", Do.WAIT),
    typed=("NOOP",),
    rows=(),
    says="Waited 1 s for the reply to NOOP",
    codes=(4, 4),
    silent=True,
)
