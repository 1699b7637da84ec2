"""NUL, BEL, DEL, a byte that is no UTF-8, C1, bidirectional and zero-width characters in a banner.

Each is shown as an escape: raw, they ring, hide text or turn it round.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import Script

SCRIPT = Script(
    "odd characters",
    steps=(b"220 \x00\x07\x7f\xff\xc2\x9b \xe2\x80\xae\xe2\x80\x8b\r\n",),
    rows=(r"<-  220 \x00\x07\x7f\xff\x9b \u202e\u200b",),
    anomalies=(Anomaly.NOT_UTF8, Anomaly.UNSAFE_CHARACTERS),
)
