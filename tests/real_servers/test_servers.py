"""Each real server keeps the promises of its object, as a client that is not ours sees it: smtplib."""

import smtplib
import socket
import ssl
from collections.abc import Iterator

import pytest

from tests.real_servers.dovecot import Dovecot
from tests.real_servers.exim import Exim
from tests.real_servers.postfix import Postfix
from tests.real_servers.requirements import missing, require
from tests.real_servers.server import MailServer

CLIENT = "client.example.test"

MESSAGE = (
    b"From: Vasya <vasya@example.test>\r\n"
    b"To: Masha <masha@example.test>\r\n"
    b"Subject: =?utf-8?b?0J/RgNC+0LLQtdGA0LrQsA==?=\r\n"
    b"Date: Mon, 06 Jan 2025 10:00:00 +0000\r\n"
    b"Message-ID: <1@client.example.test>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n"
    b"\r\n" + "Привет, Маша!\r\n".encode() + b".a line that starts with a dot\r\n"
    b".\r\n"
    b"..and one with two\r\n"
)


def tls_context(server: MailServer) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server.ca_file)


def deliver(client: smtplib.SMTP, server: MailServer, recipient: str = "masha") -> bytes:
    """Send MESSAGE to a mailbox, and give back what arrived there, as the bytes on disk."""
    before = len(server.mailbox(recipient))
    client.sendmail(server.user, f"{recipient}@{server.domain}", MESSAGE, ["BODY=8BITMIME"])
    return server.await_mail(recipient, before + 1)[-1]


def assert_same_message(delivered: bytes) -> None:
    """What arrived is MESSAGE behind the headers that servers put in front, with the line ends of a file."""
    assert b"\r\n" not in delivered
    expected_headers, expected_body = MESSAGE.replace(b"\r\n", b"\n").split(b"\n\n", 1)
    headers, body = delivered.split(b"\n\n", 1)
    assert body == expected_body
    assert headers.endswith(expected_headers)


@pytest.fixture
def postfix_client(postfix: Postfix) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", postfix.port, local_hostname=CLIENT, timeout=10) as client:
        yield client


@pytest.fixture
def postfix_over_tls(postfix: Postfix, postfix_client: smtplib.SMTP) -> smtplib.SMTP:
    postfix_client.starttls(context=tls_context(postfix))
    postfix_client.ehlo()
    return postfix_client


@pytest.mark.real_server("postfix")
class TestPostfix:
    def test_greets_with_its_name(self, postfix: Postfix) -> None:
        with socket.create_connection(("127.0.0.1", postfix.port), timeout=10) as connection:
            assert connection.makefile("rb").readline() == b"220 mail.example.test ESMTP Postfix\r\n"

    def test_offers_auth_only_over_tls(self, postfix: Postfix, postfix_client: smtplib.SMTP) -> None:
        postfix_client.ehlo()
        assert postfix_client.esmtp_features["size"] == "20971520"
        assert {"starttls", "pipelining", "8bitmime", "dsn", "smtputf8", "chunking"} <= set(
            postfix_client.esmtp_features
        )
        assert "auth" not in postfix_client.esmtp_features
        assert postfix_client.docmd("AUTH LOGIN") == (503, b"5.5.1 Error: authentication not enabled")

    def test_offers_auth_after_starttls(self, postfix_over_tls: smtplib.SMTP) -> None:
        assert "starttls" not in postfix_over_tls.esmtp_features
        assert postfix_over_tls.esmtp_features["auth"].split() == ["PLAIN", "LOGIN", "CRAM-MD5"]

    @pytest.mark.parametrize("mechanism", ["plain", "login", "cram_md5"])
    def test_lets_its_user_in(self, postfix: Postfix, postfix_over_tls: smtplib.SMTP, mechanism: str) -> None:
        client = postfix_over_tls
        client.user, client.password = postfix.user, postfix.password
        answer = client.auth(mechanism.upper().replace("_", "-"), getattr(client, f"auth_{mechanism}"))
        assert answer == (235, b"2.7.0 Authentication successful")

    def test_refuses_a_wrong_password(self, postfix: Postfix, postfix_over_tls: smtplib.SMTP) -> None:
        client = postfix_over_tls
        client.user, client.password = postfix.user, "not the password"
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            client.auth("LOGIN", client.auth_login)
        assert refused.value.smtp_code == 535
        assert refused.value.smtp_error == b"5.7.8 Error: authentication failed: authentication failure"

    def test_refuses_a_recipient_it_does_not_know(self, postfix: Postfix, postfix_client: smtplib.SMTP) -> None:
        postfix_client.ehlo()
        postfix_client.mail(postfix.user)
        assert postfix_client.rcpt("petya@example.test") == (
            550,
            b"5.1.1 <petya@example.test>: Recipient address rejected: User unknown in virtual mailbox table",
        )

    def test_relays_nowhere(self, postfix: Postfix, postfix_over_tls: smtplib.SMTP) -> None:
        client = postfix_over_tls
        client.mail(postfix.user)
        assert client.rcpt("a@elsewhere.test") == (554, b"5.7.1 <a@elsewhere.test>: Relay access denied")
        client.rset()
        client.login(postfix.user, postfix.password)
        client.mail(postfix.user)
        assert client.rcpt("a@elsewhere.test")[0] == 550

    def test_delivers_what_it_was_given(self, postfix: Postfix, postfix_client: smtplib.SMTP) -> None:
        delivered = deliver(postfix_client, postfix)
        assert delivered.startswith(b"Return-Path: <vasya@example.test>\n")
        assert_same_message(delivered)

    def test_logs_the_delivery(self, postfix: Postfix, postfix_client: smtplib.SMTP) -> None:
        deliver(postfix_client, postfix, "vasya")
        assert "to=<vasya@example.test>, relay=virtual" in postfix.log()

    def test_speaks_tls_from_the_start(self, postfix: Postfix) -> None:
        with smtplib.SMTP_SSL(
            "localhost", postfix.tls_port, local_hostname=CLIENT, timeout=10, context=tls_context(postfix)
        ) as client:
            client.login(postfix.user, postfix.password)
            assert_same_message(deliver(client, postfix))

    def test_certificate_needs_the_private_authority(self, postfix: Postfix) -> None:
        with pytest.raises(ssl.SSLCertVerificationError):
            smtplib.SMTP_SSL("localhost", postfix.tls_port, timeout=10, context=ssl.create_default_context())


@pytest.fixture
def exim_client(exim: Exim) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", exim.port, local_hostname=CLIENT, timeout=10) as client:
        yield client


@pytest.mark.real_server("exim")
class TestExim:
    def test_greets_with_its_name(self, exim: Exim) -> None:
        with socket.create_connection(("127.0.0.1", exim.port), timeout=10) as connection:
            assert connection.makefile("rb").readline().startswith(b"220 mail.example.test ESMTP Exim 4.")

    def test_sends_a_client_away_that_talks_before_the_banner(self, exim: Exim) -> None:
        # It is held still until the bytes are there, so that it cannot greet first.
        with exim.daemon.paused():
            connection = socket.create_connection(("127.0.0.1", exim.port), timeout=10)
            connection.sendall(b"EHLO client.example.test\r\n")
        with connection:
            assert connection.makefile("rb").read() == b"554 SMTP synchronization error\r\n"

    def test_sends_a_client_away_that_does_not_wait_for_ehlo(self, exim: Exim) -> None:
        with socket.create_connection(("127.0.0.1", exim.port), timeout=10) as connection:
            replies = connection.makefile("rb")
            assert replies.readline().startswith(b"220 ")
            connection.sendall(b"EHLO client.example.test\r\nMAIL FROM:<>\r\n")
            assert replies.readline() == b"554 SMTP synchronization error\r\n"

    def test_delivers_what_it_was_given(self, exim: Exim, exim_client: smtplib.SMTP) -> None:
        delivered = deliver(exim_client, exim)
        assert delivered.startswith(b"Return-path: <vasya@example.test>\nEnvelope-to: masha@example.test\n")
        assert_same_message(delivered)

    def test_refuses_other_recipients(self, exim: Exim, exim_client: smtplib.SMTP) -> None:
        exim_client.ehlo()
        exim_client.mail(exim.user)
        assert exim_client.rcpt("petya@example.test") == (550, b"Unrouteable address")
        assert exim_client.rcpt("a@elsewhere.test") == (550, b"relay not permitted")

    def test_lets_its_user_in_over_tls(self, exim: Exim, exim_client: smtplib.SMTP) -> None:
        exim_client.ehlo()
        assert "auth" not in exim_client.esmtp_features
        exim_client.starttls(context=tls_context(exim))
        exim_client.ehlo()
        assert exim_client.esmtp_features["auth"].split() == ["PLAIN", "LOGIN"]
        exim_client.user, exim_client.password = exim.user, "not the password"
        with pytest.raises(smtplib.SMTPAuthenticationError, match="Incorrect authentication data"):
            exim_client.auth("LOGIN", exim_client.auth_login)
        assert exim_client.login(exim.user, exim.password) == (235, b"Authentication succeeded")

    def test_answers_for_each_recipient_with_prdr(self, exim: Exim, exim_client: smtplib.SMTP) -> None:
        exim_client.ehlo()
        assert exim_client.mail(exim.user, ["PRDR"]) == (250, b"OK, PRDR Requested")
        exim_client.rcpt("vasya@example.test")
        exim_client.rcpt("masha@example.test")
        code, _ = exim_client.data(b"X-Refused-By: vasya\r\n" + MESSAGE)
        assert code == 353
        assert exim_client.getreply() == (550, b"vasya does not want this message")
        assert exim_client.getreply() == (250, b"PRDR R=<masha@example.test> acceptance")
        code, text = exim_client.getreply()
        assert code == 250
        assert text.endswith(b"message accepted for some recipients")


@pytest.fixture(params=["port", "unix socket"])
def lmtp_client(dovecot: Dovecot, request: pytest.FixtureRequest) -> Iterator[smtplib.LMTP]:
    if request.param == "port":
        client = smtplib.LMTP("127.0.0.1", dovecot.lmtp_port, local_hostname=CLIENT)
    else:
        client = smtplib.LMTP(str(dovecot.lmtp_socket), local_hostname=CLIENT)
    with client:
        yield client


@pytest.fixture
def submission_client(dovecot: Dovecot) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", dovecot.port, local_hostname=CLIENT, timeout=10) as client:
        client.starttls(context=tls_context(dovecot))
        yield client


@pytest.mark.real_server("dovecot")
class TestDovecot:
    def test_lmtp_answers_for_each_recipient(self, dovecot: Dovecot, lmtp_client: smtplib.LMTP) -> None:
        before = {name: len(dovecot.mailbox(name)) for name in ("vasya", "masha")}
        lmtp_client.ehlo()
        lmtp_client.mail(dovecot.user)
        assert lmtp_client.rcpt("vasya@example.test")[0] == 250
        assert lmtp_client.rcpt("petya@example.test") == (
            550,
            b"5.1.1 <petya@example.test> User doesn't exist: petya@example.test",
        )
        assert lmtp_client.rcpt("masha@example.test")[0] == 250
        replies = [lmtp_client.data(MESSAGE), lmtp_client.getreply()]
        for name, (code, text) in zip(("vasya", "masha"), replies, strict=True):
            assert code == 250
            assert text.startswith(f"2.0.0 <{name}@example.test> ".encode())
            assert text.endswith(b" Saved")
            assert_same_message(dovecot.await_mail(name, before[name] + 1)[-1])

    def test_lmtp_wants_lhlo(self, lmtp_client: smtplib.LMTP) -> None:
        assert lmtp_client.docmd("EHLO", CLIENT) == (500, b"5.5.1 Unknown command")

    def test_submission_wants_a_login(self, dovecot: Dovecot, submission_client: smtplib.SMTP) -> None:
        submission_client.ehlo()
        assert submission_client.esmtp_features["auth"].split() == ["PLAIN", "LOGIN"]
        assert submission_client.mail(dovecot.user) == (530, b"5.7.0 Authentication required.")

    @pytest.mark.parametrize("mechanism", ["plain", "login"])
    def test_submission_lets_its_user_in(
        self, dovecot: Dovecot, submission_client: smtplib.SMTP, mechanism: str
    ) -> None:
        client = submission_client
        client.ehlo()
        client.user, client.password = dovecot.user, dovecot.password
        answer = client.auth(mechanism.upper(), getattr(client, f"auth_{mechanism}"))
        assert answer == (235, b"2.7.0 Logged in.")

    def test_submission_refuses_a_wrong_password(self, dovecot: Dovecot, submission_client: smtplib.SMTP) -> None:
        client = submission_client
        client.ehlo()
        client.user, client.password = dovecot.user, "not the password"
        with pytest.raises(smtplib.SMTPAuthenticationError, match=r"5\.7\.8 Authentication failed\."):
            client.auth("LOGIN", client.auth_login)

    def test_submission_delivers_what_it_was_given(self, dovecot: Dovecot, submission_client: smtplib.SMTP) -> None:
        submission_client.login(dovecot.user, dovecot.password)
        assert_same_message(deliver(submission_client, dovecot))

    def test_submission_refuses_other_recipients(self, dovecot: Dovecot, submission_client: smtplib.SMTP) -> None:
        submission_client.login(dovecot.user, dovecot.password)
        submission_client.mail(dovecot.user)
        code, text = submission_client.rcpt("a@elsewhere.test")
        assert code == 550
        assert b"no such mailbox" in text


class TestRequirements:
    @pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
    def test_what_is_missing_is_named(
        self, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
    ) -> None:
        monkeypatch.setenv("CI", ci)
        with pytest.raises(outcome, match="needs no-such-program: apt-get install it"):
            require("no-such-program", "apt-get install it")

    def test_outside_ci_it_is_no_failure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CI", raising=False)
        with pytest.raises(pytest.skip.Exception):
            missing("something")
