"""Colours by meaning. Each class has a colour AND a sign: colour is never the only carrier."""

from __future__ import annotations

from smtptui.smtp.reply import Severity

SIGNS: dict[Severity, str] = {
    Severity.POSITIVE: "✓",
    Severity.INTERMEDIATE: "…",
    Severity.TRANSIENT: "~",
    Severity.PERMANENT: "✗",
}

COLOURS: dict[Severity, str] = {
    Severity.POSITIVE: "$text-primary",
    Severity.INTERMEDIATE: "$text-secondary",
    Severity.TRANSIENT: "$text-warning",
    Severity.PERMANENT: "$text-error",
}
"""Blue and orange, which more eyes can tell apart than green and red."""

STYLES: dict[Severity, str] = {
    severity: f"bold {'reverse ' if severity is Severity.PERMANENT else ''}{colour}"
    for severity, colour in COLOURS.items()
}
"""Where a reply is told in words."""
