"""What the explorer does with the transcript: search, filter, bytes, reveal, copy, save."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from textual import on, work
from textual.content import Content

from smtptui.messages import Message
from smtptui.smtp.events import Received, Sent
from smtptui.smtp.visible import visible
from smtptui.transcript.text import RedactedText
from smtptui.tui.screens.parts import ExplorerParts, PaletteEntry
from smtptui.tui.widgets import _events

REVEAL_SECONDS = 5.0


class TranscriptActions(ExplorerParts):
    """Mixed into the explorer's screen."""

    def transcript_entries(self) -> Iterator[PaletteEntry]:
        """These actions, for the palette."""
        entry = PaletteEntry
        yield entry(Message("Save the transcript"), Message("F7: as text, Markdown, JSON lines"), self.action_save)
        yield entry(
            Message("Copy the session"), Message("The whole transcript to the clipboard"), self.action_copy_session
        )
        view = self.view
        yield entry(Message("Copy the row"), Message("y in the transcript"), self.action_copy_row)
        yield entry(Message("Copy the reply"), Message("Y in the transcript"), view.action_copy_record)
        yield entry(Message("Search"), Message("/ in the transcript"), self.action_search)
        yield entry(Message("Next match"), Message("n in the transcript"), lambda: view.action_next_match(1))
        yield entry(Message("Previous match"), Message("N in the transcript"), lambda: view.action_next_match(-1))
        yield entry(Message("Filter"), Message("f in the transcript"), self.action_filter)
        yield entry(Message("Fold or unfold"), Message("e in the transcript: a long reply"), self.action_expand)
        yield entry(Message("Bytes"), Message("x in the transcript: the row in hex"), self.action_bytes)
        yield entry(Message("Wrap long lines"), Message("w in the transcript"), view.action_wrap)
        yield entry(Message("Show or hide the times"), Message("t in the transcript"), view.action_timings)
        yield entry(Message("Reveal a secret"), Message("r in the transcript: for five seconds"), view.action_reveal)

    # -- out of here

    def action_save(self) -> None:
        """F7."""
        from smtptui.tui.save import formats, write_transcript
        from smtptui.tui.screens.save import SaveScreen

        talk = self.conversation
        if not len(talk.transcript):
            self.on_problem(Message("There is nothing to save yet."))
            return
        target = talk.looked_at.target if talk.looked_at is not None else talk.target or ""
        host = "".join(c if c.isalnum() or c in ".-" else "-" for c in target or "session")
        proposed = f"smtptui-{host}-{time.strftime('%Y%m%d-%H%M%S')}.md"

        def write(name: str) -> Path:
            return write_transcript(name, talk.redacted(), target, self.translate)

        self.app.push_screen(SaveScreen(self.translate, proposed, formats(), write), self._saved)

    def _saved(self, path: Path | None) -> None:
        if path is not None:
            told = self.translate.text("Saved to {path}.", path=str(path))
            self.notify(told, timeout=8, markup=False)

    def action_copy_session(self) -> None:
        """The whole transcript to the clipboard."""
        from smtptui.tui.copying import session_text

        self._copy(session_text(self.conversation.redacted(), self.translate), self.translate.text("The session"))

    @on(_events.CopyRequested)
    def _copy_requested(self, event: _events.CopyRequested) -> None:
        self._copy(event.text, self.translate(event.what))

    @work(exclusive=True, group="copy")
    async def _copy(self, text: RedactedText, what: str) -> None:
        from smtptui.tui.clipboard import copy

        copied = await copy(text, self.app)
        way = self.translate(copied.way)
        told = self.translate.text("{what}: {way} F7 saves to a file.", what=what[:1].upper() + what[1:], way=way)
        self.notify(told, severity="information" if copied.ok else "warning", timeout=8, markup=False)

    def action_copy_row(self) -> None:
        """y"""
        self.view.action_copy_rows()

    def action_expand(self) -> None:
        """e"""
        self.view.action_expand()

    def action_bytes(self) -> None:
        """x"""
        self.view.action_hex()

    # -- finding

    def action_search(self) -> None:
        """/"""
        self.view.focus()
        self._ask(Message("Search"), "", self.view.search)

    def action_filter(self) -> None:
        """f"""
        from smtptui.tui.filtering import filter_words, parse_filter

        self.view.focus()
        self._ask(
            Message("Show only (-> <- 2xx 3xx 4xx 5xx, words; empty: all)"),
            filter_words(self.view.filter),
            lambda text: self.view.set_filter(parse_filter(text)),
        )

    def _ask(self, title: Message, text: str, use: Callable[[str], object]) -> None:
        from smtptui.tui.screens.ask import AskScreen

        def answered(text: str | None) -> None:
            if text is not None:
                use(text)
                self.on_change()

        self.app.push_screen(AskScreen(self.translate, title, text), answered)

    @on(_events.SearchRequested)
    def _search_requested(self) -> None:
        self.action_search()

    @on(_events.FilterRequested)
    def _filter_requested(self) -> None:
        self.action_filter()

    @on(_events.Searched)
    def _searched(self, event: _events.Searched) -> None:
        self.hint.show_search(event.current, event.count, event.problem)

    # -- one row

    @on(_events.HexRequested)
    def _hex_requested(self, event: _events.HexRequested) -> None:
        from smtptui.tui.screens.hexdump import hex_screen

        records = self.conversation.redacted().records
        if event.seq < len(records):
            self.app.push_screen(hex_screen(self.translate, records[event.seq]))

    @on(_events.RevealRequested)
    def _reveal_requested(self, event: _events.RevealRequested) -> None:
        """A deliberate, momentary act: the line as it was, for five seconds."""
        record = self.conversation.transcript[event.row.seq]
        if isinstance(record.event, Sent):
            raw = record.event.raw
        elif isinstance(record.event, Received):
            raw = record.event.reply.lines[min(event.row.index, len(record.event.reply.lines) - 1)].content
        else:
            self.on_problem(Message("Nothing is masked in this row."))
            return
        shown = Content.styled(visible(raw.rstrip(b"\r\n")), "bold reverse")
        self.hint.show_for_a_moment(shown, REVEAL_SECONDS, stays=True)
