"""A reply pieced together by two programs: some lines end with CRLF, one with a bare LF (RFC 5321 §2.3.8).

It is one reply still; the odd line is marked.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import Script

SCRIPT = Script(
    "mixed line ends",
    steps=(b"220-a\r\n220-b\n220 c\r\n",),
    rows=("<-  220-b", "<-  220 c"),
    anomalies=(Anomaly.BARE_LF,),
)
