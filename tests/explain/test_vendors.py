"""Texts of real servers, as they and their documentation say them."""

from __future__ import annotations

import time

import pytest

from smtptui.explain.vendor_table import VENDOR_REPLIES
from smtptui.explain.vendors import find_vendor, middlebox, queue_id, recognise_protocol, retry_after
from tests.explain.talk import explained, reply, sentences

QUEUE_IDS = [
    ("postfix", "250 2.0.0 Ok: queued as 1CF5FC0AAE", "1CF5FC0AAE"),
    ("postfix long", "250 2.0.0 Ok: queued as 4TzQ1x3Jz7z9sYp", "4TzQ1x3Jz7z9sYp"),
    ("exim", "250 OK id=1qXyZa-0004Bc-Lm", "1qXyZa-0004Bc-Lm"),
    ("sendmail", "250 2.0.0 38CBaX9B012345 Message accepted for delivery", "38CBaX9B012345"),
    ("opensmtpd", "250 2.0.0 5f1c8a3e Message accepted for delivery", "5f1c8a3e"),
    ("qmail", "250 ok 1694500000 qp 12345", "1694500000 qp 12345"),
    (
        "exchange",
        "250 2.6.0 <a@b> [InternalId=53700000000001, Hostname=X.prod.outlook.com] 8012 bytes Queued mail for delivery",
        "53700000000001",
    ),
    ("gmail", "250 2.0.0 OK  1694500000 x9-20020a05600c0.12 - gsmtp", "x9-20020a05600c0.12"),
    (
        "yandex",
        "250 2.0.0 Ok: queued on mail-nwsmtp-mxfront.yandex.net as 1694500000-AbCdEfGhIj",
        "1694500000-AbCdEfGhIj",
    ),
    ("haraka", "250 Message Queued (8A7B6C5D-1234-5678-9ABC-DEF012345678.1)", "8A7B6C5D-1234-5678-9ABC-DEF012345678.1"),
    ("amazon ses", "250 Ok 0100018a1b2c3d4e-aabbccdd-0000", "0100018a1b2c3d4e-aabbccdd-0000"),
    ("dovecot", "250 2.0.0 <vasya@example.test> kLm+Abc0AGXxyz== Saved", "kLm+Abc0AGXxyz=="),
    ("no id", "250 2.0.0 Ok", None),
    ("words", "250 OK message accepted", None),
    ("refused", "550 5.7.1 queued as 1CF5FC0AAE", None),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in QUEUE_IDS], ids=[case[0] for case in QUEUE_IDS])
def test_queue_ids(text: str, expected: str | None) -> None:
    assert queue_id(reply(text)) == expected
    assert explained(text, ".").queue_id == expected
    assert explained(text, "NOOP").queue_id is None


RETRIES: list[tuple[str, str, int | None, bool]] = [
    ("postgrey", "450 4.2.0 <a@b>: Recipient address rejected: Greylisted, see http://postgrey.example/", None, True),
    ("postgrey time", "450 4.7.1 <a@b>: Recipient address rejected: Greylisted for 300 seconds", 300, True),
    ("milter-greylist", "451 4.7.1 Greylisting in action, please come back in 00:05:00", 300, True),
    ("exim", "451 Try again in 300 seconds", 300, False),
    ("minutes", "451 4.7.1 Please try again in 5 minutes", 300, False),
    ("hour", "450 come back after 1 hour", 3600, False),
    ("gmail", "421 4.7.0 Try again later, closing connection. x9 - gsmtp", None, False),
    ("yahoo", "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints", None, False),
    ("rspamd", "451 4.7.1 Greylisting, please try again later", None, True),
]


@pytest.mark.parametrize(("text", "seconds", "grey"), [case[1:] for case in RETRIES], ids=[case[0] for case in RETRIES])
def test_requests_to_try_again(text: str, seconds: int | None, grey: bool) -> None:
    retry = retry_after(reply(text))
    assert retry is not None
    assert (retry.seconds, retry.greylisted) == (seconds, grey)
    sentences(retry)


@pytest.mark.parametrize("text", ["550 5.7.1 Try again in 300 seconds", "450 4.2.1 Mailbox busy", "250 Greylisted"])
def test_what_asks_for_no_retry(text: str) -> None:
    assert retry_after(reply(text)) is None


def test_greylisting_is_the_cause_even_in_a_block_lists_words() -> None:
    text = "450 4.7.1 Client host [192.0.2.1] blocked using grey.rbl - Greylisting in action, try again later"
    explanation = explained(text, "RCPT")
    assert "Greylisted" in str(explanation.cause)
    assert explanation.vendor is None


VENDORS = [
    (
        "gmail-app-password",
        "534-5.7.9 Application-specific password required.\n534 5.7.9 InvalidSecondFactor x - gsmtp",
    ),
    ("gmail-browser-login", "534-5.7.14 Please log in with your web browser and\n534 5.7.14 then try again. x - gsmtp"),
    ("gmail-bad-credentials", "535-5.7.8 Username and Password not accepted.\n535 5.7.8 BadCredentials x - gsmtp"),
    (
        "gmail-unauthenticated",
        "550-5.7.26 Your email has been blocked because the sender is unauthenticated.\n550 5.7.26 x - gsmtp",
    ),
    ("gmail-no-ptr", "550-5.7.25 [192.0.2.1] The IP address does not have a PTR record.\n550 5.7.25 x - gsmtp"),
    (
        "gmail-rate",
        "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP. - gsmtp",
    ),
    ("gmail-daily-limit", "550 5.4.5 Daily user sending limit exceeded. x - gsmtp"),
    ("gmail-no-such-user", "550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 x - gsmtp"),
    ("gmail-over-quota", "452 4.2.2 The recipient's inbox is out of storage space. x - gsmtp"),
    (
        "gmail-blocked-content",
        "552 5.7.0 This message was blocked because its content presents a potential security issue",
    ),
    (
        "outlook-block-list",
        "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent, as part of their network "
        "is on our block list (S3150).",
    ),
    (
        "outlook-banned-address",
        "550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal visit https://sender.office.com/",
    ),
    (
        "outlook-basic-auth",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    ),
    ("outlook-login-failed", "535 5.7.3 Authentication unsuccessful [X.prod.outlook.com]"),
    ("exchange-not-connected-auth", "530 5.7.57 Client not authenticated to send mail."),
    ("exchange-send-as", "554 5.2.252 SendAsDenied; a@example.test not allowed to send as b@example.test"),
    ("exchange-no-recipient", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    ("exchange-throttled", "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77719) AS(4302)"),
    ("yahoo-deferred", "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume"),
    (
        "yahoo-spamhaus",
        "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list",
    ),
    ("yandex-spam", "554 5.7.1 [1] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc"),
    ("yandex-not-owned", "553 5.7.1 Sender address rejected: not owned by auth user."),
    (
        "yandex-access-rights",
        "535 5.7.8 Error: authentication failed: This user does not have access rights to this service",
    ),
    (
        "mailru-app-password",
        "535 5.7.0 NEOBHODIM parol prilozheniya https://help.mail.ru/ / Application password is REQUIRED",
    ),
    ("mailru-spam", "550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x"),
    ("dmarc", "550 5.7.1 Unauthenticated email from mail.ru is not accepted due to domain's DMARC policy"),
    ("spf", "550 5.7.23 The message was rejected because of Sender Policy Framework violation; SPF fail"),
    (
        "spamhaus-open-resolver",
        "554 5.7.1 blocked using zen.spamhaus.org; Error: open resolver; https://check.spamhaus.org/returnc/pub/",
    ),
    ("block-list", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
    ("no-ptr", "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]"),
    ("helo-refused", "504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname"),
    ("exim-synchronization", "554 SMTP synchronization error"),
    ("pipelining-refused", "503 5.5.0 <DATA>: Data command rejected: Improper use of SMTP command pipelining"),
    ("bare-line-feed", "521 5.5.2 mx.example.test Error: bare <LF> received"),
    ("starttls-first", "530 5.7.0 Must issue a STARTTLS command first"),
    ("relay-denied", "554 5.7.1 <a@b>: Relay access denied"),
    ("relay-denied", "550 relay not permitted"),
    ("relay-denied", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"),
    ("authentication-required", "550 5.7.1 Authentication required"),
    ("too-many-connections", "421 4.7.0 mx.example.test Error: too many connections from 192.0.2.1"),
    ("too-many-errors", "421 4.7.0 mx.example.test Error: too many errors"),
    ("too-many-recipients", "452 4.5.3 Error: too many recipients"),
    ("rate-limit", "450 4.7.1 Rate limit exceeded"),
    ("idle", "421 4.4.2 mx.example.test Error: timeout exceeded"),
    ("no-such-user", "550 5.1.1 <a@b>: Recipient address rejected: User unknown in local recipient table"),
    ("no-such-user", "550 5.1.1 User not listed in Domino Directory"),
    ("mailbox-full", "552 5.2.2 Mailbox is full"),
    ("spam-verdict", "550 5.7.1 This message looks like spam"),
    ("virus", "550 5.7.1 virus found: Eicar-Test-Signature"),
]


@pytest.mark.parametrize(("name", "text"), VENDORS, ids=[f"{index} {case[0]}" for index, case in enumerate(VENDORS)])
def test_well_known_replies(name: str, text: str) -> None:
    known = find_vendor(reply(text))
    assert known is not None
    assert known.name == name
    explanation = explained(text, "RCPT")
    assert explanation.vendor == known.who
    assert explanation.cause == known.cause
    assert explanation.next_steps[: len(known.next_steps)] == known.next_steps


def test_each_known_reply_has_a_name_of_its_own_and_words() -> None:
    names = [known.name for known in VENDOR_REPLIES]
    assert len(names) == len(set(names))
    for known in VENDOR_REPLIES:
        assert len(sentences(known)) >= 3, known.name


@pytest.mark.parametrize(
    "text",
    ["550 5.1.0 No", "451 4.4.1 The database timed out", "450 4.0.0 Not now", "554 5.0.0 Refused", "500 5.5.2 What?"],
)
def test_plain_refusals_are_no_vendors(text: str) -> None:
    assert find_vendor(reply(text)) is None


def test_a_success_is_never_a_vendors_refusal() -> None:
    assert explained("250 2.0.0 Ok, no spam here", ".").vendor is None


PROTOCOLS = [
    (b"HTTP/1.1 400 Bad Request\r\n", "HTTP"),
    (b"<!DOCTYPE html>", "HTTP"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH"),
    (b"* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n", "IMAP"),
    (b"+OK Dovecot ready.\r\n", "POP3"),
    (b"-ERR busy\r\n", "POP3"),
    (b"220 (vsFTPd 3.0.3)\r\n", "FTP"),
    (b"220 ProFTPD Server ready.\r\n", "FTP"),
    (b"220-FileZilla Server 1.7\r\n", "FTP"),
    (b"\x15\x03\x01\x00\x02\x02\x28", "TLS alert"),
    (b"\x15\x03\x03\x00\x02\x02\x46", "TLS alert"),
    (b"\x16\x03\x01\x00\xa5\x01", "TLS handshake"),
    (b"RFB 003.008\n", "VNC"),
    (b"200 news.example.test InterNetNews NNRP server ready\r\n", "NNTP"),
    (b'"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n', "ManageSieve"),
    (b"J\x00\x00\x00\x0a8.0.36\x00", "MySQL"),
    (b"220 mail.example.test ESMTP Postfix\r\n", None),
    (b"220 ftp.example.test ESMTP\r\n", "FTP"),
    (b"", None),
    (b"2", None),
]


@pytest.mark.parametrize(("first", "word"), PROTOCOLS, ids=[str(case[0][:20]) for case in PROTOCOLS])
def test_other_protocols_on_the_port(first: bytes, word: str | None) -> None:
    message = recognise_protocol(first)
    assert (message is None) == (word is None)
    assert word is None or word in str(message)


@pytest.mark.parametrize("text", ["220 " + "*" * 60, "220 ****0******2***0**", "220 *****"])
def test_a_greeting_of_stars_is_a_middlebox(text: str) -> None:
    assert middlebox(reply(text)) is not None
    assert "firewall" in str(explained(text, "").vendor)


def test_a_normal_greeting_is_no_middlebox() -> None:
    assert middlebox(reply("220 mail.example.test *** no spam ***")) is None


@pytest.mark.parametrize("filler", ["a" * 60_000, "spamhaus.org " * 4000, "2" * 60_000, "ok " * 20_000, "* " * 30_000])
def test_a_hostile_reply_costs_no_time(filler: str) -> None:
    begin = time.process_time()
    for code in (250, 450, 550):
        explained(f"{code} {filler}", ".")
    explained(f"220 {filler}", "")
    assert time.process_time() - begin < 2
