"""The JUnit report of `smtptui run`."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from tests.headless.test_run import HOLDS, OK, Ran
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
