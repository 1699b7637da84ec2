"""What the explorer does in a lesson: the list, going on, hints, the answer, replays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from smtptui.messages import Message
from smtptui.tui.screens.lesson_drawing import LessonDrawing
from smtptui.tui.screens.parts import PaletteEntry

if TYPE_CHECKING:
    from smtptui.tui.screens.lessons import LessonChoice
    from smtptui.tui.study import Study

_NO_LESSON = Message("No lesson is under way: F3 lists them.")


class LessonActions(LessonDrawing):
    """Mixed into the explorer's screen. Lessons are imported when the first one is wanted."""

    def lesson_entries(self) -> Iterator[PaletteEntry]:
        """These actions, for the palette."""
        entry = PaletteEntry
        yield entry(Message("Lessons"), Message("F3: learn SMTP by hand, step by step"), self.action_lessons)
        if self.study is None:
            return
        yield entry(Message("Lesson: another one"), Message("F3, then L"), self.action_lesson_list)
        yield entry(Message("Lesson: go on"), Message("Enter on an empty line"), self.action_lesson_next)
        yield entry(Message("Lesson: hint"), Message("F3, then H: the next one"), self.action_lesson_hint)
        yield entry(Message("Lesson: model answer"), Message("F3, then M"), self.action_lesson_show)
        yield entry(Message("Lesson: leave the step out"), Message("F3, then S"), self.action_lesson_skip)
        yield entry(Message("Lesson: begin the step anew"), Message("Ctrl+R, or F3, then R"), self.action_lesson_replay)
        yield entry(
            Message("Lesson: to the server, beside a question"), Message("F3, then T"), self.action_lesson_aside
        )
        yield entry(Message("Lesson: leave it"), Message("Its steps are remembered"), self.action_lesson_leave)

    # -- which lesson

    def action_lessons(self) -> None:
        """F3: the list; in a lesson to and fro between it and the editor."""
        if self.study is None:
            self.action_lesson_list()
        elif self.lesson_has_keyboard:
            if self.has_class("-narrow"):
                self.remove_class("panel-open")
            self.set_focus(self.editor)
        else:
            self.show_lesson()
            self.lesson_pane.take_keyboard()
        self.on_change()

    def action_lesson_list(self) -> None:
        """All lessons."""
        from smtptui.tui.screens.lessons import LessonsScreen

        current = self.study.walk.lesson.id if self.study is not None else None
        screen = LessonsScreen(self.settings, self.translate, self._leave_for_lesson, current)
        self.app.push_screen(screen, self._lesson_chosen)

    def _leave_for_lesson(self, choice: LessonChoice, go: Callable[[], object]) -> None:
        if not self.conversation.is_open or self.study is not None:
            go()
            return
        self.if_agreed(Message("A session is open. Close it and begin the lesson?"), Message("Begin"), go)

    def _lesson_chosen(self, choice: LessonChoice | None) -> None:
        if choice is not None:
            self.begin_lesson(choice)

    def begin_lesson(self, choice: LessonChoice) -> None:
        """Begins, or goes on with, a lesson; what is open is closed."""
        from smtptui.lesson.player.play import Fit, Play
        from smtptui.tui.study import Study

        facts = choice.lesson.facts
        how = Play(
            choice.target or facts.practice,
            options=self.conversation.options,
            variables=dict(facts.vars),
            secrets=dict(facts.secrets),
            fit=Fit(facts.portable, facts.needs) if choice.target else None,
        )
        self.app.clear_notifications()
        self.section_drawn = None
        self.add_class("in-lesson")
        study = self._study = Study(self.conversation, choice.lesson, how, self.settings.progress_file)
        study.start(choice.step)
        self.view.set_quiet(study.was_replayed)
        self.view.follow = True
        self.editor.put("")
        self.on_section()
        self.on_change()

    def action_lesson_leave(self) -> None:
        """The lesson ends; what was passed is remembered."""
        self.leave_lesson()
        self.editor.focus()
        self.on_change()

    def leave_lesson(self) -> None:
        if self.study is None:
            return
        self.conversation.hang_up()
        self.section_drawn = None
        self.remove_class("in-lesson", "panel-open")
        self.lesson_pane.clear()
        self.view.set_quiet()
        self.panel.open_tab("explain")

    # -- in a lesson

    def action_lesson_next(self) -> None:
        """Enter: what is to be read is shown first, to its end."""
        study = self.study
        if study is None:
            self.on_problem(_NO_LESSON)
        elif not self.lesson_is_read:
            self.show_lesson()
            self.on_change()
        elif self.lesson_pane.has_more:
            self.lesson_pane.read_on()
            self.show_hint()  # with the page: whether another one follows is never said of the page before
            self.draw_lesson()
        elif study.is_over:
            self._next_lesson(study)
        else:
            study.go_on()

    def _next_lesson(self, study: Study) -> None:
        from smtptui.errors import SmtptuiError
        from smtptui.lesson.library import Library
        from smtptui.lesson.progress import Progress
        from smtptui.tui.screens.lessons import LessonChoice

        entry = Library(self.settings.language).next_after(study.walk.lesson.id)
        if entry is None:
            self.action_lesson_list()
            return
        try:
            lesson = entry.load()
            summary = Progress(self.settings.progress_file).summary(lesson)
        except SmtptuiError as error:
            self.on_problem(error.message)
            return
        self.begin_lesson(LessonChoice(lesson, summary.resume if summary.passed else None))

    def action_lesson_hint(self) -> None:
        """H."""
        self._do(lambda study: study.hint())

    def action_lesson_show(self) -> None:
        """M."""
        self._do(lambda study: study.show())

    def action_lesson_skip(self) -> None:
        """S."""
        self._do(lambda study: study.skip())

    def action_lesson_replay(self) -> None:
        """R, Ctrl+R."""
        self._do(lambda study: study.replay())

    def action_lesson_aside(self) -> None:
        """T."""
        self._do(lambda study: study.turn_aside())

    def _do(self, act: Callable[[Study], None]) -> None:
        if self.study is None:
            self.on_problem(_NO_LESSON)
            return
        act(self.study)
        self.show_lesson()
        self.on_change()
        self.set_focus(self.editor)

    async def confirm(self, question: Message) -> bool:
        """Asks; the lesson waits."""
        from smtptui.tui.screens.confirm import ConfirmScreen

        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def answer(yes: bool | None) -> None:
            if not answered.done():
                answered.set_result(bool(yes))

        self.app.push_screen(ConfirmScreen(self.translate, question, Message("Send"), Message("Do not send")), answer)
        return await answered
