"""Codes in answer to the small commands: RSET, NOOP, HELP, VRFY, EXPN, ETRN, QUIT. Data only."""

from __future__ import annotations

from smtptui.explain.codes.entry import CHECK_ADDRESS, TRY_LATER, Entry
from smtptui.messages import Message

_SWITCHED_OFF = Message("Most servers switch it off, so that nobody collects addresses with it.")
_NOT_HERE = Entry(
    Message("Not answered here"),
    Message("The server does not verify addresses or expand lists for clients."),
    _SWITCHED_OFF,
    (Message("Use RCPT TO to see whether an address is accepted."),),
    ("RFC 5321 §3.5.3", "RFC 5321 §7.3"),
)
_HELP_UNKNOWN = Entry(
    Message("No help on that"),
    Message("The server has no help, or none on that word."),
    rfc=("RFC 5321 §4.1.1.8",),
)

STAGED: dict[tuple[int, str], Entry] = {
    (250, "RSET"): Entry(
        Message("Transaction cleared"),
        Message("Sender, recipients and data are forgotten; EHLO, TLS and the login stay."),
        next_steps=(Message("Begin again with MAIL FROM."),),
        rfc=("RFC 5321 §4.1.1.5",),
    ),
    (250, "NOOP"): Entry(
        Message("Still here"),
        Message("Nothing was done, on purpose: the connection works, and the idle clock starts anew."),
        rfc=("RFC 5321 §4.1.1.9",),
    ),
    (250, "HELP"): Entry(Message("Help"), Message("Help text, for a person to read."), rfc=("RFC 5321 §4.1.1.8",)),
    (502, "HELP"): _HELP_UNKNOWN,
    (504, "HELP"): _HELP_UNKNOWN,
    (250, "VRFY"): Entry(
        Message("Mailbox exists"),
        Message("The server knows this mailbox, and says its full address."),
        rfc=("RFC 5321 §3.5.1",),
    ),
    (251, "VRFY"): Entry(
        Message("Known, forwarded"),
        Message("The user is not local; the server would forward mail."),
        rfc=("RFC 5321 §3.4",),
    ),
    (252, "VRFY"): Entry(
        Message("Not verified, on purpose"),
        Message("The server does not tell whether the mailbox exists; it would accept mail for it and try."),
        _SWITCHED_OFF,
        (Message("Use RCPT TO to see whether an address is accepted."),),
        ("RFC 5321 §3.5.3", "RFC 5321 §7.3"),
    ),
    (450, "VRFY"): Entry(
        Message("Cannot verify now"),
        Message("The server cannot look the mailbox up at the moment."),
        None,
        (TRY_LATER,),
        ("RFC 5321 §3.5.3",),
    ),
    (550, "VRFY"): Entry(
        Message("No such mailbox, or not allowed"),
        Message("The mailbox does not exist here, or the server does not answer this question to you."),
        None,
        (CHECK_ADDRESS,),
        ("RFC 5321 §3.5.1",),
    ),
    (551, "VRFY"): Entry(
        Message("User is elsewhere"),
        Message("The user is not local, and the server does not forward. Its text may name the new address."),
        rfc=("RFC 5321 §3.4",),
    ),
    (553, "VRFY"): Entry(
        Message("Ambiguous name"),
        Message("The name fits several users. The text may list them."),
        None,
        (CHECK_ADDRESS,),
        ("RFC 5321 §3.5.1",),
    ),
    (250, "EXPN"): Entry(
        Message("List expanded"),
        Message("Each line names a member of the mailing list."),
        rfc=("RFC 5321 §3.5.2",),
    ),
    (252, "EXPN"): Entry(
        Message("List not expanded"),
        Message("The server does not tell the members; it would accept mail for the list and try."),
        _SWITCHED_OFF,
        (),
        ("RFC 5321 §3.5.3",),
    ),
    (550, "EXPN"): Entry(
        Message("No such list, or not allowed"),
        Message("There is no such mailing list, or the server does not tell its members to you."),
        _SWITCHED_OFF,
        (),
        ("RFC 5321 §3.5.2",),
    ),
    **{(code, verb): _NOT_HERE for code in (500, 502) for verb in ("VRFY", "EXPN")},
    (250, "ETRN"): Entry(
        Message("Queue started"),
        Message("The server begins to send out what it holds for that node."),
        rfc=("RFC 1985 §5.3",),
    ),
    (251, "ETRN"): Entry(
        Message("Nothing waits"), Message("The server holds no messages for that node."), rfc=("RFC 1985 §5.3",)
    ),
    (252, "ETRN"): Entry(
        Message("Queue started, messages wait"),
        Message("The server holds messages for that node and begins to send them."),
        rfc=("RFC 1985 §5.3",),
    ),
    (221, "QUIT"): Entry(
        Message("Goodbye"),
        Message("The server ends the session in good order. What it accepted stays accepted."),
        rfc=("RFC 5321 §4.1.1.10",),
    ),
    (250, "QUIT"): Entry(
        Message("Goodbye"),
        Message("The server ends the session; 221 would be the usual code."),
        rfc=("RFC 5321 §4.1.1.10",),
    ),
}
