"""The engine: plays lines of a script, one after the other, on a bench, and judges as it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smtptui.lesson.bench import Bench
from smtptui.lesson.conversation import Conversation
from smtptui.lesson.goals import PRACTICE_ONLY, holds, judge_goal, says_practice
from smtptui.lesson.judge import Match, Mismatch, judge_has, judge_lacks, judge_reply
from smtptui.lesson.outcome import FellShort, Observer, Skipped, Unfit
from smtptui.lesson.player.play import Play
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
    Send,
    SendBytes,
    SendFile,
    Set,
    StartTls,
    Step,
    Wait,
)
from smtptui.messages import Message
from smtptui.transcript.record import Transcript


class Performer:
    """One session of a script, or several after `@connect`. `line` is the one under way. Every method may raise what
    ends a script: FellShort, Skipped, Unfit, StageReached, CannotRender, PatternTooSlow, and what a session raises."""

    def __init__(
        self,
        bench: Bench,
        how: Play,
        observer: Observer,
        files: Mapping[str, bytes],
        transcript: Transcript | None = None,
    ) -> None:
        self.talk = Conversation(bench, how, observer, transcript)
        self.line: Line | None = None
        self.held = 0
        self.captures: dict[str, str] = {}
        self.note: Message | None = None
        self._bench = bench
        self._how = how
        self._observer = observer
        self._files = files
        self._given = {**how.variables, **how.secrets}
        self._set: dict[str, str] = {}
        self.last: Arrived | None = None
        self._answer = ""

    @property
    def variables(self) -> dict[str, str]:
        """What is given beats what the script sets; what was captured is newest."""
        return {**self._set, **self._given, **self.captures}

    async def begin(self, lines: Sequence[Line]) -> None:
        """Connects, unless the script does it itself."""
        first = next((line for line in lines if not isinstance(line, Remark | Step | Set)), None)
        if not isinstance(first, Connect):
            self.line = first
            await self.talk.connect()

    async def perform(self, lines: Sequence[Line]) -> None:
        """Plays lines; where the learner is asked, what the observer composes is sent."""
        index = 0
        lines = [line for line in lines if not isinstance(line, Remark)]
        while index < len(lines):
            line = self.line = lines[index]
            self._observer.on_line(line)
            if isinstance(line, Send | SendFile | SendBytes):
                batch = batch_at(lines, index)
                await self._send(batch)
                index += len(batch)
                continue
            await self._step(line)
            index += 1

    async def _send(self, batch: Sequence[Line]) -> None:
        await self.greeted()
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

    def branch(self, line: If) -> Sequence[Line]:
        """The branch that is taken now."""
        reply = self.last.reply if self.last else None
        taken = holds(line.condition, self.talk.session.state, reply, self.is_practice)
        return line.then if taken else line.otherwise or ()

    def reached(self, goals: Sequence[Goal]) -> bool:
        """Whether all goals hold; what only the practice server can prove is taken to hold elsewhere."""
        return all(self._missed(goal) is None for goal in goals)

    async def greeted(self) -> None:
        """A banner that no `S:` expects is read silently, if it is 2xx."""
        if self.talk.greeting_unread:
            arrived = await self.talk.next_reply()
            self._judged(Expect(("2xx",)), arrived)

    async def _step(self, line: Line) -> None:
        match line:
            case Expect():
                await self._hear(line)
            case Ask():
                self._answer = await self._observer.compose(line, self.variables)
                await self._send([line])
            case Has() | Lacks():
                self._look(line)
            case Set(name, value):
                self._set[name] = value.render(self.variables)
                self.captures.pop(name, None)
            case If():
                await self.perform(self.branch(line))
            case Goal():
                self._reach(line)
            case Advance(seconds):
                self._advance(seconds)
            case StartTls():
                await self._start_tls()
            case Connect(target):
                self.last = None
                await self.talk.connect(target.render(self.variables) if target else None)
            case Close() | Drop() | AwaitClosed() | Wait():
                await self.talk.act(line)
            case _:
                pass

    async def _hear(self, expect: Expect) -> None:
        arrived = await self.talk.next_reply()
        self._judged(expect, arrived)
        # The 220 is only half of it: the handshake follows, and ends the script where it fails.
        if arrived.answers is not None and arrived.answers.verb == "STARTTLS":
            await self.talk.replies.secured()
        self.held += 1

    def _judged(self, expect: Expect, arrived: Arrived) -> None:
        self.last = arrived
        self._check_fit()
        verdict = self.talk.stray(arrived) or judge_reply(expect, arrived.reply, self.variables, exact=self.is_practice)
        self._observer.on_verdict(arrived.seq, expect, verdict)
        self._take(verdict)

    def _take(self, verdict: Match | Mismatch) -> None:
        if isinstance(verdict, Mismatch):
            self._check_fit(at_mismatch=True)
            raise FellShort(verdict.message)
        self.captures.update(verdict.captures)

    def _check_fit(self, at_mismatch: bool = False) -> None:
        """Raises Unfit where this server is not what the lesson is for."""
        if self._how.fit is None or self.is_practice:
            return
        state = self.talk.session.state
        if not self._how.fit.portable and (at_mismatch or state.capabilities is not None):
            raise Unfit(Message("This lesson is for the practice server: other servers answer otherwise."))
        missing = self._how.fit.missing(state, certain=at_mismatch)
        if missing:
            raise Unfit(Message("The server does not offer what the lesson needs: {needs}.", needs=", ".join(missing)))

    def _look(self, line: Has | Lacks) -> None:
        if self.last is None:
            raise FellShort(Message("There is no reply above this line."))
        reply = self.last.reply
        if isinstance(line, Has):
            self._take(judge_has(line, reply, self.variables))
        else:
            self._take(judge_lacks(line, reply, self.variables))
        self.held += 1

    def _reach(self, goal: Goal) -> None:
        if self._cannot_prove(goal):
            self._observer.on_skip(goal, Message("Only the practice server can prove this goal: it is skipped."))
            return
        missed = self._missed(goal)
        if missed is not None:
            raise FellShort(missed.message)
        self.held += 1

    def _cannot_prove(self, goal: Goal) -> bool:
        return goal.predicate in PRACTICE_ONLY and not self._bench.is_practice(self.talk.session)

    def _missed(self, goal: Goal) -> Mismatch | None:
        if self._cannot_prove(goal):
            return None
        return judge_goal(goal, self.talk.replies, self._bench, self.variables, self.talk.accepted_before)

    def _advance(self, seconds: float) -> None:
        if not self._bench.is_practice(self.talk.session):
            raise Skipped(
                Message("What follows @advance is skipped: only the practice server's clock can be moved on.")
            )
        self._bench.advance(seconds)

    async def _start_tls(self) -> None:
        await self.greeted()
        await self.talk.send([b"STARTTLS\r\n"])
        await self._hear(Expect(("220",)))

    @property
    def is_practice(self) -> bool:
        session = self.talk.session
        return self._bench.is_practice(session) or says_practice(session.state)


def batch_at(lines: Sequence[Line], start: int) -> Sequence[Line]:
    """The lines from `start` on that go out in one write."""
    end = start
    while end < len(lines) and isinstance(lines[end], Send | SendFile | SendBytes):
        end += 1
    return lines[start:end]
