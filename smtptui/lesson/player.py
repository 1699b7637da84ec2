"""The one engine that plays scripts: line by line, on a bench, judged as it goes; the first mismatch ends it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import field

from smtptui.errors import SmtptuiError
from smtptui.lesson.bench import Bench
from smtptui.lesson.conversation import Conversation
from smtptui.lesson.files import load_files
from smtptui.lesson.goals import PRACTICE_ONLY, holds, judge_goal, says_practice
from smtptui.lesson.judge import Match, Mismatch, judge_has, judge_lacks, judge_reply
from smtptui.lesson.outcome import FellShort, Observer, Outcome, Result, Skipped, StageReached, outcome_of
from smtptui.lesson.patterns import PatternTooSlow
from smtptui.lesson.replies import Arrived
from smtptui.lesson.script import (
    Advance,
    Ask,
    AwaitClosed,
    Close,
    Connect,
    Drop,
    Expect,
    Goal,
    Has,
    If,
    Lacks,
    Line,
    Remark,
    Script,
    Send,
    SendBytes,
    SendFile,
    Set,
    StartTls,
    Step,
    Wait,
)
from smtptui.lesson.stages import Stage
from smtptui.lesson.template import CannotRender
from smtptui.messages import Message
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.target import Target
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Play:
    """How to play a script. `target` is where it goes that does not name one itself. `variables` and `secrets` beat
    the script's own `@set`; `secrets` are never shown. `until` stops after that stage."""

    target: str | Target
    options: ConnectOptions | None = None
    default_tls: TlsMode = TlsMode.NONE
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    until: Stage | None = None


async def play(script: Script, bench: Bench, how: Play, observer: Observer | None = None) -> Result:
    """Plays the script and tells how it went. Cancelling it closes the session; what happened stays in the transcript.

    Raises LessonError, before anything is sent, where a file that the script sends cannot be read.
    """
    files = load_files(script)
    player = _Player(script, bench, how, observer or Observer(), files)
    begun = time.monotonic()
    try:
        outcome, message = await player.outcome()
    finally:
        player.talk.close()
    where = player.line.where if outcome is not Outcome.HELD and player.line else None
    took = time.monotonic() - begun
    return Result(outcome, message, where, player.held, took, dict(player.captures), player.note)


class _Player:
    """One script being played. `line` is the one under way."""

    def __init__(self, script: Script, bench: Bench, how: Play, observer: Observer, files: dict[str, bytes]) -> None:
        self.talk = Conversation(bench, how, observer)
        self.line: Line | None = None
        self.held = 0
        self.captures: dict[str, str] = {}
        self.note: Message | None = None
        self._script = script
        self._bench = bench
        self._how = how
        self._observer = observer
        self._files = files
        self._given = {**how.variables, **how.secrets}
        self._set: dict[str, str] = {}
        self._last: Arrived | None = None
        self._answer = ""

    @property
    def variables(self) -> dict[str, str]:
        """What is given beats what the script sets; what was captured is newest."""
        return {**self._set, **self._given, **self.captures}

    async def outcome(self) -> tuple[Outcome, Message | None]:
        """Plays all of it."""
        try:
            await self._play_all()
        except FellShort as error:
            return Outcome.FELL_SHORT, error.message
        except PatternTooSlow as error:
            return Outcome.FELL_SHORT, error.message
        except CannotRender as error:
            return Outcome.MISTAKE, error.message
        except SmtptuiError as error:
            return outcome_of(error), self.talk.last_words(error)
        return Outcome.HELD, None

    async def _play_all(self) -> None:
        first = next((line for line in self._script.lines if not isinstance(line, Remark | Step | Set)), None)
        try:
            if not isinstance(first, Connect):
                self.line = first
                await self.talk.connect()
            await self._block(self._script.lines)
            await self.talk.finish()
        except Skipped as skipped:
            self.note = skipped.message
            await self.talk.finish()
        except StageReached as reached:
            self.note = reached.message
            await self.talk.leave()

    async def _block(self, lines: Sequence[Line]) -> None:
        index = 0
        lines = [line for line in lines if not isinstance(line, Remark)]
        while index < len(lines):
            line = self.line = lines[index]
            self._observer.on_line(line)
            if isinstance(line, Send | SendFile | SendBytes):
                batch = _batch(lines, index)
                await self._send(batch)
                index += len(batch)
                continue
            await self._step(line)
            index += 1

    async def _send(self, batch: Sequence[Line]) -> None:
        await self._greeted()
        await self.talk.send([self._bytes(line) for line in batch])

    def _bytes(self, line: Line) -> bytes:
        match line:
            case Send(text):
                return text.render(self.variables).encode("utf-8", "surrogateescape") + b"\r\n"
            case Ask():
                return self._answer.encode("utf-8", "surrogateescape") + b"\r\n"
            case SendFile(path):
                return self._files[path]
            case SendBytes(raw):
                return raw
            case _:
                raise TypeError(f"nothing to send: {line!r}")

    async def _greeted(self) -> None:
        """A banner that no `S:` expects is read silently, if it is 2xx."""
        if self.talk.greeting_unread:
            arrived = await self.talk.next_reply()
            self._judged(Expect(("2xx",)), arrived)

    async def _step(self, line: Line) -> None:
        match line:
            case Expect():
                self._judged(line, await self.talk.next_reply())
                self.held += 1
            case Ask():
                self._answer = await self._observer.compose(line, self.variables)
                await self._send([line])
            case Has() | Lacks():
                self._look(line)
            case Set(name, value):
                self._set[name] = value.render(self.variables)
                self.captures.pop(name, None)
            case If(condition, then, otherwise):
                reply = self._last.reply if self._last else None
                taken = holds(condition, self.talk.session.state, reply, self._is_practice)
                await self._block(then if taken else otherwise or ())
            case Goal():
                self._reach(line)
            case Advance(seconds):
                self._advance(seconds)
            case StartTls():
                await self._start_tls()
            case Connect(target):
                self._last = None
                await self.talk.connect(target.render(self.variables) if target else None)
            case Close() | Drop() | AwaitClosed() | Wait():
                await self.talk.act(line)
            case _:
                pass

    def _judged(self, expect: Expect, arrived: Arrived) -> None:
        self._last = arrived
        verdict = self.talk.stray(arrived) or judge_reply(
            expect, arrived.reply, self.variables, exact=self._is_practice
        )
        self._observer.on_verdict(arrived.seq, expect, verdict)
        self._take(verdict)

    def _take(self, verdict: Match | Mismatch) -> None:
        if isinstance(verdict, Mismatch):
            raise FellShort(verdict.message)
        self.captures.update(verdict.captures)

    def _look(self, line: Has | Lacks) -> None:
        if self._last is None:
            raise FellShort(Message("There is no reply above this line."))
        reply = self._last.reply
        if isinstance(line, Has):
            self._take(judge_has(line, reply, self.variables))
        else:
            self._take(judge_lacks(line, reply, self.variables))
        self.held += 1

    def _reach(self, goal: Goal) -> None:
        if goal.predicate in PRACTICE_ONLY and not self._bench.is_practice(self.talk.session):
            self._observer.on_skip(goal, Message("Only the practice server can prove this goal: it is skipped."))
            return
        missed = judge_goal(goal, self.talk.replies, self._bench, self.variables, self.talk.accepted_before)
        if missed is not None:
            raise FellShort(missed.message)
        self.held += 1

    def _advance(self, seconds: float) -> None:
        if not self._bench.is_practice(self.talk.session):
            raise Skipped(
                Message("What follows @advance is skipped: only the practice server's clock can be moved on.")
            )
        self._bench.advance(seconds)

    async def _start_tls(self) -> None:
        await self._greeted()
        await self.talk.send([b"STARTTLS\r\n"])
        self._judged(Expect(("220",)), await self.talk.next_reply())
        await self.talk.replies.ready()
        self.held += 1

    @property
    def _is_practice(self) -> bool:
        session = self.talk.session
        return self._bench.is_practice(session) or says_practice(session.state)


def _batch(lines: Sequence[Line], start: int) -> Sequence[Line]:
    """The lines from `start` on that go out in one write."""
    end = start
    while end < len(lines) and isinstance(lines[end], Send | SendFile | SendBytes):
        end += 1
    return lines[start:end]
