"""A server that serves no mail, or none of ours: 554 for a greeting (RFC 5321 §3.1), and it is gone.

The refusal is the reason of the end, not the end itself.
"""

from tests.hostile.script import EITHER, GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "a greeting of 554",
    steps=(b"554 no\r\n", Do.CLOSE),
    rows=("<** 554 no",),
    ends=GONE,
    codes=(1, EITHER),
)
