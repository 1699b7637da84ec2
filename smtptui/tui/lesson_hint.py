"""A lesson in one sentence, for the line above the editor: the verdict, what is to be done now, the keys that help."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from textual.content import Content

from smtptui.lesson.choice import options
from smtptui.lesson.lesson import Task
from smtptui.lesson.markup import Paragraph, blocks
from smtptui.lesson.player.walk import Stand
from smtptui.lesson.turn import Verdict
from smtptui.messages import Message, Translator
from smtptui.tui.lesson_words import OVER, RIGHT, TURN, rich, verdict_title
from smtptui.tui.study import Study
from smtptui.values import dataclass

Sentence = tuple[Message, str]
"""What is said, and its style."""


class View(Enum):
    """What of lesson and session is on the screen."""

    BOTH = "both"
    LESSON = "lesson"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the learner is: what is on the screen, whether the lesson has the keyboard (its letters are keys then,
    nothing is typed), and whether its text goes on below what is seen of it (None: not known yet)."""

    view: View
    has_keyboard: bool
    has_more: bool | None


def study_hint(study: Study, translate: Translator, mask: Callable[[str], str], place: Place) -> Content:
    """The lesson in one sentence, and how what is not on the screen is reached."""
    if study.reminder is not None:
        return Content.styled(translate(study.reminder), OVER)
    verdict = _verdict(study)
    if study.waits_for_reader and not _is_astray(study):
        parts = [_styled(translate, sentence) for sentence in _to_be_read(study, verdict, place)]
        way = None  # Enter shows the lesson
    else:
        parts = [_styled(translate, sentence) for sentence in _to_be_done(study, verdict, place)]
        if verdict is not None and place.view is View.SESSION:
            parts.insert(1, _in_short(verdict, translate, mask))
        way = Message("F3 shows the lesson.")
    if place.view is View.LESSON:
        way = Message("Esc shows the session.")
    if way is not None and place.view is not View.BOTH:
        parts.append(Content(translate(way)))
    return Content(" ").join(part for part in parts if part.plain)


def _verdict(study: Study) -> Verdict | None:
    """The verdict on what was typed last, where there is something to say."""
    verdict = study.walk.verdict
    if verdict is None or study.is_aside or study.talked_on or verdict_title(study.walk, verdict) is None:
        return None
    return verdict


def _is_astray(study: Study) -> bool:
    """Whether a replay is wanted: before the first step and after the last one nothing builds on the session."""
    walk = study.walk
    return walk.off_path and not study.is_at_cover and not (walk.stand is Stand.DONE and walk.is_last)


def _to_be_read(study: Study, verdict: Verdict | None, place: Place) -> list[Sentence]:
    """Enter goes on."""
    sentences: list[Sentence] = []
    style = TURN
    if study.is_over:
        sentences, style = [(Message("The lesson is done."), RIGHT)], RIGHT
    elif study.talked_on:
        sentences = [(Message("This step is done."), TURN)]
    elif verdict is not None and (said := verdict_title(study.walk, verdict)) is not None:
        sentences, style = [said], ""
    if place.view is View.SESSION:
        enter = Message("Enter shows why.") if verdict is not None else Message("Enter shows the lesson.")
        return [*sentences, (enter, style)]
    if place.has_more is None:
        return sentences
    return [*sentences, (_enter(study.is_at_cover, place.has_more), style)]


def _enter(is_at_cover: bool, has_more: bool) -> Message:
    """Reading on is said in no fewer letters: with fewer rows for this line there would be room for the rest of the
    text, and nothing more to read, and so to and fro."""
    if is_at_cover:
        return Message("Enter reads on, then begins the lesson.") if has_more else Message("Enter begins the lesson.")
    return Message("Enter reads on.") if has_more else Message("Enter goes on.")


def _to_be_done(study: Study, verdict: Verdict | None, place: Place) -> list[Sentence]:
    """It is the learner's turn, or the lesson's own."""
    said = verdict_title(study.walk, verdict) if verdict is not None else None
    sentences = [said] if said is not None else []
    if said is None or study.walk.stand is not Stand.LINE or study.walk.off_path:
        sentences.append((_turn(study), "" if said is not None else TURN))
    if place.has_keyboard:
        sentences.append((Message("The letters above are keys now; F3 goes back to the line."), ""))
    return sentences


def _turn(study: Study) -> Message:
    """What the learner does now."""
    walk = study.walk
    if study.is_busy and walk.stand is not Stand.LINE:
        return Message("… The lesson talks to the server.")
    if _is_astray(study):
        return Message("Ctrl+R connects anew and repeats what came before.")
    match walk.stand:
        case Stand.LINE if walk.section.task is Task.REACH:
            return Message("Your turn: all of it, line by line.")
        case Stand.LINE:
            return Message("Your turn: type the line, then Enter.")
        case Stand.CHOICE if study.is_aside:
            return Message("What you type goes to the server now. F3, then T, goes back to the question.")
        case Stand.CHOICE if options(walk.section):
            return Message("A number, then Enter. It is not sent.")
        case Stand.CHOICE:
            return Message("Your answer, then Enter. It is not sent.")
        case _:
            return Message("… The lesson talks to the server.")


def _styled(translate: Translator, sentence: Sentence) -> Content:
    message, style = sentence
    return Content.styled(translate(message), style) if style else Content(translate(message))


def _in_short(verdict: Verdict, translate: Translator, mask: Callable[[str], str]) -> Content:
    if verdict.text is not None:
        found = [block for block in blocks(verdict.text) if isinstance(block, Paragraph)]
        return rich(found[0].spans) if found else Content("")
    return Content(mask(translate(verdict.message))) if verdict.message is not None else Content("")
