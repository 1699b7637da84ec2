"""A line far over the 512 octets that a reply line may have (RFC 5321 §4.5.3.1.5): a policy's essay, a dumped log.

It is under what is kept, so it is shown whole, and its length named.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import Script

SCRIPT = Script(
    "a 20 kB line",
    steps=(b"220 " + b"x" * 20_000 + b"\r\n",),
    rows=("<-  220 " + "x" * 20_000,),
    anomalies=(Anomaly.OVER_512,),
)
