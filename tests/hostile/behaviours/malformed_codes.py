"""Lines that look like replies and are none (RFC 5321 §4.2): four digits, an underscore, two digits, a tab.

A lenient parser reads a code out of them, such as 25 out of `2_5`. None of them is a reply: all are shown, and the
greeting is waited for.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "malformed codes",
    steps=(b"2500 ok\r\n2_5 ok\r\n25\r\n250\tok\r\n" + HELLO,),
    rows=("<** 2500 ok", "<** 2_5 ok", "<** 25", r"<** 250\x09ok", "<-  220 mail.example.test"),
    anomalies=(Anomaly.MALFORMED_LINE,),
)
