"""Replies of real servers and providers, by what is characteristic in them → likely cause and next steps.

`pattern` is searched in "code text", the text without line ends. The first that fits counts: the special ones come
before the general ones. Data only; sources are the providers' own pages and bounces seen in the wild.
"""

from __future__ import annotations

import re

from smtptui.messages import Message
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class VendorReply:
    """`name` is a stable short name, `who` a sentence that says whose reply it is or what kind."""

    name: str
    pattern: re.Pattern[str]
    who: Message
    cause: Message
    next_steps: tuple[Message, ...] = ()


def _known(name: str, pattern: str, who: Message, cause: Message, *next_steps: Message) -> VendorReply:
    return VendorReply(name, re.compile(pattern, re.IGNORECASE | re.DOTALL), who, cause, next_steps)


_SET_SPF_DKIM = Message("Set SPF and DKIM for the domain, send through its own servers, and check with the doctor.")
_SET_PTR = Message("Ask who gives you the address (provider or hosting) for a PTR record whose name leads back to it.")
_DELIST = Message("Look your address up on the list's own page, remove the cause, then ask for delisting there.")
_THROUGH_PROVIDER = Message(
    "From a home or office network send through your provider's submission server, port 587 or 465, with a login."
)
_SLOW_DOWN = Message("Send less, and slower; try again later.")
_WAIT_GREETING = Message("Wait for each reply before the next line; a batch only where PIPELINING is offered.")

VENDOR_REPLIES: tuple[VendorReply, ...] = (
    _known(
        "gmail-app-password",
        r"^534 .*(?:application-specific password|InvalidSecondFactor)",
        Message("Gmail: an app password is wanted."),
        Message("The account has two-step verification, so its normal password does not work for SMTP."),
        Message("Create an app password in the Google account and use it, or log in with XOAUTH2."),
    ),
    _known(
        "gmail-browser-login",
        r"^534 .*(?:log in (?:with|via) your web browser|WebLoginRequired)",
        Message("Gmail: a login in the browser is wanted first."),
        Message("Google found the login unusual and blocked it."),
        Message("Log in with the browser, confirm that it was you, then try again with an app password."),
    ),
    _known(
        "gmail-bad-credentials",
        r"^535 .*(?:BadCredentials|gsmtp)",
        Message("Gmail: user name and password are not accepted."),
        Message("Google takes no account passwords for SMTP any more: it wants an app password or XOAUTH2."),
        Message("Create an app password in the Google account and use it, or log in with XOAUTH2."),
    ),
    _known(
        "gmail-unauthenticated",
        r"^(?:550|421) .*[45]\.7\.2[67]\b.*(?:google|gsmtp|unauthenticated)",
        Message("Gmail: the sender is not authenticated."),
        Message("Neither SPF nor DKIM passes for the sender's domain, which Gmail demands of every sender."),
        _SET_SPF_DKIM,
    ),
    _known(
        "gmail-no-ptr",
        r"^(?:550|421) .*(?:[45]\.7\.25\b|does not have a PTR record|PTR record).*(?:google|gsmtp|IPv6)",
        Message("Gmail: your address has no valid PTR record."),
        Message(
            "The name of your address is missing, or does not lead back to the address. Over IPv6 Gmail is strict "
            "about it."
        ),
        _SET_PTR,
    ),
    _known(
        "gmail-rate",
        r"^(?:421|450|550) .*(?:unusual rate of (?:unsolicited|email)|[45]\.7\.28\b)",
        Message("Gmail: too much mail, or too much like spam, from your address."),
        Message("Gmail limits your address or domain because of volume or complaints."),
        _SLOW_DOWN,
        _SET_SPF_DKIM,
    ),
    _known(
        "gmail-daily-limit",
        r"^550 .*(?:5\.4\.5 )?Daily (?:user |SMTP relay )?sending (?:limit|quota) exceeded",
        Message("Gmail: the day's limit is reached."),
        Message("The account has sent as many messages as it may in 24 hours."),
        Message("Wait until the next day, or use a provider made for many messages."),
    ),
    _known(
        "gmail-no-such-user",
        r"^550 .*The email account that you tried to reach does not exist",
        Message("Gmail: there is no such mailbox."),
        Message("The part before the @ is mistyped, or the account was deleted."),
        Message("Check the address letter by letter."),
    ),
    _known(
        "gmail-over-quota",
        r"^(?:452|552) .*(?:over quota|out of storage space|inbox is full)",
        Message("The recipient's mailbox is full."),
        Message("The recipient has used up the storage of the account."),
        Message("Ask the recipient, by another way, to make room."),
    ),
    _known(
        "gmail-blocked-content",
        r"^552 .*(?:blocked because its content presents a potential|5\.7\.0)",
        Message("Gmail: the content looks dangerous."),
        Message(
            "An attachment or link is of a kind that Gmail never takes, such as a program, also inside an archive."
        ),
        Message("Leave the attachment out, or share it in another way."),
    ),
    _known(
        "outlook-block-list",
        r"\((?:S3140|S3150)\)|part of their network is on our block list",
        Message("Outlook.com: your network is on Microsoft's own block list."),
        Message("Your address or its neighbours have sent spam to Outlook.com."),
        Message("Ask Microsoft through its delisting form (olcsupport.office.com), and look at SNDS."),
    ),
    _known(
        "outlook-banned-address",
        r"^550 .*(?:5\.7\.(?:60[6-9]|6[1-4]\d)\b|banned sending IP|5\.7\.511\b)",
        Message("Exchange Online: your address is banned."),
        Message("Microsoft 365 has blocked the address because of spam."),
        Message("Ask for delisting at sender.office.com."),
    ),
    _known(
        "outlook-basic-auth",
        r"^535 .*(?:SmtpClientAuthentication is disabled|basic authentication is disabled|5\.7\.139)",
        Message("Microsoft 365: logins with a password are switched off."),
        Message("The tenant or the mailbox does not allow SMTP AUTH, or only with OAuth."),
        Message("Log in with XOAUTH2, or have the administrator allow SMTP AUTH for the mailbox."),
    ),
    _known(
        "outlook-login-failed",
        r"^535 .*5\.7\.3 Authentication unsuccessful",
        Message("Microsoft: user name or password is not accepted."),
        Message("A wrong password, or a password where OAuth is wanted."),
        Message("Log in with XOAUTH2, or check the password and encode it anew."),
    ),
    _known(
        "exchange-not-connected-auth",
        r"^530 .*5\.7\.57\b|Client not authenticated to send",
        Message("Exchange Online: a login is wanted before MAIL."),
        Message("You are on the submission port, and not logged in."),
        Message("STARTTLS, EHLO again, AUTH, and then MAIL."),
    ),
    _known(
        "exchange-send-as",
        r"SendAsDenied|5\.2\.252\b|5\.7\.60 .*permissions to send as",
        Message("Exchange: this return address is not yours."),
        Message("The account that you are logged in with may not send as this address."),
        Message("Use the account's own address in MAIL FROM and in the From header."),
    ),
    _known(
        "exchange-no-recipient",
        r"5\.1\.10\b.*(?:RESOLVER\.ADR|Recipient not found)|5\.4\.1 .*Recipient address rejected: Access denied",
        Message("Exchange: there is no such recipient."),
        Message("The address is mistyped, or the domain at Microsoft 365 does not know it."),
        Message("Check the address letter by letter."),
    ),
    _known(
        "exchange-throttled",
        r"^4\d\d .*4\.7\.(?:500|65\d)\b|Server busy.*\bAS\(\d+\)",
        Message("Exchange Online: your address is slowed down."),
        Message("Microsoft does not know your address well, and limits it until it does."),
        _SLOW_DOWN,
    ),
    _known(
        "yahoo-deferred",
        r"\[(?:TSS|TS)0?\d+\]|temporarily deferred due to (?:unexpected volume|user complaints)",
        Message("Yahoo: your mail is put off."),
        Message("Complaints of users, or more mail from your address than Yahoo expects."),
        _SLOW_DOWN,
        Message("See senders.yahooinc.com for the code in brackets."),
    ),
    _known(
        "yahoo-spamhaus",
        r"\[BL2\d\]|Connections (?:will )?not (?:be )?accepted from",
        Message("Yahoo: your address is on a Spamhaus list."),
        Message("Yahoo takes no mail from addresses that Spamhaus lists."),
        _DELIST,
    ),
    _known(
        "yandex-spam",
        r"Message rejected under suspicion of SPAM|Spam message discarded",
        Message("Yandex: the message looks like spam."),
        Message("Yandex judged content, sender or reputation to be spam."),
        Message("Try a plain, short text from the account's own address; see the link in the reply."),
    ),
    _known(
        "yandex-not-owned",
        r"Sender address rejected: not owned by",
        Message("The return address is not the account's own."),
        Message("Postfix and Yandex let you send only as addresses of the account that you are logged in with."),
        Message("Use the account's own address in MAIL FROM and in the From header."),
    ),
    _known(
        "yandex-access-rights",
        r"This user does not have access rights to this service",
        Message("Yandex: the mailbox is not opened for mail programs."),
        Message("Access by mail programs is switched off, or the password is not an app password."),
        Message("Allow mail programs in the mailbox settings, and create an app password."),
    ),
    _known(
        "mailru-app-password",
        r"parol prilozheniya|Application password is REQUIRED|NEOBHODIM",
        Message("Mail.ru: an app password is wanted."),
        Message("Mail.ru takes no account passwords for SMTP."),
        Message("Create a password for external applications in the account's security settings."),
    ),
    _known(
        "mailru-spam",
        r"^55\d .*(?:spam message rejected|help\.mail\.ru/notspam)",
        Message("Mail.ru: the message looks like spam."),
        Message("Mail.ru judged content, sender or reputation to be spam."),
        Message("Follow the link in the reply: it carries the id that their support asks for."),
    ),
    _known(
        "mailru-rate",
        r"(?:Ratelimit|rate limit) exceeded .*mail\.ru|Too many messages.*mail\.ru",
        Message("Mail.ru: too many messages."),
        Message("A limit on messages in a minute, hour or day is reached."),
        _SLOW_DOWN,
    ),
    _known(
        "dmarc",
        r"DMARC",
        Message("A DMARC check refused the message."),
        Message("The domain in From has a DMARC policy, and neither SPF nor DKIM passes for that domain."),
        Message(
            "Send from a domain of your own, signed with DKIM; mail with a From of a free provider must go through "
            "its servers."
        ),
        _SET_SPF_DKIM,
    ),
    _known(
        "spf",
        r"\bSPF\b|openspf",
        Message("An SPF check refused the sender."),
        Message("The SPF record of the MAIL FROM domain does not list your address, or is broken."),
        Message("Add the sending address to the domain's SPF record, or send through a listed server."),
    ),
    _known(
        "spamhaus-open-resolver",
        r"spamhaus\.org.*(?:open resolver|/returnc/)|127\.255\.255\.25\d",
        Message("A block list answered an error, and the server took it for a listing."),
        Message(
            "The receiver asks Spamhaus through a public resolver, which Spamhaus refuses. Your address may be clean."
        ),
        Message("Tell the receiver's administrator: the resolver needs fixing there."),
    ),
    _known(
        "block-list",
        r"spamhaus|spamcop|barracuda(?:central|networks)|\bsorbs\b|\bDN?SBL\b|\bRBL\b|uceprotect"
        r"|blocked using|block ?list|black ?list|(?<!not )listed (?:at|in|by|on)\b",
        Message("A block list refused you."),
        Message("Your address or domain is on a list that this server asks."),
        _DELIST,
        _THROUGH_PROVIDER,
    ),
    _known(
        "no-ptr",
        r"cannot find your (?:reverse )?hostname|reverse (?:DNS|hostname|lookup)|\bPTR\b|\brDNS\b"
        r"|no host ?name (?:for|found)|does not resolve to (?:your|the) (?:IP|address)",
        Message("The server looked for the name of your address and did not like what it found."),
        Message("Your address has no PTR record, or its name does not lead back to the address."),
        _SET_PTR,
        _THROUGH_PROVIDER,
    ),
    _known(
        "helo-refused",
        r"Helo command rejected|invalid HELO|bad HELO|HELO.*(?:not resolve|does not match|required)"
        r"|EHLO.*(?:not resolve)",
        Message("The name that you gave in EHLO is refused."),
        Message("The name is not a full host name, does not exist in DNS, or does not fit your address."),
        Message("Use the host name that your address's PTR record says."),
    ),
    _known(
        "exim-synchronization",
        r"synchroni[sz]ation error",
        Message("Exim: you spoke before it was your turn."),
        Message("Lines arrived before the server's reply. Spam programs do that, so Exim hangs up."),
        _WAIT_GREETING,
    ),
    _known(
        "pipelining-refused",
        r"improper (?:use of )?(?:SMTP )?(?:command )?pipelining|unauthorized pipelining|talking too soon"
        r"|early talker|pregreet|command pipelining",
        Message("The server refuses lines sent ahead."),
        Message("Lines arrived before the reply to the one before, where PIPELINING does not allow it."),
        _WAIT_GREETING,
    ),
    _known(
        "bare-line-feed",
        r"bare <?LF>?|bare line ?feed|bare newline|stray (?:CR|LF)|<CR> or <LF>",
        Message("The server refuses line ends that are not CRLF."),
        Message(
            "A line ended with a lone LF. Servers refuse it since it lets one smuggle a second message (SMTP "
            "smuggling)."
        ),
        Message("End every line with CRLF. What you type here always does; a file may not."),
    ),
    _known(
        "starttls-first",
        r"must issue (?:a )?STARTTLS|STARTTLS (?:is )?required|TLS (?:is )?required|encryption (?:is )?required"
        r"|5\.7\.0 .*TLS",
        Message("The server wants TLS first."),
        Message("Nothing else is taken in the clear."),
        Message("Send STARTTLS, then EHLO again."),
    ),
    _known(
        "relay-denied",
        r"relay(?:ing)? (?:access )?(?:is )?(?:denied|prohibited|not permitted|not allowed)|relay not permitted"
        r"|unable to relay"
        r"|not a(?:n open)? relay|relaying denied|allowed hosts|rcpthosts|we do not relay|not permitted to relay",
        Message("Relaying is denied."),
        Message(
            "The recipient's domain is not this server's, and you are not logged in: it passes on mail only for its "
            "own users."
        ),
        Message("Log in with AUTH on port 587 or 465, or connect to the MX of the recipient's domain."),
    ),
    _known(
        "authentication-required",
        r"^(?:530|550|553|554|503) .*(?:authenticat(?:ion|e)(?: is)? (?:required|first)|must authenticate|SMTP AUTH)",
        Message("The server wants a login first."),
        Message("This port or this recipient is for users who log in."),
        Message("STARTTLS, EHLO again, then AUTH."),
    ),
    _known(
        "too-many-connections",
        r"too many (?:concurrent |simultaneous )?(?:SMTP )?(?:connections|sessions)|trop de connexions"
        r"|connection (?:rate|limit)",
        Message("Too many connections from your address."),
        Message("Other sessions from the same address are open, or were opened too fast."),
        Message("Close the others, wait a little, and connect again."),
    ),
    _known(
        "too-many-errors",
        r"too many (?:errors|unrecognized commands|bad commands|invalid commands|syntax)|error limit exceeded",
        Message("Too many mistakes in one session."),
        Message("The server counts refused commands, and hangs up after some of them."),
        Message("Connect again; try one thing at a time."),
    ),
    _known(
        "too-many-recipients",
        r"too many recipients|too many invalid recipients",
        Message("Too many recipients."),
        Message("One transaction may have only so many recipients, or too many of yours were wrong."),
        Message("Send to the rest in another transaction."),
    ),
    _known(
        "rate-limit",
        r"rate[ -]?limit|(?:sending|hourly|daily|message) (?:limit|quota)|too many (?:messages|mails|emails)"
        r"|too much mail|\bthrottl",
        Message("A limit on messages is reached."),
        Message("The server allows so many messages in a minute, an hour or a day."),
        _SLOW_DOWN,
    ),
    _known(
        "idle",
        r"^421 .*(?:time-?out|timed out|idle|inactiv)",
        Message("You were silent for too long."),
        Message("Servers wait a limited time for the next line."),
        Message("Connect again; prepare the lines before, and send them quickly."),
    ),
    _known(
        "no-such-user",
        r"(?:no such|unknown|invalid|non-?existent) (?:local )?(?:user|recipient|mailbox|address)"
        r"|user (?:is )?(?:unknown|not found)"
        r"|(?:user|recipient|mailbox|account|address) (?:does not|doesn't) exist|mailbox not found"
        r"|not listed in (?:public|domino)",
        Message("There is no such mailbox."),
        Message("The part before the @ is mistyped, or the mailbox was deleted."),
        Message("Check the address letter by letter."),
    ),
    _known(
        "mailbox-full",
        r"(?:mailbox|quota|storage|inbox)\b.{0,30}\b(?:full|exceeded)|over ?quota",
        Message("The recipient's mailbox is full."),
        Message("The recipient has used up the quota."),
        Message("Ask the recipient, by another way, to make room."),
    ),
    _known(
        "spam-verdict",
        r"\bspam\b|\bjunk\b|bulk mail|unsolicited|content (?:rejected|filter)|message content",
        Message("A filter refused the message."),
        Message("The content or the sender looks like spam to the receiver's filter."),
        Message("Try a plain, short text; check SPF, DKIM, DMARC and block lists."),
    ),
    _known(
        "virus",
        r"\bvirus\b|malware|infected|trojan",
        Message("A virus scanner refused the message."),
        Message("An attachment or link is known as malware, or looks like it."),
        Message("Leave the attachment out. The EICAR test file gives the same reply."),
    ),
)
