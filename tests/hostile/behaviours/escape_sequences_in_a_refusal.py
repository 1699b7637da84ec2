"""Escape sequences where a person looks closest, in the refusal of a password: the other screen, the title, a C1.

They are text, and the refusal is a refusal still.
"""

from smtptui.smtp.reply import Anomaly
from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "escape sequences in a refusal",
    steps=(HELLO, "AUTH", b"535 5.7.8 \x1b[?1049h\x1b]0;t\x07\x9b31mno\r\n"),
    typed=("AUTH PLAIN AHgAeQ==",),
    rows=(r"<** 535 5.7.8 \x1b[?1049h\x1b]0;t\x07\x9b31mno",),
    anomalies=(Anomaly.UNSAFE_CHARACTERS, Anomaly.NOT_UTF8),
    codes=(1, 0),
)
