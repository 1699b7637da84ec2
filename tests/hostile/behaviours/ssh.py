"""An SSH server on the port (RFC 4253 §4.2): its first line is no reply. It is recognised and named."""

from tests.hostile.script import GONE, Script
from tests.hostile.server import Do

SCRIPT = Script(
    "SSH",
    steps=(b"SSH-2.0-OpenSSH_9.2\r\n", Do.CLOSE),
    rows=("<** SSH-2.0-OpenSSH_9.2",),
    ends=GONE,
    says="SSH server",
    codes=(3, 3),
)
