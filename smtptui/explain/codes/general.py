"""Codes whatever the stage, and the classes. Data only."""

from __future__ import annotations

from smtptui.explain.codes.entry import (
    ASK_ADMIN,
    CHECK_ADDRESS,
    CHECK_SYNTAX,
    LOG_IN,
    READ_TEXT,
    RECONNECT_LATER,
    SEE_OFFER,
    START_TLS,
    TRY_LATER,
    Entry,
)
from smtptui.messages import Message

CLASSES: dict[int, Message] = {
    2: Message("2xx: done. The server did what was asked; go on."),
    3: Message("3xx: go on. The server accepted the command and waits for more before it can finish."),
    4: Message("4xx: not now. A temporary failure: the same may succeed later, so a mail server retries."),
    5: Message("5xx: no. A permanent failure: the same will fail again; something must be changed first."),
}

FALLBACKS: dict[int, Entry] = {
    2: Entry(
        Message("Success"),
        Message("The server says that it is done. The code {code} itself is not one of the standard ones."),
        rfc=("RFC 5321 §4.2.1",),
    ),
    3: Entry(
        Message("More is wanted"),
        Message("The server waits for more input. The code {code} itself is not one of the standard ones."),
        next_steps=(READ_TEXT,),
        rfc=("RFC 5321 §4.2.1",),
    ),
    4: Entry(
        Message("Temporary failure"),
        Message(
            "Not now. The code {code} itself is not one of the standard ones; its first digit says that it may pass."
        ),
        next_steps=(READ_TEXT, TRY_LATER),
        rfc=("RFC 5321 §4.2.1",),
    ),
    5: Entry(
        Message("Permanent failure"),
        Message(
            "Refused. The code {code} itself is not one of the standard ones; its first digit says that it will not "
            "pass."
        ),
        next_steps=(READ_TEXT,),
        rfc=("RFC 5321 §4.2.1",),
    ),
}

CODES: dict[int, Entry] = {
    211: Entry(
        Message("System status"),
        Message("A report on the server's state, for a person to read."),
        rfc=("RFC 5321 §4.2.3",),
    ),
    214: Entry(Message("Help"), Message("Help text, for a person to read."), rfc=("RFC 5321 §4.2.3",)),
    220: Entry(Message("Ready"), Message("The server is ready for what comes next."), rfc=("RFC 5321 §4.2.3",)),
    221: Entry(Message("Goodbye"), Message("The server closes the connection now."), rfc=("RFC 5321 §4.2.3",)),
    235: Entry(Message("Logged in"), Message("The authentication succeeded."), rfc=("RFC 4954 §6",)),
    250: Entry(Message("Done"), Message("The server did what was asked."), rfc=("RFC 5321 §4.2.3",)),
    251: Entry(
        Message("Will forward"),
        Message("The address is not local; the server takes the mail and passes it on."),
        rfc=("RFC 5321 §3.4",),
    ),
    252: Entry(
        Message("Not verified, but will try"),
        Message("The server does not say whether the address exists; it would take mail for it and try to deliver."),
        rfc=("RFC 5321 §3.5.3",),
    ),
    253: Entry(
        Message("Messages pending"), Message("Queued messages for that node will now be sent."), rfc=("RFC 1985 §5.3",)
    ),
    334: Entry(
        Message("Your answer, please"),
        Message("Part of a login: the server asks a question, in base64, and waits for the answer in base64."),
        rfc=("RFC 4954 §4",),
    ),
    353: Entry(
        Message("One reply for each recipient follows"),
        Message("The server answers for every recipient alone (PRDR), then once for the message."),
        rfc=("draft-hall-prdr",),
    ),
    354: Entry(
        Message("Send the message"),
        Message("The server waits for the message, ended by a line that holds a single dot."),
        rfc=("RFC 5321 §4.1.1.4",),
    ),
    421: Entry(
        Message("Service closing"),
        Message(
            "The server ends the session now: overload, maintenance, a limit, or too long a silence. It may answer "
            "any command so."
        ),
        next_steps=(RECONNECT_LATER,),
        rfc=("RFC 5321 §3.8", "RFC 5321 §4.2.3"),
    ),
    422: Entry(
        Message("A password transition is needed"),
        Message("The account must first be moved to this mechanism."),
        rfc=("RFC 5248", "RFC 4954 §6"),
    ),
    430: Entry(
        Message("Not accepted for now"),
        Message("Seen from a few servers only: the command fails for a temporary reason, mostly with the login."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 5248",),
    ),
    432: Entry(
        Message("A password transition is needed"),
        Message("The account must first log in once with PLAIN, under TLS; then this mechanism works."),
        rfc=("RFC 4954 §4.7.1",),
    ),
    450: Entry(
        Message("Mailbox unavailable for now"),
        Message("The request was not carried out: the mailbox is busy, or a policy puts you off."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 5321 §4.2.3",),
    ),
    451: Entry(
        Message("Local error"),
        Message("The server gave up because of trouble of its own, or postpones you on purpose."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 5321 §4.2.3",),
    ),
    452: Entry(
        Message("Out of storage or over a limit"),
        Message("The server has too little room at the moment, or a limit is reached."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 5321 §4.2.3",),
    ),
    453: Entry(
        Message("No mail now"),
        Message("The system accepts no mail from the network at the moment."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 5248",),
    ),
    454: Entry(
        Message("Not available for now"),
        Message("TLS or authentication is out of order for a while on the server's side."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 3207 §4", "RFC 4954 §6"),
    ),
    455: Entry(
        Message("Parameters cannot be served now"),
        Message("The server knows the parameters, and cannot serve them at the moment."),
        next_steps=(TRY_LATER, Message("Leave the parameters out and try again.")),
        rfc=("RFC 5321 §4.1.1.11",),
    ),
    458: Entry(
        Message("Cannot queue for that node"),
        Message("The server cannot start sending the messages of that node."),
        rfc=("RFC 1985 §5.3",),
    ),
    459: Entry(
        Message("Node not allowed"),
        Message("The server does not send out that node's messages for you."),
        rfc=("RFC 1985 §5.3",),
    ),
    500: Entry(
        Message("Command not recognised"),
        Message("The server does not know this command, or the line is too long."),
        Message("A mistyped verb, or an extension that this server does not have."),
        (CHECK_SYNTAX, SEE_OFFER),
        ("RFC 5321 §4.2.4",),
    ),
    501: Entry(
        Message("Wrong arguments"),
        Message("The verb is known; what follows it is not as the syntax wants it."),
        next_steps=(CHECK_SYNTAX,),
        rfc=("RFC 5321 §4.2.4",),
    ),
    502: Entry(
        Message("Command not supported"),
        Message("The server knows the command and does not carry it out, mostly because it was switched off."),
        next_steps=(SEE_OFFER,),
        rfc=("RFC 5321 §4.2.4",),
    ),
    503: Entry(
        Message("Wrong order"),
        Message("The command is right, but not at this moment: something must come first."),
        next_steps=(Message("Send what is missing, then this command again."),),
        rfc=("RFC 5321 §4.1.4",),
    ),
    504: Entry(
        Message("Parameter not supported"),
        Message("The command is known, this parameter of it is not."),
        next_steps=(SEE_OFFER,),
        rfc=("RFC 5321 §4.2.3",),
    ),
    521: Entry(
        Message("This host takes no mail"),
        Message("The host never accepts mail, whatever you send."),
        next_steps=(Message("Look up the MX records of the recipient's domain: mail goes elsewhere."),),
        rfc=("RFC 7504 §3",),
    ),
    523: Entry(
        Message("Encryption needed"),
        Message("This needs an encrypted connection."),
        next_steps=(START_TLS,),
        rfc=("RFC 5248",),
    ),
    524: Entry(
        Message("Encryption required for this mechanism"),
        Message("This way to log in is allowed under TLS only."),
        next_steps=(START_TLS,),
        rfc=("RFC 5248",),
    ),
    525: Entry(
        Message("Account disabled"),
        Message("The credentials are right, but the account was closed by an administrator."),
        next_steps=(ASK_ADMIN,),
        rfc=("RFC 5248",),
    ),
    530: Entry(
        Message("Log in or start TLS first"),
        Message("The server does not take this command before you log in or start TLS."),
        next_steps=(START_TLS, LOG_IN),
        rfc=("RFC 4954 §6", "RFC 3207 §4"),
    ),
    533: Entry(
        Message("Not authorised"), Message("You may not send this there."), next_steps=(READ_TEXT,), rfc=("RFC 5248",)
    ),
    534: Entry(
        Message("Mechanism too weak"),
        Message("The server wants a stronger way to log in."),
        next_steps=(SEE_OFFER,),
        rfc=("RFC 4954 §6",),
    ),
    535: Entry(
        Message("Login refused"),
        Message("The server does not accept the credentials."),
        next_steps=(READ_TEXT,),
        rfc=("RFC 4954 §6",),
    ),
    538: Entry(
        Message("Encryption required for this mechanism"),
        Message("This way to log in is allowed under TLS only. An old code that newer servers seldom use."),
        next_steps=(START_TLS,),
        rfc=("RFC 2554",),
    ),
    550: Entry(
        Message("Refused"),
        Message("The server does not do it: the mailbox does not exist, or a policy forbids it."),
        next_steps=(READ_TEXT,),
        rfc=("RFC 5321 §4.2.3",),
    ),
    551: Entry(
        Message("User not local"),
        Message("The mailbox is elsewhere, and this server does not pass mail on to it."),
        next_steps=(READ_TEXT,),
        rfc=("RFC 5321 §3.4",),
    ),
    552: Entry(
        Message("Too big or over quota"),
        Message("The message or the mailbox is over a size limit."),
        next_steps=(Message("Send less, or ask the recipient to make room."),),
        rfc=("RFC 5321 §4.2.3", "RFC 1870"),
    ),
    553: Entry(
        Message("Mailbox name not allowed"),
        Message("The address is not acceptable: its syntax, or a rule about who may use it."),
        next_steps=(CHECK_ADDRESS, READ_TEXT),
        rfc=("RFC 5321 §4.2.3",),
    ),
    554: Entry(
        Message("Transaction failed"),
        Message("The server refuses, without a more exact code."),
        next_steps=(READ_TEXT,),
        rfc=("RFC 5321 §4.2.3",),
    ),
    555: Entry(
        Message("Parameters not recognised"),
        Message("MAIL or RCPT has a parameter that the server does not know."),
        next_steps=(SEE_OFFER, Message("Leave the parameters out and try again.")),
        rfc=("RFC 5321 §4.1.1.11",),
    ),
    556: Entry(
        Message("Domain takes no mail"),
        Message("The recipient's domain declares that it accepts no mail (null MX)."),
        next_steps=(CHECK_ADDRESS,),
        rfc=("RFC 7504 §4", "RFC 7505 §4.2"),
    ),
}
