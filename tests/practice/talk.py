"""Conversations as one reads them: `C:` what the client sends, `S:` what must come back, `@` what the world does.

`C=` sends octets written with escapes, and no line end of its own. `@advance 300` moves the session's clock, `@tls`
ends the handshake that was asked for, `@closed` says that the host has hung up, `@new` begins another session of the
same server. `@begin` stands for the conversation called "begin" of the scenario's file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from smtptui.practice.actions import Action, Close, Octets, Reply, StartTls
from smtptui.practice.host import Host
from smtptui.practice.ledger import Ledger
from smtptui.practice.scenario import load_scenario
from smtptui.practice.settings import HostSettings

CONVERSATIONS = Path(__file__).parent / "conversations"
Feed = Callable[[Host, bytes], list[Action]]


def feed_whole(host: Host, octets: bytes) -> list[Action]:
    """All at once."""
    return host.receive(octets)


def feed_bytes(host: Host, octets: bytes) -> list[Action]:
    """Byte by byte."""
    return [action for byte in octets for action in host.receive(bytes((byte,)))]


def feed_lines(host: Host, octets: bytes) -> list[Action]:
    """Line by line."""
    return [action for line in octets.splitlines(keepends=True) for action in host.receive(line)]


@dataclass(frozen=True)
class Turn:
    """What the client sends at once, or one directive; and what must come back."""

    sent: bytes
    directive: str
    expected: bytes


def conversations(scenario: str) -> Iterator[tuple[str, str]]:
    """The titled conversations of a scenario's file."""
    for part in (CONVERSATIONS / f"{scenario}.txt").read_text("utf-8").split("== ")[1:]:
        title, _, script = part.partition("\n")
        yield title, script


def turns(script: str, *, pipelined: bool = False) -> Iterator[Turn]:
    """The script as turns; pipelined, all that is sent up to a directive is one turn."""
    sent, expected, directive = b"", b"", ""
    for line in map(str.strip, script.strip().splitlines()):
        marker, _, text = line.partition(" ")
        if not marker:
            continue
        if marker == "S:":
            # A reply without text has its blank all the same (RFC 5321 §4.2), and the script's editor has none.
            expected += (text if text[3:] else f"{text} ").encode() + b"\r\n"
            continue
        if marker.startswith("@") or (expected and not pipelined) or directive:
            yield Turn(sent, directive, expected)
            sent, expected, directive = b"", b"", ""
        if marker == "C:":
            sent += text.encode() + b"\r\n"
        elif marker == "C=":
            sent += text.encode().decode("unicode_escape").encode("latin-1")
        else:
            directive = line
    yield Turn(sent, directive, expected)


def wire(actions: list[Action]) -> bytes:
    """What actions put on the wire."""
    said = b""
    for action in actions:
        if isinstance(action, Reply):
            said += action.to_bytes()
        elif isinstance(action, Octets):
            said += action.data
    return said


class Talk:
    """Plays a script against hosts of one scenario, and checks each turn."""

    def __init__(self, scenario: str, settings: HostSettings | None = None) -> None:
        self.scenario = load_scenario(scenario)
        self.settings = settings
        self.ledger = Ledger()
        self.actions: list[Action] = []
        self.session = 0
        self.now = 0.0
        self.host = self._new_host()

    def play(self, script: str, feed: Feed, *, pipelined: bool = False) -> Host:
        """Raises AssertionError at the first turn that is answered otherwise."""
        script = script.replace("@begin", dict(conversations(self.scenario.name))["begin"])
        self.actions = self.host.opened()
        for turn in turns(script, pipelined=pipelined):
            if turn.directive:
                self._obey(turn.directive)
            if turn.sent:
                self.actions += feed(self.host, turn.sent)
            assert wire(self.actions).decode() == turn.expected.decode(), turn
            if turn.expected:
                self.last, self.actions = self.actions, []
        return self.host

    def _obey(self, directive: str) -> None:
        match directive.split():
            case ["@advance", seconds]:
                self.now += float(seconds)
                self.actions += self.host.advance(float(seconds))
            case ["@tls"]:
                assert StartTls() in self.last
                self.actions += self.host.secured()
            case ["@closed"]:
                assert self.last[-1] == Close()
                assert self.host.receive(b"NOOP\r\n") == []
            case ["@new"]:
                self.host = self._new_host()
                self.actions += self.host.opened()
            case _:
                raise ValueError(directive)

    def _new_host(self) -> Host:
        self.session += 1
        return self.scenario.host(self.settings, self.ledger, session=self.session, now=self.now)
