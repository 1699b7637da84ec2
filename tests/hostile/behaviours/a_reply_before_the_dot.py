"""A server that refuses a message while it is still being sent: 552 behind the 354, with no dot yet (RFC 5321 §3.3).

It is shown at once, as asked for by nothing: the answer to the dot is still to come.
"""

from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "a reply before the dot",
    steps=(HELLO, "DATA", b"354 go\r\n", b"552 too big\r\n"),
    typed=("DATA",),
    rows=("<-  354 go", "<** 552 too big"),
)
