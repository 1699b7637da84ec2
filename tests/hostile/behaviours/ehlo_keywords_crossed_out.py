"""An EHLO reply in which a middlebox wrote X over the keywords that it does not want to be used, STARTTLS first.

They are shown as they came, and a person is told that something stands between.
"""

from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "EHLO keywords crossed out",
    steps=(HELLO, "EHLO", b"250-x\r\n250-XXXXXXXA\r\n250 XXXB\r\n"),
    typed=("EHLO x",),
    rows=("<-  250-XXXXXXXA", "<-  250 XXXB"),
    says="overwrites the name of an extension",
)
