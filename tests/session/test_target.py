"""The TARGET grammar: every form, and every way to get it wrong."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.errors import UsageError
from smtptui.session.options import TlsMode
from smtptui.session.presets import PRESETS
from smtptui.session.target import Kind, Target, effective_tls, ip_version, parse_target
from tests.secrets import assert_no_secret

HOST, MX, UNIX, PRACTICE = Kind.HOST, Kind.MX, Kind.UNIX, Kind.PRACTICE

FORMS = [
    ("mail.example.test", HOST, "mail.example.test", 25, None),
    (" mail.example.test ", HOST, "mail.example.test", 25, None),
    ("mail.example.test.", HOST, "mail.example.test", 25, None),
    ("mail.example.test:587", HOST, "mail.example.test", 587, None),
    ("localhost:2525", HOST, "localhost", 2525, None),
    ("192.0.2.1", HOST, "192.0.2.1", 25, None),
    ("192.0.2.1:26", HOST, "192.0.2.1", 26, None),
    ("2001:db8::1", HOST, "2001:db8::1", 25, None),
    ("[2001:db8::1]", HOST, "2001:db8::1", 25, None),
    ("[2001:db8::1]:587", HOST, "2001:db8::1", 587, None),
    ("[IPv6:2001:db8::1]:587", HOST, "2001:db8::1", 587, None),
    ("[192.0.2.1]:587", HOST, "192.0.2.1", 587, None),
    ("fe80::1%eth0", HOST, "fe80::1%eth0", 25, None),
    ("unix:25", HOST, "unix", 25, None),
    ("почта.рф", HOST, "xn--80a1acny.xn--p1ai", 25, None),
    ("_under.example.test", HOST, "_under.example.test", 25, None),
    ("mx:example.test", MX, "example.test", 25, None),
    ("mx:почта.рф", MX, "xn--80a1acny.xn--p1ai", 25, None),
    ("mx:25", HOST, "mx", 25, None),
    ("vasya@example.test", MX, "example.test", 25, None),
    ('"a:b@c"@example.test', MX, "example.test", 25, None),
    ("practice", PRACTICE, "plain", 0, None),
    ("practice:greylist", PRACTICE, "greylist", 0, None),
    ("practice:25", HOST, "practice", 25, None),
    ("unix:/run/smtp.sock", UNIX, "/run/smtp.sock", 0, None),
    ("smtp://mail.example.test", HOST, "mail.example.test", 25, TlsMode.NONE),
    ("SMTP://mail.example.test/", HOST, "mail.example.test", 25, TlsMode.NONE),
    ("smtp+starttls://mail.example.test", HOST, "mail.example.test", 587, TlsMode.STARTTLS),
    ("smtps://mail.example.test", HOST, "mail.example.test", 465, TlsMode.IMPLICIT),
    ("smtps://[2001:db8::1]:4650", HOST, "2001:db8::1", 4650, TlsMode.IMPLICIT),
    ("lmtp://localhost:24", HOST, "localhost", 24, TlsMode.NONE),
    ("gmail", HOST, "smtp.gmail.com", 587, TlsMode.STARTTLS),
    ("Yandex", HOST, "smtp.yandex.com", 465, TlsMode.IMPLICIT),
]


@pytest.mark.parametrize(("text", "kind", "host", "port", "tls"), FORMS, ids=[form[0] for form in FORMS])
def test_forms(text: str, kind: Kind, host: str, port: int, tls: TlsMode | None) -> None:
    target = parse_target(text)
    assert (target.kind, target.host, target.port, target.tls) == (kind, host, port, tls)


ERRORS = [
    ("", "it is empty"),
    ("   ", "it is empty"),
    ("http://x", "the scheme http:// is unknown"),
    ("://x", "the scheme :// is unknown"),
    ("smtp://", "the host is missing"),
    ("smtp://:25", "the host is missing"),
    ("smtp://x:0", "is no port"),
    ("smtp://x:99999", "out of range"),
    ("smtp://x:abc", "is no target"),
    ("smtp://[::1", "is no target"),
    ("smtp://x/path", "nothing may follow the port"),
    ("smtp://x?y", "nothing may follow the port"),
    ("smtp://x#y", "nothing may follow the port"),
    ("smtp://vasya:hunter2@x", "a password does not belong there"),
    ("smtp://vasya:hunter2@x:0", "a password does not belong there"),
    ("vasya:hunter2@x", "a password does not belong there"),
    ("smtp://vasya:hunter2@[::1", "is no target"),
    ("unix:", "path begins with /"),
    ("[fe80::1%\x1b[31m]", "is no address"),
    ("[fe80::1%\x1b]:25", "is no address"),
    ("fe80::1%", "an IPv6 address with a port"),
    ("192.0.2.1%eth0", "is no host name"),
    ("unix:relative", "path begins with /"),
    ("practice:", "the scenario's name is missing"),
    ("mx:", "the host is missing"),
    ("@example.test", "the part before the @ is missing"),
    ("vasya@", "the host is missing"),
    ("vasya@example.test:25", "is no host name"),
    ("[2001:db8::1", "the closing bracket is missing"),
    ("[2001:db8::1]x", "only :port may follow"),
    ("[2001:db8::1]:", "is no port"),
    ("[mail.example.test]", "is no address"),
    ("2001:db8::1:x", "stands in brackets"),
    ("a:b:c", "stands in brackets"),
    ("x:", "is no port"),
    ("x:0", "is no port"),
    ("x:65536", "is no port"),
    ("x:-1", "is no port"),
    ("x:²5", "is no port"),
    ("x:" + "1" * 5000, "is no port"),
    (":25", "the host is missing"),
    ("a b", "is no host name"),
    ("a..b", "is no host name"),
    ("-a", "is no host name"),
    ("a" * 64, "is no host name"),
    (".".join(["a" * 63] * 5), "is no host name"),
    ("пример..рф", "is no host name"),
    ("x\x1b[31m", "is no host name"),
]


@pytest.mark.parametrize(("text", "words"), ERRORS, ids=[text[:20] for text, _ in ERRORS])
def test_errors_say_what_is_wrong_and_what_is_right(text: str, words: str) -> None:
    with pytest.raises(UsageError) as failure:
        parse_target(text)
    assert words in str(failure.value)
    assert "A target is host[:port]" in str(failure.value)
    assert_no_secret(str(failure.value), "hunter2")


SHOWN = [
    ("x", "x:25"),
    ("2001:db8::1", "[2001:db8::1]:25"),
    ("mx:example.test", "mx:example.test"),
    ("vasya@example.test", "mx:example.test"),
    ("unix:/run/x", "unix:/run/x"),
    ("practice", "practice:plain"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_shown(text: str, shown: str) -> None:
    assert parse_target(text).shown == shown


TLS = [
    ("x", None, TlsMode.NONE, TlsMode.NONE),
    ("x", None, TlsMode.AUTO, TlsMode.AUTO),
    ("x:465", None, TlsMode.NONE, TlsMode.IMPLICIT),
    ("x:465", TlsMode.NONE, TlsMode.AUTO, TlsMode.NONE),
    ("smtp://x:465", None, TlsMode.AUTO, TlsMode.NONE),
    ("smtps://x:25", None, TlsMode.NONE, TlsMode.IMPLICIT),
    ("smtp+starttls://x", TlsMode.NONE, TlsMode.NONE, TlsMode.NONE),
    ("gmail", None, TlsMode.NONE, TlsMode.STARTTLS),
    ("fastmail", None, TlsMode.NONE, TlsMode.IMPLICIT),
    ("mx:x", None, TlsMode.AUTO, TlsMode.AUTO),
]


@pytest.mark.parametrize(("text", "asked", "default", "effective"), TLS)
def test_when_tls_begins(text: str, asked: TlsMode | None, default: TlsMode, effective: TlsMode) -> None:
    assert effective_tls(parse_target(text), asked, default) is effective


def test_a_url_may_name_the_user_and_lmtp() -> None:
    target = parse_target("lmtp://vasya%40x@localhost")
    assert (target.user, target.lmtp) == ("vasya@x", True)
    assert parse_target("unix:/run/lmtp-in").lmtp
    assert not parse_target("unix:/run/lmtp/smtp").lmtp


def test_a_profile_comes_before_a_preset() -> None:
    own = Target("x", Kind.HOST, "own.test", 2525, TlsMode.IMPLICIT)
    found = parse_target("gmail", {"gmail": own})
    assert (found.host, found.text) == ("own.test", "gmail")


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_target(name: str) -> None:
    preset = PRESETS[name]
    target = parse_target(name)
    assert (target.preset, target.host, target.port) == (name, preset.host, preset.port)
    assert (preset.port == 465) == (preset.tls is TlsMode.IMPLICIT)
    assert preset.mechanisms


@given(st.one_of(st.ip_addresses().map(str), st.text("0123456789abcdefx:. %"), st.text()))
def test_what_is_an_address_is_so_for_the_standard_library_too(text: str) -> None:
    try:
        version = ipaddress.ip_address(text.partition("%")[0]).version
    except ValueError:
        version = None
    assert ip_version(text.partition("%")[0]) == version


@given(st.text())
def test_any_text_is_a_target_or_an_error_with_a_sentence(text: str) -> None:
    try:
        target = parse_target(text)
    except UsageError as error:
        assert str(error)
    else:
        assert target.shown
        assert target.kind is Kind.HOST or target.host
