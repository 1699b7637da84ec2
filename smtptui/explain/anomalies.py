"""What is odd about bytes of a server, one sentence each. Data only."""

from __future__ import annotations

from smtptui.messages import Message
from smtptui.smtp.reply import Anomaly

ANOMALIES: dict[Anomaly, Message] = {
    Anomaly.BARE_LF: Message("A line ends with a bare LF; SMTP lines end with CRLF (RFC 5321 §2.3.8)."),
    Anomaly.BARE_CR: Message("A CR stands alone inside a line; CR may only come before LF (RFC 5321 §2.3.8)."),
    Anomaly.UNSAFE_CHARACTERS: Message(
        "The text has control or invisible characters. They are shown as escapes and did nothing to your terminal."
    ),
    Anomaly.NOT_UTF8: Message("The text is not valid UTF-8; the bytes that do not fit are shown as escapes."),
    Anomaly.LINE_TOO_LONG: Message("A line was longer than is kept; its end was cut off."),
    Anomaly.REPLY_TOO_LONG: Message("The reply was longer than is kept; some of its lines were dropped."),
    Anomaly.OVER_512: Message("A line is over 512 octets, the most that a reply line may have (RFC 5321 §4.5.3.1.5)."),
    Anomaly.CODES_DIFFER: Message(
        "The lines of the reply have different codes; the last one decides (RFC 5321 §4.2.1)."
    ),
    Anomaly.BLANK_LINE: Message("There is a blank line, which is part of no reply. It was skipped."),
    Anomaly.MALFORMED_LINE: Message(
        "A line does not begin with a three-digit code, so it is no reply line (RFC 5321 §4.2)."
    ),
    Anomaly.UNFINISHED: Message("The connection ended in the middle: the line or the reply has no end."),
}
