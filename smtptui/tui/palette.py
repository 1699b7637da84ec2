"""Colours by meaning. Each class has a colour AND a sign: colour is never the only carrier."""

from __future__ import annotations

from smtptui.smtp.reply import Severity

SIGNS: dict[Severity, str] = {
    Severity.POSITIVE: "✓",
    Severity.INTERMEDIATE: "…",
    Severity.TRANSIENT: "~",
    Severity.PERMANENT: "✗",
}

STYLES: dict[Severity, str] = {
    Severity.POSITIVE: "$text-success",
    Severity.INTERMEDIATE: "$text-accent",
    Severity.TRANSIENT: "bold $text-warning",
    Severity.PERMANENT: "bold reverse $text-error",
}
