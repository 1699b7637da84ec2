"""The answer, and in the same segment the 421 of a server that shuts down (RFC 5321 §3.8).

The 421 answers nothing: it is shown as unsolicited, and the session ends knowingly.
"""

from tests.hostile.script import EITHER, GONE, HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "a reply and a 421 at once",
    steps=(HELLO, "NOOP", b"250 ok\r\n421 bye\r\n", Do.CLOSE),
    typed=("NOOP",),
    rows=("<-  250 ok", "<** 421 bye"),
    ends=GONE,
    codes=(0, EITHER),
)
