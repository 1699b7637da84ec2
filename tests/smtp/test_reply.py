"""Bytes to replies: one table, each case fed whole, byte by byte, and with bytes behind it."""

from __future__ import annotations

import itertools
import time
import tracemalloc
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smtptui.smtp.reply import MAX_LINE, MAX_LINES, MAX_REPLY, Anomaly, Reply, ReplyReader, Severity, StrayLine

BEHIND = b"299 behind\r\n"


@dataclass(frozen=True)
class Case:
    """Bytes, and what they become: a code for each reply, None for each stray line; the anomalies of all of them."""

    name: str
    raw: bytes
    codes: tuple[int | None, ...]
    anomalies: frozenset[Anomaly] = frozenset()
    whole: bool = True
    """Whether nothing is left unfinished."""


def case(name: str, raw: bytes, codes: list[int | None], *anomalies: Anomaly, whole: bool = True) -> Case:
    return Case(name, raw, tuple(codes), frozenset(anomalies), whole)


CASES = [
    case("one line", b"250 ok\r\n", [250]),
    case("many lines", b"250-a\r\n250-b\r\n250 c\r\n", [250]),
    case("two replies in one segment", b"250 ok\r\n421 bye\r\n", [250, 421]),
    case("no text", b"250\r\n", [250]),
    case("a blank for text", b"250 \r\n", [250]),
    case("no text in the middle", b"250-\r\n250 ok\r\n", [250]),
    case("an intermediate line without hyphen text", b"250-\r\n250\r\n", [250]),
    case("bare LF", b"250 ok\n", [250], Anomaly.BARE_LF),
    case("bare LF in the middle", b"250-a\n250 b\r\n", [250], Anomaly.BARE_LF),
    case("mixed line ends", b"250-a\r\n250-b\n250 c\r\n", [250], Anomaly.BARE_LF),
    case("bare CR", b"250 a\rb\r\n", [250], Anomaly.BARE_CR),
    case("two CRs", b"250 a\r\r\n", [250], Anomaly.BARE_CR),
    case("a CR is no line end", b"250 a\r250 b\r\n", [250], Anomaly.BARE_CR),
    case("a tab after the code", b"250\tok\r\n", [None], Anomaly.MALFORMED_LINE),
    case("four digits", b"2500 ok\r\n", [None], Anomaly.MALFORMED_LINE),
    case("an underscore in the code", b"2_5 ok\r\n", [None], Anomaly.MALFORMED_LINE),
    case("two digits", b"25\r\n", [None], Anomaly.MALFORMED_LINE),
    case("digits of another script", "２５０ ok\r\n".encode(), [None], Anomaly.MALFORMED_LINE),
    case("a blank before the code", b" 250 ok\r\n", [None], Anomaly.MALFORMED_LINE),
    case("first digit 1", b"150 hm\r\n", [None], Anomaly.MALFORMED_LINE),
    case("first digit 6", b"650 hm\r\n", [None], Anomaly.MALFORMED_LINE),
    case("a plus for a hyphen", b"250+a\r\n", [None], Anomaly.MALFORMED_LINE),
    case("codes that differ", b"250-a\r\n550-b\r\n451 c\r\n", [451], Anomaly.CODES_DIFFER),
    case("a malformed line inside", b"250-a\r\nwhat\r\n250 b\r\n", [250], Anomaly.MALFORMED_LINE),
    case("a blank line before", b"\r\n250 ok\r\n", [None, 250], Anomaly.BLANK_LINE),
    case("a blank line between", b"250 a\r\n\r\n250 b\r\n", [250, None, 250], Anomaly.BLANK_LINE),
    case("a blank line inside", b"250-a\r\n\r\n250 b\r\n", [250], Anomaly.BLANK_LINE),
    case("a bare LF alone", b"\n", [None], Anomaly.BLANK_LINE, Anomaly.BARE_LF),
    case("over 512 octets", b"250 " + b"x" * 600 + b"\r\n", [250], Anomaly.OVER_512),
    case("a 20 kB line", b"250 " + b"x" * 20_000 + b"\r\n", [250], Anomaly.OVER_512),
    case("tabs are text", b"250 a\tb\r\n", [250]),
    case("UTF-8", "250 Привет\r\n".encode(), [250]),
    case("invalid UTF-8", b"250 \xff\xfe\r\n", [250], Anomaly.NOT_UTF8),
    case("Latin-1", "250 grüß\r\n".encode("latin-1"), [250], Anomaly.NOT_UTF8),
    case("NUL", b"250 a\0b\r\n", [250], Anomaly.UNSAFE_CHARACTERS),
    case("ANSI colour", b"535 \x1b[31mred\x1b[0m\r\n", [535], Anomaly.UNSAFE_CHARACTERS),
    case("cursor moves", b"220 a\x1b[2A\x1b[2Jb\r\n", [220], Anomaly.UNSAFE_CHARACTERS),
    case("a title set", b"220 \x1b]0;t\x07\r\n", [220], Anomaly.UNSAFE_CHARACTERS),
    case("the alternate screen", b"535 \x1b[?1049h\r\n", [535], Anomaly.UNSAFE_CHARACTERS),
    case("OSC 8", b"220 \x1b]8;;http://x\x1b\\y\x1b]8;;\x1b\\\r\n", [220], Anomaly.UNSAFE_CHARACTERS),
    case("OSC 52", b"220 \x1b]52;c;aGk=\x07\r\n", [220], Anomaly.UNSAFE_CHARACTERS),
    case("C1", "250 \u009b31m\r\n".encode(), [250], Anomaly.UNSAFE_CHARACTERS),
    case("DEL", b"250 \x7f\r\n", [250], Anomaly.UNSAFE_CHARACTERS),
    case("bidi", "250 \u202eabc\r\n".encode(), [250], Anomaly.UNSAFE_CHARACTERS),
    case("zero width", "250 a\u200bb\r\n".encode(), [250], Anomaly.UNSAFE_CHARACTERS),
    case("both", b"250 \xff\x1b[m\r\n", [250], Anomaly.NOT_UTF8, Anomaly.UNSAFE_CHARACTERS),
    case("markup", b"250 [bold red]hi[/] :smile:\r\n", [250]),
    case("a middlebox banner", b"220 ****************\r\n", [220]),
    case("keywords crossed out", b"250-x\r\n250-XXXXXXXA\r\n250 XXXB\r\n", [250]),
    case("HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n", [None, None], Anomaly.MALFORMED_LINE, Anomaly.BLANK_LINE),
    case("SSH", b"SSH-2.0-OpenSSH_9.2\r\n", [None], Anomaly.MALFORMED_LINE),
    case("IMAP", b"* OK ready\r\n", [None], Anomaly.MALFORMED_LINE),
    case("POP3", b"+OK ready\r\n", [None], Anomaly.MALFORMED_LINE),
    case("a TLS alert", b"\x15\x03\x01\x00\x02\x02\x46\n", [None], Anomaly.MALFORMED_LINE,
         Anomaly.UNSAFE_CHARACTERS, Anomaly.BARE_LF),
    case("nothing", b"", []),
    case("an unfinished line", b"250 o", [None], Anomaly.UNFINISHED, whole=False),
    case("an unfinished reply", b"250-a\r\n250-b\r\n", [None, None], Anomaly.UNFINISHED, whole=False),
    case("cut in mid-code", b"250-a\r\n25", [None, None], Anomaly.MALFORMED_LINE, Anomaly.UNFINISHED, whole=False),
    case("cut in mid-CRLF", b"250 a\r", [None], Anomaly.BARE_CR, Anomaly.UNFINISHED, whole=False),
]  # fmt: skip

whole_cases = [each for each in CASES if each.whole]


def codes(items: list[Reply | StrayLine]) -> tuple[int | None, ...]:
    return tuple(item.code if isinstance(item, Reply) else None for item in items)


def raw(items: list[Reply | StrayLine]) -> bytes:
    return b"".join(item.raw if isinstance(item, Reply) else item.line.raw for item in items)


def dropped(items: list[Reply | StrayLine]) -> int:
    return sum(item.dropped if isinstance(item, Reply) else item.line.dropped for item in items)


def read(*pieces: bytes, reader: ReplyReader | None = None) -> list[Reply | StrayLine]:
    """All that the pieces become, the connection ending behind them."""
    reader = reader or ReplyReader()
    items = [item for piece in pieces for item in reader.receive(piece)]
    return [*items, *reader.finish()]


def named(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("each", cases, ids=lambda each: each.name)


@named(CASES)
def test_fed_whole(each: Case) -> None:
    items = read(each.raw)
    assert codes(items) == each.codes
    assert {anomaly for item in items for anomaly in item.anomalies} == each.anomalies
    assert raw(items) == each.raw
    assert not dropped(items)


@named(CASES)
def test_fed_byte_by_byte(each: Case) -> None:
    assert read(*(bytes([octet]) for octet in each.raw)) == read(each.raw)


@named(whole_cases)
def test_fed_with_bytes_behind(each: Case) -> None:
    assert read(each.raw + BEHIND) == [*read(each.raw), *read(BEHIND)]


@named(whole_cases)
def test_nothing_is_left_behind(each: Case) -> None:
    reader = ReplyReader()
    list(reader.receive(each.raw))
    assert (reader.partial, reader.partial_lines, reader.take_rest(), list(reader.finish())) == (b"", (), b"", [])


@named(CASES)
def test_nothing_shown_has_a_control_character(each: Case) -> None:
    for item in read(each.raw):
        if isinstance(item, Reply):
            assert item.text.isprintable() or not item.text


# -- what a reply says

ENHANCED = [
    (b"250 2.1.5 Ok\r\n", "2.1.5"),
    (b"250 2.1.5\r\n", "2.1.5"),
    (b"550-5.1.1 no\r\n550 such user\r\n", "5.1.1"),
    (b"550-5.1.1 no\r\n550 5.1.10 null MX\r\n", "5.1.10"),
    (b"250 5.0.0 contradiction\r\n", "5.0.0"),
    (b"250 2.1.5x\r\n", None),
    (b"250 3.1.5 x\r\n", None),
    (b"250 2.1 x\r\n", None),
    (b"250 2.1.1000 x\r\n", None),
    (b"250\r\n", None),
]


@pytest.mark.parametrize(("line", "expected"), ENHANCED)
def test_enhanced_code(line: bytes, expected: str | None) -> None:
    [reply] = read(line)
    assert isinstance(reply, Reply)
    assert reply.enhanced == expected


def test_severity_is_the_last_lines() -> None:
    [reply] = read(b"250-a\r\n450 b\r\n")
    assert isinstance(reply, Reply)
    assert reply.severity is Severity.TRANSIENT
    assert reply.texts == ("a", "b")


# -- caps


def test_a_line_over_the_cap_is_cut_and_counted() -> None:
    data = b"250 " + b"x" * 100 + b"\r\n"
    items = read(data, reader=ReplyReader(max_line=50))
    assert codes(items) == (250,)
    assert raw(items) == data[:50]
    assert dropped(items) == len(data) - 50
    assert items[0].anomalies == (Anomaly.LINE_TOO_LONG,)


def test_a_line_cut_between_cr_and_lf_has_no_bare_cr() -> None:
    [item] = read(b"250 x\r\n", reader=ReplyReader(max_line=6))
    assert item.anomalies == (Anomaly.LINE_TOO_LONG,)


def test_a_reply_over_the_cap_keeps_its_last_line() -> None:
    data = b"250-x\r\n" * 100 + b"550 end\r\n"
    [reply] = read(data, reader=ReplyReader(max_reply=70))
    assert isinstance(reply, Reply)
    assert (reply.code, len(reply.lines)) == (550, 11)
    assert len(reply.raw) + reply.dropped == len(data)
    assert Anomaly.REPLY_TOO_LONG in reply.anomalies


def test_an_unfinished_reply_over_the_cap_counts_what_was_dropped() -> None:
    data = b"250-x\r\n" * 100
    items = read(data, reader=ReplyReader(max_reply=70))
    assert len(raw(items)) + dropped(items) == len(data)


def test_ten_megabytes_without_a_line_end_keep_memory_flat() -> None:
    reader = ReplyReader()
    tracemalloc.start()
    try:
        items = [item for _ in range(160) for item in reader.receive(b"x" * 65536)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    items += reader.receive(b"\r\n")
    assert len(raw(items)) == MAX_LINE
    assert dropped(items) == 160 * 65536 + 2 - MAX_LINE
    assert peak < 8 * MAX_LINE


@pytest.mark.parametrize("line", [b"250-x\r\n", b"\n"], ids=["reply lines", "blank lines"])
def test_a_reply_of_very_many_lines_is_capped_and_counted(line: bytes) -> None:
    reader = ReplyReader()
    data = b"250-a\r\n" + line * 200_000 + b"250 end\r\n"
    begun = time.perf_counter()
    [reply] = reader.receive(data)
    took = time.perf_counter() - begun
    assert isinstance(reply, Reply)
    assert (reply.code, len(reply.lines)) == (250, MAX_LINES + 1)
    assert len(reply.raw) + reply.dropped == len(data)
    assert len(reply.raw) <= MAX_REPLY + MAX_LINE
    assert Anomaly.REPLY_TOO_LONG in reply.anomalies
    assert took < 20


# -- anything at all

wire = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.sampled_from([b"\r\n", b"\n", b"\r", b"250", b"250-", b"250 ok\r\n", b"421 x\r\n", b"354 \r\n", b"\xff"]),
    ),
    max_size=30,
).map(b"".join)


@given(wire, st.lists(st.integers(0, 400), max_size=6), st.integers(4, 40), st.integers(10, 100), st.integers(1, 5))
@example(b"200-\0\0\0\0\0\0\n", [], 11, 10, 1)
def test_any_bytes_split_anywhere(data: bytes, cuts: list[int], max_line: int, max_reply: int, max_lines: int) -> None:
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[a:b] for a, b in itertools.pairwise(edges)]
    assert raw(read(*pieces)) == data
    assert read(*pieces) == read(data)
    capped = read(*pieces, reader=ReplyReader(max_line, max_reply, max_lines))
    assert len(raw(capped)) + dropped(capped) == len(data)
    for item in capped:
        of_lines = {anomaly for line in getattr(item, "lines", ()) for anomaly in line.anomalies}
        assert of_lines <= set(item.anomalies) <= set(Anomaly)
