"""Records as rows: golden conversations, gutters, times, and nothing that a terminal would obey."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.messages import ENGLISH, Message
from smtptui.smtp.events import (
    Certificate,
    Closed,
    Connected,
    Event,
    Level,
    Note,
    Party,
    TlsRefused,
    TlsStarted,
)
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import redact
from smtptui.transcript.rows import Direction, RowBuilder, date, rows, seconds
from tests.transcript.scribe import Scribe, greeted, gutter_lines

CERTIFICATE = Certificate("mail.example.test", "An authority", ("mail.example.test", "192.0.2.1"), 0.0, 86400.0 * 365)


def shown(scribe: Scribe) -> str:
    return gutter_lines(rows(redact(scribe.transcript)))


def test_a_session_in_the_clear_and_under_tls() -> None:
    scribe = Scribe()
    scribe.write(Connected("mail.example.test", "192.0.2.1", 587, 0.012, 0.03))
    scribe.server("220 mail.example.test").client("EHLO x").server("250-mail.example.test", "250 STARTTLS")
    scribe.client("STARTTLS").server("220 go")
    scribe.write(
        scribe.dialogue.tls_started(
            TlsStarted("TLSv1.3", "TLS_AES", 256, "mail.example.test", True, CERTIFICATE, seconds=1.5)
        )
    )
    scribe.client("MAIL FROM:<a@example.test>").server("550 no").client("QUIT").server("221 bye").close()
    assert shown(scribe) == "\n".join(
        [
            "=== Connected to mail.example.test, 192.0.2.1:587 (DNS 12 ms, TCP 30 ms).",
            "<-  220 mail.example.test",
            " -> EHLO x",
            "<-  250-mail.example.test",
            "<-  250 STARTTLS",
            " -> STARTTLS",
            "<-  220 go",
            "=== TLS started: TLSv1.3, TLS_AES, 256 bits (handshake 1.50 s).",
            "=== Certificate of mail.example.test, for mail.example.test, 192.0.2.1, from An authority, "
            "valid from 1970-01-01 to 1971-01-01.",
            "=== The certificate is valid for mail.example.test and its chain is trusted.",
            " ~> MAIL FROM:<a@example.test>",
            "<~* 550 no",
            " ~> QUIT",
            "<~  221 bye",
            "=== The server closed the connection.",
        ]
    )


def test_surprises_have_their_own_gutter() -> None:
    scribe = greeted().server("what", "250 stray", "421 bye").close()
    assert shown(scribe).splitlines()[1:] == [
        "<** what",
        "<-  250 stray",
        "<** 421 bye",
        "=== The server closed the connection.",
    ]


def test_injected_plaintext_is_told_and_shown() -> None:
    scribe = greeted().client("STARTTLS").server("220 go", "250 injected \x1b[m", "x")
    assert shown(scribe).splitlines()[-3:] == [
        "*** These bytes came in the clear after the 220 to STARTTLS: they are not parsed.",
        r"<** 250 injected \x1b[m",
        "<** x",
    ]


def test_data_is_shown_line_by_line_and_a_bare_cr_is_seen() -> None:
    scribe = greeted().client("DATA").server("354 go").client_raw(b"a\r\n\r\nb\nc\rd\r\n.\r\n")
    assert shown(scribe).splitlines()[-5:] == [" -> a", " -> ", " -> b", r" -> c\x0dd", " -> ."]


def test_a_piece_that_ends_with_a_bare_cr_shows_it() -> None:
    scribe = greeted().client_raw(b"NOOP\r")
    assert shown(scribe).splitlines()[-1] == r" -> NOOP\x0d"


def test_rows_of_a_record_are_numbered_through() -> None:
    scribe = greeted().server("250-a", "250-b", "250 c").client("STARTTLS").server("220 x", "y", "z")
    scribe.write(TlsStarted("TLSv1.3", "X", 256, "x", False, CERTIFICATE, problem=Message("it expired.")))
    scribe.write(TlsRefused(Message("no"), "x", CERTIFICATE))
    scribe.close()
    found = rows(redact(scribe.transcript))
    places = [(row.seq, row.index) for row in found]
    assert len(set(places)) == len(places)
    for record in scribe.transcript:
        own = [row for row in found if row.seq == record.seq]
        assert [(row.index, row.of) for row in own] == [(index, len(own)) for index in range(len(own))]


def test_a_long_reply_gives_its_rows_as_they_are_asked_for() -> None:
    scribe = Scribe()
    scribe.write(Connected("h", "h", 25))
    scribe.server(*(f"220-{number}" for number in range(1000)), "220 end")
    whole, streamed = RowBuilder(), RowBuilder()
    for record in redact(scribe.transcript):
        assert list(streamed.stream(record)) == whole.push(record)


def test_the_time_of_a_reply_is_since_what_it_answers() -> None:
    scribe = Scribe()
    scribe.write(Connected("h", "h", 25))
    scribe.server("220 x").client("NOOP", "NOOP").server("250 a", "250 b", "250 stray")
    deltas = [row.delta for row in rows(redact(scribe.transcript)) if row.direction is Direction.RECEIVED]
    assert deltas == [1.0, 2.0, 2.0, None]


def test_a_second_connection_counts_anew() -> None:
    scribe = Scribe()
    scribe.write(Connected("h", "h", 25))
    scribe.server("220 x").client("NOOP").close()
    again = Scribe(transcript=scribe.transcript)
    again.write(Connected("h", "h", 465))
    again.write(again.dialogue.tls_started(TlsStarted("TLSv1.3", "X", 256, "h", True)))
    again.server("220 x")
    assert rows(redact(again.transcript))[-1].delta == 1.0


def test_only_the_first_row_of_a_reply_has_its_time_and_all_have_its_code() -> None:
    scribe = greeted().client("EHLO x").server("250-a", "550-b", "451 c")
    found = rows(redact(scribe.transcript))[-3:]
    assert [row.delta for row in found] == [1.0, None, None]
    assert [row.code for row in found] == [451, 451, 451]
    assert {row.gutter for row in found} == {"<** "}
    assert [anomaly.value for anomaly in found[0].anomalies] == ["codes-differ"]


ENDS = [
    (Closed(Party.SERVER, Message("gone"), (".",)), "*** gone", "whether it was delivered is unknown"),
    (Closed(Party.SERVER, Message("gone"), ("MAIL", "RCPT")), "*** gone", "No reply came to: MAIL, RCPT."),
    (Closed(Party.CLIENT, Message("dropped"), ("MAIL",)), "=== dropped", ""),
    (Closed(Party.SERVER, Message("gone"), ("",)), "*** gone", ""),
    (Closed(Party.SERVER, Message("gone")), "=== gone", ""),
]


@pytest.mark.parametrize(("event", "first", "second"), ENDS)
def test_the_end(event: Closed, first: str, second: str) -> None:
    scribe = Scribe()
    scribe.write(event)
    lines = shown(scribe).splitlines()
    assert lines[0] == first
    assert second in "".join(lines[1:])
    assert len(lines) == (2 if second else 1)


CONNECTED = [
    (Connected("h", "192.0.2.1", 25, 0.1, 0.2), "h, 192.0.2.1:25 (DNS 100 ms, TCP 200 ms)"),
    (Connected("h", "2001:db8::1", 25, None, 0.2), "h, [2001:db8::1]:25 (TCP 200 ms)"),
    (Connected("192.0.2.1", "192.0.2.1", 25), "192.0.2.1:25 (TCP -)"),
    (Connected("/run/x", "/run/x", 0), "/run/x"),
]


@pytest.mark.parametrize(("event", "words"), CONNECTED)
def test_connected(event: Connected, words: str) -> None:
    scribe = Scribe()
    scribe.write(event)
    assert shown(scribe) == f"=== Connected to {words}."


def test_insecure_is_said_loudly() -> None:
    for problem in (None, Message("the certificate is self-signed.")):
        scribe = Scribe()
        scribe.write(TlsStarted("TLSv1.3", "X", 256, "x", False, problem=problem))
        assert "INSECURE" in shown(scribe)


def test_a_cut_line_says_so() -> None:
    scribe = greeted().client("NOOP").server_raw(b"250 " + b"x" * 70_000 + b"\r\n")
    assert shown(scribe).endswith("x […]")


def test_seconds_and_dates() -> None:
    assert [seconds(value) for value in (None, 0.0414, 0.9996, 2.5)] == ["-", "41 ms", "1000 ms", "2.50 s"]
    assert [date(value) for value in (0.0, 1e20, float("nan"))] == ["1970-01-01", "?", "?"]


HOSTILE = "\x1b[31m\u202e\x00\x9b\n\x07"
EVENTS: list[Event] = [
    Note(Level.ERROR, Message("{x}", x=HOSTILE)),
    Note(Level.INFO, Message("{x}", x=Message("{y}", y=HOSTILE))),
    Connected(HOSTILE, HOSTILE, 25),
    TlsStarted(HOSTILE, HOSTILE, 1, HOSTILE, True, Certificate(HOSTILE, HOSTILE, (HOSTILE,), 0.0, 1e300)),
    TlsRefused(Message("{x}", x=HOSTILE), HOSTILE, Certificate(HOSTILE, HOSTILE, (), -1e300, 0.0)),
    Closed(Party.SERVER, Message("{x}", x=HOSTILE), (HOSTILE, ".")),
]


def assert_inert(text: str) -> None:
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in text)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_no_value_from_elsewhere_reaches_the_terminal(event: Event) -> None:
    transcript = Transcript()
    transcript.append(0.0, False, event)
    for row in rows(redact(transcript)):
        assert_inert(row.gutter + row.text + row.words(ENGLISH))


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=30)), max_size=12))
def test_no_row_ever_has_a_control_character(turns: list[tuple[bool, bytes]]) -> None:
    scribe = greeted()
    for ours, raw in turns:
        if ours and raw:
            scribe.client_raw(raw)
        else:
            scribe.server_raw(raw)
    scribe.close()
    builder = RowBuilder()
    for record in redact(scribe.transcript):
        for row in builder.push(record):
            assert_inert(row.words(ENGLISH))
            assert row.gutter in {" -> ", "<-  ", "<** ", " ~> ", "<~  ", "<~* ", "=== ", "*** "}
