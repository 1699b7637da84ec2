"""A banner that colours, clears and names the terminal, draws a link (OSC 8) and fills the clipboard (OSC 52).

An attacker's, against whoever looks at the session in a terminal. All of it is text.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import Script

SCRIPT = Script(
    "escape sequences",
    steps=(b"220 \x1b[31m\x1b[2J\x1b]0;t\x07\x1b]8;;http://x\x1b\\\x1b]52;c;aGk=\x07\r\n",),
    rows=(r"<-  220 \x1b[31m\x1b[2J\x1b]0;t\x07\x1b]8;;http://x\x1b\\x1b]52;c;aGk=\x07",),
    anomalies=(Anomaly.UNSAFE_CHARACTERS,),
)
