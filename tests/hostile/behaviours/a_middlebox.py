"""A firewall that inspects SMTP and overwrites the greeting with stars, as Cisco's PIX does by default.

It strips STARTTLS too; a person has to be told that something stands between.
"""

from tests.hostile.script import Script

SCRIPT = Script(
    "a middlebox",
    steps=(b"220 ****************\r\n",),
    rows=("<-  220 ****************",),
    says="overwrites the greeting with stars",
)
