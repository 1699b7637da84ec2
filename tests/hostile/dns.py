"""A name server on the loopback that answers from a table, fails where the table says so, or stays silent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

SERVFAIL = "SERVFAIL"
SILENCE = "SILENCE"
Zone = Mapping[tuple[str, str], Sequence[str]]
"""(name, type) → records as text, `[SERVFAIL]` or `[SILENCE]`. A name with no type at all does not exist."""


@dataclass
class _Server(asyncio.DatagramProtocol):
    zone: Zone

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True)
        kind = dns.rdatatype.to_text(question.rdtype)
        found = self.zone.get((name, kind), ())
        if list(found) == [SILENCE]:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA | dns.flags.RA
        if list(found) == [SERVFAIL]:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(known == name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), address)


@contextlib.asynccontextmanager
async def name_server(zone: Zone) -> AsyncIterator[tuple[str, int]]:
    """Runs until left; gives the (address, port) to ask."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Server(zone), local_addr=("127.0.0.1", 0))
    try:
        address = transport.get_extra_info("sockname")
        yield address[0], address[1]
    finally:
        transport.close()
