"""A server that accepts and says nothing: overloaded, or a tarpit.

The client's patience ends the wait (RFC 5321 §4.5.3.2.1), and what was waited for is said.
"""

from tests.hostile.script import Script
from tests.hostile.server import Do

SCRIPT = Script(
    "silence from the start",
    steps=(Do.WAIT,),
    rows=(),
    says="Waited 1 s for the greeting",
    codes=(4, 4),
    silent=True,
)
