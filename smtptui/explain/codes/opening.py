"""Codes at the start of a session: the greeting, EHLO, HELO, LHLO, STARTTLS. Data only."""

from __future__ import annotations

from smtptui.explain.codes.entry import (
    ASK_ADMIN,
    CHECK_BLOCK_LISTS,
    READ_TEXT,
    RECONNECT_LATER,
    SAY_EHLO,
    SEE_OFFER,
    TRY_LATER,
    UNSOLICITED,
    Entry,
)
from smtptui.messages import Message

_NAME_HINT = Message("Use your full host name, such as client.example.com, or an address literal, such as [192.0.2.1].")
_USE_HELO = Message("Try HELO: it is older and always there.")
_NO_TLS = Message("Go on without TLS only where nothing secret is sent; a password would be readable on the way.")

STAGED: dict[tuple[int, str], Entry] = {
    (220, ""): Entry(
        Message("The server greets"),
        Message("The server is there and ready. The first word should be its own host name."),
        next_steps=(SAY_EHLO,),
        rfc=("RFC 5321 §4.2", "RFC 5321 §3.1"),
    ),
    (421, ""): Entry(
        Message("Not now, says the greeting"),
        Message("The server is there but takes no session at the moment, and closes the connection."),
        Message("Overload, maintenance, or too many connections from your address."),
        (RECONNECT_LATER,),
        ("RFC 5321 §3.8",),
    ),
    (450, ""): Entry(
        Message("Put off by the greeting"),
        Message("The server takes no session from you at the moment."),
        Message("A limit or a reputation check on your address."),
        (RECONNECT_LATER, CHECK_BLOCK_LISTS),
        ("RFC 5321 §3.1",),
    ),
    (521, ""): Entry(
        Message("This host takes no mail"),
        Message("The host says at once that it never accepts mail."),
        Message("It is no mail server for any domain, and answers only to say so."),
        (Message("Look up the MX records of the recipient's domain: mail goes elsewhere."),),
        ("RFC 7504 §3",),
    ),
    (550, ""): Entry(
        Message("Refused at the door"),
        Message("The server refuses your address before anything was said."),
        Message("Your address is on a block list, has no PTR record, or is not allowed here."),
        (READ_TEXT, CHECK_BLOCK_LISTS),
        ("RFC 5321 §3.1",),
    ),
    (554, ""): Entry(
        Message("No service for you"),
        Message("The server offers no SMTP to this client. You may only send QUIT."),
        Message("Your address is on a block list or not allowed here, or this is no mail server."),
        (READ_TEXT, CHECK_BLOCK_LISTS),
        ("RFC 5321 §3.1",),
    ),
    (250, "EHLO"): Entry(
        Message("Extensions listed"),
        Message("The server greets you back; each further line names an extension that you may use now."),
        rfc=("RFC 5321 §4.1.1.1",),
    ),
    (250, "HELO"): Entry(
        Message("Hello accepted"),
        Message("The server greets you back. After HELO there are no extensions: no STARTTLS, no AUTH, no SIZE."),
        next_steps=(Message("Send EHLO instead to see the extensions, or begin with MAIL."),),
        rfc=("RFC 5321 §4.1.1.1",),
    ),
    (250, "LHLO"): Entry(
        Message("Extensions listed (LMTP)"),
        Message("The server speaks LMTP, for local delivery: it will answer once for every recipient after the data."),
        rfc=("RFC 2033 §4.1",),
    ),
    (421, "EHLO"): Entry(
        Message("Service closing"),
        Message("The server ends the session in answer to your name."),
        Message("A limit on your address, overload, or a name that it dislikes."),
        (RECONNECT_LATER,),
        ("RFC 5321 §3.8",),
    ),
    (450, "EHLO"): Entry(
        Message("Your name is not accepted for now"),
        Message("The server could not check the name that you gave, or puts you off."),
        Message("The name does not resolve in DNS."),
        (_NAME_HINT, TRY_LATER),
        ("RFC 5321 §4.1.4",),
    ),
    (500, "EHLO"): Entry(
        Message("EHLO not known"),
        Message("The server does not know EHLO."),
        Message("A very old server, no SMTP server at all, or a device on the way that breaks EHLO."),
        (_USE_HELO,),
        ("RFC 5321 §3.2",),
    ),
    (501, "EHLO"): Entry(
        Message("Your name is not valid"),
        Message("EHLO needs one name, written as a domain or as an address in brackets."),
        Message(
            "The name is missing, has no dot or a character that is not allowed, or is an address without brackets."
        ),
        (_NAME_HINT,),
        ("RFC 5321 §4.1.1.1", "RFC 5321 §4.1.3"),
    ),
    (502, "EHLO"): Entry(
        Message("EHLO not supported"),
        Message("The server speaks only the old SMTP without extensions."),
        Message("A very old server, or a device on the way that breaks EHLO."),
        (_USE_HELO,),
        ("RFC 5321 §3.2",),
    ),
    (503, "EHLO"): Entry(
        Message("EHLO at the wrong moment"),
        Message("The server does not take EHLO now."),
        Message("You spoke before the greeting, or the server allows only one EHLO."),
        (Message("Wait for the greeting; then send one EHLO."),),
        ("RFC 5321 §4.1.4",),
    ),
    (504, "EHLO"): Entry(
        Message("Your name is not good enough"),
        Message("The server wants a full host name."),
        Message("The name has no dot, so it is not fully qualified."),
        (_NAME_HINT,),
        ("RFC 5321 §2.3.5",),
    ),
    (550, "EHLO"): Entry(
        Message("Your name is refused"),
        Message("The server refuses you because of the name you gave, or because of your address."),
        Message(
            "The name is the server's own, does not resolve, or does not fit your address; or your address is on a "
            "block list."
        ),
        (_NAME_HINT, READ_TEXT),
        ("RFC 5321 §4.1.4",),
    ),
    (554, "EHLO"): Entry(
        Message("Refused after your name"),
        Message("The server refuses the session once it knows your name."),
        Message("A policy on your name or address, or you spoke before the greeting."),
        (READ_TEXT, CHECK_BLOCK_LISTS),
        ("RFC 5321 §4.1.4",),
    ),
    (500, "LHLO"): Entry(
        Message("LHLO not known"),
        Message("This server speaks SMTP; LHLO belongs to LMTP."),
        next_steps=(SAY_EHLO,),
        rfc=("RFC 2033 §4.1",),
    ),
    (220, "STARTTLS"): Entry(
        Message("Ready for TLS"),
        Message("The TLS handshake follows at once; from here on everything is encrypted."),
        next_steps=(
            Message("After the handshake send EHLO again: what the server said before does not count any more."),
        ),
        rfc=("RFC 3207 §4",),
    ),
    (454, "STARTTLS"): Entry(
        Message("TLS is out of order"),
        Message("The server offers STARTTLS, and cannot do it at the moment."),
        Message("A problem on the server's side, such as a certificate or key that cannot be read."),
        (TRY_LATER, _NO_TLS, ASK_ADMIN),
        ("RFC 3207 §4",),
    ),
    (500, "STARTTLS"): Entry(
        Message("STARTTLS not known"),
        Message("The server does not know STARTTLS."),
        Message("The server has no TLS on this port, or a device on the way removes it."),
        (SEE_OFFER, Message("Try the port with TLS from the start, 465."), _NO_TLS),
        ("RFC 3207 §4",),
    ),
    (501, "STARTTLS"): Entry(
        Message("STARTTLS takes no argument"),
        Message("STARTTLS stands alone on its line."),
        next_steps=(Message("Send STARTTLS and nothing else."),),
        rfc=("RFC 3207 §4",),
    ),
    (502, "STARTTLS"): Entry(
        Message("STARTTLS not supported"),
        Message("The server knows STARTTLS and does not offer it."),
        Message("TLS is not set up on this port."),
        (SEE_OFFER, _NO_TLS),
        ("RFC 3207 §4",),
    ),
    (503, "STARTTLS"): Entry(
        Message("STARTTLS at the wrong moment"),
        Message("The server does not start TLS now."),
        Message("TLS is already on, EHLO is missing, or a transaction is open."),
        (SEE_OFFER,),
        ("RFC 3207 §4",),
    ),
    (554, "STARTTLS"): Entry(
        Message("TLS refused"),
        Message("The server refuses to start TLS."),
        Message("TLS is already on, or a policy forbids it."),
        (READ_TEXT,),
        ("RFC 3207 §4",),
    ),
    (421, UNSOLICITED): Entry(
        Message("The server hangs up"),
        Message("Nothing was asked: the server says by itself that it ends the session."),
        Message(
            "You were silent for too long, or the server is shutting down. An SMTP server waits up to five minutes; "
            "many wait much less."
        ),
        (Message("Connect again; prepare the lines before, and send them quickly."),),
        ("RFC 5321 §3.8", "RFC 5321 §4.5.3.2.7"),
    ),
}

_OF_ANY_HELLO = (421, 450, 501, 504, 550, 554)
STAGED.update({(code, verb): STAGED[code, "EHLO"] for verb in ("HELO", "LHLO") for code in _OF_ANY_HELLO})
