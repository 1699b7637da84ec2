"""A reply whose lines have different codes, which RFC 5321 §4.2.1 forbids: a relay glued two replies together.

The last line's code decides; every line is shown, and the contradiction named.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "codes that differ",
    steps=(HELLO, "NOOP", b"250-a\r\n550-b\r\n451 c\r\n"),
    typed=("NOOP",),
    rows=("<** 250-a", "<** 550-b", "<** 451 c"),
    anomalies=(Anomaly.CODES_DIFFER,),
    codes=(1, 0),
)
