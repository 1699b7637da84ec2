"""Each verb of SMTP: what it does, when it is used, how its line is written."""

from __future__ import annotations

from smtptui.messages import Message
from smtptui.smtp.command import VERBS
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class VerbExplanation:
    """`syntax` is the form of the line; `hint` says what to write in it, for the editor."""

    verb: str
    meaning: Message
    when: Message
    hint: Message
    syntax: str
    rfc: str


_OBSOLETE = Message("Never: it is obsolete, and hardly any server has it.")
_ONCE = Message("First in a session, and again after STARTTLS.")
_ANY_TIME = Message("At any time, except while the server waits for a login answer or for the message.")

_WORDS: dict[str, tuple[Message, Message, Message]] = {
    "HELO": (
        Message("Introduces you, without asking for extensions."),
        Message("Only where the server does not know EHLO."),
        Message("HELO and your host name, such as client.example.com"),
    ),
    "EHLO": (
        Message("Introduces you, and asks which extensions the server has."),
        _ONCE,
        Message("EHLO and your host name, such as client.example.com, or an address literal, such as [192.0.2.1]"),
    ),
    "LHLO": (
        Message("The EHLO of LMTP, the protocol for local delivery."),
        Message("First in an LMTP session."),
        Message("LHLO and your host name"),
    ),
    "MAIL": (
        Message("Opens a transaction and names the return address, where bounces go."),
        Message("After EHLO; on a submission port after AUTH."),
        Message(
            "MAIL FROM:<name@example.com>; no blank after the colon; <> for a bounce; parameters such as SIZE=1000 "
            "follow"
        ),
    ),
    "RCPT": (
        Message("Names one recipient. The server answers for each."),
        Message("After MAIL, once for every recipient."),
        Message("RCPT TO:<name@example.com>; no blank after the colon; one address a line"),
    ),
    "DATA": (
        Message("Begins the message itself: headers, a blank line, the text, and a lone dot at the end."),
        Message("After at least one accepted RCPT."),
        Message("DATA alone; then wait for 354"),
    ),
    "BDAT": (
        Message("Sends a chunk of the message with its length counted, without dot-stuffing and without a final dot."),
        Message("Instead of DATA, where CHUNKING is offered."),
        Message("BDAT and the number of octets that follow; LAST on the last chunk"),
    ),
    "RSET": (
        Message("Forgets sender, recipients and data. The login and TLS stay."),
        _ANY_TIME,
        Message("RSET alone"),
    ),
    "VRFY": (
        Message("Asks whether a user or mailbox exists. Most servers do not tell."),
        _ANY_TIME,
        Message("VRFY and a user name or an address"),
    ),
    "EXPN": (
        Message("Asks who is on a mailing list. Most servers do not tell."),
        _ANY_TIME,
        Message("EXPN and the name of a list"),
    ),
    "HELP": (
        Message("Asks for help texts, written for people."),
        _ANY_TIME,
        Message("HELP alone, or with a command"),
    ),
    "NOOP": (
        Message("Does nothing, and is answered by 250: shows that the connection lives."),
        _ANY_TIME,
        Message("NOOP alone"),
    ),
    "QUIT": (
        Message("Ends the session in good order."),
        _ANY_TIME,
        Message("QUIT alone"),
    ),
    "STARTTLS": (
        Message("Asks to encrypt the connection from here on."),
        Message("After EHLO, where it is offered, and before AUTH."),
        Message("STARTTLS alone; after the 220 the handshake follows"),
    ),
    "AUTH": (
        Message("Begins a login."),
        Message("After EHLO, under TLS, and before MAIL."),
        Message("AUTH and one of the offered mechanisms; the first answer in base64 may follow"),
    ),
    "ETRN": (
        Message("Asks the server to send out the mail that it holds for a host."),
        Message("After EHLO, from a host that collects its mail now and then."),
        Message("ETRN and the name of a node; @domain for a domain with its subdomains"),
    ),
    "BURL": (
        Message("Tells the server to fetch the message, or a part of it, from an IMAP server."),
        Message("Instead of DATA, where BURL is offered."),
        Message("BURL and an imap: URL; LAST on the last part"),
    ),
    "TURN": (
        Message("Once swapped the roles of client and server on the same connection."),
        _OBSOLETE,
        Message("TURN alone (obsolete)"),
    ),
    "SEND": (
        Message("Once sent a message to the terminal of a user."),
        _OBSOLETE,
        Message("SEND FROM:<name@example.com> (obsolete)"),
    ),
    "SOML": (
        Message("Once sent a message to the terminal of a user, or else to the mailbox."),
        _OBSOLETE,
        Message("SOML FROM:<name@example.com> (obsolete)"),
    ),
    "SAML": (
        Message("Once sent a message to the terminal of a user, and to the mailbox."),
        _OBSOLETE,
        Message("SAML FROM:<name@example.com> (obsolete)"),
    ),
    "XCLIENT": (
        Message("Tells Postfix to treat the session as if it came from another client: for tests and proxies."),
        Message("Before MAIL, where it is offered to you. The greeting follows again."),
        Message("XCLIENT and attributes such as NAME=host ADDR=192.0.2.1"),
    ),
    "XFORWARD": (
        Message("Tells a Postfix behind a filter who the original client was, for its log."),
        Message("Before MAIL, where it is offered to you."),
        Message("XFORWARD and attributes such as NAME=host ADDR=192.0.2.1"),
    ),
}


def explain_verb(verb: str) -> VerbExplanation | None:
    """The explanation of a verb, whatever its case; None for one that SMTP does not know."""
    name = verb.upper()
    if name not in _WORDS:
        return None
    meaning, when, hint = _WORDS[name]
    return VerbExplanation(name, meaning, when, hint, VERBS[name].syntax, VERBS[name].rfc)
