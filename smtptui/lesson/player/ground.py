"""The ground that a learner stands on: the session now, where it stands, what was said in it, replays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smtptui.errors import SmtptuiError
from smtptui.lesson.bench import Bench
from smtptui.lesson.footing import Footing
from smtptui.lesson.outcome import Observer
from smtptui.lesson.player.performer import Performer
from smtptui.lesson.player.play import Play
from smtptui.lesson.replies import Arrived
from smtptui.lesson.script import Goal, Line
from smtptui.lesson.turn import Turn
from smtptui.session.session import Session
from smtptui.smtp.events import Received
from smtptui.smtp.state import Phase
from smtptui.transcript.record import Transcript


class Ground:
    """All sessions of one walk, in one transcript. Every method may raise what a session raises."""

    def __init__(self, bench: Bench, how: Play, observer: Observer) -> None:
        self.transcript = Transcript()
        self.replays: list[tuple[int, int]] = []
        self.files: Mapping[str, bytes] = {}
        self._bench = bench
        self._how = how
        self._observer = observer
        self._performer: Performer | None = None
        self._auth_step = 0

    @property
    def performer(self) -> Performer | None:
        """The engine of the session now, None before the first one."""
        return self._performer

    @property
    def engine(self) -> Performer:
        """The same, where a session was begun."""
        assert self._performer is not None, "a session was begun"
        return self._performer

    @property
    def session(self) -> Session | None:
        """The session now, None before the first one."""
        try:
            return self._performer.talk.session if self._performer else None
        except SmtptuiError:
            return None

    @property
    def footing(self) -> Footing:
        """Where the learner stands."""
        session = self.session
        return Footing.of(session.state, self._auth_step) if session else Footing(Phase.CLOSED)

    async def begin(self, script: Sequence[Line]) -> None:
        """A new session of this script, in the same transcript; the practice server has never met the learner."""
        self.close()
        self._bench.renew()
        self._performer = Performer(self._bench, self._how, self._observer, self.files, self.transcript)
        self._auth_step = 0
        await self._performer.begin(script)

    async def replay(self, script: Sequence[Line], lines: Sequence[Line]) -> None:
        """A new session, and the model answers of these lines in it."""
        first = len(self.transcript)
        self._observer.on_replay(True)
        try:
            await self.begin(script)
            await self.perform(lines)
        finally:
            self._observer.on_replay(False)
            self.replays.append((first, len(self.transcript) - 1))

    async def perform(self, lines: Sequence[Line]) -> None:
        """Plays lines, with model answers."""
        await self.engine.perform(lines)
        self._note_answers(self.engine.last)

    async def settle(self) -> None:
        """The greeting is read, a handshake is over: it is the learner's turn."""
        await self.engine.greeted()
        await self.engine.talk.replies.ready()

    async def say(self, typed: str, asked: Footing | None, goals: Sequence[Goal]) -> tuple[Turn, Arrived | None]:
        """Sends what was typed, as it is, and waits for its reply, if one is due."""
        performer = self.engine
        session, step = performer.talk.session, self._auth_step
        before = session.state
        session.send_line(typed)
        await session.drain()
        arrived = await self._replies(performer)
        received = Received(arrived.reply, arrived.answers) if arrived else None
        reached = bool(goals) and performer.reached(goals)
        turn = Turn(
            typed, before, session.state, received, asked, step, self._auth_step, reached, performer.is_practice
        )
        return turn, arrived

    async def _replies(self, performer: Performer) -> Arrived | None:
        """The last reply to what was sent, None where none is due."""
        last: Arrived | None = None
        replies = performer.talk.replies
        while replies.outstanding:
            arrived = await replies.next()
            if arrived.answers is not None or last is None:
                last = arrived
            self._observer.on_ignored(arrived.seq)
            self._note_answers(arrived)
        if replies.session.state.phase is Phase.TLS_PENDING:
            await replies.ready()
        performer.last = last or performer.last
        return last

    def _note_answers(self, arrived: Arrived | None) -> None:
        if arrived is not None and arrived.answers is not None and arrived.answers.verb == "AUTH":
            self._auth_step = arrived.answers.auth_step

    def close(self) -> None:
        """Ends the session."""
        if self._performer is not None:
            self._performer.talk.close()
