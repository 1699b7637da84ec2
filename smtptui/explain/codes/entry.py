"""What can be said about one reply code, and the next steps that many codes share."""

from __future__ import annotations

from smtptui.messages import Message
from smtptui.values import dataclass

UNSOLICITED = "unsolicited"
"""The stage of a reply that answers nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One code at one stage. Sentences may use `{recipient}` and `{code}`."""

    title: Message
    meaning: Message
    cause: Message | None = None
    next_steps: tuple[Message, ...] = ()
    rfc: tuple[str, ...] = ()


TRY_LATER = Message("Wait some minutes and try the same again; a real mail server would retry by itself.")
RECONNECT_LATER = Message("Connect again later.")
CHECK_ADDRESS = Message("Check the address letter by letter.")
CHECK_SYNTAX = Message("Compare the line with the syntax of the command, then send it again.")
ASK_ADMIN = Message("Ask the server's administrator; give the time, your address and the text of this reply.")
READ_TEXT = Message("Read the server's own text: it often names the reason or a page that explains it.")
START_TLS = Message("Send STARTTLS, then EHLO again.")
LOG_IN = Message("Log in with AUTH, under TLS.")
SAY_EHLO = Message("Send EHLO with your name first.")
SAY_LHLO = Message("The session speaks LMTP: send LHLO with your name first.")
SEE_OFFER = Message("Send EHLO and see what the server offers.")
FEWER = Message("Send the rest in another transaction.")
RESET = Message("RSET clears the transaction, so that you can begin again with MAIL.")
CHECK_BLOCK_LISTS = Message("See whether your address is on a block list, and that it has a PTR record.")
CHECK_RECORDS = Message("Check SPF, DKIM and DMARC of the sender's domain.")
