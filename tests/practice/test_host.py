"""The bounds of a host, its clock, its waits; and that no bytes whatever upset it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtptui.practice.actions import TEXT_LIMIT, Action, Close, Reply, StartTls, Wait, reply
from smtptui.practice.exchange import Phase
from smtptui.practice.host import Host, VerbMethod
from smtptui.practice.scenario import load_scenario, scenario_names
from smtptui.practice.settings import HostSettings, Limits
from smtptui.smtp.command import Command
from tests.practice.talk import Feed, feed_bytes, feed_whole, wire

SMALL = HostSettings(limits=Limits(line=64, auth_line=128, message=200, recipients=2, bad_commands=3))
BEGIN = b"EHLO client.example.test\r\nMAIL FROM:<a@example.org>\r\n"
TO_VASYA = b"RCPT TO:<vasya@example.test>\r\n"


def opened(host: Host) -> Host:
    host.opened()
    return host


def codes(actions: Iterable[Action]) -> list[int]:
    return [action.code for action in actions if isinstance(action, Reply)]


def test_a_line_too_long_is_refused_once_and_the_session_goes_on() -> None:
    host = opened(Host(SMALL))
    for _ in range(1000):
        assert host.receive(b"N" * 1000) == []
        assert host.held <= SMALL.limits.line
    answer = wire(host.receive(b"\r\nNOOP\r\n"))
    assert answer == b"500 5.5.6 Error: line too long, 64 octets at most\r\n250 2.0.0 Ok\r\n"


def test_an_auth_line_may_be_longer_and_is_bounded_too() -> None:
    host = opened(load_scenario("auth").host(SMALL))
    host.receive(b"EHLO client.example.test\r\nAUTH PLAIN\r\n")
    answer = wire(host.receive(b"A" * 200 + b"\r\n"))
    assert answer == b"500 5.5.6 Authentication Exchange line is too long\r\n"
    assert host.phase is Phase.COMMAND


def test_a_message_too_big_is_refused_and_not_kept() -> None:
    host = opened(Host(SMALL))
    host.receive(BEGIN + TO_VASYA + b"DATA\r\n")
    for _ in range(1000):
        assert host.receive(b"x" * 998 + b"\r\n") == []
        assert host.held <= SMALL.limits.message + 1000
    assert wire(host.receive(b".\r\n")) == b"552 5.3.4 Message size exceeds fixed limit\r\n"
    assert len(host.ledger.mailbox) == 0
    assert wire(host.receive(b"DATA\r\n")) == b"503 5.5.1 Error: need MAIL command\r\n"


@pytest.mark.parametrize("octets, code", [(200, 250), (201, 552)])
def test_the_size_limit_is_the_one_that_is_advertised(octets: int, code: int) -> None:
    host = opened(Host(SMALL))
    host.receive(BEGIN + TO_VASYA + b"DATA\r\n")
    assert codes(host.receive(b"x" * (octets - 2) + b"\r\n.\r\n")) == [code]


def test_too_many_recipients_are_put_off() -> None:
    host = opened(Host(SMALL))
    host.receive(BEGIN)
    assert codes(host.receive(TO_VASYA * 3)) == [250, 250, 452]


def test_too_many_bad_commands_end_the_session() -> None:
    host = opened(Host(SMALL))
    actions = host.receive(b"WHAT\r\n" * 10)
    assert codes(actions) == [500, 500, 500, 500, 421]
    assert actions[-1] == Close()
    assert wire(actions).endswith(b"421 4.7.0 practice.example.test Error: too many errors\r\n")


def test_a_session_ends_when_its_time_is_up_however_busy_it_is() -> None:
    host = opened(Host(replace(SMALL, limits=Limits(idle=100, session=250))))
    assert host.deadline == 100
    for _ in range(2):
        assert host.advance(90) == []
        host.receive(b"NOOP\r\n")
    assert host.deadline == 250
    assert codes(host.advance(70)) == [421]
    assert host.phase is Phase.CLOSED
    assert host.advance(1000) == []


def test_shutdown_says_so_and_says_it_once() -> None:
    host = opened(Host())
    assert wire(host.shutdown()).startswith(b"421 4.3.2 practice.example.test Service shutting down")
    assert host.shutdown() == []


def test_one_client_too_many_is_turned_away() -> None:
    assert wire(Host().turned_away()) == b"421 4.7.0 practice.example.test Error: too many connections\r\n"


class SlowHost(Host):
    """Takes its time over NOOP."""

    def noop(self, command: Command) -> Iterable[Action]:
        return [Wait(2), reply(250, "2.0.0", "one"), Wait(3), reply(250, "2.0.0", "two")]


def test_what_waits_is_said_in_its_time_and_order() -> None:
    host = opened(SlowHost())
    assert host.receive(b"NOOP\r\nHELP\r\n") == []
    assert (host.is_waiting, host.deadline) == (True, 2)
    assert host.advance(1.5) == []
    assert wire(host.advance(0.5)) == b"250 2.0.0 one\r\n"
    assert codes(host.advance(3)) == [250, 214]
    assert not host.is_waiting


def test_a_clock_that_jumps_ends_all_waits() -> None:
    host = opened(SlowHost())
    host.receive(b"NOOP\r\nNOOP\r\n")
    assert codes(host.advance(5)) == [250, 250]
    assert codes(host.advance(60)) == [250, 250]


def test_what_is_sent_ahead_while_a_host_waits_is_bounded() -> None:
    host = opened(SlowHost())
    host.receive(b"NOOP\r\n")
    actions: list[Action] = []
    for _ in range(100):
        actions += host.receive(b"x" * 65536)
        assert host.held < 2 * 1024 * 1024
    assert codes(actions) == [421]


class ChunkHost(Host):
    """A verb of its own, with counted octets: BDAT without its errors."""

    def verbs(self) -> dict[str, VerbMethod]:
        return {**super().verbs(), "BDAT": self.bdat}

    def bdat(self, command: Command) -> Iterable[Action]:
        self.chunk_size, self.phase = int(command.argument.partition(" ")[0]), Phase.CHUNK
        return []

    def take_chunk(self, octets: bytes) -> Iterable[Action]:
        self.phase = Phase.COMMAND
        return self.take_message(octets)


@pytest.mark.parametrize("feed", [feed_whole, feed_bytes])
def test_a_scenario_can_add_a_verb_that_takes_octets(feed: Feed) -> None:
    host = opened(ChunkHost())
    actions = feed(host, BEGIN + TO_VASYA + b"BDAT 12 LAST\r\n\0\r\n.\r\nQUIT\r\nNOOP\r\n")
    assert codes(actions) == [250, 250, 250, 250, 250]
    assert host.delivered[0].data == b"\0\r\n.\r\nQUIT\r\n"


def test_a_scenario_can_take_other_addresses_and_read_the_parameters() -> None:
    class UnicodeHost(Host):
        def flaw_of_address(self, address: str) -> str | None:
            utf8 = self.envelope is not None and "SMTPUTF8" in self.envelope.parameters
            return None if utf8 else super().flaw_of_address(address)

        def refuse_parameter(self, verb: str, name: str, value: str) -> Reply | None:
            return None if name == "SMTPUTF8" else super().refuse_parameter(verb, name, value)

        def lives_here(self, address: str) -> bool:
            return True

    host = opened(UnicodeHost())
    host.receive(b"EHLO client.example.test\r\nMAIL FROM:<> SMTPUTF8\r\n")
    assert codes(host.receive("RCPT TO:<вася@example.test>\r\n".encode())) == [250]
    assert codes(host.receive("RSET\r\nMAIL FROM:<>\r\nRCPT TO:<вася@example.test>\r\n".encode())) == [250, 250, 501]


def test_starttls_is_not_offered_without_a_certificate() -> None:
    host = opened(load_scenario("starttls").host(HostSettings(has_certificate=False)))
    assert b"STARTTLS" not in wire(host.receive(b"EHLO client.example.test\r\n"))
    assert codes(host.receive(b"STARTTLS\r\n")) == [454]


def test_a_reply_never_repeats_control_bytes_and_keeps_its_length() -> None:
    host = opened(Host())
    host.receive(BEGIN)
    answer = wire(host.receive(b"RCPT TO:<\x1b]0;x\x07\xff\x00@example.test>\r\n"))
    assert answer.startswith(b"501 5.1.3 <?]0;x???@example.test>")
    assert len(wire([reply(550, "5.1.1", "x" * 10_000)])) == TEXT_LIMIT + 6


@given(
    scenario=st.sampled_from(scenario_names()),
    pieces=st.lists(
        st.one_of(
            st.binary(max_size=300),
            st.sampled_from(
                (
                    *(BEGIN + TO_VASYA, BEGIN, TO_VASYA, b"DATA\r\n", b"\r\n.\r\n", b".\r\n", b"\n", b"RSET\r\n"),
                    *(b"EHLO a.example\r\n", b"AUTH LOGIN\r\n", b"AUTH PLAIN ", b"AUTH CRAM-MD5\r\n", b"dmFzeWE=\r\n"),
                    *(b"*\r\n", b"STARTTLS\r\n", b"HELP\r\n", b"MAIL FROM:<>", b" SIZE=", b"BDAT 5 LAST\r\n"),
                )
            ),
            st.floats(min_value=0, max_value=400),
        ),
        max_size=30,
    ),
)
@settings(max_examples=400, deadline=None)
def test_no_bytes_upset_a_host(scenario: str, pieces: list[bytes | float]) -> None:
    host = load_scenario(scenario).host(SMALL)
    host.opened()
    for piece in pieces:
        actions = host.advance(piece) if isinstance(piece, float) else host.receive(piece)
        if StartTls() in actions:
            assert actions[-1] == StartTls()
            host.secured()
        for line in wire(actions).splitlines():
            assert line[:3].isdigit() and len(line) < 512
        assert host.held <= 1000
        assert (Close() in actions) == (actions != [] and host.phase is Phase.CLOSED)


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=10), st.sampled_from(["plain", "auth"]))
@settings(deadline=None)
def test_how_bytes_are_cut_changes_nothing(tail: bytes, cuts: list[int], scenario: str) -> None:
    octets = BEGIN + TO_VASYA + b"DATA\r\n" + tail + b"\r\n.\r\nNOOP\r\nQUIT\r\n"
    whole, pieces = (opened(load_scenario(scenario).host()) for _ in range(2))
    expected = whole.receive(octets)
    places = sorted({0, len(octets), *(cut for cut in cuts if cut < len(octets))})
    found = [action for start, end in pairwise(places) for action in pieces.receive(octets[start:end])]
    assert found == expected
    assert [message.data for message in pieces.delivered] == [message.data for message in whole.delivered]
