"""An IMAP server on the port (RFC 9051 §7.1.1): its greeting is no reply. It is recognised and named."""

from tests.hostile.script import GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "IMAP",
    steps=(b"* OK ready\r\n", Do.CLOSE),
    rows=("<** * OK ready",),
    ends=GONE,
    says="IMAP server",
    codes=(3, 3),
)
