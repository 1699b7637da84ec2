"""Providers' submission servers, as their own documentation gives them: a name instead of host, port and TLS mode."""

from __future__ import annotations

from smtptui.session.options import TlsMode
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A provider's submission server and the ways to authenticate that it documents."""

    name: str
    host: str
    port: int
    tls: TlsMode
    mechanisms: tuple[str, ...]


_PASSWORD = ("PLAIN", "LOGIN")
_TOKEN = ("XOAUTH2",)

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("gmail", "smtp.gmail.com", 587, TlsMode.STARTTLS, (*_PASSWORD, *_TOKEN)),
        Preset("outlook", "smtp.office365.com", 587, TlsMode.STARTTLS, _TOKEN),
        Preset("yahoo", "smtp.mail.yahoo.com", 465, TlsMode.IMPLICIT, (*_PASSWORD, *_TOKEN)),
        Preset("icloud", "smtp.mail.me.com", 587, TlsMode.STARTTLS, _PASSWORD),
        Preset("fastmail", "smtp.fastmail.com", 465, TlsMode.IMPLICIT, _PASSWORD),
        Preset("gmx", "mail.gmx.net", 587, TlsMode.STARTTLS, _PASSWORD),
        Preset("yandex", "smtp.yandex.com", 465, TlsMode.IMPLICIT, (*_PASSWORD, *_TOKEN)),
        Preset("mailru", "smtp.mail.ru", 465, TlsMode.IMPLICIT, (*_PASSWORD, *_TOKEN)),
        Preset("rambler", "smtp.rambler.ru", 465, TlsMode.IMPLICIT, _PASSWORD),
        Preset("ukrnet", "smtp.ukr.net", 465, TlsMode.IMPLICIT, _PASSWORD),
        Preset("zoho", "smtp.zoho.com", 465, TlsMode.IMPLICIT, _PASSWORD),
        Preset("brevo", "smtp-relay.brevo.com", 587, TlsMode.STARTTLS, _PASSWORD),
        Preset("sendgrid", "smtp.sendgrid.net", 587, TlsMode.STARTTLS, _PASSWORD),
        Preset("mailgun", "smtp.mailgun.org", 587, TlsMode.STARTTLS, _PASSWORD),
        Preset("postmark", "smtp.postmarkapp.com", 587, TlsMode.STARTTLS, (*_PASSWORD, "CRAM-MD5")),
        Preset("mailtrap", "sandbox.smtp.mailtrap.io", 2525, TlsMode.STARTTLS, (*_PASSWORD, "CRAM-MD5")),
    )
}
