"""Bytes of a server, or of anyone, as text that is safe to show: what was sent is what is seen, made inert.

C0, DEL, C1, bidi controls, zero-width characters and bytes that are no UTF-8 become visible escapes, so that no
escape sequence ever reaches a terminal, an export or the clipboard. Pure.
"""

from __future__ import annotations

import re

# Bidi controls, zero-width and invisible characters, line and paragraph separators, byte order mark, the tag
# characters, the C1 controls and the surrogates by which undecodable bytes are carried.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def visible(raw: bytes) -> str:
    r"""`raw` as text, without any control character: `\x1b`, `\u202e`, `\xff` stand for what cannot be shown.

    A backslash of the server's own stays as it is; the raw bytes are in the transcript for who must tell the two
    apart.
    """
    return visible_text(raw.decode("utf-8", "surrogateescape"))


def visible_text(text: str) -> str:
    """`text` with every unsafe character made visible, undecodable bytes (surrogate escapes) included."""
    return re.sub(_UNSAFE, _escape, text) if is_unsafe_text(text) else text


def is_unsafe(raw: bytes) -> bool:
    """Whether `visible` would change anything in `raw`."""
    return is_unsafe_text(raw.decode("utf-8", "surrogateescape"))


def is_unsafe_text(text: str) -> bool:
    """Whether `visible_text` would change anything in `text`."""
    # Nearly all text is plain ASCII: the pattern, which takes long to compile, is for the rest.
    return not (text.isascii() and text.isprintable()) and re.search(_UNSAFE, text) is not None


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:  # an undecodable byte, carried as a lone surrogate (PEP 383)
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
