"""A stray 250 right before the refusal of a recipient: a client out of step takes the recipient for accepted.

The refusal is seen, and one reply is shown to be too many.
"""

from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "a stray reply before a refusal",
    steps=(HELLO, "MAIL", b"250 sender\r\n250 stray\r\n", "RCPT", b"550 no\r\n"),
    typed=("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>"),
    rows=("<-  250 stray", "<** 550 no"),
    says="Nothing asked",
    codes=(1, 0),
)
