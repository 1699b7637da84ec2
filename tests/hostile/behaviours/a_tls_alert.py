"""A port that speaks TLS from the first byte (RFC 8314 §3), talked to in the clear: it answers with an alert.

The seven bytes are shown as escapes and are no reply.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "a TLS alert",
    steps=("", b"\x15\x03\x01\x00\x02\x02\x46", Do.CLOSE),
    typed=("EHLO x",),
    rows=(r"<** \x15\x03\x01\x00\x02\x02F",),
    anomalies=(Anomaly.UNFINISHED,),
    ends=GONE,
    codes=(4, 4),
)
