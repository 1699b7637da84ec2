"""Line ends without end: the cheapest way to keep a client busy.

After ten thousand lines that nothing asked for the server is cut off, and that is said.
"""

from tests.hostile.script import Script

SCRIPT = Script(
    "a flood of blank lines",
    steps=(b"\n" * 50_000,),
    rows=(),
    ends="The server sent 10000 lines that nothing asked for: it is cut off.",
    codes=(3, 3),
)
