"""The connection ends between the dot and its reply: the server may have taken the message, or not (RFC 1047).

The honest answer to "was it delivered?" is that it is unknown.
"""

from tests.hostile.script import GONE, HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "no reply after the dot",
    steps=(HELLO, "DATA", b"354 go\r\n", ".", Do.CLOSE),
    typed=("DATA", "."),
    rows=(
        "<-  354 go",
        " -> .",
        "The end of the message was sent and not answered: whether it was delivered is unknown.",
    ),
    ends=GONE,
    codes=(3, 3),
)
