"""The Markdown of a lesson's prose and alerts as plain blocks, for whoever shows them. Pure.

What a lesson uses is kept: paragraphs, lists, fenced code, tables, and in them code, strong and emphasis. Of anything
else, such as a link or an image, the words remain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from smtptui.values import dataclass

if TYPE_CHECKING:
    from markdown_it.token import Token


class Mark(Enum):
    """What stands out within a text."""

    PLAIN = "plain"
    CODE = "code"
    STRONG = "strong"
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text; it has no line breaks."""

    text: str
    mark: Mark = Mark.PLAIN


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `label` is what stands before it: the number or the bullet of a list's item, "" elsewhere."""

    spans: Spans
    label: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Fenced or indented code, line by line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row is the head."""

    rows: tuple[tuple[Spans, ...], ...]


Block = Paragraph | Listing | Table

_MARKS = {"strong_open": Mark.STRONG, "em_open": Mark.EMPHASIS}


@lru_cache(maxsize=512)
def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in their order; remembered, since a lesson is drawn again and again."""
    from markdown_it import MarkdownIt

    return tuple(_blocks(MarkdownIt("commonmark").enable("table").parse(text)))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    lists: list[int | None] = []  # the next number of each list that is open, None where it has bullets
    label = ""
    rows: list[list[Spans]] = []
    for token in tokens:
        match token.type:
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_close" | "bullet_list_close":
                lists.pop()
            case "list_item_open":
                label, lists[-1] = _label(lists[-1])
            case "fence" | "code_block":
                yield Listing(tuple(token.content.removesuffix("\n").split("\n")))
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "table_close":
                yield Table(tuple(map(tuple, rows)))
                rows = []
            case "inline":
                spans = tuple(_spans(token.children or ()))
                if rows:
                    rows[-1].append(spans)
                else:
                    yield Paragraph(spans, label)
                    label = ""


def _label(number: int | None) -> tuple[str, int | None]:
    return ("•", None) if number is None else (f"{number}.", number + 1)


def _spans(tokens: Sequence[Token]) -> Iterator[Span]:
    marks = [Mark.PLAIN]
    for token in tokens:
        if token.type in _MARKS:
            marks.append(_MARKS[token.type])
        elif token.type in ("strong_close", "em_close"):
            marks.pop()
        elif token.type == "code_inline":
            yield Span(token.content, Mark.CODE)
        elif token.type in ("softbreak", "hardbreak"):
            yield Span(" ", marks[-1])
        elif token.content:
            yield Span(token.content, marks[-1])
