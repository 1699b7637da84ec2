"""`assert_no_secret`: looks for a secret in every form in which it may have got somewhere."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

from smtptui.smtp.visible import visible

SHORTEST = 4
"""Forms shorter than this are not looked for: they would be found by chance."""


def assert_no_secret(data: bytes | str | object, *secrets: str | bytes) -> None:
    """Fails when `data` holds one of the secrets: as it is, in any case, in base64 at any of the three alignments and
    in both alphabets, in hex, percent-encoded, escaped for JSON, HTML or Python, in UTF-16. Objects are seen by their
    `repr`. Texts that were broken into lines are looked through joined, too."""
    raw = (
        data if isinstance(data, bytes) else (data if isinstance(data, str) else repr(data)).encode("utf-8", "replace")
    )
    texts = [raw.lower(), b"".join(raw.split()).lower()]
    for secret in secrets:
        value = secret.encode() if isinstance(secret, str) else secret
        for name, form in forms(value):
            if len(form) < SHORTEST:
                continue
            for text in texts:
                place = text.find(form.lower())
                assert place < 0, f"a secret, {name}: …{text[max(0, place - 40) : place + len(form) + 40]!r}…"


def forms(secret: bytes) -> Iterator[tuple[str, bytes]]:
    """The forms of a secret, each with a name for it."""
    yield "as it is", secret
    yield "in hex", secret.hex().encode()
    yield "in hex with blanks", secret.hex(" ").encode()
    yield "percent-encoded", quote_from_bytes(secret, safe="").encode()
    yield "percent-encoded, slashes kept", quote_from_bytes(secret).encode()
    yield "reversed", secret[::-1]
    yield "as Python writes it", repr(secret)[2:-1].encode()
    yield "made visible", visible(secret).encode()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + secret)
        core = encoded[-(-offset * 8 // 6) : (offset + len(secret)) * 8 // 6]
        yield f"in base64 at {offset}", core
        yield f"in base64 for URLs at {offset}", core.translate(bytes.maketrans(b"+/", b"-_"))
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        text = secret.decode("utf-8", "surrogateescape")
        yield "escaped for JSON", json.dumps(text)[1:-1].encode()
        return
    yield "in upper case", text.upper().encode()
    yield "in lower case", text.lower().encode()
    yield "escaped for JSON", json.dumps(text)[1:-1].encode()
    yield "escaped for HTML", html.escape(text).encode()
    yield "quoted for a form", quote(text, safe="").replace("%20", "+").encode()
    yield "in UTF-16", text.encode("utf-16-le")
    yield "in UTF-16, big end first", text.encode("utf-16-be")
