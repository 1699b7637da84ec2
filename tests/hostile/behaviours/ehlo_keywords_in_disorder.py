"""An EHLO reply as old servers write it: keywords in any case, `AUTH=`, one of them twice, blanks at the end.

RFC 5321 §2.4 makes keywords case-insensitive; the rest is custom. All of it is understood.
"""

from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "EHLO keywords in disorder",
    steps=(HELLO, "EHLO", b"250-x\r\n250-auth=login PLAIN\r\n250-Size 5 \r\n250-SIZE 6\r\n250 pipelining \r\n"),
    typed=("EHLO x",),
    rows=("<-  250-auth=login PLAIN", "<-  250-Size 5 ", "<-  250 pipelining "),
)
