"""Which rows the transcript view shows. Knows rows, no widgets."""

from __future__ import annotations

from smtptui.messages import Translator
from smtptui.smtp.reply import Severity
from smtptui.transcript.rows import Direction, Row
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """What must hold of a row for it to be shown; an empty part asks nothing.

    `directions` are those wanted, `classes` the classes of replies wanted (a row that is no reply has none), `text` is
    looked for in the row's words, whatever the case.
    """

    directions: frozenset[Direction] = frozenset()
    classes: frozenset[Severity] = frozenset()
    text: str = ""

    def __bool__(self) -> bool:
        """Whether it hides anything."""
        return bool(self.directions or self.classes or self.text)

    def accepts(self, row: Row, translate: Translator) -> bool:
        """Whether the row is to be shown."""
        if self.directions and row.direction not in self.directions:
            return False
        if self.classes and row.severity not in self.classes:
            return False
        return not self.text or self.text.casefold() in row.words(translate).casefold()


EVERYTHING = Filter()
