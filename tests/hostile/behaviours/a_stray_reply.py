"""One reply too many, from a proxy that answers for itself.

A client that takes it for the next answer is one reply behind from then on. It is shown as asked for by nothing, and
the pairing as doubtful.
"""

from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "a stray reply",
    steps=(HELLO, b"250 stray\r\n"),
    rows=("<-  250 stray",),
    says="Nothing asked for this reply",
)
