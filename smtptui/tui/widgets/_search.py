"""Searching in the transcript view: which rows hold a pattern, and where. Knows lines, no widgets."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from smtptui.messages import Message
from smtptui.tui.widgets._model import CUT_AT, Lines


class Search:
    """One pattern and the rows that hold it. A pattern that is none finds nothing, and `problem` says why."""

    def __init__(self, text: str, *, regex: bool = False) -> None:
        self.text = text
        self.problem: Message | None = None
        self.hits = array("Q")
        self._looked_at = 0
        self._pattern: re.Pattern[str] | None = None
        try:
            self._pattern = re.compile(text if regex else re.escape(text), re.IGNORECASE) if text else None
        except (re.error, RecursionError, OverflowError) as error:
            self.problem = Message("This pattern is not a regular expression: {why}.", why=str(error))

    def __bool__(self) -> bool:
        return self._pattern is not None

    def look(self, lines: Lines) -> None:
        """Searches the rows that came since it was last asked."""
        rows, translate = lines.rows, lines.translate
        start, self._looked_at = self._looked_at, len(rows)
        if self._pattern is None:
            return
        found = self._pattern.search
        hits = [index for index in range(start, len(rows)) if found(rows[index].words(translate)[: 16 * CUT_AT])]
        if lines.filter:
            hits = [index for index in hits if lines.filter.accepts(rows[index], translate)]
        self.hits.extend(hits)

    def look_anew(self, lines: Lines) -> None:
        """Searches all rows: they changed, or others are shown."""
        self.hits = array("Q")
        self._looked_at = 0
        self.look(lines)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in a text the pattern is found."""
        if self._pattern is None:
            return iter(())
        return (match.span() for match in self._pattern.finditer(text) if match.end() > match.start())

    def after(self, index: int) -> int | None:
        """The first row found behind this one, else the first of all."""
        if not self.hits:
            return None
        return self.hits[bisect_right(self.hits, index) % len(self.hits)]

    def before(self, index: int) -> int | None:
        """The last row found before this one, else the last of all."""
        return self.hits[bisect_left(self.hits, index) - 1] if self.hits else None

    def rank(self, index: int) -> int:
        """Which of the rows found this one is, counted from 1; 0 when it is none."""
        place = bisect_left(self.hits, index)
        return place + 1 if place < len(self.hits) and self.hits[place] == index else 0
