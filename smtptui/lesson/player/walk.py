"""A lesson at a learner's pace, on the same engine as a run: what is sent for them, what they type, replays, hints.

Whoever shows it calls `start`, then `answer` for each line typed (or `choose` in a quiz), and `advance` when a section
is done. `stand` says what is waited for. Nothing here raises: whatever goes wrong is a verdict.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from enum import Enum

from smtptui.errors import LessonError, SmtptuiError
from smtptui.lesson.bench import Bench
from smtptui.lesson.files import load_files
from smtptui.lesson.footing import Footing
from smtptui.lesson.lesson import AlertKind, Lesson, Section, Task
from smtptui.lesson.outcome import Observer
from smtptui.lesson.player.model import model_answer
from smtptui.lesson.player.performer import Performer, batch_at
from smtptui.lesson.player.play import Play
from smtptui.lesson.replies import Arrived
from smtptui.lesson.script import Advance, Ask, Expect, Goal, If, Line, Send, SendBytes, SendFile, StartTls
from smtptui.lesson.turn import Kind, Source, Turn, Verdict, question_of
from smtptui.lesson.verdict import judge_choice, judge_line, risk_of
from smtptui.messages import Message
from smtptui.session.session import Session
from smtptui.smtp.dialogue import DialogueState, Phase
from smtptui.smtp.events import Received
from smtptui.transcript.record import Transcript


class Stand(Enum):
    """What a walk waits for."""

    BUSY = "busy"  # the server, or nothing yet: `start` was not called
    LINE = "line"  # a line from the learner
    CHOICE = "choice"  # an answer to the quiz
    DONE = "done"  # the learner goes on: `advance`
    STUCK = "stuck"  # the session is not where the section needs it: `replay`
    FINISHED = "finished"  # nothing: that was the last section


class StepState(Enum):
    """How a step was passed; the value is a short, stable name, for files."""

    SOLVED = "solved"
    SHOWN = "shown"
    SKIPPED = "skipped"


class Companion(Observer):
    """An observer that is told of the learner's way too."""

    def on_step(self, step: str, state: StepState) -> None:
        """A step was passed, in this way."""


class Walk:
    """One learner's way through one lesson."""

    def __init__(self, lesson: Lesson, bench: Bench, how: Play, companion: Companion | None = None) -> None:
        self.lesson = lesson
        self.index = 0
        self.stand = Stand.BUSY
        self.hints_given = 0
        self.results: dict[str, StepState] = {}
        self.replays: list[tuple[int, int]] = []  # first and last record of each replay
        self.verdict: Verdict | None = None  # the last one of this section
        self.transcript = Transcript()
        self._bench = bench
        self._how = how
        self._companion = companion or Companion()
        self._files: Mapping[str, bytes] = {}
        self._performer: Performer | None = None
        self._rest: list[Line] = []  # of this section, not yet played
        self._asked: Footing | None = None
        self._auth_step = 0
        self._reached_before = False
        self._typed = False  # in this section
        self._shown = False

    # -- what may be asked

    @property
    def section(self) -> Section:
        """The section now."""
        return self.lesson.sections[self.index]

    @property
    def session(self) -> Session | None:
        """The session now, None before the first one."""
        try:
            return self._performer.talk.session if self._performer else None
        except SmtptuiError:
            return None

    @property
    def is_last(self) -> bool:
        """Whether no section follows."""
        return self.index + 1 >= len(self.lesson.sections)

    @property
    def notes(self) -> tuple[str, ...]:
        """Why it was so: to be shown after success."""
        return tuple(alert.text for alert in self.section.alerts(AlertKind.NOTE))

    @property
    def off_path(self) -> bool:
        """Whether a replay is wanted before the section can go on."""
        if self.stand is Stand.STUCK:
            return True
        return self.stand is Stand.LINE and self._asked is not None and not self._asked.holds(self._footing)

    def hint(self) -> str | None:
        """The next hint, None where there is no other. Hints cost nothing."""
        hints = self.section.hints
        if self.hints_given >= len(hints):
            return None
        self.hints_given += 1
        return hints[self.hints_given - 1]

    def risk(self, typed: str) -> Message | None:
        """What to ask before a real server gets this line; None on the practice server."""
        performer, session = self._performer, self.session
        if performer is None or session is None or performer.is_practice:
            return None
        return risk_of(typed, session.state)

    @property
    def learned(self) -> tuple[tuple[str, StepState | None], ...]:
        """The titles of the sections with a step, and how each was passed."""
        found = ((section.title, section.step) for section in self.lesson.sections)
        return tuple((title, self.results.get(step)) for title, step in found if step is not None)

    # -- going on

    async def start(self, step: str | None = None) -> Verdict | None:
        """Connects, and begins with the section of a step (a resumed lesson), else with the first one. A verdict only
        where something went wrong."""
        steps = [section.step for section in self.lesson.sections]
        self.index = steps.index(step) if step in steps else 0
        self._forget()
        try:
            self._files = load_files(self.lesson.script)
        except LessonError as error:
            return self._stuck(error.message)
        return await self.replay() if self.index else await self._guarded(self._begin)

    async def advance(self) -> Verdict | None:
        """On to the next section; what is sent for the learner is sent. Only where this one is done."""
        if self.stand is not Stand.DONE:
            return None
        if self.is_last:
            self.stand = Stand.FINISHED
            return None
        self.index += 1
        self._forget()
        return await self._guarded(self._enter)

    async def answer(self, typed: str) -> Verdict:
        """Sends what was typed, as it is, and judges it when its reply is there."""
        session = self.session
        if session is None or not session.is_open or self._performer is None:
            return self._judged(Verdict(Kind.OFF_PATH, Source.SESSION, message=_OVER, off_path=True))
        performer, self._typed = self._performer, True
        before, step = session.state, self._auth_step
        try:
            session.send_line(typed)
            await session.drain()
            arrived = await self._replies(performer)
        except SmtptuiError as error:
            message = performer.talk.last_words(error)
            return self._judged(Verdict(Kind.OFF_PATH, Source.SESSION, message=message, off_path=True))
        if self.stand is not Stand.LINE:
            return Verdict(Kind.EXPLORING)  # after success, or beside a quiz: nothing is asked
        turn = self._turn(typed, before, step, arrived)
        verdict = self._judged(judge_line(question_of(self.section), turn, performer.variables))
        return await self._passed(verdict, arrived) or verdict if verdict.passed else verdict

    def choose(self, typed: str) -> Verdict:
        """Answers the quiz."""
        verdict = self._judged(judge_choice(self.section, typed, self._variables))
        if verdict.passed:
            self._finish(StepState.SHOWN if self._shown else StepState.SOLVED)
        return verdict

    def reveal(self) -> tuple[str, ...]:
        """The model answer, a line each. From now on the step can be "shown", and no longer "solved"."""
        self._shown = True
        session = self.session
        state = session.state if session else DialogueState()
        practice = self._performer.is_practice if self._performer and session else True
        own = {**self._variables, **self.lesson.variables}
        secret = {name for name in self._how.secrets if self._how.secrets[name] != self.lesson.variables.get(name)}
        return model_answer(self.section, own, secret, state, practice)

    async def show(self) -> Verdict:
        """Plays the model answer, after a replay where the session is not where it must be."""
        return await self._play_out(StepState.SHOWN)

    async def skip(self) -> Verdict:
        """Leaves the step out: what it would have sent is sent, so that the next one can follow."""
        return await self._play_out(StepState.SKIPPED)

    async def replay(self) -> Verdict | None:
        """A new connection, and the model answers of all that comes before; a verdict only where it went wrong."""
        return await self._guarded(self._replay)

    def close(self) -> None:
        """Ends the session."""
        if self._performer is not None:
            self._performer.talk.close()

    # -- inside

    @property
    def _variables(self) -> Mapping[str, str]:
        given = {**self.lesson.variables, **self._how.variables, **self._how.secrets}
        return self._performer.variables if self._performer else given

    @property
    def _footing(self) -> Footing:
        session = self.session
        return Footing.of(session.state, self._auth_step) if session else Footing(Phase.CLOSED)

    def _forget(self) -> None:
        """What was said and shown in another section."""
        self._rest = list(self.section.lines)
        self._asked, self.verdict = None, None
        self._typed = self._shown = False
        self.hints_given = 0
        self.stand = Stand.BUSY

    async def _guarded(self, act: Callable[[], Awaitable[None]]) -> Verdict | None:
        try:
            await act()
        except SmtptuiError as error:
            performer = self._performer
            return self._stuck(performer.talk.last_words(error) if performer else error.message)
        return None

    def _stuck(self, message: Message) -> Verdict:
        self.stand = Stand.STUCK
        return self._judged(Verdict(Kind.OFF_PATH, Source.SESSION, message=message, off_path=True))

    def _judged(self, verdict: Verdict) -> Verdict:
        self.verdict = verdict
        return verdict

    async def _begin(self) -> None:
        """A session of its own, in the same transcript; then this section."""
        if self._performer is not None:
            self._performer.talk.close()
        self._performer = Performer(self._bench, self._how, self._companion, self._files, self.transcript)
        self._auth_step = 0
        await self._performer.begin(self.lesson.script.lines)
        if self.index == 0:
            await self._enter()

    async def _replay(self) -> None:
        shown, typed_hints = self._shown, self.hints_given
        self._forget()
        self._shown, self.hints_given = shown, typed_hints
        first = len(self.transcript)
        self._companion.on_replay(True)
        try:
            await self._begin()
            if self.index:
                for section in self.lesson.sections[: self.index]:
                    await self._perform(section.lines)
                await self._enter()
        finally:
            self._companion.on_replay(False)
            self.replays.append((first, len(self.transcript) - 1))

    async def _enter(self) -> None:
        """Plays what is sent for the learner, up to what is theirs to do."""
        task = self.section.task
        if task in (Task.READ, Task.WATCH):
            await self._perform(self.section.lines)
            self._finish(StepState.SOLVED)
        elif task is Task.ANSWER:
            self.stand = Stand.CHOICE
        else:
            await self._up_to_question(_ACTS if task is Task.REACH else (Ask,))
            await self._wait_for_line()

    async def _up_to_question(self, stops: tuple[type, ...]) -> None:
        while self._rest and not isinstance(self._rest[0], stops):
            if isinstance(line := self._rest[0], If):
                self._rest[:1] = self._engine.branch(line)
                continue
            batch = list(batch_at(self._rest, 0)) or self._rest[:1]
            del self._rest[: len(batch)]
            await self._perform(batch)

    async def _wait_for_line(self) -> None:
        performer = self._engine
        await performer.greeted()
        await performer.talk.replies.ready()
        self._asked = self._footing
        goals = self._goals
        self._reached_before = bool(goals) and performer.reached(goals)
        self.stand = Stand.LINE

    async def _perform(self, lines: Sequence[Line]) -> None:
        await self._engine.perform(lines)
        self._note_answers(self._engine.last)

    @property
    def _engine(self) -> Performer:
        assert self._performer is not None, "a session was begun"
        return self._performer

    @property
    def _goals(self) -> tuple[Goal, ...]:
        return tuple(line for line in self.section.lines if isinstance(line, Goal)) or self.section.goals

    async def _replies(self, performer: Performer) -> Arrived | None:
        """The last reply to what was sent, None where none is due."""
        last: Arrived | None = None
        replies = performer.talk.replies
        while replies.outstanding:
            arrived = await replies.next()
            if arrived.answers is not None or last is None:
                last = arrived
            self._companion.on_ignored(arrived.seq)
            self._note_answers(arrived)
        if replies.session.state.phase is Phase.TLS_PENDING:
            await replies.ready()
        if last is not None:
            performer.last = last
        return last

    def _note_answers(self, arrived: Arrived | None) -> None:
        if arrived is not None and arrived.answers is not None and arrived.answers.verb == "AUTH":
            self._auth_step = arrived.answers.auth_step

    def _turn(self, typed: str, before: DialogueState, step: int, arrived: Arrived | None) -> Turn:
        performer = self._engine
        goals = self._goals
        return Turn(
            typed,
            before,
            performer.talk.session.state,
            Received(arrived.reply, arrived.answers) if arrived else None,
            self._asked,
            step,
            self._auth_step,
            bool(goals) and not self._reached_before and performer.reached(goals),
            performer.is_practice,
        )

    async def _passed(self, verdict: Verdict, arrived: Arrived | None) -> Verdict | None:
        """The rest of the section, after a right answer. A verdict only where it went wrong."""
        performer = self._engine
        performer.captures.update(verdict.captures)
        if verdict.source is Source.GOAL or self.section.task is Task.REACH:
            self._rest = []
        else:
            self._rest = self._rest[1:]
            if arrived is not None and any(isinstance(line, Expect) for line in self._rest[:_NEAR]):
                performer.talk.replies.unread.appendleft(arrived)
        self._finish(StepState.SHOWN if self._shown else StepState.SOLVED)
        return await self._guarded(self._play_rest) if self._rest else None

    async def _play_rest(self) -> None:
        rest, self._rest = self._rest, []
        await self._perform(rest)

    async def _play_out(self, state: StepState) -> Verdict:
        """The whole section, with its model answers."""
        if self.section.task is Task.ANSWER or self.stand is Stand.DONE:
            self._finish(state)
            return self._judged(Verdict(Kind.SHOWN))
        stray = self.off_path or (self.section.task is Task.REACH and self._typed)
        if (stray or self.stand is Stand.BUSY) and (failed := await self.replay()):
            return failed
        if self.stand is Stand.LINE and (failed := await self._guarded(self._play_rest)):
            return failed
        self._finish(state)
        return self._judged(Verdict(Kind.SHOWN))

    def _finish(self, state: StepState) -> None:
        self.stand = Stand.DONE
        if (step := self.section.step) is not None:
            self.results[step] = state
            with suppress(SmtptuiError):
                self._companion.on_step(step, state)


_OVER = Message("The session is over.")
_ACTS = (Send, SendFile, SendBytes, StartTls, If, Advance, Goal, Ask)
"""Lines that are the learner's own to find, where a section is theirs alone."""
_NEAR = 8
"""Lines after a question among which the one about its reply stands."""
