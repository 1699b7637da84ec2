"""Paragraphs whose further lines hang under their text, at whatever width they are shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual


@dataclass(frozen=True)
class Paragraph:
    """A text of one line or more once it is wrapped; from the second on they are indented by `hang` cells."""

    text: Content
    hang: int = 0

    def wrapped(self, width: int) -> list[Content]:
        """The lines at a width."""
        # Where there is no room, nothing hangs.
        hang = self.hang if self.hang * 2 <= width else 0
        if self.text.cell_length <= width or not hang:
            return self.text.wrap(max(1, width))
        head, rest = self.text.divide([_characters(self.text.plain, hang)])
        first, *others = rest.wrap(max(1, width - hang))
        return [head + first, *(Content(" " * hang) + line for line in others)]


def _characters(text: str, cells: int) -> int:
    """How many characters take the first cells: a label before the text is ASCII nearly always."""
    count = 0
    for count in range(len(text) + 1):
        if Content(text[:count]).cell_length >= cells:
            break
    return count


class Prose(Visual):
    """Paragraphs, one below the other."""

    def __init__(self, paragraphs: Sequence[Paragraph] = ()) -> None:
        self._paragraphs = tuple(paragraphs)
        self._wrapped: tuple[int, Content] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prose) and self._paragraphs == other._paragraphs

    def __hash__(self) -> int:
        return hash(self.plain)

    @property
    def plain(self) -> str:
        """The text, unwrapped."""
        return "\n".join(paragraph.text.plain for paragraph in self._paragraphs)

    def row_of_change(self, before: Prose, width: int) -> int:
        """The first row that is not as it was before."""
        row = 0
        for paragraph, was in zip(self._paragraphs, before._paragraphs, strict=False):
            if paragraph != was:
                break
            row += len(paragraph.wrapped(width))
        return row

    def _at(self, width: int) -> Content:
        if self._wrapped is None or self._wrapped[0] != width:
            lines = [line for paragraph in self._paragraphs for line in paragraph.wrapped(width)]
            self._wrapped = width, Content("\n").join(lines)
        return self._wrapped[1]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return max((paragraph.text.cell_length for paragraph in self._paragraphs), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        return len(self._at(width).split("\n", allow_blank=True)) if self._paragraphs else 0

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        return self._at(width).render_strips(width, height, style, options)
