"""A server that closes its side for writing and goes on reading: a proxy whose other end is gone.

No answer can come any more, so the session is over for us too; a client that only looks at whether it can write hangs.
"""

from tests.hostile.script import EITHER, GONE, HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "half-closed",
    steps=(HELLO, Do.HALF_CLOSE, Do.WAIT),
    rows=("<-  220 mail.example.test",),
    ends=GONE,
    codes=(0, EITHER),
)
