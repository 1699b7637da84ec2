"""Markdown of lessons as blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.lesson.lesson import Alert, Prose
from smtptui.lesson.library import Library
from smtptui.lesson.markup import Block, Listing, Mark, Paragraph, Span, Table, blocks


def plain(text: str) -> tuple[Span, ...]:
    return (Span(text),)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ()),
        ("One\ntwo.", (Paragraph((Span("One"), Span(" "), Span("two."))),)),
        ("One.\n\nTwo.", (Paragraph(plain("One.")), Paragraph(plain("Two.")))),
        ("Say `a  b`.", (Paragraph((Span("Say "), Span("a  b", Mark.CODE), Span("."))),)),
        (
            "**bold** and *thin*",
            (Paragraph((Span("bold", Mark.STRONG), Span(" and "), Span("thin", Mark.EMPHASIS))),),
        ),
        ("3. a\n4. b", (Paragraph(plain("a"), "3."), Paragraph(plain("b"), "4."))),
        ("- a\n- b", (Paragraph(plain("a"), "•"), Paragraph(plain("b"), "•"))),
        ("1. a\n   - b\n2. c", tuple(Paragraph(plain(x), y) for x, y in (("a", "1."), ("b", "•"), ("c", "2.")))),
        ("- a\n\n  more", (Paragraph(plain("a"), "•"), Paragraph(plain("more")))),
        ("```text\nC: EHLO\n\n  x\n```", (Listing(("C: EHLO", "", "  x")),)),
        ("    code", (Listing(("code",)),)),
        (
            "| A | B |\n|---|---|\n| `1` | 2 |",
            (Table(((plain("A"), plain("B")), ((Span("1", Mark.CODE),), plain("2")))),),
        ),
        ("[words](http://example.test)", (Paragraph(plain("words")),)),
        ("<masha@example.test> [/nope]", (Paragraph(plain("masha@example.test") + plain(" [/nope]")),)),
    ],
)
def test_blocks(text: str, wanted: tuple[Block, ...]) -> None:
    assert blocks(text) == wanted


@given(st.text(alphabet=st.sampled_from("ab `*_|-1.\n>#[]()<&\\"), max_size=80))
def test_no_text_raises(text: str) -> None:
    for block in blocks(text):
        if isinstance(block, Paragraph):
            assert not any("\n" in span.text for span in block.spans)


def test_nothing_of_the_lessons_is_lost() -> None:
    """Every word of their prose and alerts is in a block."""
    for entry in Library("ru").entries():
        lesson = entry.load()
        parts = [*lesson.intro, *(part for section in lesson.sections for part in section.parts)]
        for part in parts:
            if isinstance(part, Prose | Alert):
                shown = " ".join(map(_text, blocks(part.text)))
                for word in part.text.replace("`", " ").replace("|", " ").replace("*", " ").split():
                    if any(letter.isalnum() for letter in word) and not word.startswith(("<", "&")):
                        assert word.strip("<>") in shown or word in ("text",) or word[0].isdigit(), (entry.id, word)


def _text(block: Block) -> str:
    match block:
        case Paragraph(spans, label):
            return label + " " + "".join(span.text for span in spans)
        case Listing(lines):
            return "\n".join(lines)
        case Table(rows):
            return " ".join("".join(span.text for span in cell) for row in rows for cell in row)
