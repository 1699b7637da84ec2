"""Each scenario as conversations: bytes in, exact bytes out, however the bytes are cut."""

from __future__ import annotations

import pytest

from tests.practice.talk import Feed, Talk, feed_bytes, feed_lines, feed_whole

BANNER = "S: 220 practice.example.test ESMTP smtptui practice server\n"
EHLO = "C: EHLO client.example.test\n"
PLAIN_EHLO = (
    EHLO
    + """
S: 250-practice.example.test
S: 250-PIPELINING
S: 250-SIZE 20971520
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250-HELP
S: 250 X-PRACTICE {}
""".strip()
    + "\n"
)
BEGUN = BANNER + PLAIN_EHLO.format("plain")
AUTH_EHLO = PLAIN_EHLO.format("auth").replace("20971520\n", "20971520\nS: 250-AUTH LOGIN PLAIN CRAM-MD5\n")
AUTH_BEGUN = BANNER + AUTH_EHLO
TLS_EHLO = PLAIN_EHLO.format("starttls").replace("20971520\n", "20971520\nS: 250-STARTTLS\n")
UNDER_TLS_EHLO = PLAIN_EHLO.format("starttls").replace("20971520\n", "20971520\nS: 250-AUTH LOGIN PLAIN CRAM-MD5\n")

PLAIN = {
    "a minimal session, as the articles print it": BANNER
    + """
        C: HELO client.example.test
        S: 250 practice.example.test
        C: MAIL FROM:<sender@example.org>
        S: 250 2.1.0 Ok
        C: RCPT TO:<vasya@example.test>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 End data with <CR><LF>.<CR><LF>
        C: Subject: Hello
        C:
        C: ..dot
        C: .
        S: 250 2.0.0 Ok: queued as 1CF5FC0AAE
        C: QUIT
        S: 221 2.0.0 Bye
        @closed
    """,
    "verbs in any case, blanks after the colon, no brackets": BEGUN
    + """
        C: mail from: <sender@example.org>
        S: 250 2.1.0 Ok
        C: Rcpt To:vasya@EXAMPLE.test
        S: 250 2.1.5 Ok
        C: rcpt to:<Postmaster>
        S: 250 2.1.5 Ok
        C: rcpt to:<PostMaster@practice.test>
        S: 250 2.1.5 Ok
        C: rcpt to:<@relay.example,@other.example:masha@example.test>
        S: 250 2.1.5 Ok
    """,
    "who is refused": BEGUN
    + """
        C: MAIL FROM:<>
        S: 250 2.1.0 Ok
        C: RCPT TO:<nobody@example.test>
        S: 550 5.1.1 <nobody@example.test>: Recipient address rejected: User unknown
        C: RCPT TO:<friend@gmail.com>
        S: 554 5.7.1 <friend@gmail.com>: Relay access denied
        C: RCPT TO:<вася@example.test>
        S: 501 5.1.3 <????@example.test>: Bad recipient address syntax: it is not ASCII, and SMTPUTF8 is not offered
        C: RCPT TO:<vasya>
        S: 501 5.1.3 <vasya>: Bad recipient address syntax: the address has no domain
        C: RCPT TO:<>
        S: 501 5.5.4 Syntax: RCPT TO:<address>: "TO:" or the address is missing
        C: DATA
        S: 554 5.5.1 Error: no valid recipients
        C: RSET
        S: 250 2.0.0 Ok
        C: DATA
        S: 503 5.5.1 Error: need MAIL command
    """,
    "out of order": BANNER
    + """
        C: MAIL FROM:<sender@example.org>
        S: 503 5.5.1 Error: send HELO/EHLO first
        C: RCPT TO:<vasya@example.test>
        S: 503 5.5.1 Error: need MAIL command
        C: HELO client.example.test
        S: 250 practice.example.test
        C: MAIL FROM:<sender@example.org> SIZE=10
        S: 555 5.5.4 Error: SIZE: parameters need EHLO, not HELO
        C: MAIL FROM:<sender@example.org>
        S: 250 2.1.0 Ok
        C: MAIL FROM:<sender@example.org>
        S: 503 5.5.1 Error: nested MAIL command
        C: DATA
        S: 503 5.5.1 Error: need RCPT command
    """,
    "what is wrong is said": BEGUN
    + """
        C: HELO
        S: 501 5.5.4 Syntax: HELO domain: your name is missing
        C: MAIL sender@example.org
        S: 501 5.5.4 Syntax: MAIL FROM:<address>: "FROM:" or the address is missing
        C: MAIL FROM:
        S: 501 5.5.4 Syntax: MAIL FROM:<address>: "FROM:" or the address is missing
        C: MAIL FROM:<a..b@example.org>
        S: 501 5.1.7 <a..b@example.org>: Bad sender address syntax: the part before @ is not well-formed
        C: DATA now
        S: 501 5.5.4 Syntax: DATA: it takes no argument
        C: QUIT now
        S: 501 5.5.4 Syntax: QUIT: it takes no argument
        C: RSET now
        S: 501 5.5.4 Syntax: RSET: it takes no argument
        C: VRFY
        S: 501 5.5.4 Syntax: VRFY address: the address is missing
        C: УРДЩ client.example.test
        S: 500 5.5.2 Error: command not recognized
        C:
        S: 500 5.5.2 Error: an empty line is no command
        C: AUTH LOGIN
        S: 502 5.5.1 Error: AUTH is not offered here
        C: STARTTLS
        S: 502 5.5.1 Error: STARTTLS is not offered here
        C: BDAT 5 LAST
        S: 502 5.5.1 Error: BDAT is not offered here
    """,
    "nosy questions": BEGUN
    + """
        C: VRFY vasya
        S: 252 2.0.0 Cannot VRFY user, but will accept message and attempt delivery
        C: EXPN staff
        S: 502 5.5.1 Error: EXPN is not available: who is on a list is private
        C: NOOP anything
        S: 250 2.0.0 Ok
        C: HELP
        S: 214-2.0.0 This is a practice server: it teaches, and delivers nowhere.
        S: 214-2.0.0 Commands: HELO EHLO MAIL RCPT DATA RSET VRFY EXPN HELP NOOP QUIT
        S: 214 2.0.0 HELP followed by a command tells more.
        C: HELP mail
        S: 214-2.0.0 Syntax: MAIL FROM:<address> [parameters]
        S: 214-2.0.0 Begin a message: the address that bounces go to, <> for none.
        S: 214 2.0.0 See RFC 5321 section 4.1.1.2
        C: HELP STARTTLS
        S: 504 5.5.4 Error: there is no help on that; HELP alone lists the commands
    """,
    "parameters": BEGUN
    + """
        C: MAIL FROM:<sender@example.org> SIZE=20971521
        S: 552 5.3.4 Message size exceeds fixed limit
        C: MAIL FROM:<sender@example.org> SIZE=lots
        S: 501 5.5.4 Error: SIZE is a number of octets
        C: MAIL FROM:<sender@example.org> BODY=BINARYMIME
        S: 501 5.5.4 Error: BODY is 7BIT or 8BITMIME
        C: MAIL FROM:<sender@example.org> RET=FULL
        S: 555 5.5.4 Error: unsupported parameter of MAIL: RET
        C: MAIL FROM:<sender@example.org> body=8bitmime size=20971520
        S: 250 2.1.0 Ok
        C: RCPT TO:<vasya@example.test> NOTIFY=NEVER
        S: 555 5.5.4 Error: unsupported parameter of RCPT: NOTIFY
    """,
    "many messages in one session": BEGUN
    + """
        C: MAIL FROM:<sender@example.org>
        S: 250 2.1.0 Ok
        C: RCPT TO:<vasya@example.test>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 End data with <CR><LF>.<CR><LF>
        C: .
        S: 250 2.0.0 Ok: queued as 1CF5FC0AAE
        C: MAIL FROM:<sender@example.org>
        S: 250 2.1.0 Ok
        C: RCPT TO:<masha@example.test>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 End data with <CR><LF>.<CR><LF>
        C: Subject: second
        C: .
        S: 250 2.0.0 Ok: queued as 1D1B41FF3F
        C: EHLO again.example.test
        S: 250-practice.example.test
        S: 250-PIPELINING
        S: 250-SIZE 20971520
        S: 250-ENHANCEDSTATUSCODES
        S: 250-8BITMIME
        S: 250-HELP
        S: 250 X-PRACTICE plain
    """,
    "idle": BANNER
    + """
        @advance 1799
        C: NOOP
        S: 250 2.0.0 Ok
        @advance 1800
        S: 421 4.4.2 practice.example.test Error: timeout exceeded
        @closed
    """,
}

AUTH = {
    "LOGIN by hand": AUTH_BEGUN
    + """
        C: MAIL FROM:<vasya@example.test>
        S: 530 5.7.0 Authentication required
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: dmFzeWFAZXhhbXBsZS50ZXN0
        S: 334 UGFzc3dvcmQ6
        C: czNjcmV0
        S: 235 2.7.0 Authentication successful
        C: AUTH LOGIN
        S: 503 5.5.1 Error: already authenticated
        C: MAIL FROM:<vasya@example.test> AUTH=vasya@example.test
        S: 250 2.1.0 Ok
        C: RCPT TO:<friend@gmail.com>
        S: 554 5.7.1 <friend@gmail.com>: Relay access denied
    """,
    "LOGIN with the user at once, and the newline of echo": AUTH_BEGUN
    + """
        C: AUTH LOGIN dmFzeWE=
        S: 334 UGFzc3dvcmQ6
        C: czNjcmV0Cg==
        S: 535 5.7.8 Error: authentication failed
        C: auth login dmFzeWE=
        S: 334 UGFzc3dvcmQ6
        C: czNjcmV0
        S: 235 2.7.0 Authentication successful
    """,
    "PLAIN": AUTH_BEGUN
    + """
        C: AUTH PLAIN
        S: 334
        C: AHZhc3lhAHMzY3JldA==
        S: 235 2.7.0 Authentication successful
    """,
    "PLAIN at once, wrong and malformed": AUTH_BEGUN
    + """
        C: AUTH PLAIN AHZhc3lhAHdyb25n
        S: 535 5.7.8 Error: authentication failed
        C: AUTH PLAIN AG5vYm9keQBzM2NyZXQ=
        S: 535 5.7.8 Error: authentication failed
        C: AUTH PLAIN dmFzeWEAczNjcmV0
        S: 501 5.5.2 Error: PLAIN is NUL user NUL password in base64: two NULs, not 1
        C: AUTH PLAIN =
        S: 501 5.5.2 Error: PLAIN is NUL user NUL password in base64: two NULs, not 0
        C: AUTH PLAIN bWFzaGEAdmFzeWEAczNjcmV0
        S: 535 5.7.8 Error: authentication failed
        C: AUTH PLAIN AHZhc3lhAHMzY3JldA==
        S: 235 2.7.0 Authentication successful
    """,
    "CRAM-MD5": AUTH_BEGUN
    + """
        C: AUTH CRAM-MD5 dmFzeWE=
        S: 501 5.7.0 Error: CRAM-MD5 takes no initial response
        C: AUTH CRAM-MD5
        S: 334 PDEuMUBwcmFjdGljZS5leGFtcGxlLnRlc3Q+
        C: dmFzeWE=
        S: 501 5.5.2 Error: CRAM-MD5 is user, blank, digest in base64
        C: AUTH CRAM-MD5
        S: 334 PDEuMkBwcmFjdGljZS5leGFtcGxlLnRlc3Q+
        C: dmFzeWEgYjkxM2E2MDJjN2VkYTdhNDk1YjRlNmU3MzM0ZDM4OTA=
        S: 535 5.7.8 Error: authentication failed
    """,
    "broken off, no base64, unknown": AUTH_BEGUN
    + """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 501 5.7.0 Authentication aborted
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: vasya
        S: 501 5.5.2 Error: that is no base64
        C: AUTH LOGIN vasya@example.test
        S: 501 5.5.2 Error: that is no base64
        C: AUTH
        S: 501 5.5.4 Syntax: AUTH mechanism [initial-response]
        C: AUTH XOAUTH2
        S: 504 5.5.4 Error: XOAUTH2 is not offered here, only LOGIN PLAIN CRAM-MD5
        C: NOOP
        S: 250 2.0.0 Ok
    """,
    "before EHLO": BANNER
    + """
        C: AUTH LOGIN
        S: 503 5.5.1 Error: send EHLO first
        C: HELO client.example.test
        S: 250 practice.example.test
        C: AUTH LOGIN
        S: 503 5.5.1 Error: send EHLO first
    """,
}

STARTTLS = {
    "required, then AUTH": BANNER
    + TLS_EHLO
    + """
        C: MAIL FROM:<vasya@example.test>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: AUTH PLAIN AHZhc3lhAHMzY3JldA==
        S: 538 5.7.11 Encryption required for requested authentication mechanism
        C: STARTTLS now
        S: 501 5.5.4 Syntax: STARTTLS: it takes no argument
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        @tls
        C: MAIL FROM:<vasya@example.test>
        S: 503 5.5.1 Error: send HELO/EHLO first
    """
    + UNDER_TLS_EHLO
    + """
        C: STARTTLS
        S: 503 5.5.1 Error: TLS already active
        C: AUTH PLAIN AHZhc3lhAHMzY3JldA==
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<vasya@example.test>
        S: 250 2.1.0 Ok
    """,
    "commands injected behind STARTTLS are not obeyed": BANNER
    + TLS_EHLO
    + """
        C: STARTTLS
        C: RSET
        C: EHLO injected.example
        S: 220 2.0.0 Ready to start TLS
        @tls
        C: NOOP
        S: 250 2.0.0 Ok
    """,
}

STRICT_BEGUN = "@advance 0.25\n" + BANNER + PLAIN_EHLO.format("strict")
STRICT = {
    "a correct session": STRICT_BEGUN
    + """
        C: MAIL FROM:<sender@example.org>
        S: 250 2.1.0 Ok
        C: RCPT TO:<vasya@example.test>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 End data with <CR><LF>.<CR><LF>
        C: Subject: Hello
        C: .
        S: 250 2.0.0 Ok: queued as 1CF5FC0AAE
        C: QUIT
        S: 221 2.0.0 Bye
        @closed
    """,
    "spoken too early": """
        C: EHLO client.example.test
        S: 554 5.5.1 Error: you spoke before the greeting; wait for 220
        @closed
    """,
    "names": "@advance 0.25\n"
    + BANNER
    + """
        C: EHLO client
        S: 501 5.5.4 <client>: a full domain name has a dot, an address literal has brackets
        C: EHLO 192.0.2.1
        S: 501 5.5.4 <192.0.2.1>: an address stands in brackets, like [192.0.2.1]
        C: HELO a_b.example
        S: 501 5.5.4 <a_b.example>: a domain is made of letters, digits, inner hyphens and dots
        C: HELO [IPv6:2001:db8::1]
        S: 250 practice.example.test
    """,
    "paths": STRICT_BEGUN
    + """
        C: MAIL FROM: <sender@example.org>
        S: 501 5.5.4 Syntax: MAIL FROM:<address>: no blank before or after the colon
        C: MAIL FROM:sender@example.org
        S: 501 5.5.4 Syntax: MAIL FROM:<address>: the brackets <> are missing
        C: MAIL FROM:<sender@example.org>
        S: 250 2.1.0 Ok
        C: RCPT TO :<vasya@example.test>
        S: 501 5.5.4 Syntax: RCPT TO:<address>: no blank before or after the colon
    """,
    "line ends": STRICT_BEGUN
    + r"""
        C= NOOP\n
        S: 500 5.5.2 Error: bare <LF> received; every line ends with <CR><LF>
        C= NOOP\rNOOP\r\n
        S: 500 5.5.2 Error: bare <CR> received; every line ends with <CR><LF>
        C= NOOP\x00\r\n
        S: 500 5.5.2 Error: a command has no NUL
    """,
    "a smuggled dot": STRICT_BEGUN
    + r"""
        C: MAIL FROM:<sender@example.org>
        S: 250 2.1.0 Ok
        C: RCPT TO:<vasya@example.test>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 End data with <CR><LF>.<CR><LF>
        C: Subject: Hello
        C= first\n.\r\nMAIL FROM:<forged@example.test>\r\n.\r\n
        S: 550 5.5.2 Error: bare <LF> received in line 2 of the message
        C: NOOP
        S: 250 2.0.0 Ok
    """,
}

GREYLIST = {
    "later is let in, in another session too": BANNER
    + PLAIN_EHLO.format("greylist")
    + """
        C: MAIL FROM:<sender@example.org>
        S: 250 2.1.0 Ok
        C: RCPT TO:<vasya@example.test>
        S: 450 4.2.0 <vasya@example.test>: Recipient address rejected: Greylisted, try again in 300 seconds
        C: RCPT TO:<nobody@example.test>
        S: 550 5.1.1 <nobody@example.test>: Recipient address rejected: User unknown
        @advance 299
        C: RCPT TO:<vasya@example.test>
        S: 450 4.2.0 <vasya@example.test>: Recipient address rejected: Greylisted, try again in 300 seconds
        @advance 1
        C: RCPT TO:<vasya@example.test>
        S: 250 2.1.5 Ok
        C: RCPT TO:<masha@example.test>
        S: 450 4.2.0 <masha@example.test>: Recipient address rejected: Greylisted, try again in 300 seconds
        @advance 300
        @new
    """
    + BANNER
    + PLAIN_EHLO.format("greylist")
    + """
        C: MAIL FROM:<sender@example.org>
        S: 250 2.1.0 Ok
        C: RCPT TO:<masha@example.test>
        S: 250 2.1.5 Ok
    """,
}

TABLES = {"plain": PLAIN, "auth": AUTH, "starttls": STARTTLS, "strict": STRICT, "greylist": GREYLIST}
CASES = [
    pytest.param(scenario, script, id=f"{scenario}: {title}")
    for scenario, table in TABLES.items()
    for title, script in table.items()
]
FORGIVING = [case for case in CASES if case.values[0] != "strict"]


@pytest.mark.parametrize("feed", [feed_bytes, feed_lines])
@pytest.mark.parametrize("scenario, script", CASES)
def test_conversation(scenario: str, script: str, feed: Feed) -> None:
    Talk(scenario).play(script, feed)


@pytest.mark.parametrize("scenario, script", FORGIVING)
def test_conversation_pipelined(scenario: str, script: str) -> None:
    Talk(scenario).play(script, feed_whole, pipelined=True)


def test_strict_takes_the_pipelining_that_was_offered_and_no_other() -> None:
    script = (
        STRICT_BEGUN
        + """
        C: MAIL FROM:<sender@example.org>
        C: RCPT TO:<vasya@example.test>
        C: DATA
        S: 250 2.1.0 Ok
        S: 250 2.1.5 Ok
        S: 354 End data with <CR><LF>.<CR><LF>
        C: .
        S: 250 2.0.0 Ok: queued as 1CF5FC0AAE
        C: NOOP
        C: RSET
        S: 503 5.5.0 <NOOP>: Improper use of SMTP command pipelining: NOOP ends a batch: wait for its reply
        S: 250 2.0.0 Ok
        C: HELO client.example.test
        S: 250 practice.example.test
        C: MAIL FROM:<sender@example.org>
        C: RSET
        S: 503 5.5.0 <MAIL>: Improper use of SMTP command pipelining: say EHLO, and see whether PIPELINING is offered
        S: 250 2.0.0 Ok
    """
    )
    Talk("strict").play(script, feed_whole)


@pytest.mark.parametrize("feed", [feed_whole, feed_bytes])
def test_what_is_delivered_is_what_was_sent(feed: Feed) -> None:
    raw = bytes(range(256)).replace(b"\n", b"").replace(b"\r", b"") + b"\r\n.\r\r\n\n.\n\r\n"
    stuffed = raw.replace(b"\r\n.", b"\r\n..")
    host = Talk("plain").play(BEGUN, feed)
    begin = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<vasya@example.test>\r\nRCPT TO:<Masha@example.test>\r\nDATA\r\n"
    feed(host, begin + stuffed + b".\r\n")
    (message,) = host.ledger.mailbox.messages_for("<MASHA@example.test>")
    assert message.data == raw
    assert (message.sender, message.recipients) == ("a@example.org", ("vasya@example.test", "Masha@example.test"))
    assert message.queue_id == "1CF5FC0AAE"
    assert host.delivered == (message,)


def test_cram_md5_is_proved_by_the_digest() -> None:
    import base64
    import hmac

    host = Talk("auth").play(AUTH_BEGUN + "C: AUTH CRAM-MD5\nS: 334 PDEuMUBwcmFjdGljZS5leGFtcGxlLnRlc3Q+", feed_whole)
    digest = hmac.new(b"s3cret", b"<1.1@practice.example.test>", "md5").hexdigest()
    host.receive(base64.b64encode(f"vasya {digest}".encode()) + b"\r\n")
    assert host.user == "vasya"
