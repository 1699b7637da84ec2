"""A lesson in the explorer: the learner's walk, driven by what is typed and by keys, without widgets.

The walk opens sessions and judges; the conversation shows them. Whatever takes time runs as one task, which Esc
breaks off. The screen is told through the conversation's listener.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

from smtptui.errors import SmtptuiError
from smtptui.lesson.lesson import Lesson, Task
from smtptui.lesson.player import Play
from smtptui.lesson.player.walk import Companion, Stand, StepState, Walk
from smtptui.lesson.progress import Progress
from smtptui.lesson.turn import Kind
from smtptui.messages import Message
from smtptui.session.session import Session
from smtptui.smtp.state import Phase
from smtptui.transcript.record import Transcript
from smtptui.tui.conversation import Conversation
from smtptui.tui.looking import sent_a_public_command

_SPEAKING = Message("The lesson is talking to the server: wait for its end, or Esc breaks it off.")
_NOT_DONE = Message("This step is not done yet. F3, then H: a hint, M: the answer, S: leave it out.")
_CLOSED = Message("The connection is closed. Enter on an empty line goes on with the lesson.")
_STEP_DONE = Message("The step is done, or the lesson has something to say.")


class Study(Companion):
    """One learner's way through one lesson. `answer` has the lines of the model answer, once it was asked for."""

    def __init__(self, talk: Conversation, lesson: Lesson, how: Play, progress_file: Path) -> None:
        self.walk = Walk(lesson, talk.workbench, how, self)
        self.answer: tuple[str, ...] = ()
        self.is_at_cover = False
        """Whether the lesson's introduction is read, before its first section."""
        self.is_aside = False
        """Beside a question of the lesson, whether what is typed goes to the server."""
        self.talked_on = False
        """Whether a line was sent after the step was done: the verdict is not about the last reply."""
        self.reminder: Message | None = None
        """Why Enter did not go on; said until the learner does something else."""
        self.target = str(how.target)
        self._talk = talk
        self._progress_file = progress_file
        self._before = self._passed_before()
        self._may_record = True
        self._lines: deque[str] = deque()  # typed, and not yet sent
        self._task: asyncio.Task[None] | None = None
        self._replay_began: int | None = None

    # -- what can be asked

    @property
    def transcript(self) -> Transcript:
        """Of all sessions of the lesson."""
        return self.walk.transcript

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that Esc breaks off."""
        return self._task is not None and not self._task.done()

    @property
    def was_helped(self) -> bool:
        """Whether something stands below the text of the section: a hint, the answer, a verdict."""
        return bool(self.walk.hints_given or self.answer or self.walk.verdict)

    @property
    def learned(self) -> list[tuple[str, StepState | None]]:
        """The titles of the sections with a step, and how each was passed, now or another day."""
        results = {**self._before, **self.walk.results}
        return [(each.title, results.get(each.step)) for each in self.walk.lesson.sections if each.step is not None]

    @property
    def is_over(self) -> bool:
        """Whether the last section is behind the learner."""
        return self.walk.stand is Stand.FINISHED

    @property
    def asks(self) -> bool:
        """Whether a question of the lesson waits for its answer."""
        return self.walk.stand is Stand.CHOICE

    @property
    def waits_for_choice(self) -> bool:
        """Whether what is typed now answers a question of the lesson, and is not sent."""
        return self.asks and not self.is_aside

    @property
    def waits_for_reader(self) -> bool:
        """Whether the learner decides when it goes on."""
        return self.is_at_cover or (self.walk.stand in (Stand.DONE, Stand.FINISHED) and not self.is_busy)

    @property
    def wants_block(self) -> bool:
        """Whether a message may be written as a whole: elsewhere each line is sent by its Enter, as in telnet."""
        return self.is_over or (self.walk.stand is Stand.LINE and self.walk.section.task is Task.REACH)

    def was_replayed(self, seq: int) -> bool:
        """Whether a record is of a replay: not the learner's doing."""
        if self._replay_began is not None and seq >= self._replay_began:
            return True
        return any(first <= seq <= last for first, last in self.walk.replays)

    # -- what the learner does

    def start(self, step: str | None = None) -> None:
        """Begins: with the section of `step`, where one resumes."""
        self._talk.follow(self)
        self.is_at_cover = step is None and bool(self.walk.lesson.intro)
        self._run(self._entered(self.walk.start(step)))

    def send(self, lines: Sequence[str]) -> bool:
        """What was entered: an answer to the lesson's question, or lines for the server, one after the other. False,
        and a problem told, when it is not their turn."""
        self.is_at_cover, self.reminder = False, None
        if self.waits_for_choice:
            self.walk.choose(lines[0])
            self._talk.listener.on_change()
            return True
        if self.walk.stand is Stand.BUSY:
            self._talk.listener.on_problem(_SPEAKING)
            return False
        if self.waits_for_reader and not (self.walk.session and self.walk.session.is_open):
            self._talk.listener.on_problem(_CLOSED)
            return False
        self._lines.extend(lines)
        if not self.is_busy:
            self._run(self._send())
        return True

    def go_on(self) -> None:
        """The next section."""
        if self.is_at_cover:
            self.is_at_cover = False
            self._talk.listener.on_section()
        elif self.is_busy:
            self._talk.listener.on_problem(_SPEAKING)
        elif self.walk.stand is not Stand.DONE:
            self.reminder = _NOT_DONE
            self._talk.listener.on_change()
        else:
            self._run(self._entered(self.walk.advance()))

    def hint(self) -> None:
        """The next hint."""
        self.reminder = None
        if self.walk.hint() is None:
            self._talk.listener.on_problem(Message("There is no other hint."))
        self._talk.listener.on_change()

    def show(self) -> None:
        """The model answer, to be typed; asked for again, it is played."""
        self.reminder = None
        if self.walk.stand in (Stand.DONE, Stand.FINISHED):
            self._talk.listener.on_problem(Message("This step is done."))
        elif not self.answer:
            self.answer = self.walk.reveal()
            self._talk.listener.on_change()
        elif self._is_free():
            self._run(self.walk.show())

    def skip(self) -> None:
        """Leaves the step out."""
        if self._is_free():
            self._run(self.walk.skip())

    def replay(self) -> None:
        """Connects anew, and plays all that comes before this step."""
        if self._is_free():
            self._run(self.walk.replay())

    def turn_aside(self) -> None:
        """Beside a question: what is typed goes to the server from now on, or answers the question again."""
        if self.asks:
            self.is_aside, self.reminder = not self.is_aside, None
            self._talk.listener.on_change()

    def stop(self) -> bool:
        """Breaks off what is under way. False when nothing is."""
        if self._task is None or self._task.done():
            return False
        self._task.cancel()
        return True

    def close(self) -> None:
        """The lesson is left."""
        self.stop()
        self.walk.close()

    # -- what the walk tells

    def on_session(self, session: Session) -> None:
        self._talk.adopt(session)

    def on_replay(self, active: bool) -> None:
        self._replay_began = len(self.walk.transcript) if active else None

    def on_step(self, step: str, state: StepState) -> None:
        if not self._may_record:
            return
        try:
            Progress(self._progress_file).record(self.walk.lesson, step, state)  # another program may write it too
        except SmtptuiError as error:
            self._may_record = False  # said once is enough
            self._talk.listener.on_problem(error.message)

    # -- inside

    def _passed_before(self) -> Mapping[str, StepState]:
        try:
            return Progress(self._progress_file).summary(self.walk.lesson).states
        except SmtptuiError:
            return {}

    def _is_free(self) -> bool:
        if self.is_busy:
            self._talk.listener.on_problem(_SPEAKING)
        return not self.is_busy

    def _run(self, work: Coroutine[Any, Any, object]) -> None:
        self.reminder = None
        self._task = self._talk.spawn(self._told(work))
        self._talk.listener.on_change()

    async def _told(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            self._give_back(None)
            self.walk.broken_off()
            raise
        finally:
            self._task = None
            self._talk.listener.on_change()

    async def _entered(self, step: Coroutine[Any, Any, object]) -> None:
        self.answer, self.is_aside, self.talked_on = (), False, False
        await step
        self._talk.listener.on_section()

    async def _send(self) -> None:
        while self._lines:
            line = self._lines[0]
            if (risk := self.walk.risk(line)) is not None and not await self._talk.listener.confirm(risk):
                self._give_back(None)
                return
            self._lines.popleft()
            was, first, is_login = self.walk.stand, len(self.walk.transcript), self._talk.phase is Phase.AUTH
            verdict = await self.walk.answer(line)
            if not is_login and sent_a_public_command(self.walk.transcript, first):
                self._talk.listener.on_line_sent(line)
            self.talked_on = was is Stand.DONE
            self._talk.listener.on_change()
            if self._lines and (self.walk.stand is not was or verdict.kind in (Kind.WRONG, Kind.OFF_PATH)):
                self._give_back(_STEP_DONE)

    def _give_back(self, why: Message | None) -> None:
        """What was not sent comes back."""
        rest = list(self._lines)
        self._lines.clear()
        if rest:
            self._talk.listener.on_batch_stopped(rest, why)
