"""A server that does PRDR: behind the dot a 353, a reply for each recipient, and one for all (draft-hall-prdr).

A client that counts one reply for each command is out of step by two.
"""

from tests.hostile.script import HELLO, Script

SCRIPT = Script(
    "a reply for each recipient",
    steps=(
        HELLO,
        "MAIL",
        b"250 ok\r\n",
        "RCPT",
        b"250 ok\r\n",
        "DATA",
        b"354 go\r\n",
        ".",
        b"353 each\r\n250 one\r\n250 all\r\n",
    ),
    typed=("MAIL FROM:<a@x.test> PRDR", "RCPT TO:<b@x.test>", "DATA", "."),
    rows=("<-  353 each", "<-  250 one", "<-  250 all"),
    codes=(1, 0),
)
