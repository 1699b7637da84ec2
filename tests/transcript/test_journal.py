"""A journal's lines: what is written is read back, and a damaged line costs that line only."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.messages import Message, Plural
from smtptui.smtp.events import (
    Answers,
    Certificate,
    Closed,
    Connected,
    Event,
    Level,
    Malformed,
    Note,
    Party,
    PlaintextAfterStartTls,
    Received,
    Sent,
    TlsRefused,
    TlsStarted,
)
from smtptui.smtp.reply import Reply, StrayLine, parse_line
from smtptui.transcript.journal import Header, decode, encode, encode_header
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import MASK, RedactedTranscript, redact
from smtptui.transcript.rows import rows
from tests.transcript.scribe import greeted

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
number = st.floats(0, 4e9).map(lambda value: round(value, 3))
messages = st.recursive(
    st.builds(Message, text),
    lambda inner: st.builds(lambda m, a, b: Message(m, a=a, b=b, c=1, d=0.5), text, text, inner),
)
raw = st.binary(max_size=20)
whole = raw.map(lambda value: value.replace(b"\n", b" "))
stray = st.builds(StrayLine, st.builds(parse_line, whole, st.integers(0, 3)), st.booleans())
inner_line = whole.map(lambda value: parse_line(b"250-" + value + b"\r\n"))
last_line = st.tuples(st.integers(200, 599), whole).map(lambda pair: parse_line(b"%d %s\r\n" % pair))
replies = st.builds(
    lambda lines, last, cut: Reply((*lines, last), cut), st.lists(inner_line), last_line, st.integers(0, 9)
)
certificate = st.none() | st.builds(Certificate, text, text, st.lists(text).map(tuple), number, number, text)
chain = st.lists(raw, max_size=2).map(tuple)
answers = st.none() | st.builds(Answers, text, st.none() | st.integers(0, 99), st.none() | text, st.integers(0, 3))
events = st.one_of(
    st.builds(Sent, raw, st.none() | text, st.integers(0, 99), st.integers(0, 3), st.booleans()),
    st.builds(Received, replies, answers),
    st.builds(Malformed, stray),
    st.builds(PlaintextAfterStartTls, raw),
    st.builds(Connected, text, text, st.integers(0, 65535), st.none() | number, st.none() | number),
    st.builds(
        TlsStarted,
        text,
        text,
        st.integers(0, 512),
        text,
        st.booleans(),
        certificate,
        chain,
        st.none() | messages,
        number,
    ),
    st.builds(TlsRefused, messages, text, certificate, chain, st.none() | number),
    st.builds(Closed, st.sampled_from(Party), messages, st.lists(text).map(tuple)),
    st.builds(Note, st.sampled_from(Level), messages),
)


def journal_of(given_events: list[Event]) -> tuple[RedactedTranscript, list[str]]:
    transcript = Transcript()
    for event in given_events:
        transcript.append(1700000000.123456 + len(transcript), len(transcript) % 2 == 1, event)
    redacted = redact(transcript)
    return redacted, [encode_header(Header(1.5, "mail.example.test:25")), *map(encode, redacted)]


@given(st.lists(events, max_size=6))
def test_what_is_written_is_read_back(given_events: list[Event]) -> None:
    redacted, lines = journal_of(given_events)
    back = decode(lines)
    assert back.damaged == 0
    assert back.header == Header(1.5, "mail.example.test:25")
    assert back.records == redacted.records
    for line in lines:
        assert line.isascii()
        assert line.isprintable()


def test_masked_lines_are_read_back_as_they_were_masked() -> None:
    scribe = greeted().client("AUTH PLAIN AHYAczNjcmV0").server("535-s3cret", "535 czNjcmV0 s3cret", "s3cret")
    lines = list(map(encode, redact(scribe.transcript)))
    back = decode(lines)
    assert back.records == redact(scribe.transcript).records
    assert "".join(lines).count("\\u2022" * len(MASK)) == 5


def test_a_plural_is_read_back() -> None:
    note = Note(Level.INFO, Plural("{count} line", "{count} lines", 3))
    _, lines = journal_of([note])
    assert decode(lines).records[0].event == note


def test_a_header_keeps_what_it_does_not_know() -> None:
    line = encode_header(Header(1.0, "x", "smtptui 0.1", {"scenario": "plain"}))
    assert decode([line]).header == Header(1.0, "x", "smtptui 0.1", {"scenario": "plain"})


_, GOOD = journal_of(
    [
        Connected("h", "192.0.2.1", 25, 0.1, 0.2),
        Sent(b"EHLO x\r\n", "EHLO", 0),
        Received(Reply((parse_line(b"250-a\r\n"), parse_line(b"250 b\r\n"))), Answers("EHLO", 0)),
        Malformed(StrayLine(parse_line(b"what\r\n"))),
        TlsStarted("TLSv1.3", "X", 256, "h", True, Certificate("s", "i", ("n",), 0.0, 1.0), (b"der",), Message("p")),
        TlsRefused(Message("no", a=1), "h"),
        Note(Level.INFO, Message("{a}", a=Message("b"))),
        Closed(Party.SERVER, Message("gone"), ("MAIL",)),
    ]
)
DAMAGED = [
    "x", "{", "[]", "1", "null", '"smtptui"', "[" * 100_000, '{"event":"sent"}',
    '{"event":"nonsense","seq":0,"at":0,"tls":false}',
    '{"event":"sent","seq":1e999,"at":0,"tls":false,"raw":"x","verb":null,"n":0}',
    '{"event":"sent","seq":0,"at":NaN,"tls":false,"raw":"x","verb":null,"n":0}',
    '{"event":"sent","seq":0,"at":0,"tls":false,"raw":"\\ud800","verb":null,"n":0}',
    '{"event":"sent","seq":0,"at":0,"tls":false,"raw":"x","verb":5,"n":0}',
    '{"event":"received","seq":0,"at":0,"tls":false,"lines":[],"answers":null}',
    '{"event":"received","seq":0,"at":0,"tls":false,"lines":["what"],"answers":null}',
    '{"event":"received","seq":0,"at":0,"tls":false,"lines":[[]],"answers":null}',
    '{"event":"connected","seq":0,"at":0,"tls":false,"host":"h","address":"a","port":1,"dns":"x","tcp":null}',
    '{"event":"closed","seq":0,"at":0,"tls":false,"by":"nobody","reason":{"msgid":"","params":{}},"unanswered":[]}',
    '{"event":"note","seq":0,"at":0,"tls":false,"level":"info","message":{"msgid":"x","params":[]}}',
    '{"smtptui":1}', '{"smtptui":1,"started":"x","target":""}',
]  # fmt: skip


@pytest.mark.parametrize("line", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_line_is_counted_and_costs_nothing_else(line: str) -> None:
    back = decode([*GOOD[:3], line, "", *GOOD[3:]])
    assert (back.damaged, len(back.records)) == (1, len(GOOD) - 1)


@pytest.mark.parametrize("line", GOOD)
def test_a_line_cut_off_anywhere_is_counted(line: str) -> None:
    for cut in range(1, len(line)):
        assert decode([line[:cut]]).damaged == 1


@given(st.sampled_from(GOOD[1:]), st.data())
def test_a_line_with_any_value_changed_never_harms(line: str, data: st.DataObject) -> None:
    value = json.loads(line)
    name = data.draw(st.sampled_from(sorted(value)))
    value[name] = data.draw(
        st.none() | st.integers() | st.floats() | text | st.lists(text) | st.dictionaries(text, text) | st.booleans()
    )
    back = decode([json.dumps(value)])
    assert len(back.records) + back.damaged == 1
    transcript = Transcript()
    for record in back.records:
        transcript.append(record.at, record.secure, record.event)
    assert rows(redact(transcript)) is not None
