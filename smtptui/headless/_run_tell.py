"""How the scripts of `smtptui run` went, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from smtptui.headless._run_show import Printer, say
from smtptui.headless.output import FELL_SHORT, HELD, INTERRUPTED, NO_CONNECTION, RAN_OUT, USAGE, Output
from smtptui.lesson.outcome import Outcome, Result
from smtptui.messages import Message, Plural
from smtptui.transcript.rows import seconds
from smtptui.values import dataclass

EXIT_CODES = {
    Outcome.HELD: HELD,
    Outcome.SKIPPED: HELD,
    Outcome.FELL_SHORT: FELL_SHORT,
    Outcome.MISTAKE: USAGE,
    Outcome.LOST: NO_CONNECTION,
    Outcome.RAN_OUT: RAN_OUT,
    Outcome.INTERRUPTED: INTERRUPTED,
}

WORDS = {
    Outcome.HELD: Message("held"),
    Outcome.SKIPPED: Message("skipped"),
    Outcome.FELL_SHORT: Message("fell short"),
    Outcome.MISTAKE: Message("cannot be played"),
    Outcome.LOST: Message("no connection"),
    Outcome.RAN_OUT: Message("a wait ran out"),
    Outcome.INTERRUPTED: Message("interrupted"),
}


@dataclass(frozen=True, slots=True)
class Played:
    """A script that was played: how it went, and what was seen of it."""

    script: str
    result: Result
    printer: Printer

    @property
    def exit_code(self) -> int:
        """Its own exit code."""
        return EXIT_CODES[self.result.outcome]

    @property
    def place(self) -> str:
        """`file:line:col`, as far as the place is known."""
        where = self.result.where
        return f"{self.script}:{where.line}:{where.column}" if where else self.script

    @property
    def reason(self) -> str:
        """Why it ended early, without secrets; "" where it did not."""
        return self.printer.masked(self.result.message) if self.result.message else ""


def tell_result(played: Played, as_json: bool, quiet: bool, output: Output) -> None:
    """Why a script ended early, on stderr; with `as_json` all about it as a line of data."""
    if as_json:
        output.data(summary_line(played))
    if played.result.outcome is Outcome.SKIPPED:
        if not quiet:
            say(f"{played.script}: {played.reason}", output)
    elif played.result.outcome is not Outcome.HELD:
        say(f"{played.place}: {played.reason}", output)
    elif played.result.note is not None and not quiet:
        say(f"{played.script}: {output.translate(played.result.note)}", output)


def summary_line(played: Played) -> str:
    """A script's outcome as a line of JSON."""
    result = played.result
    value: dict[str, object] = {
        "event": "summary",
        "script": played.script,
        "target": ", ".join(played.printer.targets),
        "outcome": result.outcome.value,
        "exit": played.exit_code,
        "held": result.held,
        "seconds": round(result.seconds, 6),
    }
    if result.where:
        value.update(line=result.where.line, column=result.where.column)
    if result.message:
        value["message"] = played.reason
    if result.captures:
        value["captures"] = {name: played.printer.masked_text(text) for name, text in result.captures.items()}
    # DEL is ASCII, and a control character all the same.
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("\x7f", r"\u007f")


def tell_summary(played: Sequence[Played], scripts: int, output: Output) -> None:
    """One line for each script, and one for all of several."""
    for one in played:
        checks = Plural("{count} check held", "{count} checks held", one.result.held)
        told = Message(
            "{script}: {outcome} ({checks}, {seconds})",
            script=one.script,
            outcome=WORDS[one.result.outcome],
            checks=checks,
            seconds=seconds(one.result.seconds),
        )
        output.tell(told)
    if scripts > 1:
        held = sum(one.result.outcome is Outcome.HELD for one in played)
        output.tell(Plural("{held} of {count} script held.", "{held} of {count} scripts held.", scripts, held=held))
        if skipped := sum(one.result.outcome is Outcome.SKIPPED for one in played):
            output.tell(Plural("{count} script was skipped.", "{count} scripts were skipped.", skipped))
