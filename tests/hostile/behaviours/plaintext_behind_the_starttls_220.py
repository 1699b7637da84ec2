"""Bytes in the clear behind the 220 to STARTTLS: an attacker on the way wants them taken for replies under TLS.

They are an event of their own and never parsed (RFC 3207 §6 and §4.2: nothing known from before the handshake may be
trusted after it).
"""

from tests.hostile.script import HELLO, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "plaintext behind the STARTTLS 220",
    steps=(HELLO, "STARTTLS", b"220 go\r\n250 injected\r\n", Do.TAKE, Do.CLOSE),
    typed=("STARTTLS",),
    rows=(
        "<-  220 go",
        "<** 250 injected",
        "These bytes came in the clear after the 220 to STARTTLS: they are not parsed.",
        "TLS failed: the server closed the connection during the handshake.",
    ),
    ends="The session is over.",
    codes=(3, 3),
)
