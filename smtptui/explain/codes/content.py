"""Codes in answer to DATA, to the end of the data, and to BDAT. Data only."""

from __future__ import annotations

from smtptui.explain.codes.entry import (
    CHECK_RECORDS,
    READ_TEXT,
    RECONNECT_LATER,
    RESET,
    SEE_OFFER,
    TRY_LATER,
    Entry,
)
from smtptui.messages import Message

_SHORTER = Message("Make the message smaller: most of the size is in the attachments.")
_LOOK_AT_CONTENT = Message(
    "Look at the content: missing From, Date or Message-ID headers, links, attachments, bare line feeds."
)
_WHOSE = Message("From here on the server is responsible for the message: it delivers it or sends a bounce.")
_TAKEN_BACK = Message("The server did not take the message: nobody gets it, the transaction is over.")

_DATA: dict[int, Entry] = {
    354: Entry(
        Message("Send the message"),
        Message(
            "The server waits for headers, a blank line and the text. Everything you type now is message, no command."
        ),
        next_steps=(
            Message("End it with a line that holds a single dot."),
            Message("Double the dot of any line that begins with one."),
        ),
        rfc=("RFC 5321 §4.1.1.4", "RFC 5321 §4.5.2"),
    ),
    250: Entry(
        Message("An odd yes to DATA"),
        Message(
            "DATA should be answered by 354 or by a refusal. After a 250 it is not clear whether the server waits "
            "for the message."
        ),
        next_steps=(RESET,),
        rfc=("RFC 5321 §4.3.2",),
    ),
    421: Entry(
        Message("Service closing"),
        Message("The server ends the session before the message. Nothing was delivered."),
        next_steps=(RECONNECT_LATER,),
        rfc=("RFC 5321 §3.8",),
    ),
    450: Entry(
        Message("No message now"),
        Message("The server does not take the message at the moment; some servers greylist here."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 5321 §3.3", "RFC 6647"),
    ),
    451: Entry(
        Message("No message now"),
        Message("The server does not take the message at the moment: trouble of its own, or greylisting."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 5321 §3.3", "RFC 6647"),
    ),
    452: Entry(
        Message("No room now"),
        Message("The server has no room for a message at the moment."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 5321 §4.2.3",),
    ),
    501: Entry(
        Message("DATA takes no argument"),
        Message("DATA stands alone on its line; the message comes after the 354."),
        next_steps=(Message("Send DATA and nothing else."),),
        rfc=("RFC 5321 §4.1.1.4",),
    ),
    503: Entry(
        Message("DATA at the wrong moment"),
        Message("There is no sender or no recipient yet, or BDAT was used in this transaction."),
        Message("All recipients were refused, or RCPT was forgotten."),
        (Message("Name a recipient with RCPT TO first."),),
        ("RFC 5321 §3.3",),
    ),
    530: Entry(
        Message("Log in or start TLS first"),
        Message("The server takes no message before you log in or start TLS."),
        rfc=("RFC 4954 §6", "RFC 3207 §4"),
    ),
    550: Entry(
        Message("Message refused beforehand"),
        Message("The server refuses before it saw the message: a policy on sender, recipients or your address."),
        next_steps=(READ_TEXT,),
        rfc=("RFC 5321 §4.2.3",),
    ),
    554: Entry(
        Message("No valid recipients"),
        Message("The server takes no message: mostly because it accepted no recipient."),
        Message("All recipients were refused, or a policy forbids the message."),
        (Message("Name a recipient that the server accepts, then DATA again."),),
        ("RFC 5321 §3.3",),
    ),
}

_END: dict[int, Entry] = {
    250: Entry(
        Message("Message accepted"),
        _WHOSE,
        next_steps=(Message("Begin another message with MAIL, or end with QUIT."),),
        rfc=("RFC 5321 §4.2.5", "RFC 5321 §6.1"),
    ),
    353: Entry(
        Message("One reply for each recipient follows"),
        Message("The server answers for every recipient alone (PRDR); the last reply is for the whole message."),
        rfc=("draft-hall-prdr",),
    ),
    421: Entry(
        Message("Service closing, message not taken"),
        Message(
            "The server ends the session instead of accepting the message. It should not deliver it; send it again "
            "later."
        ),
        next_steps=(RECONNECT_LATER,),
        rfc=("RFC 5321 §3.8",),
    ),
    450: Entry(
        Message("Message put off"),
        _TAKEN_BACK,
        Message("Greylisting, a limit, or a filter that could not decide."),
        (TRY_LATER,),
        ("RFC 5321 §4.2.3",),
    ),
    451: Entry(
        Message("Message put off"),
        _TAKEN_BACK,
        Message("A filter or the storage had trouble, a limit is reached, or the server postpones unknown senders."),
        (TRY_LATER,),
        ("RFC 5321 §4.2.3",),
    ),
    452: Entry(
        Message("No room for the message now"),
        _TAKEN_BACK,
        Message("The server's disk or the recipient's mailbox is full, or a limit is reached."),
        (TRY_LATER,),
        ("RFC 5321 §4.2.3",),
    ),
    500: Entry(
        Message("Line not understood"),
        Message("The server did not take the data as data: a line was too long, or it read your lines as commands."),
        next_steps=(Message("Keep lines under 998 octets, and wait for the 354 before the message."),),
        rfc=("RFC 5321 §4.5.3.1.6",),
    ),
    521: Entry(
        Message("Message refused"),
        _TAKEN_BACK,
        Message("A policy of the receiver, or bare line feeds in the message."),
        (READ_TEXT,),
        ("RFC 7504",),
    ),
    530: Entry(
        Message("Message refused: log in or start TLS"),
        _TAKEN_BACK,
        Message("The receiver wants authenticated mail."),
        (READ_TEXT, CHECK_RECORDS),
        ("RFC 4954 §6",),
    ),
    550: Entry(
        Message("Content refused"),
        Message(
            "The envelope was fine; the server refuses the message for what is in it, or for what its checks say. "
            "Nobody gets it."
        ),
        Message("A spam verdict, a virus, a forbidden attachment, or a failed SPF, DKIM or DMARC check."),
        (READ_TEXT, CHECK_RECORDS, _LOOK_AT_CONTENT),
        ("RFC 5321 §4.2.3",),
    ),
    551: Entry(
        Message("Content refused"),
        _TAKEN_BACK,
        Message("A filter's verdict; the code itself is meant for recipients elsewhere."),
        (READ_TEXT,),
        ("RFC 5321 §4.2.3",),
    ),
    552: Entry(
        Message("Message too big, or mailbox full"),
        _TAKEN_BACK,
        Message(
            "The message is over the server's limit or does not fit into the mailbox. Gmail also says it of a "
            "forbidden attachment."
        ),
        (_SHORTER, Message("Announce the size with SIZE= at MAIL: then the server refuses before all is sent.")),
        ("RFC 5321 §4.2.3", "RFC 1870 §6.3"),
    ),
    553: Entry(
        Message("Address in the message refused"),
        _TAKEN_BACK,
        Message("An address in the headers, mostly From, is not allowed for you."),
        (READ_TEXT,),
        ("RFC 5321 §4.2.3",),
    ),
    554: Entry(
        Message("Message refused"),
        Message("The server refuses the message after seeing it. Nobody gets it."),
        Message("A spam verdict, a block list, a failed DMARC check, or broken content."),
        (READ_TEXT, CHECK_RECORDS, _LOOK_AT_CONTENT),
        ("RFC 5321 §4.2.3",),
    ),
}

_BDAT: dict[int, Entry] = {
    250: Entry(
        Message("Chunk accepted"),
        Message("The server has the whole chunk. After the chunk marked LAST this means: the message is accepted."),
        next_steps=(Message("Send the next BDAT, or, after LAST, another message or QUIT."),),
        rfc=("RFC 3030 §2",),
    ),
    500: Entry(
        Message("BDAT not known"),
        Message("The server has no CHUNKING, and will read the octets of the chunk as commands."),
        next_steps=(SEE_OFFER, Message("Use DATA instead.")),
        rfc=("RFC 3030 §2",),
    ),
    501: Entry(
        Message("BDAT not understood"),
        Message("BDAT needs the number of octets, and may have the word LAST."),
        next_steps=(Message("Write BDAT 86 LAST and send exactly that many octets."),),
        rfc=("RFC 3030 §2",),
    ),
    503: Entry(
        Message("BDAT at the wrong moment"),
        Message("There is no sender or no recipient, an earlier chunk failed, or DATA was used in this transaction."),
        next_steps=(RESET,),
        rfc=("RFC 3030 §2",),
    ),
    552: Entry(
        Message("Message too big"),
        Message("With this chunk the message is over the server's limit. The transaction is lost."),
        next_steps=(RESET, _SHORTER),
        rfc=("RFC 3030 §2", "RFC 1870 §6.3"),
    ),
}

OF_ONE: dict[int, Entry] = {
    2: Entry(
        Message("Message accepted for one recipient"),
        Message("The server has taken the message for {recipient}; each other recipient has a reply of its own."),
        rfc=("RFC 2033 §4.2",),
    ),
    4: Entry(
        Message("Not now for one recipient"),
        Message("{recipient} does not get the message this time; each other recipient has a reply of its own."),
        Message("The mailbox is busy, full or over its quota, or its own filter has trouble."),
        (TRY_LATER,),
        ("RFC 2033 §4.2",),
    ),
    5: Entry(
        Message("Refused for one recipient"),
        Message("{recipient} does not get the message; each other recipient has a reply of its own."),
        Message("The mailbox is full or gone, or this recipient's own filter refuses the message."),
        (READ_TEXT,),
        ("RFC 2033 §4.2",),
    ),
}
"""By class: a reply after the data that is for one recipient alone, as LMTP and PRDR have them."""

STAGED: dict[tuple[int, str], Entry] = {
    **{(code, "DATA"): entry for code, entry in _DATA.items()},
    **{(code, "."): entry for code, entry in _END.items()},
    **{(code, "BDAT"): entry for code, entry in _END.items()},
    **{(code, "BURL"): entry for code, entry in _END.items()},
    **{(code, "BDAT"): entry for code, entry in _BDAT.items()},
}
