"""A server whose patience ended while the client was idle (RFC 5321 §4.5.3.2.7): 421, and it is gone.

Nothing asked for it: it must not be taken for the answer to the next command.
"""

from tests.hostile.script import EITHER, GONE, HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "a late 421",
    steps=(HELLO, b"421 idle\r\n", Do.CLOSE),
    rows=("<** 421 idle",),
    ends=GONE,
    codes=(0, EITHER),
)
