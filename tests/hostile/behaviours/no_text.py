"""A server that sends a code and nothing else, not even a blank: RFC 5321 §4.2 asks clients to take that for a reply.

A client that wants the blank waits until its patience ends.
"""

from tests.hostile.script import Script

SCRIPT = Script(
    "no text",
    steps=(b"220\r\n",),
    rows=("<-  220",),
)
