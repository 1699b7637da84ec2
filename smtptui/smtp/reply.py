"""Bytes to replies (RFC 5321 §4.2). Tolerant: nothing that a server sends raises; what is odd is named.

`ReplyReader` takes bytes in any pieces and gives `Reply` and `StrayLine` objects whose raw bytes, laid end to end,
are what was fed, up to the caps; beyond them the bytes dropped are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from functools import lru_cache

from smtptui.smtp.visible import is_unsafe_text, visible
from smtptui.values import dataclass

MAX_LINE = 64 * 1024
"""Bytes kept of one line, its end included."""
MAX_REPLY = 1024 * 1024
"""Bytes kept of one reply."""
MAX_LINES = 10_000
"""Lines kept of one reply: a million empty ones would fit in its bytes, and each costs memory and a row."""

# What may follow the code (RFC 5321 §4.2): a hyphen, a blank, or nothing at all.
_SEPARATORS = {b"-": "-", b" ": " ", b"": ""}
_PLAIN = re.compile(rb"[\t\x20-\x7e]*\r\n")
_PLAIN_LINES = re.compile(rb"(?:%s)*" % _PLAIN.pattern)
_UNDECODABLE = re.compile("[\udc80-\udcff]")
_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?=\s|\Z)")


class Severity(Enum):
    """A reply's class, by its first digit (RFC 5321 §4.2.1)."""

    POSITIVE = 2
    INTERMEDIATE = 3
    TRANSIENT = 4
    PERMANENT = 5


POSITIVE = Severity.POSITIVE
"""For what is asked for each reply: see `smtp.state`."""
_SEVERITIES = {severity.value: severity for severity in Severity}


class Anomaly(Enum):
    """What is odd about bytes of a server. The value is a short, stable name for journals and scripts."""

    BARE_LF = "bare-lf"
    BARE_CR = "bare-cr"
    UNSAFE_CHARACTERS = "unsafe-characters"
    NOT_UTF8 = "not-utf8"
    LINE_TOO_LONG = "line-too-long"
    REPLY_TOO_LONG = "reply-too-long"
    OVER_512 = "over-512-octets"
    CODES_DIFFER = "codes-differ"
    BLANK_LINE = "blank-line"
    MALFORMED_LINE = "malformed-line"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One line as it came, its end included in `raw`.

    `code` is None for a line that is no reply line (then `text` is the whole line); `separator` is `"-"`, `" "`
    or `""`; `dropped` counts the bytes that the cap cut off.
    """

    raw: bytes
    code: int | None
    separator: str
    text: bytes
    dropped: int = 0

    @property
    def content(self) -> bytes:
        """The line without its end (CRLF, or a bare LF)."""
        return strip_line_end(self.raw)

    @property
    def is_last(self) -> bool:
        """Whether this line ends a reply."""
        return self.code is not None and self.separator != "-"

    @property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """What is odd about this line alone."""
        if self.code is not None and len(self.raw) <= 512 and not self.dropped and _PLAIN.fullmatch(self.raw):
            return ()  # as nearly always
        found: list[Anomaly] = []
        content = self.content
        if self.raw.endswith(b"\n") and not self.raw.endswith(b"\r\n"):
            found.append(Anomaly.BARE_LF)
        # The CR of a line that the cap cut off before its LF is no bare one.
        if b"\r" in (content[:-1] if self.dropped else content):
            found.append(Anomaly.BARE_CR)
        if not content and self.raw:
            found.append(Anomaly.BLANK_LINE)
        elif self.code is None:
            found.append(Anomaly.MALFORMED_LINE)
        # A reply's text may have tabs (RFC 5321 §4.2).
        text = content.translate(None, b"\r\t").decode("utf-8", "surrogateescape")
        plain = _UNDECODABLE.sub("", text)
        if len(plain) < len(text):
            found.append(Anomaly.NOT_UTF8)
        if is_unsafe_text(plain):
            found.append(Anomaly.UNSAFE_CHARACTERS)
        if self.dropped:
            found.append(Anomaly.LINE_TOO_LONG)
        elif len(self.raw) > 512:  # RFC 5321 §4.5.3.1.5
            found.append(Anomaly.OVER_512)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole reply. Its last line decides the code; lines that are no reply lines may stand within it.

    `dropped` counts the bytes that the caps cut off, over all lines.
    """

    lines: tuple[ReplyLine, ...]
    dropped: int = 0

    @property
    def raw(self) -> bytes:
        """The bytes as they came, up to the caps."""
        return b"".join(line.raw for line in self.lines)

    @property
    def code(self) -> int:
        """The three-digit code, 200 to 599."""
        code = self.lines[-1].code
        assert code is not None, "a reply ends with a reply line"
        return code

    @property
    def severity(self) -> Severity:
        """The class of the code."""
        return _SEVERITIES[self.code // 100]

    @property
    def enhanced(self) -> str | None:
        """The enhanced status code, such as `5.1.1` (RFC 2034, RFC 3463), where the last line that has one says it.

        A code whose class contradicts the reply's is still given: it is what the server said.
        """
        for line in reversed(self.lines):
            if line.code is None or line.text[1:2] != b".":
                continue
            if match := _ENHANCED.match(line.text[:20].decode("latin-1")):
                return match.group()
        return None

    @property
    def texts(self) -> tuple[str, ...]:
        """Each line's text without code and separator, safe to show."""
        return tuple(visible(line.text) for line in self.lines)

    @property
    def text(self) -> str:
        """The lines' texts joined by spaces, safe to show."""
        return " ".join(self.texts)

    @property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """What is odd about the reply or any of its lines, each named once."""
        if len(self.lines) > 1 and self._is_plain():
            return ()  # as nearly always
        found: dict[Anomaly, None] = {}
        for line in self.lines:
            for anomaly in line.anomalies:
                found[anomaly] = None
        if len({line.code for line in self.lines if line.code is not None}) > 1:
            found[Anomaly.CODES_DIFFER] = None
        if self.dropped > sum(line.dropped for line in self.lines):
            found[Anomaly.REPLY_TOO_LONG] = None
        return tuple(found)

    def _is_plain(self) -> bool:
        """Whether nothing is odd, found out for all lines at once: there may be thousands."""
        raws = [line.raw for line in self.lines]
        if self.dropped or max(map(len, raws)) > 512 or {line.code for line in self.lines} != {self.code}:
            return False
        return _PLAIN_LINES.fullmatch(b"".join(raws)) is not None


@dataclass(frozen=True, slots=True)
class StrayLine:
    """A line that belongs to no reply: blank, malformed, or what was left unfinished when the connection ended."""

    line: ReplyLine
    unfinished: bool = False

    @property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """What is odd about it."""
        return (*self.line.anomalies, Anomaly.UNFINISHED) if self.unfinished else self.line.anomalies


def parse_line(raw: bytes, dropped: int = 0) -> ReplyLine:
    """One line, its end included, as a ReplyLine. `250` without text is a reply line (RFC 5321 §4.2 asks for it)."""
    content = raw[:-2] if raw.endswith(b"\r\n") else strip_line_end(raw)
    code, separator = _parse_head(content[:4])
    return ReplyLine(raw, code, separator, content if code is None else content[4:], dropped)


@lru_cache(maxsize=1024)
def _parse_head(head: bytes) -> tuple[int | None, str]:
    """Code and separator of a line that begins so; None: it is no reply line."""
    code, separator = head[:3], _SEPARATORS.get(head[3:])
    # RFC 5321 §4.2: the first digit is 2 to 5; we take any second and third digit, as servers do.
    if separator is None or len(code) < 3 or not code.isdigit() or not b"200" <= code < b"600":
        return None, ""
    return int(code), separator


def strip_line_end(raw: bytes) -> bytes:
    """`raw` without one CRLF or bare LF at its end."""
    if raw.endswith(b"\r\n"):
        return raw[:-2]
    return raw[:-1] if raw.endswith(b"\n") else raw


class ReplyReader:
    """Feed it bytes; iterate over what became whole. A line ends at LF, with or without CR before it.

    A bare CR ends no line (RFC 5321 §2.3.8): it stays in the line and is marked.
    """

    def __init__(self, max_line: int = MAX_LINE, max_reply: int = MAX_REPLY, max_lines: int = MAX_LINES) -> None:
        self._max_line = max_line
        self._max_reply = max_reply
        self._max_lines = max_lines
        self._fed = b""
        self._seen = 0  # how much of it was looked at
        self._line = bytearray()  # the line that has no end yet
        self._line_dropped = 0
        self._lines: list[ReplyLine] = []  # of the reply that has no last line yet
        self._size = 0
        self._dropped = 0

    @property
    def partial(self) -> bytes:
        """The bytes of the line that has no end yet, at most 4 KiB of them: shown live."""
        return bytes(self._line[:4096])

    @property
    def partial_lines(self) -> tuple[ReplyLine, ...]:
        """The whole lines of the reply that has no last line yet."""
        return tuple(self._lines)

    def feed(self, data: bytes) -> None:
        """Adds bytes; nothing is looked at before `next_item`."""
        self._fed = data if self._seen == len(self._fed) else self._fed[self._seen :] + data
        self._seen = 0

    def take_rest(self) -> bytes:
        """What was fed and not looked at yet, taken out: after the 220 to STARTTLS these bytes are no reply."""
        rest = self._fed[self._seen :]
        self._seen = len(self._fed)
        return rest

    def receive(self, data: bytes) -> Iterator[Reply | StrayLine]:
        """Feeds `data` and yields all that became whole."""
        self.feed(data)
        while (item := self.next_item()) is not None:
            yield item

    def next_item(self) -> Reply | StrayLine | None:
        """The next whole reply or stray line, or None when more bytes are wanted."""
        while (line := self._next_line()) is not None:
            if not self._lines:
                if line.code is None:
                    return StrayLine(line)
                if line.separator != "-":  # as nearly always: one line is the whole reply
                    return Reply((line,), line.dropped)
            self._keep(line)
            if line.is_last:
                return self._take_reply()
        return None

    def finish(self) -> Iterator[StrayLine]:
        """The connection ended: yields the lines of an unfinished reply, and the unfinished line."""
        lines, self._lines = self._lines, []
        dropped = self._dropped - sum(line.dropped for line in lines)
        self._size = self._dropped = 0
        for line in lines:
            # What the reply's cap dropped came after its last line that was kept.
            if dropped and line is lines[-1]:
                line = replace(line, dropped=line.dropped + dropped)
            yield StrayLine(line, unfinished=True)
        rest = bytes(self._line)
        dropped = self._line_dropped
        self._line.clear()
        self._line_dropped = 0
        if rest:
            yield StrayLine(parse_line(rest, dropped), unfinished=True)

    def _next_line(self) -> ReplyLine | None:
        start = self._seen
        if start == len(self._fed):
            return None
        end = self._fed.find(b"\n", start) + 1
        self._seen = end or len(self._fed)
        taken = self._fed[start : self._seen]
        if end and not self._line and len(taken) <= self._max_line:  # as nearly always: the line came whole
            return parse_line(taken)
        room = self._max_line - len(self._line)
        self._line += taken[:room]
        self._line_dropped += max(0, len(taken) - room)
        if not end:
            return None
        line = parse_line(bytes(self._line), self._line_dropped)
        self._line.clear()
        self._line_dropped = 0
        return line

    def _keep(self, line: ReplyLine) -> None:
        # The last line is kept in any case: it decides the code. So is the first: it can tell what was dropped.
        full = self._size + len(line.raw) > self._max_reply or len(self._lines) >= self._max_lines
        if full and self._lines and not line.is_last:
            self._dropped += len(line.raw) + line.dropped
            return
        self._size += len(line.raw)
        self._dropped += line.dropped
        self._lines.append(line)

    def _take_reply(self) -> Reply:
        reply = Reply(tuple(self._lines), self._dropped)
        self._lines = []
        self._size = self._dropped = 0
        return reply
