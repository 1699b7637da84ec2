"""A server that says 220 to STARTTLS and goes on in the clear: a broken proxy.

The handshake fails, and nobody knows any more where a reply would begin: the session is over.
"""

from tests.hostile.script import HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "garbage instead of a handshake",
    steps=(HELLO, "STARTTLS", b"220 go\r\n", Do.TAKE, b"garbage\r\n", Do.CLOSE),
    typed=("STARTTLS",),
    rows=("<-  220 go",),
    ends="The session is over.",
    codes=(3, 3),
)
