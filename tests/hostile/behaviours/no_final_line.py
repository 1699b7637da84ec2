"""A server that goes away in the middle of a reply: a crash, a restart, a proxy's limit.

What came is kept and shown, and is no answer: the command is told as unanswered (RFC 5321 §4.2.1: a reply ends with the
line that has a blank behind the code).
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import GONE, HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "no final line",
    steps=(HELLO, "NOOP", b"250-a\r\n250-b\r\n", Do.CLOSE),
    typed=("NOOP",),
    rows=("<** 250-a", "<** 250-b", "No reply came to: NOOP."),
    anomalies=(Anomaly.UNFINISHED,),
    ends=GONE,
    codes=(3, 3),
)
