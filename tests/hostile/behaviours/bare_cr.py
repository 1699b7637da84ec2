"""A CR inside a line, as from a text with the line ends of another system, or from someone who hides a second line.

RFC 5321 §2.3.8: it ends no line. It stays in the text, is shown as an escape, and is marked.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import Script

SCRIPT = Script(
    "bare CR",
    steps=(b"220 a\rb\r\n",),
    rows=(r"<-  220 a\x0db",),
    anomalies=(Anomaly.BARE_CR,),
)
