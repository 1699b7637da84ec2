"""What the transcript view tells its screen. Handlers are named `on_transcript_view_…`."""

from __future__ import annotations

from textual.message import Message as WidgetMessage

from smtptui.messages import Message
from smtptui.transcript.rows import Row
from smtptui.transcript.text import RedactedText


class Selected(WidgetMessage, namespace="transcript_view"):
    """The row at the cursor is another one now, or another text; None when nothing is shown."""

    def __init__(self, row: Row | None) -> None:
        super().__init__()
        self.row = row


class FollowChanged(WidgetMessage, namespace="transcript_view"):
    """Whether the view keeps at the end by itself."""

    def __init__(self, follow: bool) -> None:
        super().__init__()
        self.follow = follow


class CopyRequested(WidgetMessage, namespace="transcript_view"):
    """`text` is to go to the clipboard; `what` names it, as in "The reply"."""

    def __init__(self, text: RedactedText, what: Message) -> None:
        super().__init__()
        self.text = text
        self.what = what


class RevealRequested(WidgetMessage, namespace="transcript_view"):
    """The secret in this row is to be shown for a moment."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row


class HexRequested(WidgetMessage, namespace="transcript_view"):
    """The bytes of this record are to be shown."""

    def __init__(self, seq: int) -> None:
        super().__init__()
        self.seq = seq


class SearchRequested(WidgetMessage, namespace="transcript_view"):
    """A text to search for is to be asked; answer with `search`."""


class FilterRequested(WidgetMessage, namespace="transcript_view"):
    """What to show is to be asked; answer with `set_filter`."""


class Searched(WidgetMessage, namespace="transcript_view"):
    """A search's state: which row found is at the cursor (0: none), how many there are, and what is wrong with the
    pattern, if anything."""

    def __init__(self, current: int, count: int, problem: Message | None = None) -> None:
        super().__init__()
        self.current = current
        self.count = count
        self.problem = problem
