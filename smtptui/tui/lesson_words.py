"""What a lesson says, as styled text: its prose, hints, verdicts, and what comes next. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content

from smtptui.errors import SmtptuiError
from smtptui.lesson.lesson import Alert, AlertKind, Prose
from smtptui.lesson.library import Library
from smtptui.lesson.markup import Block, Listing, Mark, Paragraph, Spans, Table, blocks
from smtptui.lesson.player.walk import Stand, Walk
from smtptui.lesson.progress import StepState, Summary
from smtptui.lesson.turn import Kind, Verdict
from smtptui.messages import Message, Plural
from smtptui.tui.study import Study
from smtptui.tui.words import Words

STYLES = {Mark.PLAIN: "", Mark.CODE: "bold $text-accent", Mark.STRONG: "bold", Mark.EMPHASIS: "italic"}
STATE_SIGNS: dict[StepState | None, str] = {
    StepState.SOLVED: "✓",
    StepState.SHOWN: "○",
    StepState.SKIPPED: "-",
    StepState.UPDATED: "↻",
    None: " ",
}
"""How a step was passed."""
RIGHT, WRONG, OVER, TURN = "bold $text-success", "bold $text-error", "bold $text-warning", "bold $text-accent"


def describe_study(words: Words, study: Study, next_title: str | None, mask: Callable[[str], str]) -> None:
    """The section under way. `next_title` is the lesson that follows, None after the last one. The lesson names its own
    secrets; `mask` is for what quotes the session."""
    walk = study.walk
    words.line(_place(study), "dim")
    if walk.stand is Stand.FINISHED:
        _describe_end(words, study, next_title)
        return
    if study.is_at_cover:
        words.gap()
        words.title(walk.lesson.heading or walk.lesson.facts.title, "bold underline")
        words.gap()
        _describe_parts(words, walk.lesson.intro)
        return
    words.gap()
    words.title(walk.section.title, "bold underline")
    words.gap()
    _describe_parts(words, walk.section.prose)
    _describe_parts(words, walk.section.alerts(AlertKind.CAUTION))
    words.gap()
    _describe_help(words, study)
    _describe_verdict(words, walk, mask)


def next_title(study: Study, language: str) -> str | None:
    """The title of the lesson that follows, None after the last one; it is looked up once the lesson is over."""
    if not study.is_over:
        return None
    entry = Library(language).next_after(study.walk.lesson.id)
    try:
        return entry.facts.title if entry is not None else None
    except SmtptuiError:
        return None


def _place(study: Study) -> Message | str:
    lesson = study.walk.lesson
    if study.is_at_cover:
        return Message("Lesson, about {minutes} minutes", minutes=lesson.facts.minutes or 0)
    if study.is_over:
        return lesson.facts.title
    number, count = study.walk.index + 1, len(lesson.sections)
    return Message("{title}, {number} of {count}", title=lesson.facts.title, number=number, count=count)


def _describe_parts(words: Words, parts: Iterable[Prose | Alert]) -> None:
    for part in parts:
        if isinstance(part, Prose):
            describe_markdown(words, part.text)
        elif part.kind is AlertKind.CAUTION:
            describe_markdown(words, part.text, label="⚠")


def _describe_help(words: Words, study: Study) -> None:
    """The hints so far, and the model answer."""
    walk = study.walk
    hints = walk.section.hints
    for number, hint in enumerate(hints[: walk.hints_given], 1):
        words.title(Message("Hint {number} of {count}", number=number, count=len(hints)))
        describe_markdown(words, hint)
        words.gap()
    if study.answer:
        words.title(Message("The answer"))
        for line in study.answer:
            words.rich(Content("  ") + Content.styled(line or " ", STYLES[Mark.CODE]), hang=2)
        words.gap()


def _describe_verdict(words: Words, walk: Walk, mask: Callable[[str], str]) -> None:
    verdict = walk.verdict
    if verdict is not None and (said := verdict_title(walk, verdict)) is not None:
        words.title(*said)
        if verdict.text is not None:
            describe_markdown(words, verdict.text)
        if verdict.message is not None:
            words.line(mask(words.text(verdict.message)))
        words.lines(verdict.next_steps)
        words.gap()
    if walk.stand is Stand.DONE:
        for note in walk.notes:
            describe_markdown(words, note)
            words.gap()


def verdict_title(walk: Walk, verdict: Verdict) -> tuple[Message, str] | None:
    """A verdict in a word or two, and its style; None where nothing is to be said."""
    match verdict.kind:
        case Kind.PASSED:
            by_itself = walk.section.step is None or walk.results.get(walk.section.step) is not StepState.SHOWN
            return (Message("✓ Right."), RIGHT) if by_itself else (Message("✓ Right, with the answer shown."), RIGHT)
        case Kind.SHOWN:
            was_skipped = walk.results.get(walk.section.step or "") is StepState.SKIPPED
            return (Message("- Left out."), TURN) if was_skipped else (Message("○ Shown."), TURN)
        case Kind.WRONG:
            return Message("✗ Not yet."), WRONG
        case Kind.OFF_PATH:
            return Message("! The session is not where this step needs it."), OVER
        case Kind.EXPLORING:
            return None


def _describe_end(words: Words, study: Study, next_title: str | None) -> None:
    words.title(Message("The lesson is done."), RIGHT)
    words.gap()
    words.title(Message("What you learned"))
    for title, state in study.learned:
        words.line(f"{STATE_SIGNS[state]} {title}", hang=2)
    states = [state for _, state in study.learned]
    for state, told in (
        (StepState.SHOWN, Message("○ with the answer shown")),
        (StepState.SKIPPED, Message("- left out")),
    ):
        if state in states:
            words.line(told, "dim")
    words.gap()
    if next_title is not None:
        words.line(Message("Enter begins the next lesson: {title}", title=next_title), TURN)
    else:
        words.line(Message("That was the last lesson. Enter shows all of them."), TURN)
    session = study.walk.session
    if session is not None and session.is_open:
        words.line(Message("You can go on talking to this server, or press F2 to leave for another one."), "dim")


# -- Markdown


def describe_markdown(words: Words, text: str, label: str = "") -> None:
    """Prose of a lesson; a `label` stands before its first paragraph."""
    was_item = False
    for index, block in enumerate(blocks(text)):
        if label and not index and isinstance(block, Paragraph):
            block = Paragraph(block.spans, label)
        is_item = isinstance(block, Paragraph) and bool(block.label)
        if not (is_item and was_item):
            words.gap()
        was_item = is_item
        _describe_block(words, block)


def _describe_block(words: Words, block: Block) -> None:
    match block:
        case Paragraph(spans, label):
            words.rich(Content(f"{label} " if label else "") + rich(spans), hang=len(label) + 1 if label else 0)
        case Listing(lines):
            for line in lines:
                words.rich(Content("  ") + Content.styled(line or " ", STYLES[Mark.CODE]), hang=4)
        case Table(rows):
            _describe_table(words, rows)


def _describe_table(words: Words, rows: Iterable[tuple[Spans, ...]]) -> None:
    """The first cell, and the others behind it: whatever the width, it can be read."""
    shown = [[rich(cell) for cell in row] for row in rows]
    width = max((row[0].cell_length for row in shown), default=0)
    for index, (first, *others) in enumerate(shown):
        first = first.stylize("bold") if index else first
        padded = first + Content(" " * (width - first.cell_length + 2))
        line = padded + Content(" · ").join(others)
        words.rich(line.stylize("dim") if not index else line, hang=width + 2)


def rich(spans: Spans) -> Content:
    """A text with what stands out in it."""
    return Content("").join(
        Content.styled(span.text, STYLES[span.mark]) if STYLES[span.mark] else Content(span.text) for span in spans
    )


def progress_words(summary: Summary) -> Message:
    """How far a lesson is."""
    if summary.is_done:
        return Message("done")
    if summary.count(StepState.UPDATED):
        return Message("changed since")
    if not summary.passed:
        return Message("new")
    return Plural("{passed} of {count} step", "{passed} of {count} steps", summary.total, passed=summary.passed)
