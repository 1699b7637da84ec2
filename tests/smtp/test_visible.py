"""Nothing that `visible` gives can move a cursor, colour a screen, hide or turn text round."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.smtp.visible import is_unsafe, visible, visible_text

CASES = [
    (b"plain", "plain"),
    ("Привет, 世界".encode(), "Привет, 世界"),
    (b"\x1b[31m", r"\x1b[31m"),
    (b"\0\t\r\n\x7f", r"\x00\x09\x0d\x0a\x7f"),
    (b"\xff\xfe", r"\xff\xfe"),
    ("\u009b".encode(), r"\x9b"),
    ("\u202e\u200b\ufeff".encode(), r"\u202e\u200b\ufeff"),
    ("\U000e0041".encode(), r"\U000e0041"),
    (b"\xed\xa0\x80", r"\xed\xa0\x80"),
    (b"\\x1b", r"\x1b"),
]

# Signs that stand before a number or a verse and are seen: Unicode counts them among the format characters.
SEEN = {0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}


@pytest.mark.parametrize(("raw", "shown"), CASES)
def test_visible(raw: bytes, shown: str) -> None:
    assert visible(raw) == shown
    assert is_unsafe(raw) == (raw.decode("utf-8", "surrogateescape") != shown)


def test_every_control_format_and_separator_character_is_made_visible() -> None:
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    missed = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if code not in SEEN and unicodedata.category(chr(code)) in hidden and visible_text(chr(code)) == chr(code)
    ]
    assert missed == []


@given(st.binary())
def test_any_bytes_become_inert_and_stay_so(raw: bytes) -> None:
    shown = visible(raw)
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in shown)
    assert visible_text(shown) == shown
    assert not is_unsafe(shown.encode())
