"""A reply to EHLO that goes on for 200,000 lines: RFC 5321 §4.2.1 sets no limit, so a client must.

The first lines and the last one are kept, those between are counted, and the last one's code decides.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "200,000 lines in one reply",
    steps=(HELLO, "EHLO", b"250-x\r\n" * 200_000 + b"250 end\r\n"),
    typed=("EHLO x",),
    rows=("<-  250-x", "<-  250 end"),
    anomalies=(Anomaly.REPLY_TOO_LONG,),
)
