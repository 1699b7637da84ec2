"""A Markdown text cut into the parts of a lesson: headings, fenced blocks, alerts, and the prose between. Pure.

This is the one home of markdown-it-py here, which is imported when the first lesson is read. It says where blocks
begin and end; their text is taken from the lines themselves, so that places are the file's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from smtptui.lesson.source import SourceLine
from smtptui.values import dataclass

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_QUOTE = re.compile(r" {0,3}> ?")
_CLOSING = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*\Z")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
ALERT = re.compile(r"\[!([^\]\s]*)\](.*)\Z")


@dataclass(frozen=True, slots=True)
class Heading:
    """`# title` or `## title`; `setext`: written as a line above a rule."""

    level: int
    title: str
    line: SourceLine
    setext: bool = False


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: the word after its fence, its lines, whether its end is there, whether it stands in a list or
    a quotation."""

    info: str
    line: SourceLine
    lines: tuple[SourceLine, ...]
    closed: bool
    nested: bool


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation that begins with `[!`: the line it begins with, and its lines without the `>`; `sources` are the same
    lines in the file. `lazy` is the first line that has no `>` and belongs to it all the same."""

    line: SourceLine
    lines: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    nested: bool
    lazy: SourceLine | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What stands between the others, without the blank lines around it."""

    lines: tuple[SourceLine, ...]


Piece = Heading | Fence | Quotation | Text


def cut(sources: Mapping[int, SourceLine], first: int) -> Iterator[Piece]:
    """The pieces from line `first` on, in their order. Fences and alerts that are nested come too, for the mistake
    that they are, and stay part of the text."""
    lines = [sources[number] for number in range(first, max(sources, default=0) + 1)]
    # Only LF ends a line: a lone CR is text, which Markdown would take for a line's end.
    tokens = _parser().parse("\n".join(line.text.replace("\r", " ") for line in lines))
    done = 0
    for piece, begin, end in _special(tokens, lines):
        if not (isinstance(piece, Fence | Quotation) and piece.nested):
            yield from _text(lines[done:begin])
            done = end
        yield piece
    yield from _text(lines[done:])


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Blocks are all that is asked for; without link definitions no address is ever looked into.
    return MarkdownIt("commonmark").disable(["inline", "text_join", "reference"])


def _special(tokens: Sequence[Token], lines: Sequence[SourceLine]) -> Iterator[tuple[Piece, int, int]]:
    for index, token in enumerate(tokens):
        if token.map is None:
            continue
        begin, end = token.map
        if token.type == "heading_open" and token.level == 0 and token.tag in ("h1", "h2"):
            title = " ".join(tokens[index + 1].content.split("\n"))
            yield Heading(int(token.tag[1]), title.strip(), lines[begin], token.markup in "=-"), begin, end
        elif token.type == "fence":
            yield _fence(token, lines[begin:end]), begin, end
        elif token.type == "blockquote_open":
            while not lines[end - 1].text.strip():
                end -= 1  # blank lines below an empty quotation are counted in
            inner = tokens[index + 2].content if index + 2 < len(tokens) else ""
            if inner.startswith("[!"):
                yield _quotation(token, lines[begin:end]), begin, end


def _fence(token: Token, lines: Sequence[SourceLine]) -> Fence:
    end = lines[-1].text.lstrip("> ") if token.level else lines[-1].text
    last = _CLOSING.match(end) if len(lines) > 1 else None
    closed = last is not None and last[1].startswith(token.markup)
    content = lines[1:-1] if closed else lines[1:]
    return Fence(token.info.strip(), lines[0], tuple(content), closed, token.level > 0)


def _quotation(token: Token, lines: Sequence[SourceLine]) -> Quotation:
    bare = [_unquoted(line.text) for line in lines]
    first = next((index for index, text in enumerate(bare) if text), 0)
    lazy = next((line for line in lines[first:] if not _QUOTE.match(line.text)), None)
    return Quotation(lines[first], tuple(bare[first:]), tuple(lines[first:]), token.level > 0, lazy)


def _unquoted(text: str) -> str:
    bare = _QUOTE.sub("", text, count=1) if _QUOTE.match(text) else text
    return bare if bare.strip() else ""


def _text(lines: Sequence[SourceLine]) -> Iterator[Text]:
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    if filled:
        yield Text(tuple(lines[filled[0] : filled[-1] + 1]))


def first_code_span(text: str) -> str:
    """The first `code` of a Markdown text, "" where it has none."""
    match = _CODE_SPAN.search(text)
    if match is None:
        return ""
    span = match[2].replace("\n", " ")
    # CommonMark: one blank on each side is the span's own, where it is not all blank.
    return span[1:-1] if span.startswith(" ") and span.endswith(" ") and span.strip() and match[1] != "`" else span
