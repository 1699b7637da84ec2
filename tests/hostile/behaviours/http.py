"""A web server on the port: it waits for a request, and refuses what we type.

No line of it is a reply; a client waits for a greeting in vain and says whom it talks to.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "HTTP",
    steps=("", b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", Do.CLOSE),
    typed=("EHLO x",),
    rows=("<** HTTP/1.1 400 Bad Request", "<** Server: x", "<** "),
    anomalies=(Anomaly.MALFORMED_LINE,),
    ends=GONE,
    codes=(4, 4),
)
