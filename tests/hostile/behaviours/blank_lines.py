"""Blank lines before and between replies, from a server that ends its texts with one line end too many.

Some clients lose step here. A blank line is part of no reply: it is skipped and marked.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "blank lines",
    steps=(b"\r\n" + HELLO + b"\r\n", "NOOP", b"\r\n250 ok\r\n"),
    typed=("NOOP",),
    rows=("<** ", "<-  220 mail.example.test", "<-  250 ok"),
    anomalies=(Anomaly.BLANK_LINE,),
)
