"""TLS over a real socket: when it begins, what is checked, and what is said when it fails, with one connection only."""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path
from typing import Any

import pytest

from smtptui.errors import ConnectionLost, TlsFailed, UsageError
from smtptui.messages import Message
from smtptui.session.certificate import certificate_details, certificate_facts, names_match
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.session import Session
from smtptui.session.tls import make_context
from smtptui.session.tls_failure import failure_reason
from smtptui.smtp.events import Closed, PlaintextAfterStartTls, TlsRefused, TlsStarted
from smtptui.smtp.state import Phase
from tests.hostile.certificates import PROBLEMS, Authority, Pair, weak_key
from tests.hostile.server import Do, Hostile, Step, Tls, serve
from tests.session.visits import happened, session_to, told, until, visit

pytestmark = [
    pytest.mark.usefixtures("no_leaks"),
    pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning"),
]

HELLO = b"220 mail.example.test\r\n"
OFFER = b"250-mail.example.test\r\n250 STARTTLS\r\n"


def upgrading(pair: Pair, *then: Step) -> tuple[Step, ...]:
    """A server that offers STARTTLS and does it."""
    return HELLO, "EHLO", OFFER, "STARTTLS", b"220 go\r\n", Tls(pair.server_context()), *then


async def typed(session: Session) -> None:
    """EHLO and STARTTLS, by hand."""
    await session.settled()
    session.send_line("EHLO x")
    await session.settled()
    session.send_line("STARTTLS")
    await session.settled()


# -- when it begins


async def test_starttls_typed(authority: Authority) -> None:
    script = upgrading(authority.good, "EHLO", b"250-x\r\n250 AUTH PLAIN\r\n", "QUIT", b"221 bye\r\n", Do.CLOSE)
    async with serve(*script) as server, visit(server, ca_file=authority.file) as session:
        await typed(session)
        [event] = happened(session, TlsStarted)
        assert (event.verified, event.problem, event.server_name) == (True, None, "127.0.0.1")
        assert event.chain[0] == authority.good.der
        assert event.certificate is not None
        assert event.certificate.names == ("localhost", "127.0.0.1", "::1"), "addresses as people write them"
        session.send_line("EHLO x")
        await session.settled()
        assert session.state.capabilities is not None
        assert session.state.capabilities.mechanisms == ("PLAIN",)
        session.send_line("QUIT")
        await session.closed()
        lines = told(session)
        assert [line for line in lines if "INSECURE" in line] == []
        assert "=== The certificate is valid for 127.0.0.1 and its chain is trusted." in lines
        assert " ~> EHLO x" in lines
        assert lines[-1] == "=== The server closed the connection."
        assert server.connections == 1


@pytest.mark.parametrize("mode", [TlsMode.IMPLICIT, TlsMode.STARTTLS])
async def test_the_authorities_are_loaded_once(
    authority: Authority, mode: TlsMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes long, and a screen stands still meanwhile."""
    loaded: list[Path] = []

    def load(context: ssl.SSLContext, path: Path) -> None:
        loaded.append(path)
        context.load_verify_locations(cafile=path)

    monkeypatch.setattr("smtptui.session.tls._load_ca", load)
    implicit = authority.good.server_context() if mode is TlsMode.IMPLICIT else None
    script = (HELLO,) if implicit else upgrading(authority.good)
    async with serve(*script, tls=implicit) as server, visit(server, tls=mode, ca_file=authority.file) as session:
        assert session.state.secure
    assert loaded == [authority.file]


async def test_tls_at_once(authority: Authority) -> None:
    async with (
        serve(HELLO, tls=authority.good.server_context()) as server,
        visit(server, tls=TlsMode.IMPLICIT, ca_file=authority.file) as session,
    ):
        await session.settled()
        assert session.state.secure
        assert told(session)[-1] == "<~  220 mail.example.test"


@pytest.mark.parametrize("mode", [TlsMode.AUTO, TlsMode.STARTTLS])
async def test_starttls_sent_for_the_user(authority: Authority, mode: TlsMode) -> None:
    script = upgrading(authority.good)
    async with serve(*script) as server, visit(server, tls=mode, ca_file=authority.file) as session:
        assert session.state.secure
        assert server.lines == ["EHLO [127.0.0.1]", "STARTTLS"]
        assert f"=== EHLO and STARTTLS are sent for you (--tls {mode.value})." in told(session)
        assert " -> STARTTLS" in told(session)


WITHOUT = [
    ((HELLO, "EHLO", b"250 x\r\n"), "does not offer STARTTLS"),
    ((HELLO, "EHLO", b"502 no\r\n"), "does not offer STARTTLS"),
    ((HELLO, "EHLO", OFFER, "STARTTLS", b"454 no\r\n"), "refused STARTTLS"),
]


@pytest.mark.parametrize(("script", "words"), WITHOUT)
async def test_auto_goes_on_in_the_clear_and_says_so(script: tuple[Step, ...], words: str) -> None:
    async with serve(*script) as server, visit(server, tls=TlsMode.AUTO) as session:
        assert session.is_open
        assert words in told(session)[-1]


@pytest.mark.parametrize(("script", "words"), WITHOUT)
async def test_starttls_demanded_is_the_end_without_it(script: tuple[Step, ...], words: str) -> None:
    async with serve(*script) as server:
        session = session_to(server, tls=TlsMode.STARTTLS)
        with pytest.raises(TlsFailed, match=words):
            await session.open()
        assert words in told(session)[-1]
        assert session.state.phase is Phase.CLOSED


async def test_a_refused_session_is_not_talked_to() -> None:
    async with serve(b"554 no\r\n") as server:
        async with visit(server, tls=TlsMode.AUTO) as session:
            assert server.lines == []
            assert session.is_open
        with pytest.raises(TlsFailed, match="refused the session"):
            await session_to(server, tls=TlsMode.STARTTLS).open()


async def test_a_server_that_leaves_while_tls_is_negotiated() -> None:
    async with serve(HELLO, "EHLO", Do.CLOSE) as server:
        with pytest.raises(ConnectionLost):
            await session_to(server, tls=TlsMode.STARTTLS).open()


# -- what is not accepted


async def refused(server: Hostile, **options: Any) -> tuple[Session, TlsRefused]:
    session = session_to(server, **options)
    with pytest.raises(TlsFailed) as failure:
        await session.open()
        await typed(session)
    [event] = happened(session, TlsRefused)
    assert failure.value.message == event.reason
    [closed] = happened(session, Closed)
    assert str(closed.reason) == "The session is over."
    with pytest.raises(TlsFailed):
        await session.settled()
    assert server.connections == 1
    return session, event


@pytest.mark.parametrize("mode", [TlsMode.IMPLICIT, TlsMode.NONE])
@pytest.mark.parametrize(("make", "trusted", "words"), PROBLEMS)
async def test_the_reason_in_words_and_the_chain(  # type: ignore[no-untyped-def]
    authority: Authority, make, trusted: bool, words: str, mode: TlsMode
) -> None:
    pair: Pair = make(authority)
    implicit = mode is TlsMode.IMPLICIT
    script = (HELLO,) if implicit else upgrading(pair)
    async with serve(*script, tls=pair.server_context() if implicit else None) as server:
        session, event = await refused(server, tls=mode, ca_file=authority.file if trusted else None)
        assert words in str(event.reason)
        assert "--insecure" in str(event.reason)
        assert event.chain == (pair.der,)
        assert event.certificate is not None
        assert event.certificate.subject == "mail.example.test"
        assert any(line.startswith("=== Certificate of mail.example.test") for line in told(session))


@pytest.mark.parametrize(("make", "trusted", "words"), PROBLEMS[:4])
async def test_insecure_is_said_and_so_is_what_would_be_wrong(  # type: ignore[no-untyped-def]
    authority: Authority, make, trusted: bool, words: str
) -> None:
    pair: Pair = make(authority)
    async with (
        serve(HELLO, tls=pair.server_context()) as server,
        visit(server, tls=TlsMode.IMPLICIT, insecure=True) as session,
    ):
        await session.settled()
        [event] = happened(session, TlsStarted)
        assert not event.verified
        assert words.partition(";")[0] in str(event.problem)
        loud = [line for line in told(session) if "INSECURE" in line]
        assert len(loud) == 2


async def test_a_weak_key(authority: Authority) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(weak_key(authority).file)
    async with serve(HELLO, tls=context) as server:
        _, event = await refused(server, tls=TlsMode.IMPLICIT, ca_file=authority.file)
        assert "too weak" in str(event.reason)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
async def test_old_tls_only(authority: Authority, version: ssl.TLSVersion) -> None:
    context = authority.good.server_context()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = version
        context.maximum_version = version
    async with serve(HELLO, tls=context) as server:
        await refused(server, tls=TlsMode.IMPLICIT, ca_file=authority.file)
        async with visit(server, tls=TlsMode.IMPLICIT, ca_file=authority.file, tls_min="1.0") as session:
            await session.settled()
            [started] = happened(session, TlsStarted)
            assert started.protocol in ("TLSv1", "TLSv1.1")


ALERTS = [
    (70, "no TLS version in common. For an old server try --tls-min 1.0."),
    (40, "no cipher or key type in common"),
    (116, "wants a client certificate"),
    (42, "wants a client certificate"),
    (80, "internal error"),
]


@pytest.mark.parametrize(("alert", "words"), ALERTS)
async def test_an_alert_in_words(alert: int, words: str) -> None:
    async with serve(bytes([21, 3, 1, 0, 2, 2, alert]), Do.WAIT) as server:
        _, event = await refused(server, tls=TlsMode.IMPLICIT)
        assert words in str(event.reason)


@pytest.mark.parametrize("highest", ["1.2", "1.3"])
async def test_a_client_certificate_demanded(authority: Authority, highest: str) -> None:
    context = authority.good.server_context()
    context.load_verify_locations(authority.file)
    context.verify_mode = ssl.CERT_REQUIRED
    words = "the server wants a client certificate that it accepts"
    async with serve(HELLO, tls=context) as server:
        session = session_to(server, tls=TlsMode.IMPLICIT, ca_file=authority.file, tls_max=highest)
        with pytest.raises((TlsFailed, ConnectionLost)):
            await session.open()
            await session.settled()
        # With TLS 1.3 the client has finished by then. A broken pipe may hide the reason, never the end.
        assert any(words in line or "reset" in line or "closed" in line for line in told(session))
        cert = authority.make("client").file
        async with visit(server, tls=TlsMode.IMPLICIT, ca_file=authority.file, cert_file=cert) as welcome:
            await welcome.settled()


# -- handshakes that are none


async def test_garbage_instead_of_a_handshake() -> None:
    script: tuple[Step, ...] = (HELLO, "EHLO", OFFER, "STARTTLS", b"220 go\r\n", "", b"no TLS here at all\r\n")
    async with serve(*script) as server:
        _, event = await refused(server)
        assert "something that is not TLS" in str(event.reason)
        assert "--tls none" not in str(event.reason), "STARTTLS was typed already"


async def test_plain_smtp_on_a_port_that_should_speak_tls() -> None:
    async with serve(HELLO) as server:
        _, event = await refused(server, tls=TlsMode.IMPLICIT)
        assert "--tls none, then type STARTTLS" in str(event.reason)
        assert event.chain == ()


async def test_a_handshake_that_never_ends() -> None:
    script: tuple[Step, ...] = (HELLO, "EHLO", OFFER, "STARTTLS", b"220 go\r\n", Do.WAIT)
    async with serve(*script) as server:
        _, event = await refused(server, connect_timeout=0.1)
        assert "did not end in time" in str(event.reason)


@pytest.mark.parametrize("end", [Do.CLOSE, Do.RESET])
async def test_a_server_that_leaves_instead(end: Do) -> None:
    script: tuple[Step, ...] = (HELLO, "EHLO", OFFER, "STARTTLS", b"220 go\r\n", end)
    async with serve(*script) as server:
        _, event = await refused(server)
        assert "closed the connection during the handshake" in str(event.reason) or "TLS failed" in str(event.reason)


async def test_an_endless_handshake_can_be_broken_off() -> None:
    script: tuple[Step, ...] = (HELLO, "EHLO", OFFER, "STARTTLS", b"220 go\r\n", Do.WAIT)
    async with serve(*script) as server, visit(server) as session:
        await session.settled()
        session.send_line("EHLO x")
        await session.settled()
        session.send_line("STARTTLS")
        await session.replied(0)
        await until(lambda: session.waiting is not None)
        assert session.waiting is not None
        assert str(session.waiting.what) == "the TLS handshake with 127.0.0.1"
        session.drop()
        assert told(session)[-1] == "=== You dropped the connection."


async def test_a_name_that_no_certificate_can_have(authority: Authority) -> None:
    async with serve(HELLO, tls=authority.good.server_context()) as server:
        _, event = await refused(server, tls=TlsMode.IMPLICIT, ca_file=authority.file, server_name=".bad.")
        assert "TLS failed" in str(event.reason)


# -- bytes at the wrong moment


async def test_plaintext_injected_behind_the_220(authority: Authority) -> None:
    script: tuple[Step, ...] = (
        HELLO, "EHLO", OFFER, "STARTTLS", b"220 go\r\n250 injected\r\n", Tls(authority.good.server_context()), "NOOP",
        b"250 real\r\n",
    )  # fmt: skip
    async with serve(*script) as server, visit(server, ca_file=authority.file) as session:
        await typed(session)
        assert [event.raw for event in happened(session, PlaintextAfterStartTls)] == [b"250 injected\r\n"]
        session.send_line("NOOP")
        await session.settled()
        assert told(session)[-1] == "<~  250 real"
        assert "<** 250 injected" in told(session)


async def test_what_is_typed_during_the_handshake_goes_out_under_tls(authority: Authority) -> None:
    script = upgrading(authority.good, "NOOP", b"250 ok\r\n", "NOOP", b"250 ok\r\n")
    async with serve(*script) as server, visit(server, ca_file=authority.file) as session:
        await session.settled()
        session.send_line("EHLO x")
        await session.settled()
        session.send_line("STARTTLS")
        await session.replied(0)
        assert not session.state.secure
        session.send_line("NOOP first")
        session.send_line("NOOP second")
        await session.replied(1)
        await session.settled()
        assert server.lines[2:] == ["NOOP first", "NOOP second"]
        assert [line for line in told(session) if "NOOP" in line] == [" ~> NOOP first", " ~> NOOP second"]


async def test_what_was_typed_during_a_handshake_that_failed_is_told() -> None:
    script: tuple[Step, ...] = (HELLO, "EHLO", OFFER, "STARTTLS", b"220 go\r\n", Do.WAIT)
    async with serve(*script) as server, visit(server, connect_timeout=0.1) as session:
        await session.settled()
        session.send_line("EHLO x")
        await session.settled()
        session.send_line("STARTTLS")
        await session.replied(0)
        session.send(b"NOOP\r\nNOOP\r\n")
        with pytest.raises(TlsFailed):
            await session.settled()
        with pytest.raises(TlsFailed):
            await session.replied(1)
        assert "=== 2 lines that were typed during the TLS handshake were not sent." in told(session)
        assert not any("NOOP" in line for line in told(session))


async def test_what_is_typed_before_tls_at_once_is_held_back(authority: Authority) -> None:
    async with serve("NOOP", HELLO + b"250 ok\r\n", tls=authority.good.server_context()) as server:
        session = session_to(server, tls=TlsMode.IMPLICIT, ca_file=authority.file)
        sent: list[bool] = []

        def type_ahead() -> None:
            if session.is_open and not sent:
                sent.append(True)
                session.send_line("NOOP")

        session.on_change = type_ahead
        await session.open()
        await session.settled()
        assert server.lines == ["NOOP"]
        assert server.wrong == []
        assert " ~> NOOP" in told(session)
        session.drop()


async def test_an_end_of_tls_without_its_goodbye(authority: Authority) -> None:
    async with (
        serve(HELLO, Do.RESET, tls=authority.good.server_context()) as server,
        visit(server, tls=TlsMode.IMPLICIT, ca_file=authority.file) as session,
    ):
        await session.closed()
        assert len(happened(session, Closed)) == 1


# -- options


def test_options_that_cannot_be_used(tmp_path: Path, authority: Authority) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    cases = [
        (ConnectOptions(ca_file=tmp_path / "none.pem"), "cannot be read"),
        (ConnectOptions(ca_file=empty), "holds no certificate"),
        (ConnectOptions(cert_file=tmp_path / "none.pem"), "cannot be read"),
        (ConnectOptions(cert_file=empty), "cannot be used"),
        (ConnectOptions(cert_file=authority.file), "cannot be used"),
        (ConnectOptions(tls_min="1.3", tls_max="1.2"), "above"),
        (ConnectOptions(tls_min="1.4"), "There is no TLS version 1.4"),
    ]
    for options, words in cases:
        with pytest.raises(UsageError, match=words):
            make_context(options)


async def test_a_wrong_option_is_said_before_anyone_is_bothered(tmp_path: Path) -> None:
    async with serve(HELLO) as server:
        for mode in TlsMode:
            session = session_to(server, tls=mode, ca_file=tmp_path / "none.pem")
            with pytest.raises(UsageError):
                await session.open()
            assert session.state.phase is Phase.CLOSED
        assert server.connections == 0


NAMES = [
    (("mail.example.test",), "MAIL.example.test.", True),
    (("*.example.test",), "mail.example.test", True),
    (("*.example.test",), "a.mail.example.test", False),
    (("*.example.test",), "example.test", False),
    (("192.0.2.1",), "192.0.2.1", True),
    ((), "x", False),
]


@pytest.mark.parametrize(("names", "wanted", "match"), NAMES)
def test_names_match(names: tuple[str, ...], wanted: str, match: bool) -> None:
    assert names_match(names, wanted) is match


def test_the_details_of_a_chain(authority: Authority) -> None:
    [detail] = certificate_details((authority.good.der, b"no certificate"))
    assert detail.facts.key == "EC secp256r1"
    assert detail.signature == "sha256"
    assert not detail.is_ca
    assert len(detail.sha256.split(":")) == 32


def test_a_certificate_of_an_attacker_is_inert(authority: Authority) -> None:
    pair = authority.make("odd", common_name="\x1b[31m\u202ex")
    facts = certificate_facts(pair.der)
    assert facts is not None
    assert facts.subject == r"\x1b[31m\u202ex"
    assert certificate_facts(b"") is None
    assert certificate_facts(pair.der[:-1]) is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "did not end in time"),
        (BrokenPipeError(), "closed the connection"),
        (OSError("odd"), "odd"),
        (ValueError("x"), "no name that a certificate can have"),
    ],
)
def test_other_reasons(error: Exception, words: str) -> None:
    reason = failure_reason(error, None, "x", ConnectOptions())
    assert isinstance(reason, Message)
    assert words in str(reason)
