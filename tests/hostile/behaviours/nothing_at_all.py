"""A server that accepts the connection and closes it without a word: a full server, a blocklist, a load balancer.

It is told as the server's doing, with the greeting unanswered.
"""

from tests.hostile.script import GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "nothing at all",
    steps=(Do.CLOSE,),
    rows=(),
    ends=GONE,
    codes=(3, 3),
)
