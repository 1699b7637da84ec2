"""Codes in answer to MAIL (the return address) and RCPT (a recipient). Data only."""

from __future__ import annotations

from smtptui.explain.codes.entry import (
    ASK_ADMIN,
    CHECK_ADDRESS,
    CHECK_BLOCK_LISTS,
    CHECK_RECORDS,
    CHECK_SYNTAX,
    FEWER,
    LOG_IN,
    READ_TEXT,
    RECONNECT_LATER,
    SEE_OFFER,
    START_TLS,
    TRY_LATER,
    Entry,
)
from smtptui.messages import Message

_OWN_ADDRESS = Message("Use an address of your own as MAIL FROM: the one that you log in with.")
_SHORTER = Message("Make the message smaller: most of the size is in the attachments.")
_WITHOUT = Message("Leave the parameters out and try again.")

_MAIL: dict[int, Entry] = {
    250: Entry(
        Message("Return address accepted"),
        Message("A transaction is open. Bounces would go to this address."),
        next_steps=(Message("Name a recipient with RCPT TO."),),
        rfc=("RFC 5321 §3.3",),
    ),
    421: Entry(
        Message("Service closing"),
        Message("The server ends the session instead of opening a transaction."),
        Message("A limit on messages or connections, or overload."),
        (RECONNECT_LATER,),
        ("RFC 5321 §3.8",),
    ),
    450: Entry(
        Message("Return address put off"),
        Message("The server does not accept this return address at the moment."),
        Message("Its domain could not be looked up, or a limit for this sender is reached."),
        (TRY_LATER, CHECK_ADDRESS),
        ("RFC 5321 §4.2.3",),
    ),
    451: Entry(
        Message("Return address could not be checked"),
        Message("Something failed while the server checked the return address, or it puts you off."),
        Message("DNS of the sender's domain does not answer, or a limit on messages is reached."),
        (TRY_LATER,),
        ("RFC 5321 §4.2.3",),
    ),
    452: Entry(
        Message("No room now"),
        Message("The server has no room for the message at the moment, or you sent too many."),
        next_steps=(TRY_LATER,),
        rfc=("RFC 5321 §4.2.3", "RFC 1870 §6.1"),
    ),
    501: Entry(
        Message("Return address not understood"),
        Message("What follows MAIL is not as the syntax wants it."),
        Message(
            "Brackets or the colon are missing, there is a blank after the colon, or the address itself is malformed."
        ),
        (Message("Write MAIL FROM:<name@example.com>, without a blank after the colon."),),
        ("RFC 5321 §4.1.1.2",),
    ),
    503: Entry(
        Message("MAIL at the wrong moment"),
        Message("The server opens no transaction now."),
        Message("A transaction is open already, EHLO is missing, or a login is wanted first."),
        (Message("Send EHLO if you have not; RSET if a transaction is open."),),
        ("RFC 5321 §4.1.4",),
    ),
    530: Entry(
        Message("Log in or start TLS first"),
        Message("The server takes no mail before you log in or start TLS."),
        next_steps=(START_TLS, LOG_IN),
        rfc=("RFC 4954 §6", "RFC 3207 §4"),
    ),
    550: Entry(
        Message("Return address refused"),
        Message("The server dislikes the return address, or you as its sender. No recipient was named yet."),
        Message(
            "The address does not exist, its domain forbids your server to use it (SPF), or you are on a block list."
        ),
        (CHECK_ADDRESS, CHECK_RECORDS, CHECK_BLOCK_LISTS),
        ("RFC 5321 §3.3",),
    ),
    551: Entry(
        Message("Return address not yours"),
        Message("The server does not accept this return address from you."),
        next_steps=(_OWN_ADDRESS, READ_TEXT),
        rfc=("RFC 5321 §4.2.3",),
    ),
    552: Entry(
        Message("Message would be too big"),
        Message("The size announced with SIZE= is over the server's limit, so nothing needs to be sent in vain."),
        next_steps=(_SHORTER,),
        rfc=("RFC 1870 §6.1",),
    ),
    553: Entry(
        Message("Return address not allowed"),
        Message("The server does not accept this return address."),
        Message("It is malformed, or not one of the addresses of the account that you are logged in with."),
        (_OWN_ADDRESS, CHECK_ADDRESS),
        ("RFC 5321 §4.2.3",),
    ),
    554: Entry(
        Message("Sender refused"),
        Message("The server refuses mail from this sender or from your address."),
        Message("A block list, a policy, or a login that is missing."),
        (READ_TEXT, CHECK_BLOCK_LISTS),
        ("RFC 5321 §4.2.3",),
    ),
    555: Entry(
        Message("Parameter of MAIL not recognised"),
        Message("The server does not know a parameter that follows the return address."),
        Message("Its extension is not in the EHLO reply, or you said HELO."),
        (SEE_OFFER, _WITHOUT),
        ("RFC 5321 §4.1.1.11",),
    ),
}

_RCPT: dict[int, Entry] = {
    250: Entry(
        Message("Recipient accepted"),
        Message(
            "{recipient} will get the message. Accepting is no proof that the mailbox exists: some servers check later."
        ),
        next_steps=(Message("Name another recipient with RCPT TO, or begin the message with DATA."),),
        rfc=("RFC 5321 §3.3",),
    ),
    251: Entry(
        Message("Recipient accepted, will forward"),
        Message("{recipient} is not local; the server takes the message and forwards it."),
        next_steps=(Message("Go on; a new address in the reply's text is worth noting."),),
        rfc=("RFC 5321 §3.4",),
    ),
    252: Entry(
        Message("Recipient not verified, accepted"),
        Message("The server could not check {recipient} and takes the message nevertheless."),
        rfc=("RFC 5321 §3.5.3",),
    ),
    421: Entry(
        Message("Service closing"),
        Message("The server ends the session at this recipient. Nothing of the message was taken."),
        Message("Too many refused recipients, a limit, or overload."),
        (RECONNECT_LATER,),
        ("RFC 5321 §3.8",),
    ),
    450: Entry(
        Message("Recipient put off"),
        Message("The server does not take mail for {recipient} at the moment. Earlier recipients still count."),
        Message("Greylisting (a first attempt is always put off), a busy or locked mailbox, or a limit."),
        (TRY_LATER,),
        ("RFC 5321 §4.2.3", "RFC 6647"),
    ),
    451: Entry(
        Message("Recipient put off"),
        Message("The server cannot or will not check {recipient} now."),
        Message("Greylisting (a first attempt is always put off), or trouble on the server's side."),
        (TRY_LATER,),
        ("RFC 5321 §4.2.3", "RFC 6647"),
    ),
    452: Entry(
        Message("Too many recipients, or no room"),
        Message(
            "The server takes no further recipient in this transaction, or the mailbox is full. Those already "
            "accepted still count."
        ),
        next_steps=(Message("Finish this message with DATA for the recipients accepted so far."), FEWER),
        rfc=("RFC 5321 §4.5.3.1.10",),
    ),
    501: Entry(
        Message("Recipient not understood"),
        Message("What follows RCPT is not as the syntax wants it."),
        Message(
            "Brackets or the colon are missing, there is a blank after the colon, or the address itself is malformed."
        ),
        (Message("Write RCPT TO:<name@example.com>, without a blank after the colon."),),
        ("RFC 5321 §4.1.1.3",),
    ),
    503: Entry(
        Message("RCPT at the wrong moment"),
        Message("No transaction is open, so no recipient can be added."),
        Message("MAIL is missing or was refused."),
        (Message("Send MAIL FROM first."),),
        ("RFC 5321 §3.3",),
    ),
    521: Entry(
        Message("Recipient's host takes no mail"),
        Message("The host for {recipient} accepts no mail at all."),
        next_steps=(CHECK_ADDRESS,),
        rfc=("RFC 7504 §3",),
    ),
    530: Entry(
        Message("Log in or start TLS first"),
        Message("The server takes no mail for {recipient} before you log in or start TLS."),
        next_steps=(START_TLS, LOG_IN),
        rfc=("RFC 4954 §6", "RFC 3207 §4"),
    ),
    550: Entry(
        Message("Recipient refused"),
        Message("The server takes no mail for {recipient}. Other recipients are not affected."),
        Message(
            "The mailbox does not exist; or a policy: relaying, a block list, a sender that the recipient blocked."
        ),
        (CHECK_ADDRESS, READ_TEXT),
        ("RFC 5321 §3.3",),
    ),
    551: Entry(
        Message("Recipient is elsewhere"),
        Message("{recipient} is not local, and the server does not forward. Its text may name where to send instead."),
        next_steps=(Message("Send to the address in the reply's text, if there is one."),),
        rfc=("RFC 5321 §3.4",),
    ),
    552: Entry(
        Message("Recipient over quota"),
        Message("The mailbox of {recipient} is full, or, from older servers, there are too many recipients."),
        next_steps=(Message("Ask the recipient to make room, by another way."), FEWER),
        rfc=("RFC 5321 §4.2.3", "RFC 5321 §4.5.3.1.10"),
    ),
    553: Entry(
        Message("Recipient address not allowed"),
        Message("The server does not accept the address {recipient}."),
        Message("It is malformed, or its domain is none that this server takes mail for."),
        (CHECK_ADDRESS, READ_TEXT),
        ("RFC 5321 §4.2.3",),
    ),
    554: Entry(
        Message("Recipient refused by policy"),
        Message("The server refuses to take mail for {recipient} from you."),
        Message("Relaying is denied (this server is not responsible for that domain), or you are on a block list."),
        (LOG_IN, READ_TEXT, CHECK_BLOCK_LISTS),
        ("RFC 5321 §4.2.3",),
    ),
    555: Entry(
        Message("Parameter of RCPT not recognised"),
        Message("The server does not know a parameter that follows the recipient."),
        Message("Its extension (mostly DSN) is not in the EHLO reply."),
        (SEE_OFFER, _WITHOUT),
        ("RFC 5321 §4.1.1.11",),
    ),
    556: Entry(
        Message("Recipient's domain takes no mail"),
        Message("The domain of {recipient} publishes a null MX: it accepts no mail."),
        next_steps=(CHECK_ADDRESS,),
        rfc=("RFC 7504 §4", "RFC 7505 §4.2"),
    ),
}

_UNKNOWN_COMMAND = Entry(
    Message("Line not recognised"),
    Message("The server did not understand the line as a command."),
    Message("A typing mistake, or invisible or look-alike characters in the line."),
    (CHECK_SYNTAX, ASK_ADMIN),
    ("RFC 5321 §4.2.4",),
)

STAGED: dict[tuple[int, str], Entry] = {
    **{(code, "MAIL"): entry for code, entry in _MAIL.items()},
    **{(code, "RCPT"): entry for code, entry in _RCPT.items()},
    (500, "MAIL"): _UNKNOWN_COMMAND,
    (500, "RCPT"): _UNKNOWN_COMMAND,
}
