"""What the explorer draws of the lesson under way: its text and what it offers, and the sentence above the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from smtptui.smtp.state import Phase
from smtptui.tui.screens.parts import ExplorerParts

if TYPE_CHECKING:
    from smtptui.tui.study import Study
    from smtptui.tui.widgets.lesson_pane import LessonPane, Offers


class LessonDrawing(ExplorerParts):
    """Mixed into the explorer's screen, below what is done with a lesson."""

    def __init__(self) -> None:
        super().__init__()
        self._study: Study | None = None
        self.section_drawn: tuple[str, int] | None = None
        """The lesson and the section that were drawn last."""

    @property
    def study(self) -> Study | None:
        """The lesson under way."""
        return self._study if self.conversation.guide is not None else None

    @property
    def enter_is_lessons(self) -> bool:
        """Whether Enter on an empty line is for the lesson; else the line means something to the server."""
        study = self.study
        return study is not None and (study.waits_for_reader or self.conversation.phase is not Phase.DATA)

    @property
    def lesson_pane(self) -> LessonPane:
        """The lesson's tab."""
        return self.panel.lesson

    @property
    def lesson_has_keyboard(self) -> bool:
        """Whether letters are the lesson's keys."""
        return self.focused is not None and self.lesson_pane in self.focused.ancestors

    @property
    def lesson_is_read(self) -> bool:
        """Whether the lesson is on the screen."""
        is_open = not self.has_class("-narrow") or self.has_class("panel-open")
        return is_open and self.panel.open_name == "lesson"

    def show_lesson(self) -> None:
        """Where there is room for one of the two only, in the place of the session."""
        self.panel.open_tab("lesson")
        self.set_class(self.has_class("-narrow"), "panel-open")

    def show_session(self) -> None:
        """A line was sent: where there is room for one of the two only, the session is looked at now."""
        if self.study is not None and not self.study.waits_for_choice:
            self.remove_class("panel-open")

    def on_resize(self) -> None:
        # Lesson and session may have come to stand beside each other, or no longer do.
        if self.study is not None:
            self.call_after_refresh(self.on_change)

    def on_section(self) -> None:
        if self.study is None or not self.is_mounted:
            return
        self.show_lesson()
        self.on_change()
        self.set_focus(self.editor)

    def draw_lesson(self) -> None:
        """The pane."""
        study = self.study
        if study is None:
            return
        from smtptui.tui.lesson_words import describe_study, next_title
        from smtptui.tui.words import Words

        words = Words(self.translate)
        describe_study(words, study, next_title(study, self.settings.language), self.conversation.mask)
        number = -1 if study.is_at_cover else len(study.walk.lesson.sections) if study.is_over else study.walk.index
        place = study.walk.lesson.id, number
        is_new = place != self.section_drawn or not study.was_helped
        self.lesson_pane.show(words.content(), _offers(study, self._reading_on()), is_new=is_new)
        self.section_drawn = place

    def _reading_on(self) -> Offers:
        """What turns the page, where there is another one."""
        from smtptui.tui.widgets.lesson_pane import READ, TURN

        if not self.lesson_pane.has_more:
            return ()
        if self.enter_is_lessons:
            return (READ,)
        return (TURN,) if self.has_class("-narrow") else ()

    def on_lesson_pane_turned(self) -> None:
        self.on_change()

    def lesson_hint(self) -> Content | None:
        """For the line above the editor."""
        if self.study is None:
            return None
        from smtptui.tui.lesson_hint import Place, View, study_hint

        view = View.SESSION
        if self.lesson_is_read:
            view = View.LESSON if self.has_class("-narrow") else View.BOTH
        place = Place(view, self.lesson_has_keyboard, self.lesson_pane.has_more)
        return study_hint(self.study, self.translate, self.conversation.mask, place)


def _offers(study: Study, reading_on: Offers) -> Offers:
    """What can be done now; a page that follows is read before anything goes on."""
    from smtptui.tui.widgets import lesson_pane as offer

    if study.waits_for_reader:
        is_stray = study.walk.off_path and not (study.is_over or study.is_at_cover)
        return (*(reading_on or (offer.NEXT,)), *([offer.REPLAY] if is_stray else ()), offer.LIST)
    offers = [*reading_on]
    if study.walk.hints_given < len(study.walk.section.hints):
        offers.append(offer.HINT)
    offers.append(offer.PLAY if study.answer else offer.ANSWER)
    if study.asks:
        offers.append(offer.BACK if study.is_aside else offer.ASIDE)
    return (*offers, offer.SKIP, offer.REPLAY, offer.LIST)
