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
from smtptui.session.session import Session
from smtptui.session.waits import Waiting
from smtptui.smtp.state import DialogueState, Phase
from smtptui.smtp.visible import visible_text
from smtptui.transcript.journal import Header

SHORTEST_PATIENCE = 300
"""Seconds that a server should wait for a command at least (RFC 5321 §4.5.3.2.7)."""
ROOMY = 100
"""Cells from which the clock says how long a server should wait."""
SHORTEST_TARGET = 16


class StateBar(Horizontal):
    """One row above the transcript."""

    ABOUT = Message(
        "The session at a glance: server, TLS, EHLO, login, envelope, and what is waited for. A server should wait "
        "five minutes for a command (RFC 5321 §4.5.3.2.7); many wait less."
    )
    DEFAULT_CSS = """
    StateBar { height: 1; background: $panel; color: $foreground; }
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
        self._target = ""
        self._facts: list[Content] = []
        self._told: Content | None = None
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
        self._target = target or ""
        if session is not None:
            self._target = session.target.shown
            self._facts = self._describe(session.state, protocol)
        elif looked_at is not None:
            self._target = visible_text(looked_at.target) or "-"
            self._facts = self._earlier(looked_at)
        else:
            self._facts = [Content(self._text("not connected"))]
        if is_filtered:
            self._facts.append(Content.styled(self._text("filtered"), "reverse"))
        waiting = session.waiting if session is not None else None
        self._open = session is not None and session.is_open
        if waiting != self._waiting or waiting is None:
            self._since = waiting.since if waiting is not None else time.monotonic()
        self._waiting = waiting
        self._tick()
        self._draw_facts()
        self._run_clock(self._open or waiting is not None)

    def on_resize(self) -> None:
        self._tick()
        self._draw_facts()

    # -- the clock

    @property
    def is_ticking(self) -> bool:
        """Whether the clock runs: no session, no timer, since an idle program uses no CPU."""
        return self._timer is not None

    def _run_clock(self, wanted: bool) -> None:
        if wanted and self._timer is None:
            self._timer = self.set_interval(1.0, self._tick)
        elif not wanted and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _tick(self) -> None:
        text = self._clock_text(_clock(time.monotonic() - self._since))
        if text == self._clock:
            return
        is_as_wide = len(text) == len(self._clock)
        self._clock = text
        cell = self.query_one("#clock", Static)
        cell.set_class(self._waiting is not None, "waiting")
        # A tick that lays out the whole screen anew is most of what an idle program costs.
        cell.update(Content(text), layout=not is_as_wide)

    def _clock_text(self, elapsed: str) -> str:
        if self._waiting is not None:
            what = self._translate(self._waiting.what)
            return self._text("waiting for {what} {clock}  Esc", what=what, clock=elapsed)
        if not self._open:
            return ""
        if self.size.width < ROOMY:
            return self._text("idle {clock}", clock=elapsed)
        return self._text("idle {clock}/{limit}", clock=elapsed, limit=_clock(SHORTEST_PATIENCE))

    # -- the facts

    def _draw_facts(self) -> None:
        """The target and the facts; where there is no room for all the target is cut, which stays the same anyway."""
        facts = [fact for fact in self._facts if fact]
        room = self.size.width - 4 - Content(self._clock).cell_length
        taken = sum(fact.cell_length + 2 for fact in facts)
        target = Content.styled(visible_text(self._target), "bold")
        if target.cell_length + taken > room:
            target = target.truncate(max(SHORTEST_TARGET, room - taken), ellipsis=True)
        told = Content("  ").join([*([target] if target else []), *facts])
        if self._told is None or not told.is_same(self._told):
            self._told = told
            self.query_one("#facts", Static).update(told, layout=False)  # its width is what is left

    def _earlier(self, header: Header) -> list[Content]:
        began = time.strftime("%Y-%m-%d %H:%M", time.localtime(header.started))
        told = Content(self._text("an earlier session, of {date}", date=began))
        return [told, Content.styled(self._text("to read only"), "reverse")]

    def _describe(self, state: DialogueState, protocol: str) -> list[Content]:
        if state.phase is Phase.CLOSED:
            return [Content.styled(self._text("closed"), "reverse")]
        tls = Content.styled(f"~{protocol or 'TLS'}", "bold $text-success")
        parts = [tls if state.secure else Content(self._text("plaintext"))]
        parts += [Content(word) for word in self._words(state)]
        if state.doubtful:
            parts.append(Content.styled(self._text("pairing doubtful"), "bold $warning"))
        return parts

    def _words(self, state: DialogueState) -> list[str]:
        words: list[str] = []
        if state.client_name is not None:
            words.append("EHLO ✓" if state.capabilities is not None else "HELO ✓")
        if state.authenticated is not None:
            words.append(self._text("auth {user}", user=_local_part(state.authenticated) or "✓"))
        envelope = state.envelope
        if envelope.sender is not None:
            sender = _local_part(envelope.sender) or "<>"
            words.append(self._text("envelope {sender} → {count}", sender=sender, count=len(envelope.recipients)))
        if state.phase is Phase.DATA:
            words.append("DATA")
        if state.phase is Phase.AUTH:
            words.append("AUTH …")
        return words


def _local_part(address: str) -> str:
    return visible_text(address).partition("@")[0]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
