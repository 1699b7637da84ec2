"""The state of the session in one row: where, TLS, EHLO, who, the envelope, and what is waited for.

Inputs: `show`. The clock at its right end is a cell of its own, and the only thing that ticks.
"""

from __future__ import annotations

import time

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from smtptui.messages import Message, Translator
from smtptui.session.session import Session, Waiting
from smtptui.smtp.dialogue import DialogueState, Phase
from smtptui.smtp.visible import visible_text
from smtptui.transcript.journal import Header

SHORTEST_PATIENCE = 300
"""Seconds that a server should wait for a command at least (RFC 5321 §4.5.3.2.7)."""


class StateBar(Horizontal):
    """One row above the transcript."""

    ABOUT = Message(
        "The session at a glance: server, TLS, EHLO, login, envelope, and what is waited for. A server should wait "
        "five minutes for a command (RFC 5321 §4.5.3.2.7); many wait less."
    )
    DEFAULT_CSS = """
    StateBar { height: 1; background: $primary-background; color: $foreground; }
    StateBar #facts { width: 1fr; height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    StateBar #clock { width: auto; height: 1; padding: 0 1; text-wrap: nowrap; }
    StateBar #clock.waiting { background: $warning; color: $background; text-style: bold; }
    """

    def __init__(self, translate: Translator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = translate.text
        self._translate = translate
        self._since = time.monotonic()
        self._waiting: Waiting | None = None
        self._open = False
        self._timer: Timer | None = None
        self._facts: Content | None = None
        self._clock = ""

    def compose(self) -> ComposeResult:
        yield Static(id="facts", markup=False)
        yield Static(id="clock", markup=False)

    def show(
        self,
        session: Session | None,
        target: str | None,
        protocol: str = "",
        looked_at: Header | None = None,
        is_filtered: bool = False,
    ) -> None:
        """Draws a session's state: `protocol` is the version of TLS; without a session `looked_at` is the earlier one
        that is shown. `is_filtered`: not all of the transcript is."""
        if session is not None:
            facts = self._describe(session, protocol)
        elif looked_at is not None:
            facts = self._earlier(looked_at)
        else:
            facts = Content("  ").join([*([Content(target)] if target else []), Content(self._text("not connected"))])
        if is_filtered:
            facts = facts + Content("  ") + Content.styled(self._text("filtered"), "reverse")
        if facts != self._facts:
            self._facts = facts
            self.query_one("#facts", Static).update(facts)
        waiting = session.waiting if session is not None else None
        self._open = session is not None and session.is_open
        if waiting != self._waiting or waiting is None:
            self._since = waiting.since if waiting is not None else time.monotonic()
        self._waiting = waiting
        self._tick()
        self._run_clock(self._open or waiting is not None)

    def _run_clock(self, wanted: bool) -> None:
        # No timer without a session: an idle program uses no CPU.
        if wanted and self._timer is None:
            self._timer = self.set_interval(1.0, self._tick)
        elif not wanted and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _tick(self) -> None:
        elapsed = _clock(time.monotonic() - self._since)
        if self._waiting is not None:
            what = self._translate(self._waiting.what)
            text = self._text("waiting for {what} {clock}  Esc", what=what, clock=elapsed)
        elif self._open:
            text = self._text("idle {clock}/{limit}", clock=elapsed, limit=_clock(SHORTEST_PATIENCE))
        else:
            text = ""
        if text == self._clock:
            return
        self._clock = text
        cell = self.query_one("#clock", Static)
        cell.set_class(self._waiting is not None, "waiting")
        cell.update(Content(text))

    def _earlier(self, header: Header) -> Content:
        began = time.strftime("%Y-%m-%d %H:%M", time.localtime(header.started))
        parts = [
            Content.styled(visible_text(header.target) or "-", "bold"),
            Content(self._text("an earlier session, of {date}", date=began)),
            Content.styled(self._text("to read only"), "reverse"),
        ]
        return Content("  ").join(parts)

    def _describe(self, session: Session, protocol: str) -> Content:
        state = session.state
        parts = [Content.styled(session.target.shown, "bold")]
        if state.phase is Phase.CLOSED:
            parts.append(Content.styled(self._text("closed"), "reverse"))
            return Content("  ").join(parts)
        tls = Content.styled(f"~{protocol or 'TLS'}", "bold $success")
        parts.append(tls if state.secure else Content(self._text("plaintext")))
        parts += [Content(text) for text in self._words(state)]
        if state.doubtful:
            parts.append(Content.styled(self._text("pairing doubtful"), "bold $warning"))
        return Content("  ").join(parts)

    def _words(self, state: DialogueState) -> list[str]:
        words: list[str] = []
        if state.client_name is not None:
            words.append("EHLO ✓" if state.capabilities is not None else "HELO ✓")
        if state.authenticated is not None:
            words.append(self._text("auth {user}", user=visible_text(state.authenticated) or "✓"))
        envelope = state.envelope
        if envelope.sender is not None:
            sender = visible_text(envelope.sender).partition("@")[0] or "<>"
            words.append(self._text("envelope {sender} → {count}", sender=sender, count=len(envelope.recipients)))
        if state.phase is Phase.DATA:
            words.append("DATA")
        if state.phase is Phase.AUTH:
            words.append("AUTH …")
        return words


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
