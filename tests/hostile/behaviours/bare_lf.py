"""A server, or a proxy before it, that ends its lines with a bare LF, as a Unix program prints them.

RFC 5321 §2.3.8 allows CRLF only. The line is read all the same, and marked: whoever reads loosely elsewhere is misled.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import Script

SCRIPT = Script(
    "bare LF",
    steps=(b"220-a\n220 b\n",),
    rows=("<-  220-a", "<-  220 b"),
    anomalies=(Anomaly.BARE_LF,),
)
