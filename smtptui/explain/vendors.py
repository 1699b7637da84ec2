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

_QUEUE_IDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bqueued (?:mail )?as:? <?([\w.+/=@-]+)",  # Postfix and many others
        r"\bqueued on \S+ (?:as )?([\w.-]{6,})",  # Yandex
        r"\bInternalId=(\d+)",  # Exchange
        r"\bid=([\w.-]+)",  # Exim, Mail.ru
        r"\bok\s+\d{9,} ([\w.-]+) - gsmtp",  # Gmail
        r"\bok:? +(\d{9,} qp \d+)",  # qmail
        r"\bMessage queued \(([\w.-]+)\)",  # Haraka
        r"(?<![\w.-])([\w.-]{6,}) Message accepted for delivery",  # Sendmail, OpenSMTPD
        r"> ([\w+/=-]{8,}) Saved",  # Dovecot's LMTP
        r"\bok:? +(?=\S*\d)([\w.-]{6,})\s*\Z",  # Amazon SES and the like
    )
)

_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600}
_CLOCK = re.compile(r"\b(?:in|for|after)\s+(\d{1,2}):(\d\d):(\d\d)\b")
_DELAY = re.compile(
    r"\b(?:in|for|after|wait|least|about)\s+(\d{1,6})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?)\b",
    re.IGNORECASE,
)
_GREY = re.compile(r"gr[ae]y[ -]?list", re.IGNORECASE)
_AGAIN = re.compile(
    r"try(?:ing)? (?:it |your request )?again|come back|retry|try later|resend your message at a later"
    r"|temporar\w+ (?:rejected|deferred)|later please|please wait",
    re.IGNORECASE,
)

_STARS = re.compile(r"[*\s02]*\*{4,}[*\s02]*\Z")

_FIRST_BYTES: tuple[tuple[re.Pattern[bytes], Message], ...] = (
    (
        re.compile(rb"\x15\x03[\x00-\x04]"),
        Message(
            "The server answers with a TLS alert: this port speaks TLS from the start, so connect with implicit TLS."
        ),
    ),
    (
        re.compile(rb"\x16\x03[\x00-\x04]"),
        Message(
            "The server answers with a TLS handshake: this port speaks TLS from the start, so connect with implicit "
            "TLS."
        ),
    ),
    (
        re.compile(rb"HTTP/\d|\s*<(?:!doctype html|html)", re.IGNORECASE),
        Message("This is a web server (HTTP), no mail server."),
    ),
    (re.compile(rb"SSH-\d"), Message("This is an SSH server, no mail server.")),
    (
        re.compile(rb"\* (?:OK|PREAUTH|BYE)\b"),
        Message("This is an IMAP server: it is for reading mail. SMTP is on ports 25, 465 and 587."),
    ),
    (
        re.compile(rb"\+OK\b|-ERR\b"),
        Message("This is a POP3 server: it is for fetching mail. SMTP is on ports 25, 465 and 587."),
    ),
    (
        re.compile(rb'"IMPLEMENTATION"', re.IGNORECASE),
        Message("This is a ManageSieve server: it is for mail filters. SMTP is on ports 25, 465 and 587."),
    ),
    (
        re.compile(rb"220[ -][^\r\n]*(?:ftpd?\b|filezilla)", re.IGNORECASE),
        Message("This is an FTP server, no mail server, though its greeting begins with 220 as well."),
    ),
    (
        re.compile(rb"20[01] [^\r\n]*(?:nntp|news)", re.IGNORECASE),
        Message("This is a news server (NNTP), no mail server."),
    ),
    (re.compile(rb"RFB \d"), Message("This is a VNC server, no mail server.")),
    (re.compile(rb"\xff[\xfb-\xfe]"), Message("This is a telnet login, no mail server.")),
    (re.compile(rb"@RSYNCD:"), Message("This is an rsync server, no mail server.")),
    (re.compile(rb".\x00\x00\x00\x0a[^\x00]*\x00", re.DOTALL), Message("This is a MySQL server, no mail server.")),
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
            if match := pattern.search(text[:MAX_TEXT]):
                return match.group(1).rstrip(".,;>")
    return None


def retry_after(reply: Reply) -> Retry | None:
    """Whether a temporary refusal asks to try again, and when."""
    if reply.severity is not Severity.TRANSIENT:
        return None
    text = reply.text[:MAX_TEXT]
    greylisted = bool(_GREY.search(text))
    seconds = _seconds(text)
    if not greylisted and seconds is None and not _AGAIN.search(text):
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
    if not _STARS.match(reply.text[:MAX_TEXT]):
        return None
    return Message(
        "A device between you and the server (a firewall with SMTP inspection) overwrites the greeting with stars. "
        "Such devices also hide STARTTLS and other extensions."
    )


def recognise_protocol(first: bytes) -> Message | None:
    """What else than SMTP the first bytes of a server look like; None for SMTP and for what is not known."""
    head = first[:512]
    return next((message for pattern, message in _FIRST_BYTES if pattern.match(head)), None)


def _seconds(text: str) -> int | None:
    if clock := _CLOCK.search(text):
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if delay := _DELAY.search(text):
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
