"""A tarpit: five bytes a second of a line that never ends, so that a client which waits for silence waits for ever.

What came is shown live; a byte is no reply, and does not renew the client's patience.
"""

from tests.hostile.script import HELLO, Script
from tests.hostile.server import Slowly

SCRIPT = Script(
    "a drip that never ends",
    steps=(HELLO, "NOOP", Slowly(b"250 " + b"x" * 500, pause=0.2)),
    typed=("NOOP",),
    rows=(),
    says="Waited 1 s for the reply to NOOP",
    codes=(4, 4),
    silent=True,
)
