"""Where the connection ends, and how replies come, through the real program: many scripts in one run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.script import HELLO
from tests.hostile.server import Do, Slowly, Step, serve_in_turn
from tests.robustness.program import run_program

EHLO = b"250-x\r\n250 SIZE 9\r\n"
OK = b"250 ok\r\n"
WHOLE = HELLO + EHLO + OK
EXPECTED = "S: 220\nC: EHLO x\nS: 250\nC: NOOP\nS: 250\n"


@dataclass(frozen=True)
class Told:
    """The lines of `--json` of one script."""

    events: Sequence[dict[str, Any]]

    @property
    def exit(self) -> int:
        code: int = self.events[-1]["exit"]
        return code

    @property
    def received(self) -> str:
        """All that the server said, as it is shown."""
        return "".join(
            "".join(event["lines"]) if event["event"] == "received" else event["line"]
            for event in self.events
            if event["event"] in ("received", "malformed")
        )


async def play(folder: Path, script: str, servers: Sequence[Sequence[Step]], scheme: str = "smtp") -> list[Told]:
    """The script against each server in turn, by one process."""
    files = [folder / f"{number:03d}.smtp" for number in range(len(servers))]
    for file in files:
        file.write_text(script)
    async with serve_in_turn(servers) as port:
        target = f"{scheme}://127.0.0.1:{port}"
        ran = await asyncio.to_thread(run_program, folder, "run", *map(str, files), "-t", target, "--json")
    found: list[list[dict[str, Any]]] = []
    for line in ran.out.splitlines():
        event = json.loads(line)
        if "smtptui" in event:
            found.append([])
        else:
            found[-1].append(event)
    return [Told(events) for events in found]


def cut_off(count: int, last: Do) -> list[Step]:
    """A server that sends so many bytes of a good session, and ends it."""
    steps: list[Step] = []
    for step in (HELLO, "EHLO", EHLO, "NOOP", OK):
        if not isinstance(step, bytes):
            steps.append(step)
        elif count < len(step):
            return [*steps, *([step[:count]] if count else ()), last]
        else:
            steps.append(step)
            count -= len(step)
    return [*steps, last]


@pytest.mark.parametrize("last", [Do.CLOSE, Do.RESET, Do.HALF_CLOSE])
async def test_an_end_at_any_byte(last: Do, tmp_path: Path) -> None:
    told = await play(tmp_path, EXPECTED, [cut_off(count, last) for count in range(len(WHOLE))])
    assert len(told) == len(WHOLE)
    for count, one in enumerate(told):
        assert one.exit == 3
        [closed] = [event for event in one.events if event["event"] == "closed"]
        assert closed["by"] in ("server", "network")
        assert closed["unanswered"]
        if last is not Do.RESET:  # a reset may overtake what was sent before it
            assert one.received == WHOLE[:count].decode()


BATCH = "S: 220\nC: MAIL FROM:<a@x.test>\nC: RCPT TO:<b@x.test>\nC: NOOP\nS: 250\nS: 550\nS: 252\n"
REPLIES = b"250 ok\r\n550-no\r\n550 such user\r\n252 perhaps\r\n"


async def test_replies_to_a_batch_are_paired_however_they_come(tmp_path: Path) -> None:
    """Merged, late, byte by byte, and cut anywhere, in mid-code and in mid-CRLF."""
    batch = (HELLO, "MAIL", "RCPT", "NOOP")
    halves: list[tuple[Step, ...]] = [(Slowly(REPLIES[:cut]), REPLIES[cut:]) for cut in range(1, len(REPLIES))]
    whole: tuple[Step, ...] = (REPLIES,)
    told = await play(tmp_path, BATCH, [(*batch, *replies) for replies in (whole, (Slowly(REPLIES),), *halves)])
    assert len(told) == len(REPLIES) + 1
    for one in told:
        assert one.exit == 0
        answered = [event["answers"]["verb"] for event in one.events if event["event"] == "received"]
        assert answered == ["", "MAIL", "RCPT", "NOOP"]


DELIVERY = """S: 220
C: LHLO x
S: 250
C: MAIL FROM:<a@x.test>
S: 250
C: RCPT TO:<b@x.test>
S: 250
C: RCPT TO:<c@x.test>
S: 250
C: DATA
S: 354
C: .
S: 250
S: 450
"""
LMTP = (HELLO, "LHLO", OK, "MAIL", OK, "RCPT", OK, "RCPT", OK, "DATA", b"354 go\r\n", ".")


async def test_lmtp_has_a_reply_for_each_recipient(tmp_path: Path) -> None:
    """Both at once, byte by byte, the second one missing, and one too many."""
    both = b"250 one\r\n450 two\r\n"
    lasts: list[tuple[Step, ...]] = [(both,), (Slowly(both),), (b"250 one\r\n", Do.CLOSE), (both + OK,)]
    whole, slow, missing, more = await play(tmp_path, DELIVERY, [(*LMTP, *last) for last in lasts], "lmtp")
    assert (whole.exit, slow.exit, missing.exit) == (0, 0, 3)
    [closed] = [event for event in missing.events if event["event"] == "closed"]
    assert closed["unanswered"] == ["."]
    stray = [event for event in more.events if event["event"] == "received" and event["answers"] is None]
    assert len(stray) == 1
