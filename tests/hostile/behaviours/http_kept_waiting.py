"""A web server or its proxy on the port, which gives up waiting for a request: 408, unasked (RFC 9110 §15.5.9).

No line of it is a reply; it is recognised and named.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "HTTP kept waiting",
    steps=(b"HTTP/1.0 408 Request Time-out\r\nConnection: close\r\n\r\n<html>\r\n", Do.CLOSE),
    rows=("<** HTTP/1.0 408 Request Time-out", "<** Connection: close", "<** ", "<** <html>"),
    anomalies=(Anomaly.MALFORMED_LINE, Anomaly.BLANK_LINE),
    ends=GONE,
    says="This is a web server (HTTP), no mail server.",
    codes=(3, 3),
)
