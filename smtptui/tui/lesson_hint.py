"""A lesson in one sentence, for the line above the editor: the verdict, what is to be done now, the keys that help."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from textual.content import Content

from smtptui.lesson.choice import options
from smtptui.lesson.lesson import Task
from smtptui.lesson.markup import Paragraph, blocks
from smtptui.lesson.player.walk import Stand, Walk
from smtptui.lesson.turn import Verdict
from smtptui.messages import Message, Translator
from smtptui.tui.lesson_words import OVER, RIGHT, TURN, rich, verdict_title
from smtptui.tui.study import Study


class View(Enum):
    """What of lesson and session is on the screen."""

    BOTH = "both"
    LESSON = "lesson"
    SESSION = "session"


def _turn(study: Study) -> Message:
    """What the learner does now."""
    walk = study.walk
    if study.is_busy and walk.stand is not Stand.LINE:
        return Message("… The lesson talks to the server.")
    if _is_astray(walk):
        return Message("Ctrl+R connects anew and repeats what came before.")
    match walk.stand:
        case Stand.LINE if walk.section.task is Task.REACH:
            return Message("Your turn: all of it, line by line.")
        case Stand.LINE:
            return Message("Your turn: type the line, then Enter.")
        case Stand.CHOICE if study.is_aside:
            return Message("What you type goes to the server now. F3, then T, goes back to the question.")
        case Stand.DONE:
            return Message("Enter goes on.")
        case Stand.CHOICE if options(walk.section):
            return Message("A number, then Enter. It is not sent.")
        case Stand.CHOICE:
            return Message("Your answer, then Enter. It is not sent.")
        case _:
            return Message("… The lesson talks to the server.")


def _is_astray(walk: Walk) -> bool:
    """Whether a replay is wanted: after the last step nothing builds on the session."""
    return walk.off_path and not (walk.stand is Stand.DONE and walk.is_last)


def study_hint(
    study: Study, translate: Translator, mask: Callable[[str], str], view: View, has_keyboard: bool
) -> Content:
    """The lesson in one sentence. `has_keyboard`: the lesson's letters are keys, nothing is typed."""
    walk, parts = study.walk, []
    if study.is_at_cover:
        parts.append(Content.styled(translate.text("Enter begins the lesson."), TURN))
    elif study.is_over:
        parts.append(Content.styled(translate.text("The lesson is done. Enter goes on."), RIGHT))
    elif study.reminder is not None:
        parts.append(Content.styled(translate(study.reminder), OVER))
        return parts[0]
    elif walk.stand is Stand.DONE and study.talked_on and not _is_astray(walk):
        parts.append(Content.styled(translate.text("This step is done. Enter goes on."), TURN))
    else:
        said = None if walk.verdict is None or study.is_aside else verdict_title(walk, walk.verdict)
        if said is not None:
            parts.append(Content.styled(translate(said[0]), said[1]))
        if view is View.SESSION and said is not None and walk.verdict is not None and walk.stand is not Stand.DONE:
            parts.append(_in_short(walk.verdict, translate, mask))
        if view is View.SESSION and walk.stand is Stand.DONE and not _is_astray(walk):
            shown = Message("Enter shows why.") if said is not None else Message("Enter shows the lesson.")
            parts.append(Content(translate(shown)))
            return Content(" ").join(parts)
        if said is None or walk.stand is not Stand.LINE or walk.off_path:
            parts.append(Content.styled(translate(_turn(study)), "" if said is not None else TURN))
    if view is not View.SESSION and walk.stand in (Stand.LINE, Stand.CHOICE) and not study.is_at_cover:
        parts.append(Content(translate(_help_key(study, has_keyboard))))
    if view is View.LESSON:
        parts.append(Content(translate.text("Esc shows the session.")))
    elif view is View.SESSION:
        parts.append(Content(translate.text("F3 shows the lesson.")))
    return Content(" ").join(part for part in parts if part.plain)


def _help_key(study: Study, has_keyboard: bool) -> Message:
    """How the letters above are reached from the line, and the line from them."""
    if has_keyboard:
        return Message("The letters above are keys now; F3 goes back to the line.")
    if study.walk.hints_given < len(study.walk.section.hints):
        return Message("F3, H: a hint.")
    return Message("F3, M: do it for me.") if study.answer else Message("F3, M: the answer.")


def _in_short(verdict: Verdict, translate: Translator, mask: Callable[[str], str]) -> Content:
    if verdict.text is not None:
        found = [block for block in blocks(verdict.text) if isinstance(block, Paragraph)]
        return rich(found[0].spans) if found else Content("")
    return Content(mask(translate(verdict.message))) if verdict.message is not None else Content("")
