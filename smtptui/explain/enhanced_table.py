"""The rows of the IANA registry "SMTP Enhanced Status Codes": subject and detail → title, meaning, source.

Facts are the registry's, the words are ours. Data only.
"""

from __future__ import annotations

from smtptui.messages import Message
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One code, for all of its classes."""

    title: Message
    meaning: Message
    rfc: str


SUBJECTS: dict[int, Message] = {
    0: Message("nothing in particular"),
    1: Message("an address"),
    2: Message("the recipient's mailbox"),
    3: Message("the receiving mail system"),
    4: Message("the network and routing"),
    5: Message("the SMTP conversation"),
    6: Message("the message's content"),
    7: Message("security and policy"),
}

ROWS: dict[str, Row] = {
    "0.0": Row(
        Message("Nothing specific"), Message("Only the class is known: the server has no more to say."), "RFC 3463 §3.1"
    ),
    "1.0": Row(
        Message("Something about an address"),
        Message("An address in the message is the reason; which one and why is not told."),
        "RFC 3463 §3.2",
    ),
    "1.1": Row(
        Message("No such mailbox"), Message("The part before the @ names no mailbox on this system."), "RFC 3463 §3.2"
    ),
    "1.2": Row(
        Message("Bad recipient domain"),
        Message("The part after the @ does not exist, or takes no mail."),
        "RFC 3463 §3.2",
    ),
    "1.3": Row(
        Message("Recipient address is malformed"),
        Message("The recipient's address breaks the rules of address syntax."),
        "RFC 3463 §3.2",
    ),
    "1.4": Row(
        Message("Recipient address is ambiguous"),
        Message("The address fits more than one mailbox, and the server does not guess."),
        "RFC 3463 §3.2",
    ),
    "1.5": Row(
        Message("Recipient address is valid"),
        Message("The address is good. Seen in successful replies to RCPT."),
        "RFC 3463 §3.2",
    ),
    "1.6": Row(
        Message("Mailbox has moved"),
        Message("The mailbox existed once, takes no mail now, and left no new address."),
        "RFC 3463 §3.2",
    ),
    "1.7": Row(
        Message("Sender address is malformed"),
        Message("The sender's address breaks the rules of address syntax."),
        "RFC 3463 §3.2",
    ),
    "1.8": Row(
        Message("Bad sender domain"),
        Message("The domain of the sender's address does not exist or cannot take replies and bounces."),
        "RFC 3463 §3.2",
    ),
    "1.9": Row(
        Message("Passed on outside SMTP"),
        Message("The address was good; the message went to a system that sends no reports, so no more is known."),
        "RFC 3886 §3.3.4",
    ),
    "1.10": Row(
        Message("Recipient domain takes no mail"),
        Message("The recipient's domain publishes a null MX: it declares that it accepts no mail at all."),
        "RFC 7505 §4.2, RFC 7504",
    ),
    "2.0": Row(
        Message("Something about the mailbox"),
        Message("The mailbox exists; something about it is the reason."),
        "RFC 3463 §3.3",
    ),
    "2.1": Row(
        Message("Mailbox is disabled"),
        Message("The mailbox exists but accepts nothing, for now (4.2.1) or for good (5.2.1)."),
        "RFC 3463 §3.3",
    ),
    "2.2": Row(
        Message("Mailbox is full"),
        Message("The recipient is over the quota. Mail can come again when the recipient deletes some."),
        "RFC 3463 §3.3",
    ),
    "2.3": Row(
        Message("Too long for this mailbox"),
        Message("The message is longer than this mailbox allows, though the system might take it for others."),
        "RFC 3463 §3.3",
    ),
    "2.4": Row(
        Message("Mailing list cannot be expanded"),
        Message("The address is a mailing list, and its members could not be worked out."),
        "RFC 3463 §3.3",
    ),
    "3.0": Row(
        Message("Something about the mail system"),
        Message("The receiving system works in general; something about it is the reason."),
        "RFC 3463 §3.4",
    ),
    "3.1": Row(
        Message("Mail system is full"),
        Message("The receiving system has no disk space left. A single recipient cannot help that."),
        "RFC 3463 §3.4",
    ),
    "3.2": Row(
        Message("System accepts no mail now"),
        Message("The receiving host takes no mail from the network: maintenance, overload, a shutdown, or for good."),
        "RFC 3463 §3.4, RFC 7504",
    ),
    "3.3": Row(
        Message("Feature not supported here"),
        Message("The message asks for a feature that the receiving system does not have."),
        "RFC 3463 §3.4",
    ),
    "3.4": Row(
        Message("Message too big for the system"),
        Message("The message is larger than the receiving system takes for anyone."),
        "RFC 3463 §3.4",
    ),
    "3.5": Row(
        Message("Receiving system is misconfigured"),
        Message("The receiving system's own configuration keeps it from accepting this message."),
        "RFC 3463 §3.4",
    ),
    "3.6": Row(
        Message("Priority was changed"),
        Message("Accepted, but with another priority than asked for. The new priority begins the reply's text."),
        "RFC 6710",
    ),
    "4.0": Row(
        Message("Something about the network"),
        Message("The network or the routing is the reason; nothing more exact can be told."),
        "RFC 3463 §3.5",
    ),
    "4.1": Row(
        Message("No answer from host"), Message("The next host did not answer the connection attempt."), "RFC 3463 §3.5"
    ),
    "4.2": Row(
        Message("Connection went bad"),
        Message("The connection was made, then timed out or broke before the transaction was done."),
        "RFC 3463 §3.5",
    ),
    "4.3": Row(
        Message("Directory or DNS failure"),
        Message("A directory that is needed for routing, such as DNS, could not be asked."),
        "RFC 3463 §3.5",
    ),
    "4.4": Row(
        Message("No route"),
        Message(
            "Where the mail should go next could not be worked out, for example because the domain has "
            "neither MX nor address."
        ),
        "RFC 3463 §3.5",
    ),
    "4.5": Row(
        Message("Mail system is congested"),
        Message("The mail system has too much to do at the moment."),
        "RFC 3463 §3.5",
    ),
    "4.6": Row(
        Message("Mail loop"),
        Message("The message was forwarded too many times: routing tables or forwards send it in a circle."),
        "RFC 3463 §3.5",
    ),
    "4.7": Row(
        Message("Message is too old"),
        Message("The message waited longer than the sender or the server allows."),
        "RFC 3463 §3.5",
    ),
    "5.0": Row(
        Message("Something about the protocol"),
        Message("The SMTP conversation itself is the reason; nothing more exact can be told."),
        "RFC 3463 §3.6",
    ),
    "5.1": Row(
        Message("Invalid command"),
        Message("The command is not supported, or came at the wrong moment."),
        "RFC 3463 §3.6",
    ),
    "5.2": Row(
        Message("Syntax error"),
        Message("The command could not be understood: an unknown verb, or wrong syntax."),
        "RFC 3463 §3.6",
    ),
    "5.3": Row(
        Message("Too many recipients"),
        Message("More recipients than one transaction may have. The rest needs another transaction."),
        "RFC 3463 §3.6",
    ),
    "5.4": Row(
        Message("Invalid argument"),
        Message("The command is right; its argument or parameter is out of range or not supported."),
        "RFC 3463 §3.6",
    ),
    "5.5": Row(
        Message("Wrong protocol version"),
        Message("Client and server speak versions of the protocol that do not fit."),
        "RFC 3463 §3.6",
    ),
    "5.6": Row(
        Message("AUTH line is too long"),
        Message("The base64 answer is longer than the server's buffer for this mechanism."),
        "RFC 4954 §6",
    ),
    "6.0": Row(
        Message("Something about the content"),
        Message("The content is the reason; nothing more exact can be told."),
        "RFC 3463 §3.7",
    ),
    "6.1": Row(
        Message("Content type not supported"),
        Message("The protocol or the next system cannot carry this kind of content."),
        "RFC 3463 §3.7",
    ),
    "6.2": Row(
        Message("Conversion is needed but forbidden"),
        Message("The content would have to be converted, and the sender or a policy forbids that."),
        "RFC 3463 §3.7",
    ),
    "6.3": Row(
        Message("Conversion is needed but not possible"),
        Message("The content would have to be converted, for example from 8-bit to 7-bit, and this host cannot."),
        "RFC 3463 §3.7",
    ),
    "6.4": Row(
        Message("Converted with loss"),
        Message(
            "The message was delivered after a conversion that lost something; as a failure: such a loss was forbidden."
        ),
        "RFC 3463 §3.7",
    ),
    "6.5": Row(
        Message("Conversion failed"), Message("A conversion was needed, tried, and did not work."), "RFC 3463 §3.7"
    ),
    "6.6": Row(
        Message("Content could not be fetched"),
        Message("The content lies on another system, and could not be fetched from there (BURL)."),
        "RFC 4468 §3.5",
    ),
    "6.7": Row(
        Message("Non-ASCII address not permitted"),
        Message("An address has letters beyond ASCII, and this is not allowed for that sender or recipient."),
        "RFC 6531 §3.5",
    ),
    "6.8": Row(
        Message("A UTF-8 reply would be needed"),
        Message(
            "The mailbox name can be shown in UTF-8 only, and the client did not say that it accepts such "
            "replies (SMTPUTF8)."
        ),
        "RFC 6531 §3.5",
    ),
    "6.9": Row(
        Message("UTF-8 headers cannot be passed on"),
        Message("The message has UTF-8 headers, and a system of at least one recipient cannot take them."),
        "RFC 6531 §3.5",
    ),
    "6.10": Row(
        Message("A UTF-8 reply would be needed (deprecated)"),
        Message("The same as X.6.8, registered twice by mistake. New servers use X.6.8."),
        "RFC 6531",
    ),
    "7.0": Row(
        Message("Something about security"),
        Message("Security or a policy is the reason; the server cannot or will not say more."),
        "RFC 3463 §3.8",
    ),
    "7.1": Row(
        Message("Refused by policy"),
        Message(
            "You are not allowed to send this there: relaying, a block list, a filter or another rule of the receiver."
        ),
        "RFC 3463 §3.8",
    ),
    "7.2": Row(
        Message("Not allowed to post to this list"),
        Message("The address is a mailing list, and this sender may not write to it."),
        "RFC 3463 §3.8",
    ),
    "7.3": Row(
        Message("Security conversion impossible"),
        Message("The message would have to go from one secure messaging system to another, which is not possible."),
        "RFC 3463 §3.8",
    ),
    "7.4": Row(
        Message("Security feature not supported"),
        Message("A security feature was asked for, such as a way to authenticate, that the server does not support."),
        "RFC 3463 §3.8",
    ),
    "7.5": Row(
        Message("Cryptographic failure"),
        Message("Checking or decrypting failed because something needed, such as a key, is missing or invalid."),
        "RFC 3463 §3.8",
    ),
    "7.6": Row(
        Message("Cryptographic algorithm not supported"),
        Message("Checking or decrypting needs an algorithm that the system does not know."),
        "RFC 3463 §3.8",
    ),
    "7.7": Row(
        Message("Message was altered"),
        Message("The check of the message's integrity failed: it was damaged or changed on its way."),
        "RFC 3463 §3.8",
    ),
    "7.8": Row(
        Message("Credentials are not accepted"),
        Message("User name or password is wrong or not sufficient. Ask for them again."),
        "RFC 4954 §6",
    ),
    "7.9": Row(
        Message("Mechanism is too weak"),
        Message("The server wants a stronger way to authenticate for this user."),
        "RFC 4954 §6",
    ),
    "7.10": Row(
        Message("Encryption needed"),
        Message(
            "This way to authenticate needs an encrypted connection. Start TLS first, or choose a stronger mechanism."
        ),
        "RFC 5248",
    ),
    "7.11": Row(
        Message("Encryption required for this mechanism"),
        Message(
            "This mechanism may be used under TLS only. An old code: a server of today does not offer it in the clear."
        ),
        "RFC 4954 §6",
    ),
    "7.12": Row(
        Message("Password transition needed"),
        Message("The account must first be moved to this mechanism: log in once with PLAIN, under TLS, then it works."),
        "RFC 4954 §6",
    ),
    "7.13": Row(
        Message("Account is disabled"),
        Message(
            "The credentials are right; an administrator has closed the account. Asking for the password "
            "again will not help."
        ),
        "RFC 5248",
    ),
    "7.14": Row(
        Message("Trust relationship required"),
        Message("The submission server must be trusted by the server that holds the content, and is not (BURL)."),
        "RFC 5248",
    ),
    "7.15": Row(
        Message("Priority is too low"),
        Message("The server takes only mail of a higher priority, for now or always."),
        "RFC 6710",
    ),
    "7.16": Row(
        Message("Too big for this priority"),
        Message("For this priority the message is too big, for now or always."),
        "RFC 6710",
    ),
    "7.17": Row(
        Message("Mailbox has a new owner"),
        Message("The sender asked for an owner since a given date (RRVS), and the mailbox has changed hands since."),
        "RFC 7293",
    ),
    "7.18": Row(
        Message("Domain has a new owner"),
        Message("The sender asked for an owner since a given date (RRVS), and the domain has changed hands since."),
        "RFC 7293",
    ),
    "7.19": Row(
        Message("Owner's date is not known"),
        Message("The sender asked for an owner since a given date (RRVS), and the server has no such date on record."),
        "RFC 7293",
    ),
    "7.20": Row(
        Message("No passing DKIM signature"),
        Message("The receiver wants a DKIM signature that verifies, and found none."),
        "RFC 7372 §3.1",
    ),
    "7.21": Row(
        Message("No acceptable DKIM signature"),
        Message("There are DKIM signatures that verify, and the receiver accepts none of them."),
        "RFC 7372 §3.1",
    ),
    "7.22": Row(
        Message("No DKIM signature of the author"),
        Message("No DKIM signature that verifies belongs to the domain in the From header."),
        "RFC 7372 §3.1",
    ),
    "7.23": Row(
        Message("SPF failed"),
        Message("The domain's SPF record does not allow this client's address to send for it."),
        "RFC 7372 §3.2",
    ),
    "7.24": Row(
        Message("SPF could not be evaluated"),
        Message("Evaluating SPF gave an error: a broken record, or DNS did not answer."),
        "RFC 7372 §3.2",
    ),
    "7.25": Row(
        Message("Reverse DNS check failed"),
        Message("The client's address has no PTR record, or its name does not lead back to the address."),
        "RFC 7372 §3.3",
    ),
    "7.26": Row(
        Message("Several authentication checks failed"),
        Message("More than one of the checks (SPF, DKIM and others) failed, without saying which."),
        "RFC 7372 §3.4",
    ),
    "7.27": Row(
        Message("Sender domain takes no mail"),
        Message(
            "The sender's domain publishes a null MX, so it could not be answered; the receiver refuses such senders."
        ),
        "RFC 7505 §4.2",
    ),
    "7.28": Row(
        Message("Mail flood"),
        Message("The message looks like part of a flood of similar abusive messages."),
        "draft-levine-mailbomb-header",
    ),
    "7.29": Row(
        Message("ARC validation failed"),
        Message("The chain of ARC headers, which forwarders add, does not verify."),
        "RFC 8617",
    ),
    "7.30": Row(
        Message("REQUIRETLS cannot be kept"),
        Message("The message demands TLS all the way (REQUIRETLS), and no next server supports that."),
        "RFC 8689 §5",
    ),
}
