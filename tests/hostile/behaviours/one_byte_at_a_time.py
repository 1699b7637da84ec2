"""A slow link, or a server that writes unbuffered: each byte comes in a segment of its own, codes and CRLF cut through.

The replies are the same as if they came whole.
"""

from tests.hostile.script import HELLO, Script
from tests.hostile.server import Slowly

SCRIPT = Script(
    "one byte at a time",
    steps=(Slowly(HELLO), "NOOP", Slowly(b"250-a\r\n250 b\r\n")),
    typed=("NOOP",),
    rows=("<-  220 mail.example.test", "<-  250-a", "<-  250 b"),
)
