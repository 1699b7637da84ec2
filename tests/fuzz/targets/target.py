"""The TARGET grammar: any word is a target or told to be none, without the password that may be in it."""

from __future__ import annotations

from smtptui.errors import UsageError
from smtptui.session.options import TlsMode
from smtptui.session.target import Kind, effective_tls, parse_target
from smtptui.smtp.visible import is_unsafe_text
from tests.session.test_target import ERRORS, FORMS

SEEDS = [*(form[0].encode() for form in FORMS), *(text.encode() for text, _ in ERRORS)]


def check(data: bytes) -> None:
    """Read, shown, and read again from what is shown."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        target = parse_target(text)
    except UsageError as error:
        assert str(error)
        return
    assert 0 <= target.port <= 65535
    assert target.host or target.kind is Kind.PRACTICE
    assert effective_tls(target, None, TlsMode.NONE) in TlsMode
    assert target.kind not in (Kind.HOST, Kind.MX) or not is_unsafe_text(target.shown)
    # mx:25 is a host and its port: a domain of digits alone has no such form.
    if not (target.kind in (Kind.MX, Kind.PRACTICE) and target.host.isdigit()):
        again = parse_target(target.shown)
        assert (again.kind, again.host) == (target.kind, target.host), target.shown
