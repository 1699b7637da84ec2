"""Replies without end that nothing asked for: each would be kept and shown.

After ten thousand the server is cut off, and that is said.
"""

from tests.hostile.script import EITHER, HELLO, Script

SCRIPT = Script(
    "a flood of replies",
    steps=(HELLO, b"250 x\r\n" * 50_000),
    rows=(),
    ends="The server sent 10000 lines that nothing asked for: it is cut off.",
    says="Nothing asked for this reply",
    codes=(1, EITHER),
)
