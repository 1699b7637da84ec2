"""A lesson at a learner's pace, on the same engine as a run: what is sent for them, what they type, replays, hints.

Whoever shows it calls `start`, then `answer` for each line typed (or `choose` in a quiz), and `advance` when a section
is done. `stand` says what is waited for. Nothing here raises: whatever goes wrong is a verdict.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from smtptui.errors import SmtptuiError
from smtptui.lesson.bench import Bench
from smtptui.lesson.choice import judge_choice
from smtptui.lesson.files import load_files
from smtptui.lesson.lesson import Lesson, Task
from smtptui.lesson.outcome import Observer
from smtptui.lesson.player.ground import Ground
from smtptui.lesson.player.model import model_answer
from smtptui.lesson.player.performer import batch_at
from smtptui.lesson.player.place import Place, Stand
from smtptui.lesson.player.play import Play
from smtptui.lesson.progress import StepState
from smtptui.lesson.replies import Arrived
from smtptui.lesson.script import Advance, Ask, Goal, If, Send, SendBytes, SendFile, StartTls
from smtptui.lesson.turn import Kind, Source, Verdict, question_of
from smtptui.lesson.verdict import judge_line, risk_of
from smtptui.messages import Message
from smtptui.session.session import Session
from smtptui.smtp.state import DialogueState
from smtptui.transcript.record import Transcript

__all__ = ["Companion", "Stand", "StepState", "Walk"]


class Companion(Observer):
    """An observer that is told of the learner's way too."""

    def on_step(self, step: str, state: StepState) -> None:
        """A step was passed, in this way."""


class Walk(Place):
    """One learner's way through one lesson, in one session after the other."""

    def __init__(self, lesson: Lesson, bench: Bench, how: Play, companion: Companion | None = None) -> None:
        super().__init__(lesson)
        self._how = how
        self._companion = companion or Companion()
        self._ground = Ground(bench, how, self._companion)
        self._reached_before = False
        self._turns = asyncio.Lock()

    # -- what may be asked

    @property
    def session(self) -> Session | None:
        """The session now, None before the first one."""
        return self._ground.session

    @property
    def transcript(self) -> Transcript:
        """Of all its sessions."""
        return self._ground.transcript

    @property
    def replays(self) -> list[tuple[int, int]]:
        """The first and the last record of each replay: not the learner's doing."""
        return self._ground.replays

    @property
    def off_path(self) -> bool:
        """Whether a replay is wanted before the lesson can go on."""
        if self.stand in (Stand.LINE, Stand.DONE):
            return self._asked is not None and not self._asked.holds(self._ground.footing)
        return self.stand is Stand.STUCK

    def risk(self, typed: str) -> Message | None:
        """What to ask before a real server gets this line; None on the practice server."""
        session = self.session
        if session is None or self._is_practice:
            return None
        return risk_of(typed, session.state)

    # -- going on

    async def start(self, step: str | None = None) -> Verdict | None:
        """Connects, and begins with the section of a step (a resumed lesson), else with the first one. A verdict only
        where something went wrong."""
        steps = [section.step for section in self.lesson.sections]
        self.index = steps.index(step) if step in steps else 0
        self._forget()
        return await self._guarded(self._load)

    async def advance(self) -> Verdict | None:
        """On to the next section; what is sent for the learner is sent. Only where this one is done."""
        if self.stand is not Stand.DONE:
            return None
        if self.is_last:
            self.stand = Stand.FINISHED
            return None
        off_path = self.off_path
        self.index += 1
        self._forget()
        return self._stuck(_LEFT) if off_path else await self._guarded(self._enter)

    async def answer(self, typed: str) -> Verdict:
        """Sends what was typed, as it is, and judges it when its reply is there. Lines typed ahead wait their turn."""
        async with self._turns:
            return await self._answer(typed)

    async def _answer(self, typed: str) -> Verdict:
        session = self.session
        if session is None or not session.is_open:
            return self._judged(_over(_OVER))
        self._typed = True
        goals = () if self._reached_before else self._goals
        try:
            turn, arrived = await self._ground.say(typed, self._asked, goals)
        except SmtptuiError as error:
            return self._judged(_over(self._ground.engine.talk.last_words(error)))
        if self.stand is not Stand.LINE:
            return Verdict(Kind.EXPLORING)  # after success, or beside a quiz: nothing is asked
        verdict = judge_line(question_of(self.section), turn, self._ground.engine.variables)
        return self._judged(await self._passed(verdict, arrived) if verdict.passed else verdict)

    def choose(self, typed: str) -> Verdict:
        """Answers the quiz."""
        verdict = judge_choice(self.section, typed, self._variables)
        if verdict.passed:
            self._finish(self._own_state)
        return self._judged(verdict)

    def reveal(self) -> tuple[str, ...]:
        """The model answer, a line each. From now on the step can be "shown", and no longer "solved"."""
        self._shown = True
        state = self.session.state if self.session else DialogueState()
        own = {**self._variables, **self.lesson.variables}
        secrets = self._how.secrets
        secret = {name for name, value in secrets.items() if value != self.lesson.variables.get(name)}
        return model_answer(self.section, own, secret, state, self._is_practice)

    async def show(self) -> Verdict:
        """Plays the model answer, after a replay where the session is not where it must be."""
        return self._judged(await self._play_out(StepState.SHOWN))

    async def skip(self) -> Verdict:
        """Leaves the step out: what it would have sent is sent, so that the next one can follow."""
        return self._judged(await self._play_out(StepState.SKIPPED))

    async def replay(self) -> Verdict | None:
        """A new connection, and the model answers of all that comes before; a verdict only where it went wrong."""
        shown, hints, stand = self._shown, self.hints_given, self.stand
        self._forget()
        self._shown, self.hints_given = shown, hints
        return await self._guarded(self._replay_past if stand is Stand.DONE else self._replay)

    def broken_off(self) -> None:
        """Whoever waited for one of these has cancelled it: where the lesson itself was speaking, a replay is due."""
        if self.stand is Stand.BUSY:
            self._stuck(_BROKEN_OFF)

    def close(self) -> None:
        """Ends the session."""
        self._ground.close()

    # -- inside

    @property
    def _variables(self) -> Mapping[str, str]:
        if self._ground.performer is not None:
            return self._ground.performer.variables
        return {**self.lesson.variables, **self._how.variables, **self._how.secrets}

    @property
    def _is_practice(self) -> bool:
        return self.session is None or self._ground.engine.is_practice

    async def _guarded(self, act: Callable[[], Awaitable[None]]) -> Verdict | None:
        try:
            await act()
        except SmtptuiError as error:
            performer = self._ground.performer
            return self._stuck(performer.talk.last_words(error) if performer else error.message)
        return None

    def _stuck(self, message: Message) -> Verdict:
        self.stand = Stand.STUCK
        return self._judged(_over(message))

    def _judged(self, verdict: Verdict) -> Verdict:
        self.verdict = verdict
        return verdict

    async def _load(self) -> None:
        script = self.lesson.script
        self._ground.files = load_files(script)
        if self.index:
            await self._replay()
        else:
            await self._ground.begin(script.lines)
            await self._enter()

    async def _replay(self) -> None:
        await self._replay_to(self.index)
        await self._enter()

    async def _replay_past(self) -> None:
        """The section is done, and what was typed after it spoilt it."""
        await self._replay_to(self.index + 1)
        self._asked, self.stand = self._ground.footing, Stand.DONE

    async def _replay_to(self, index: int) -> None:
        before = [line for section in self.lesson.sections[:index] for line in section.lines]
        await self._ground.replay(self.lesson.script.lines, before)

    async def _enter(self) -> None:
        """Plays what is sent for the learner, up to what is theirs to do."""
        task = self.section.task
        if task in (Task.READ, Task.WATCH):
            await self._ground.perform(self.section.lines)
            self._finish(StepState.SOLVED)
        elif task is Task.ANSWER:
            self.stand = Stand.CHOICE
        else:
            await self._up_to(_ACTS if task is Task.REACH else (Ask,))
            await self._ground.settle()
            self._asked = replace(self._ground.footing, free=task is Task.REACH)
            self._reached_before = bool(self._goals) and self._ground.engine.reached(self._goals)
            self.stand = Stand.LINE

    async def _up_to(self, stops: tuple[type, ...]) -> None:
        while self._rest and not isinstance(self._rest[0], stops):
            if isinstance(line := self._rest[0], If):
                self._rest[:1] = self._ground.engine.branch(line)
                continue
            batch = list(batch_at(self._rest, 0)) or self._rest[:1]
            del self._rest[: len(batch)]
            await self._ground.perform(batch)

    async def _passed(self, verdict: Verdict, arrived: Arrived | None) -> Verdict:
        """The rest of the section, after a right answer."""
        talk = self._ground.engine.talk
        if verdict.source is Source.PATTERN:
            self._rest = self._rest[1:]
            if arrived is not None and question_of(self.section).expects:
                talk.replies.unread.appendleft(arrived)  # the script judges it too, and keeps what it gives
            if failed := await self._guarded(self._play_rest):
                return failed
        self._finish(self._own_state)
        return verdict

    async def _play_rest(self) -> None:
        rest, self._rest = self._rest, []
        self.stand = Stand.BUSY
        await self._ground.perform(rest)

    async def _play_out(self, state: StepState) -> Verdict:
        """The whole section, with its model answers."""
        if self.stand not in (Stand.CHOICE, Stand.DONE):
            stray = self.off_path or (self.section.task is Task.REACH and self._typed)
            if (stray or self.stand is Stand.BUSY) and (failed := await self.replay()):
                return failed
            if self.stand is Stand.LINE and (failed := await self._guarded(self._play_rest)):
                return failed
        if self.stand is not Stand.DONE:
            self._finish(state)
        return Verdict(Kind.SHOWN)

    def _finish(self, state: StepState) -> None:
        self.stand = Stand.DONE
        self._asked = self._ground.footing
        if (step := self.section.step) is not None:
            self.results[step] = state
            self._companion.on_step(step, state)


def _over(message: Message) -> Verdict:
    return Verdict(Kind.OFF_PATH, Source.SESSION, message=message, off_path=True)


_BROKEN_OFF = Message("Broken off.")
_OVER = Message("The session is over.")
_LEFT = Message("The session is no longer where this step begins.")
_ACTS = (Send, SendFile, SendBytes, StartTls, If, Advance, Goal, Ask)
"""Lines that are the learner's own to find, where a section is theirs alone."""
