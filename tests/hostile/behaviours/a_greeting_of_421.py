"""A server too busy to talk: 421 for a greeting (RFC 5321 §3.8), and it is gone.

It is a refusal for now, told as such, and the end is the server's.
"""

from tests.hostile.script import EITHER, GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "a greeting of 421",
    steps=(b"421 no\r\n", Do.CLOSE),
    rows=("<** 421 no",),
    ends=GONE,
    codes=(1, EITHER),
)
