"""Ways in which a server can mislead a client: what is odd about it, by a name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.differential.scripted import HANG_UP

STARTTLS_OFFERED = b"250-mail.example.test\r\n250 STARTTLS\r\n"

BEHAVIOURS: Mapping[str, Mapping[str, bytes]] = {
    "codes differ within a reply": {"RCPT": b"250-2.1.5 recipient ok\r\n550-5.1.1 no such user\r\n451 4.3.0 later\r\n"},
    "codes differ, the last is good": {"RCPT": b"550-5.1.1 no such user\r\n250 2.1.5 or is there\r\n"},
    "one stray 250": {
        "MAIL": b"250 2.1.0 sender ok\r\n250 2.0.0 stray\r\n",
        "RCPT": b"550 5.1.1 no such user\r\n",
    },
    "a reply and a 421 in one segment": {"RCPT": b"250 2.1.5 ok\r\n421 4.3.2 going down\r\n" + HANG_UP},
    "plaintext behind the 220 to STARTTLS": {
        "EHLO": STARTTLS_OFFERED,
        "STARTTLS": b"220 2.0.0 go ahead\r\n250-injected.example.test\r\n250 AUTH PLAIN\r\n",
    },
    "blank lines between replies": {"MAIL": b"\r\n250 2.1.0 sender ok\r\n\r\n"},
    "a blank line within a reply": {"EHLO": b"250-mail.example.test\r\n\r\n250 8BITMIME\r\n"},
    "250 and no text": {"MAIL": b"250\r\n"},
    "250, a tab": {"MAIL": b"250\tok\r\n250 2.1.0 sender ok\r\n"},
    "a code with an underscore": {"RCPT": b"2_5 ok\r\n550 5.1.1 no such user\r\n"},
    "bare line feeds": {"EHLO": b"250-mail.example.test\n250 8BITMIME\n"},
    "control sequences": {"RCPT": b"550 5.1.1 \x1b[2J\x1b]0;pwned\x07no\x00such\xffuser\r\n"},
}
