"""BDAT: a message in counted chunks, without a dot at its end (RFC 3030 §2). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from smtptui.practice.actions import Action, Reply, reply
from smtptui.practice.exchange import Phase
from smtptui.practice.host import Host, VerbMethod
from smtptui.practice.policy import TOO_BIG, Envelope
from smtptui.smtp.command import Command

_ARGUMENT = re.compile(r"([0-9]{1,12})(?:[ \t]+(LAST))?\Z", re.IGNORECASE)
_PORTION = 65_536


class ChunkingHost(Host):
    """A host that also takes BDAT; a scenario that uses it adds CHUNKING to its capabilities."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._left = 0  # octets of the chunk under way that come after those waited for
        self._came = 0
        self._is_last = False
        self._refusal: Reply | None = None
        self._message = bytearray()
        # Whose message it is: RSET and EHLO end that envelope, and the message with it.
        self._begun: Envelope | None = None

    def verbs(self) -> dict[str, VerbMethod]:
        return {**super().verbs(), "BDAT": self.bdat}

    def bdat(self, command: Command) -> Iterable[Action]:
        """BDAT size [LAST]: so many octets follow at once, whatever the answer will be."""
        match = _ARGUMENT.match(command.argument)
        if not match:
            return [reply(501, "5.5.4", "Syntax: BDAT size [LAST]")]
        if self._begun is not self.envelope or self.envelope is None:
            self._begun, self._message = self.envelope, bytearray()
        self._refusal = self.envelope_problem()
        self._left, self._is_last, self._came = int(match.group(1)), match.group(2) is not None, 0
        self._wait_for_more()
        return []

    def take_chunk(self, octets: bytes) -> Iterable[Action]:
        self.phase = Phase.COMMAND
        self._came += len(octets)
        if self._refusal is None and len(self._message) + len(octets) > self.settings.limits.message:
            self._refusal = TOO_BIG
        if self._refusal is None:
            self._message += octets
        if self._left:
            self._wait_for_more()
            return []
        return self._chunk_taken()

    def data(self, command: Command) -> Iterable[Action]:
        if self._begun is not None and self._begun is self.envelope:
            return [reply(503, "5.5.1", "Error: no DATA after BDAT: BDAT 0 LAST ends the message, RSET forgets it")]
        return super().data(command)

    def _wait_for_more(self) -> None:
        self.chunk_size = min(self._left, _PORTION)
        self._left -= self.chunk_size
        self.phase = Phase.CHUNK

    def _chunk_taken(self) -> Iterable[Action]:
        if self._refusal is not None:
            self.envelope, self._begun, self._message = None, None, bytearray()
            return [self._refusal]
        if not self._is_last:
            return [reply(250, "2.0.0", f"Ok: {self._came} octets received")]
        message, self._begun, self._message = bytes(self._message), None, bytearray()
        return self.take_message(message)
