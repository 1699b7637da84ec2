"""A server that refuses a chunk (RFC 3030 §2): its reply is the only one, there is no 354 and no dot."""

from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "a chunk refused",
    steps=(HELLO, "BDAT", b"503 no\r\n"),
    typed=("BDAT 0 LAST",),
    rows=("<** 503 no",),
    codes=(1, 0),
)
