"""Finds secrets in bytes, in every form in which a server may send them back. Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote_from_bytes

from smtptui.smtp.auth import CLIENT_STEPS
from smtptui.smtp.command import VERBS
from smtptui.smtp.visible import visible
from smtptui.values import dataclass

MASK = "••••••••"
MASK_BYTES = MASK.encode()
SHORTEST_HUNTED = 4
"""Secrets of fewer bytes are masked where they are sent, and not hunted elsewhere: they would be found everywhere."""

Spans = Sequence[tuple[int, int]]

_URL_SAFE = bytes.maketrans(b"+/", b"-_")


@dataclass(frozen=True, slots=True)
class Quarry:
    """One secret: `needles` in lower case, one of which is in any text that has it; `pattern` says where exactly."""

    needles: tuple[bytes, ...]
    pattern: re.Pattern[bytes]


class Hunt:
    """The secrets to find. Most texts have none, and are told by a plain search."""

    def __init__(self) -> None:
        self._known: set[bytes] = set()
        self._quarries: list[Quarry] = []
        self.needles: tuple[bytes, ...] = ()
        """In lower case; empty where there is nothing to find."""

    def add(self, secrets: Iterable[bytes]) -> Sequence[Quarry]:
        """More values to find; those that are new and long enough."""
        fresh = [secret for secret in dict.fromkeys(secrets) if _is_worth_it(secret) and secret not in self._known]
        self._known.update(fresh)
        if not fresh:
            return ()
        quarries = [_quarry(secret) for secret in fresh]
        self._quarries += quarries
        self.needles = (*self.needles, *(needle for quarry in quarries for needle in quarry.needles))
        return quarries

    def is_in(self, raw: bytes) -> bool:
        """Whether any secret may be in `raw`: quick, and never wrong when it says no."""
        return bool(self.needles) and touches(self.needles, raw)

    def spans(self, raw: bytes) -> Spans:
        """Where secrets are, in order; what overlaps is one."""
        if not self.is_in(raw):
            return ()
        lowered = raw.lower()
        found = sorted(
            match.span()
            for quarry in self._quarries
            if any(needle in lowered for needle in quarry.needles)
            for match in quarry.pattern.finditer(raw)
        )
        return merged(found)

    def mask(self, raw: bytes) -> bytes:
        """`raw` with a mask for each secret."""
        spans = self.spans(raw)
        return cover(raw, spans) if spans else raw

    def mask_partial(self, raw: bytes) -> bytes:
        """The same for text that goes on: what may be a secret's beginning, at the end, is masked too."""
        masked = self.mask(raw)
        tail = masked[-max(map(len, self.needles), default=1) :].lower()
        for start in range(len(tail)):
            if any(needle.startswith(tail[start:]) for needle in self.needles):
                return masked[: len(masked) - len(tail) + start] + MASK_BYTES
        return masked


def touches(needles: Iterable[bytes], raw: bytes) -> bool:
    """Whether one of the needles, which are in lower case, is in `raw`, in any case."""
    lowered = raw.lower()
    return any(needle in lowered for needle in needles)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order of their starts, those that overlap or touch made one."""
    result: list[tuple[int, int]] = []
    for start, end in spans:
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def cover(raw: bytes, spans: Spans) -> bytes:
    """`raw` with a mask in place of each span."""
    parts: list[bytes] = []
    done = 0
    for start, end in spans:
        parts += [raw[done:start], MASK_BYTES]
        done = end
    return b"".join((*parts, raw[done:]))


def _is_worth_it(secret: bytes) -> bool:
    # A verb typed at the password prompt must not mask that command ever after, nor `AHTU LOGIN` every AUTH LOGIN.
    word = secret.decode("latin-1").upper()
    return (
        len(secret) >= SHORTEST_HUNTED and MASK_BYTES not in secret and word not in VERBS and word not in CLIENT_STEPS
    )


def _quarry(secret: bytes) -> Quarry:
    plain = list(dict.fromkeys(_plain_forms(secret)))
    cores = list(dict.fromkeys(_base64_cores(secret)))
    # The characters beside a core are partly the secret's.
    patterns = [re.escape(form) for form in plain]
    patterns += [rb"[A-Za-z0-9+/_-]?" + re.escape(core) + rb"[A-Za-z0-9+/_-]?={0,2}" for core in cores]
    patterns.sort(key=len, reverse=True)
    needles = tuple(dict.fromkeys(form.lower() for form in (*plain, *cores)))
    return Quarry(needles, re.compile(b"|".join(patterns), re.IGNORECASE))


def _plain_forms(secret: bytes) -> Iterator[bytes]:
    yield secret
    yield secret.hex().encode()
    yield quote_from_bytes(secret, safe="").encode()
    yield visible(secret).encode()
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        return
    # Case is ignored for ASCII letters only.
    for form in (text.lower(), text.upper(), text.capitalize(), text.swapcase()):
        yield form.encode("utf-8", "surrogatepass")
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")


def _base64_cores(secret: bytes) -> Iterator[bytes]:
    """The characters that `secret` alone decides, wherever it begins in a base64 text (three alignments)."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + secret)
        core = encoded[-(-offset * 8 // 6) : (offset + len(secret)) * 8 // 6]
        yield core
        yield core.translate(_URL_SAFE)
