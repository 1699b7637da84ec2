"""What `smtptui run` leaves behind: the JUnit report, and what was seen before an interrupt."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from xml.etree import ElementTree

from tests.headless.test_run import HELLO, HOLDS, OK, Ran
from tests.lesson.scripted import scripted


async def test_a_junit_report(tmp_path: Path) -> None:
    ran = Ran(tmp_path)
    file = ran.folder / "report.xml"
    async with scripted(b"220 a<b>&\x1b]]>\r\n", 1, OK, 1, b"221 Bye\r\n", 0) as heard:
        scripts = ran.script(HOLDS), ran.script("S: 554", "b.smtp"), ran.script("@connect 127.0.0.1:x", "c.smtp")
        await ran.play(heard, *scripts, junit=str(file))
    suite = ElementTree.parse(file).getroot()[0]
    assert {name: suite.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "3", "failures": "1", "errors": "1",
    }  # fmt: skip
    failure = suite[1][0]
    assert (failure.tag, failure.get("type")) == ("failure", "fell-short")
    assert failure.get("message") == r"expected 554, got 220 a<b>&\x1b]]>"
    assert r"<-  220 a<b>&\x1b]]>" in (suite[0].findtext("system-out") or "")


class _Watched(io.StringIO):
    """Tells when the script waits."""

    waiting: asyncio.Event

    def write(self, text: str) -> int:
        if "Waiting" in text:
            self.waiting.set()
        return super().write(text)


async def test_interrupted_it_keeps_what_was_seen(tmp_path: Path) -> None:
    ran = Ran(tmp_path)
    ran.output.stdout = stdout = _Watched()
    stdout.waiting = asyncio.Event()
    file = ran.folder / "out.txt"
    async with scripted(HELLO) as heard:
        script = ran.script("S: 220\n@wait 1h\nC: NOOP\nS: 250")
        task = asyncio.create_task(ran.play(heard, script, ran.script(HOLDS, "y.smtp"), exports=(str(file),)))
        await stdout.waiting.wait()
        task.cancel()
        assert await task == 130
        assert heard.connections == 1
    assert "<-  220 mx.example.test\n" in file.read_text()
    assert ran.err.startswith("x.smtp:2:1: interrupted\n")
