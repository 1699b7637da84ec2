"""A line that does not end for ten megabytes: a server gone wrong, or one that wants to fill a client's memory.

A client keeps a beginning and counts the rest; that it was cut is said.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import Script

SCRIPT = Script(
    "ten megabytes without a line end",
    steps=(b"220 " + b"x" * 10_000_000 + b"\r\n",),
    rows=(),
    anomalies=(Anomaly.LINE_TOO_LONG,),
)
