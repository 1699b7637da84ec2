"""EHLO keywords whose meaning needs no look at their parameters. Data only."""

from __future__ import annotations

from smtptui.messages import Message
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """One keyword: `example` is a line to type, where there is one."""

    title: Message
    meaning: Message
    rfc: str
    example: str | None = None


EXTENSIONS: dict[str, ExtensionRow] = {
    "8BITMIME": ExtensionRow(
        Message("8-bit text"),
        Message("The message may have letters beyond ASCII in its body as they are, without an encoding."),
        "RFC 6152",
        "MAIL FROM:<me@example.com> BODY=8BITMIME",
    ),
    "PIPELINING": ExtensionRow(
        Message("Several commands at once"),
        Message("You may send MAIL, RCPT and DATA in one go and read the replies afterwards, in the same order."),
        "RFC 2920",
    ),
    "CHUNKING": ExtensionRow(
        Message("Counted chunks"),
        Message("You may send the message with BDAT in counted chunks: no dot-stuffing, no final dot."),
        "RFC 3030",
        "BDAT 86 LAST",
    ),
    "BINARYMIME": ExtensionRow(
        Message("Binary content"),
        Message("With BDAT the message may have any octets, without lines and without an encoding."),
        "RFC 3030",
        "MAIL FROM:<me@example.com> BODY=BINARYMIME",
    ),
    "ENHANCEDSTATUSCODES": ExtensionRow(
        Message("Enhanced status codes"),
        Message("Replies carry a second code such as 2.1.5, which says more exactly what happened."),
        "RFC 2034",
    ),
    "DSN": ExtensionRow(
        Message("Delivery reports on demand"),
        Message(
            "You may ask for a report on success, delay or failure for each recipient, and say how much of the "
            "message it returns."
        ),
        "RFC 3461",
        "RCPT TO:<you@example.com> NOTIFY=SUCCESS,FAILURE",
    ),
    "STARTTLS": ExtensionRow(
        Message("Encryption"),
        Message("You may switch the connection to TLS now. Do it before you log in."),
        "RFC 3207",
        "STARTTLS",
    ),
    "SMTPUTF8": ExtensionRow(
        Message("Addresses beyond ASCII"),
        Message("Addresses and headers may have letters beyond ASCII, in UTF-8."),
        "RFC 6531",
        "MAIL FROM:<me@example.com> SMTPUTF8",
    ),
    "MT-PRIORITY": ExtensionRow(
        Message("Priority"),
        Message(
            "You may give a message a priority from -9 to 9; a server that is short of time takes the higher ones "
            "first."
        ),
        "RFC 6710",
        "MAIL FROM:<me@example.com> MT-PRIORITY=3",
    ),
    "BURL": ExtensionRow(
        Message("Message from an IMAP server"),
        Message("The server can fetch the message, or parts of it, from an IMAP server, so that you need not send it."),
        "RFC 4468",
    ),
    "ETRN": ExtensionRow(
        Message("Start a queue"),
        Message("You may ask the server to send out the mail that it holds for your host."),
        "RFC 1985",
        "ETRN example.com",
    ),
    "RRVS": ExtensionRow(
        Message("Same owner since"),
        Message(
            "You may ask that a recipient gets the message only if the mailbox has had the same owner since a date."
        ),
        "RFC 7293",
        "RCPT TO:<you@example.com> RRVS=2014-04-03T23:01:00Z",
    ),
    "REQUIRETLS": ExtensionRow(
        Message("TLS all the way"),
        Message("You may demand that a message is passed on only over verified TLS, or not at all."),
        "RFC 8689",
        "MAIL FROM:<me@example.com> REQUIRETLS",
    ),
    "HELP": ExtensionRow(Message("Help"), Message("The server answers HELP with a text."), "RFC 5321 §4.1.1.8", "HELP"),
    "VRFY": ExtensionRow(
        Message("Verify addresses"),
        Message("The server knows VRFY, though it may answer 252 to everything."),
        "RFC 5321 §3.5",
        "VRFY postmaster",
    ),
    "EXPN": ExtensionRow(
        Message("Expand lists"), Message("The server knows EXPN, though it may refuse it."), "RFC 5321 §3.5"
    ),
    "CHECKPOINT": ExtensionRow(
        Message("Resume a transfer"),
        Message("A transfer that broke off may be resumed where it stopped. Hardly used."),
        "RFC 1845",
    ),
    "SUBMITTER": ExtensionRow(
        Message("Responsible submitter"),
        Message("MAIL may name the party responsible for the message, for the Sender ID check. Historic."),
        "RFC 4405",
    ),
    "SEND": ExtensionRow(
        Message("Message to a terminal"), Message("The obsolete SEND command is supported."), "RFC 821"
    ),
    "SOML": ExtensionRow(
        Message("Message to a terminal"), Message("The obsolete SOML command is supported."), "RFC 821"
    ),
    "SAML": ExtensionRow(
        Message("Message to a terminal"), Message("The obsolete SAML command is supported."), "RFC 821"
    ),
    "TURN": ExtensionRow(Message("Swap the roles"), Message("The obsolete TURN command is supported."), "RFC 821"),
    "XCLIENT": ExtensionRow(
        Message("Speak for another client (Postfix)"),
        Message(
            "You are trusted to say that the session comes from another address, name or user: for tests and proxies."
        ),
        "Postfix XCLIENT",
        "XCLIENT ADDR=192.0.2.1",
    ),
    "XFORWARD": ExtensionRow(
        Message("Pass on the client's data (Postfix)"),
        Message("You are trusted to tell who the original client was, for the server's log."),
        "Postfix XFORWARD",
        "XFORWARD ADDR=192.0.2.1",
    ),
    "XVERP": ExtensionRow(
        Message("A return address for each recipient (Postfix)"),
        Message("MAIL may ask that bounces tell which recipient they are about (VERP)."),
        "Postfix VERP",
        "MAIL FROM:<list@example.com> XVERP",
    ),
    "X-EXPS": ExtensionRow(
        Message("Logins between Exchange servers"),
        Message("Exchange servers log in to each other with these mechanisms. Not for you."),
        "Microsoft Exchange",
    ),
    "XEXCH50": ExtensionRow(
        Message("Data between Exchange servers"),
        Message("Old Exchange servers pass properties of a message to each other by it. Not for you."),
        "Microsoft Exchange",
    ),
    "X-ANONYMOUSTLS": ExtensionRow(
        Message("TLS between Exchange servers"),
        Message(
            "Exchange servers encrypt to each other by it without checking certificates. Not for you: use STARTTLS."
        ),
        "Microsoft Exchange",
    ),
    "X-LINK2STATE": ExtensionRow(
        Message("Routing data between Exchange servers"),
        Message("Old Exchange servers tell each other their routes by it. Not for you."),
        "Microsoft Exchange",
    ),
    "XRDST": ExtensionRow(
        Message("Resolved recipients between Exchange servers"),
        Message("Exchange servers use it among themselves. Not for you."),
        "Microsoft Exchange",
    ),
    "XSHADOW": ExtensionRow(
        Message("Shadow copies between Exchange servers"),
        Message("Exchange servers keep copies of messages for each other by it. Not for you."),
        "Microsoft Exchange",
    ),
    "PRDR": ExtensionRow(
        Message("A reply for each recipient (Exim)"),
        Message("If MAIL asks for it, the server answers for every recipient alone after the message."),
        "draft-hall-prdr",
        "MAIL FROM:<me@example.com> PRDR",
    ),
    "PIPE_CONNECT": ExtensionRow(
        Message("Commands before the greeting (Exim)"),
        Message(
            "A client that knows the server from before may send its first commands without waiting for the greeting."
        ),
        "Exim PIPE_CONNECT",
    ),
    "X_PIPE_CONNECT": ExtensionRow(
        Message("Commands before the greeting (Exim)"),
        Message(
            "A client that knows the server from before may send its first commands without waiting for the greeting."
        ),
        "Exim PIPE_CONNECT",
    ),
    "X-PRACTICE": ExtensionRow(
        Message("The practice server"),
        Message("This is our practice server: nothing leaves your computer, so try whatever you like."),
        "",
    ),
}
