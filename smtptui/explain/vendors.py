"""What real servers say: queue ids, requests to try again, well-known replies, and other protocols on the port.

It reads texts that no standard fixes, so all of it is likely, none certain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smtptui.messages import Message, Plural
from smtptui.smtp.reply import Reply, Severity
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.explain.vendor_table import VendorReply

MAX_TEXT = 4096
"""Characters of a reply that are looked at: a hostile megabyte must not cost time."""

# The patterns are compiled when they are met, and kept by `re`: most sessions need few of them.
_QUEUE_IDS = (
    r"(?i)\bqueued (?:mail )?as:? <?([\w.+/=@-]+)",  # Postfix and many others
    r"(?i)\bqueued on \S+ (?:as )?([\w.-]{6,})",  # Yandex
    r"(?i)\bInternalId=(\d+)",  # Exchange
    r"(?i)\bid=([\w.-]+)",  # Exim, Mail.ru
    r"(?i)\bok\s+\d{9,} ([\w.-]+) - gsmtp",  # Gmail
    r"(?i)\bok:? +(\d{9,} qp \d+)",  # qmail
    r"(?i)\bMessage queued \(([\w.-]+)\)",  # Haraka
    r"(?i)(?<![\w.-])([\w.-]{6,}) Message accepted for delivery",  # Sendmail, OpenSMTPD
    r"(?i)> ([\w+/=-]{8,}) Saved",  # Dovecot's LMTP
    r"(?i)\bok:? +(?=\S*\d)([\w.-]{6,})\s*\Z",  # Amazon SES and the like
)

_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600}
_CLOCK = r"\b(?:in|for|after)\s+(\d{1,2}):(\d\d):(\d\d)\b"
_DELAY = (
    r"(?i)\b(?:in|for|after|wait|least|about)\s+(\d{1,6})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?)\b"
)
_GREY = r"(?i)gr[ae]y[ -]?list"
_AGAIN = (
    r"(?i)try(?:ing)? (?:it |your request )?again|come back|retry|try later|resend your message at a later"
    r"|temporar\w+ (?:rejected|deferred)|later please|please wait"
)

_STARS = r"[*\s02]*\*{4,}[*\s02]*\Z"

_FIRST_BYTES: tuple[tuple[bytes, Message], ...] = (
    (
        rb"\x15\x03[\x00-\x04]",
        Message(
            "The server answers with a TLS alert: this port speaks TLS from the start, so connect with implicit TLS."
        ),
    ),
    (
        rb"\x16\x03[\x00-\x04]",
        Message(
            "The server answers with a TLS handshake: this port speaks TLS from the start, so connect with implicit "
            "TLS."
        ),
    ),
    (
        rb"(?i)HTTP/\d|\s*<(?:!doctype html|html)",
        Message("This is a web server (HTTP), no mail server."),
    ),
    (rb"SSH-\d", Message("This is an SSH server, no mail server.")),
    (
        rb"\* (?:OK|PREAUTH|BYE)\b",
        Message("This is an IMAP server: it is for reading mail. SMTP is on ports 25, 465 and 587."),
    ),
    (
        rb"\+OK\b|-ERR\b",
        Message("This is a POP3 server: it is for fetching mail. SMTP is on ports 25, 465 and 587."),
    ),
    (
        rb'(?i)"IMPLEMENTATION"',
        Message("This is a ManageSieve server: it is for mail filters. SMTP is on ports 25, 465 and 587."),
    ),
    (
        rb"(?i)220[ -][^\r\n]*(?:ftpd?\b|filezilla)",
        Message("This is an FTP server, no mail server, though its greeting begins with 220 as well."),
    ),
    (
        rb"(?i)20[01] [^\r\n]*(?:nntp|news)",
        Message("This is a news server (NNTP), no mail server."),
    ),
    (rb"RFB \d", Message("This is a VNC server, no mail server.")),
    (rb"\xff[\xfb-\xfe]", Message("This is a telnet login, no mail server.")),
    (rb"@RSYNCD:", Message("This is an rsync server, no mail server.")),
    (rb"(?s).\x00\x00\x00\x0a[^\x00]*\x00", Message("This is a MySQL server, no mail server.")),
)


@dataclass(frozen=True, slots=True)
class Retry:
    """A request to come again. `seconds` is None where no time was named; `greylisted` where the text says so."""

    seconds: int | None
    message: Message
    greylisted: bool = False


def queue_id(reply: Reply) -> str | None:
    """The name under which the server keeps the message, from its positive reply to the end of the data."""
    if reply.severity is not Severity.POSITIVE:
        return None
    for text in reversed(reply.texts):
        for pattern in _QUEUE_IDS:
            if match := re.search(pattern, text[:MAX_TEXT]):
                return match.group(1).rstrip(".,;>")
    return None


def retry_after(reply: Reply) -> Retry | None:
    """Whether a temporary refusal asks to try again, and when."""
    if reply.severity is not Severity.TRANSIENT:
        return None
    text = reply.text[:MAX_TEXT]
    greylisted = bool(re.search(_GREY, text))
    seconds = _seconds(text)
    if not greylisted and seconds is None and not re.search(_AGAIN, text):
        return None
    return Retry(seconds, _retry_message(seconds, greylisted), greylisted)


def duration(seconds: int) -> Message:
    """A time in words, in the largest unit that fits exactly."""
    if seconds and seconds % 3600 == 0:
        return Plural("{count} hour", "{count} hours", seconds // 3600)
    if seconds and seconds % 60 == 0:
        return Plural("{count} minute", "{count} minutes", seconds // 60)
    return Plural("{count} second", "{count} seconds", seconds)


def find_vendor(reply: Reply) -> VendorReply | None:
    """The well-known reply that this one is like."""
    from smtptui.explain.vendor_table import VENDOR_REPLIES  # here: its many patterns take long to compile

    text = f"{reply.code} {reply.text}"[:MAX_TEXT]
    return next((known for known in VENDOR_REPLIES if known.pattern.search(text)), None)


def middlebox(reply: Reply) -> Message | None:
    """What is behind a greeting of stars: a firewall that rewrites SMTP."""
    if not re.match(_STARS, reply.text[:MAX_TEXT]):
        return None
    return Message(
        "A device between you and the server (a firewall with SMTP inspection) overwrites the greeting with stars. "
        "Such devices also hide STARTTLS and other extensions."
    )


def recognise_protocol(first: bytes) -> Message | None:
    """What else than SMTP the first bytes of a server look like; None for SMTP and for what is not known."""
    head = first[:512]
    return next((message for pattern, message in _FIRST_BYTES if re.match(pattern, head)), None)


def _seconds(text: str) -> int | None:
    if clock := re.search(_CLOCK, text):
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if delay := re.search(_DELAY, text):
        return int(delay.group(1)) * _UNIT_SECONDS[delay.group(2)[0].lower()]
    return None


def _retry_message(seconds: int | None, greylisted: bool) -> Message:
    if greylisted and seconds is not None:
        return Message(
            "Greylisted: the server puts off a first attempt on purpose. Retry in {time}.", time=duration(seconds)
        )
    if greylisted:
        return Message(
            "Greylisted: the server puts off a first attempt on purpose. Retry with the same sender and recipient; "
            "five minutes are mostly enough."
        )
    if seconds is not None:
        return Message("The server asks you to try again; retry in {time}.", time=duration(seconds))
    return Message("The server asks you to try again later, without a time.")
