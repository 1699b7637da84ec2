"""The scripts of a run as a JUnit report, for a CI server. Wire text is in it redacted and made safe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from smtptui.headless._run_tell import WORDS, Played
from smtptui.lesson.outcome import Outcome
from smtptui.messages import Translator
from smtptui.smtp.visible import visible_text
from smtptui.transcript.rows import RowBuilder


def render(played: Sequence[Played], translate: Translator) -> Iterator[bytes]:
    """The report, in pieces."""
    failures = sum(one.result.outcome is Outcome.FELL_SHORT for one in played)
    skipped = sum(one.result.outcome is Outcome.SKIPPED for one in played)
    errors = sum(one.result.outcome not in (Outcome.HELD, Outcome.FELL_SHORT, Outcome.SKIPPED) for one in played)
    total = sum(one.result.seconds for one in played)
    left_out = f' skipped="{skipped}"' if skipped else ""
    counts = f'tests="{len(played)}" failures="{failures}" errors="{errors}"{left_out} time="{total:.3f}"'
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {counts}>\n'.encode()
    yield f'<testsuite name="smtptui run" {counts}>\n'.encode()
    for one in played:
        yield "".join(_case(one, translate)).encode()
    yield b"</testsuite>\n</testsuites>\n"


def _case(one: Played, translate: Translator) -> Iterator[str]:
    name = quoteattr(visible_text(one.script))
    yield f'<testcase classname="smtptui" name={name} time="{one.result.seconds:.3f}">\n'
    outcome = one.result.outcome
    if outcome is Outcome.SKIPPED:
        yield f"<skipped message={quoteattr(visible_text(one.reason))}/>\n"
    elif outcome is not Outcome.HELD:
        element = "failure" if outcome is Outcome.FELL_SHORT else "error"
        told = quoteattr(visible_text(one.reason or translate(WORDS[outcome])))
        place = escape(visible_text(f"{one.place}: {one.reason}"))
        yield f'<{element} type="{outcome.value}" message={told}>{place}</{element}>\n'
    yield f"<system-out>{escape(_transcript(one, translate))}</system-out>\n</testcase>\n"


def _transcript(one: Played, translate: Translator) -> str:
    if one.printer.feed is None:
        return ""
    builder = RowBuilder()
    lines = [
        row.gutter + visible_text(row.words(translate))
        for record in one.printer.feed.everything()
        for row in builder.push(record, one.printer.verdicts.get(record.seq))
    ]
    return "\n".join(lines) + "\n"
