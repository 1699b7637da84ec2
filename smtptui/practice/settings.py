"""What a practice host is set up with: its name, who lives there, who may log in, and its bounds. Pure."""

from __future__ import annotations

from dataclasses import field

from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Who may log in."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of a session, in octets, seconds and counts: RFC 5321 §4.5.3 with slack."""

    line: int = 2048
    auth_line: int = 12288  # RFC 4954 §4
    message: int = 20_971_520
    recipients: int = 100  # RFC 5321 §4.5.3.1.8
    bad_commands: int = 50
    idle: float = 1800.0  # RFC 5321 §4.5.3.2.7: at least five minutes
    session: float = 14_400.0


@dataclass(frozen=True, slots=True)
class HostSettings:
    """A host's identity and residents. Postmaster lives in each domain, and needs none (RFC 5321 §4.5.1)."""

    hostname: str = "practice.example.test"
    scenario: str = "plain"
    domains: tuple[str, ...] = ("example.test", "practice.test")
    mailboxes: tuple[str, ...] = (
        "vasya@example.test",
        "masha@example.test",
        "vasya@practice.test",
        "masha@practice.test",
    )
    accounts: tuple[Account, ...] = (
        Account("vasya@example.test", "s3cret"),
        Account("vasya", "s3cret"),
    )
    limits: Limits = Limits()
    has_certificate: bool = True
