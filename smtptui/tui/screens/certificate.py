"""F6: the certificate, its chain, protocol and cipher, and what changed in EHLO with TLS."""

from __future__ import annotations

from smtptui.explain.extensions import explain_change
from smtptui.messages import Message, Translator
from smtptui.session.certificate import CertificateDetail, certificate_details
from smtptui.smtp.capabilities import compare
from smtptui.smtp.events import TlsRefused, TlsStarted
from smtptui.smtp.state import DialogueState
from smtptui.transcript.rows import date, seconds
from smtptui.tui.screens.overlay import TextOverlay
from smtptui.tui.words import Words


def certificate_screen(
    translate: Translator, event: TlsStarted | TlsRefused, state: DialogueState | None
) -> TextOverlay:
    """An overlay about one handshake."""
    words = Words(translate)
    if isinstance(event, TlsStarted):
        _about_success(words, event)
    else:
        words.line(event.reason, "bold $text-error")
    words.line(
        Message("Handshake: {seconds}; name asked for: {name}", seconds=seconds(event.seconds), name=event.server_name)
    )
    for number, detail in enumerate(certificate_details(event.chain)):
        words.gap()
        words.title(
            Message("The server's certificate")
            if not number
            else Message("Chain, certificate {number}", number=number + 1)
        )
        _about_certificate(words, detail)
    if isinstance(event, TlsStarted) and state is not None:
        _about_change(words, state)
    return TextOverlay(translate, Message("TLS and certificate"), words.content())


def _about_success(words: Words, event: TlsStarted) -> None:
    words.line(
        Message("{protocol}, {cipher}, {bits} bits", protocol=event.protocol, cipher=event.cipher, bits=event.bits),
        "bold",
    )
    if event.verified:
        words.line(Message("The certificate is valid for {name} and its chain is trusted.", name=event.server_name))
    elif event.problem is not None:
        words.line(
            Message("INSECURE: the certificate was not accepted, and let through: {why}", why=event.problem),
            "bold $text-warning",
        )
    else:
        words.line(Message("INSECURE: the certificate was not checked."), "bold $text-warning")


def _about_certificate(words: Words, detail: CertificateDetail) -> None:
    facts = detail.facts
    rows = (
        (Message("Subject"), facts.subject),
        (Message("Names"), ", ".join(facts.names) or "-"),
        (Message("Issuer"), facts.issuer),
        (Message("Valid"), f"{date(facts.not_before)} – {date(facts.not_after)}"),
        (Message("Key"), facts.key),
        (Message("Signature"), detail.signature),
        (Message("Serial"), detail.serial),
        (Message("SHA-256"), _halves(detail.sha256)),
    )
    for label, value in rows:
        words.pair(label, value, 10)
    if detail.is_ca:
        told = words.text(Message("It is a certificate authority."))
        words.line(f"  {told}")


def _halves(fingerprint: str) -> str:
    """Broken in the middle where it does not fit."""
    middle = len(fingerprint) // 2 + 1
    return f"{fingerprint[:middle]} {fingerprint[middle:]}"


def _about_change(words: Words, state: DialogueState) -> None:
    words.gap()
    words.title(Message("What EHLO offers since TLS began"))
    if state.capabilities is None or state.capabilities_before_tls is None:
        words.line(Message("Send EHLO once more: the list from before TLS no longer counts (RFC 3207 §4.2)."))
        return
    words.lines(explain_change(compare(state.capabilities_before_tls, state.capabilities)))
