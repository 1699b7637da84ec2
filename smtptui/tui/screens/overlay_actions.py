"""What the explorer lays over itself, or shows beside: encoders, the certificate, times, the side panel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from smtptui.messages import Message
from smtptui.smtp.events import TlsRefused, TlsStarted
from smtptui.smtp.state import Phase
from smtptui.smtp.visible import visible
from smtptui.tui.looking import last_reply_event
from smtptui.tui.screens.parts import ExplorerParts, PaletteEntry

if TYPE_CHECKING:
    from smtptui.tui.screens.encode import Encoded

DEFAULT_HELPER = "auth-login"
_HELPERS = {"PLAIN": "auth-plain", "CRAM-MD5": "cram-md5", "XOAUTH2": "xoauth2", "OAUTHBEARER": "oauthbearer"}


class OverlayActions(ExplorerParts):
    """Mixed into the explorer's screen."""

    def overlay_entries(self) -> Iterator[PaletteEntry]:
        """These actions, for the palette."""
        entry = PaletteEntry
        yield entry(Message("Encode, decode, log in"), Message("F4: base64, AUTH LOGIN and others"), self.action_encode)
        yield entry(Message("TLS and certificate"), Message("F6: the chain; or STARTTLS"), self.action_tls)
        yield entry(Message("Explanation"), Message("F12: the panel; Esc leaves it"), self.action_panel)
        yield entry(Message("What the server offers"), Message("Its reply to EHLO, explained"), self.action_server)
        yield entry(Message("Mailbox"), Message("What arrived at the practice server"), self.action_mailbox)
        yield entry(Message("Timings"), Message("DNS, TCP, TLS, and each reply"), self.action_timings)

    # -- encoders

    def action_encode(self) -> None:
        """F4: the helper that fits what the server asks."""
        from smtptui.explain.reply import explain_reply
        from smtptui.tui.screens.encode import Asked, EncodeScreen

        reply = last_reply_event(self.conversation.transcript)
        if self.conversation.phase is not Phase.AUTH or reply is None:
            self.app.push_screen(EncodeScreen(self.translate, DEFAULT_HELPER), self._encoded)
            return
        mechanism, answers = self.conversation.login()
        mask, prompt = self.conversation.mask, explain_reply(reply, self.state).prompt
        asked = Asked(
            challenge=mask(visible(reply.reply.lines[-1].text)),
            prompt=None if prompt is None else mask(prompt),
            answered=("user",) if mechanism == "LOGIN" and answers else (),
        )
        helper = _HELPERS.get(mechanism, DEFAULT_HELPER)
        if self.study is not None:
            helper = "base64"  # a lesson goes answer by answer
        screen = EncodeScreen(self.translate, helper, asked)
        self.app.push_screen(screen, self._encoded)

    def _encoded(self, result: Encoded | None) -> None:
        if result is None:
            return
        for secret in result.secrets:
            self.conversation.know_secret(secret)
        lines = list(result.lines)
        if self.conversation.phase is Phase.AUTH and lines[0].upper().startswith("AUTH "):
            lines = self._answers_due(lines)
        self.editor.put_batch(lines)
        self.editor.focus()

    def _answers_due(self, lines: list[str]) -> list[str]:
        """The server asks already: the command is sent, and perhaps the user's name too."""
        _, answers = self.conversation.login()
        command, *due = lines
        if not due:  # one line with the answer in it
            due = command.split(maxsplit=2)[2:]
        return due[answers:] or due[-1:] or lines

    # -- TLS

    def action_tls(self) -> None:
        """F6: the certificate; before TLS, STARTTLS goes into the editor, to be sent with Enter."""
        from smtptui.tui.screens.certificate import certificate_screen

        talk = self.conversation
        events = [record.event for record in talk.transcript]
        shown = next((event for event in reversed(events) if isinstance(event, TlsStarted | TlsRefused)), None)
        state = talk.state if talk.is_open else None
        if state is not None and not state.secure and state.capabilities and "STARTTLS" in state.capabilities:
            self.editor.put("STARTTLS")
            self.editor.focus()
            self._say(self.translate.text("STARTTLS is in the editor: Enter sends it."))
        elif shown is not None:
            self.app.push_screen(certificate_screen(self.translate, shown, talk.state))
        elif state is not None and state.capabilities is not None:
            self.on_problem(Message("No TLS: the server's reply to EHLO does not list STARTTLS."))
        else:
            self.on_problem(Message("No TLS yet. The server offers it when its reply to EHLO lists STARTTLS."))

    # -- beside the transcript

    def action_panel(self) -> None:
        """F12."""
        self.toggle_class("panel-open")
        if self.has_class("panel-open"):
            self._show_way_back()
            self.panel.focus_tab()
        else:
            self.hint.end_moment()
            self.editor.focus()

    def action_server(self) -> None:
        """What the server offered, line by line."""
        self._open_tab("server")

    def action_mailbox(self) -> None:
        """The practice server's mailbox."""
        self._open_tab("mailbox")

    def action_page(self, pages: int) -> None:
        """PageUp and PageDown in the editor: what is read meanwhile is turned over."""
        if self.has_class("-narrow") and self.has_class("panel-open"):
            self.panel.scroll_page(pages)
        else:
            self.view.action_page(pages)

    def _open_tab(self, name: str) -> None:
        self.add_class("panel-open")
        self.panel.open_tab(name)
        self._show_way_back()
        self.panel.focus_tab()

    def _show_way_back(self) -> None:
        self._say(self.translate.text("Esc goes back. ← and → change the tab, ↑ and ↓ scroll."))

    def _say(self, sentence: str) -> None:
        self.hint.show_for_a_moment(Content(sentence), 4.0)

    def action_timings(self) -> None:
        """A summary of all times."""
        from smtptui.tui.screens.timings import timings_screen

        self.app.push_screen(timings_screen(self.translate, self.conversation.redacted()))
