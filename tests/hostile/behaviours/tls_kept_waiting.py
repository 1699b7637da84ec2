"""A port that speaks TLS from the first byte (RFC 8314 §3) and gives up waiting for a handshake: an alert, unasked.

The bytes are shown as escapes and are no reply; what the port speaks is recognised and named.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "TLS kept waiting",
    steps=(b"\x15\x03\x03\x00\x02\x02\x50", Do.CLOSE),
    rows=(r"<** \x15\x03\x03\x00\x02\x02P",),
    anomalies=(Anomaly.UNFINISHED,),
    ends=GONE,
    says="this port speaks TLS from the start",
    codes=(3, 3),
)
