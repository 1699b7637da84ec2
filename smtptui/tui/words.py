"""Explanations as styled text: what the side panel and the overlays show. Text of a server is never markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from smtptui.explain.closed import explain_closed
from smtptui.explain.extensions import explain_capability, explain_change
from smtptui.explain.mechanisms import explain_mechanism
from smtptui.explain.states import what_next
from smtptui.explain.verbs import explain_verb
from smtptui.messages import Message, Translator
from smtptui.practice.ledger import StoredMessage
from smtptui.smtp.capabilities import compare
from smtptui.smtp.events import (
    Closed,
    Connected,
    Event,
    Malformed,
    Note,
    PlaintextAfterStartTls,
    Received,
    Sent,
    TlsRefused,
    TlsStarted,
)
from smtptui.smtp.reply import Severity
from smtptui.smtp.state import DialogueState
from smtptui.smtp.visible import visible, visible_text
from smtptui.tui.palette import SIGNS, STYLES
from smtptui.tui.prose import Paragraph, Prose

if TYPE_CHECKING:
    from smtptui.explain.reply import Explanation

MOST_SHOWN = 8 * 1024
"""Bytes of a message that are shown in the mailbox."""


class Words:
    """A text that grows, paragraph by paragraph. `mask` goes over whatever may quote a session."""

    def __init__(self, translate: Translator, mask: Callable[[str], str] = str) -> None:
        self._translate = translate
        self._mask = mask
        self._parts: list[Paragraph] = []

    def title(self, message: Message | str, style: str = "bold") -> None:
        """A line that stands out."""
        self.line(message, style)

    def line(self, message: Message | str, style: str = "", hang: int = 0) -> None:
        """A line; where it is wrapped, what follows hangs below its text from `hang` on."""
        text = self.text(message)
        self._parts.append(Paragraph(Content.styled(text, style) if style else Content(text), hang))

    def rich(self, content: Content, hang: int = 0) -> None:
        """A paragraph of our own, styled already."""
        self._parts.append(Paragraph(content, hang))

    def pair(self, label: Message | str, text: Message | str, width: int, indent: int = 2) -> None:
        """A label and what belongs to it, as a row of a table: the labels take `width` cells."""
        self.line(f"{' ' * indent}{self.text(label):<{width}} {self.text(text)}", hang=indent + width + 1)

    def lines(self, messages: Iterable[Message], bullet: str = "• ") -> None:
        """Lines of a list."""
        for message in messages:
            self.line(bullet + self.text(message), hang=len(bullet))

    def gap(self) -> None:
        """An empty line, never two."""
        if self._parts and self._parts[-1].text.plain:
            self._parts.append(Paragraph(Content("")))

    def content(self) -> Prose:
        """All of it, without a gap at its end."""
        parts = self._parts[:-1] if self._parts and not self._parts[-1].text.plain else self._parts
        return Prose(parts)

    def text(self, message: Message | str) -> str:
        return self._mask(message if isinstance(message, str) else self._translate(message))


def describe_event(words: Words, event: Event, state: DialogueState | None, spoken: Message | None = None) -> None:
    """What one event means. `spoken`: with the end of a session, what the server spoke instead of SMTP."""
    match event:
        case Received():
            from smtptui.explain.reply import explain_reply

            describe_reply(words, explain_reply(event, state), event)
        case Sent():
            _describe_sent(words, event)
        case Closed():
            words.title(Message("The end of the session"))
            if spoken is not None:
                words.line(spoken)
            words.lines(explain_closed(event, state or DialogueState()), "")
        case TlsStarted() | TlsRefused():
            _describe_tls(words, event)
        case Connected():
            words.title(Message("Connected"))
            words.line(Message("The TCP connection is up. In SMTP the server speaks first: its greeting comes next."))
        case Malformed(stray):
            words.title(Message("Not a reply"), "bold $text-warning")
            words.line(Message("A line that is no SMTP reply: it is shown as it came, and answers nothing."))
            _describe_foreign(words, stray.line.content)
        case PlaintextAfterStartTls():
            words.title(Message("Plaintext behind STARTTLS"), "bold reverse $text-error")
            words.line(
                Message(
                    "These bytes came unprotected, behind the 220 to STARTTLS. Someone on the way may have put them "
                    "there to be taken for the server's protected words (RFC 3207 §6). They are shown and not parsed."
                )
            )
        case Note(_, message):
            words.title(Message("Note"))
            words.line(message)
    words.gap()


def describe_reply(words: Words, explanation: Explanation, event: Received) -> None:
    """A reply: its class, its code at this stage, the enhanced code, the likely cause, what to do, the source."""
    severity = event.reply.severity
    words.title(f"{SIGNS[severity]} {event.reply.code}  {words.text(explanation.title)}", STYLES[severity])
    words.line(explanation.stage, "dim")
    words.line(explanation.meaning)
    _describe_facts(words, explanation)
    if explanation.cause is not None:
        words.gap()
        words.title(Message("Likely cause"))
        words.line(explanation.cause)
    if explanation.retry_after is not None:
        words.line(Message("Ctrl+N tries again."), "bold $text-accent")
    if explanation.anomalies:
        words.gap()
        words.title(Message("⚠ Odd about it"), "bold $text-warning")
        words.lines(explanation.anomalies)
    if explanation.next_steps:
        words.gap()
        words.title(Message("Next"))
        words.lines(explanation.next_steps)
    words.gap()
    words.line(explanation.class_meaning, "dim")
    if explanation.rfc:
        words.line(", ".join(explanation.rfc), "dim")


def _describe_facts(words: Words, explanation: Explanation) -> None:
    if explanation.prompt is not None:
        words.gap()
        words.line(Message('The base64 says: "{prompt}"', prompt=explanation.prompt), "bold")
    if explanation.queue_id is not None:
        words.gap()
        words.line(Message("Queue id: {id}", id=explanation.queue_id), "bold")
        words.line(Message("The server's log knows the message by this id: give it to its admin."))
    if explanation.vendor is not None:
        words.gap()
        words.line(explanation.vendor, "bold")
    if explanation.enhanced is not None:
        words.gap()
        enhanced = explanation.enhanced
        words.line(f"{enhanced.code}  {words.text(enhanced.title)}", "bold")
        words.line(enhanced.meaning)
        words.line(enhanced.rfc, "dim")


def _describe_sent(words: Words, event: Sent) -> None:
    if event.data and event.verb == ".":
        words.title(Message("The end of the message"))
        words.line(Message("A lone dot ends the data (RFC 5321 §4.1.1.4). The reply to it decides over the message."))
        return
    if event.data:
        words.title(Message("A line of the message"))
        words.line(Message("The server takes away one leading dot, if there is one, and keeps the rest as it is."))
        return
    if event.auth_step:
        words.title(Message("An answer in the login"))
        words.line(Message("Answers are base64. They are masked here and in everything that leaves this program."))
        return
    explained = explain_verb(event.verb or "")
    if explained is None:
        words.title(Message("A line that SMTP does not know"))
        return
    words.title(explained.verb)
    words.line(explained.meaning)
    words.line(explained.when, "dim")
    words.line(f"{explained.syntax}   {explained.rfc}", "dim")


def _describe_tls(words: Words, event: TlsStarted | TlsRefused) -> None:
    if isinstance(event, TlsRefused):
        words.title(Message("TLS failed"), STYLES[Severity.PERMANENT])
        words.line(event.reason)
    else:
        words.title(Message("The connection is encrypted now"), STYLES[Severity.POSITIVE])
        words.line(
            Message("What the server said before TLS may have been forged: ask again with EHLO (RFC 3207 §4.2).")
        )
    words.line(Message("F6 shows the certificate and its chain."))


def _describe_foreign(words: Words, raw: bytes) -> None:
    from smtptui.explain.vendors import recognise_protocol

    if (what := recognise_protocol(raw)) is not None:
        words.gap()
        words.line(what, "bold")


def describe_next(words: Words, state: DialogueState) -> None:
    """What could be done now."""
    words.gap()
    words.title(Message("Now"), "bold $text-accent")
    words.lines(what_next(state))


def describe_server(words: Words, state: DialogueState) -> None:
    """Each line of the EHLO reply, explained."""
    listed = state.capabilities
    if listed is None:
        words.line(Message("The server lists what it offers in its reply to EHLO: send EHLO to see it here."))
        if state.capabilities_before_tls is not None:
            words.line(Message("The list from before TLS no longer counts (RFC 3207 §4.2)."))
        return
    words.title(listed.greeting)
    for capability in listed.lines:
        explained = explain_capability(capability)
        words.gap()
        words.title(capability.line)
        words.line(explained.meaning)
        words.line(explained.rfc, "dim")
    for mechanism in listed.mechanisms:
        if (about := explain_mechanism(mechanism)) is not None:
            words.gap()
            words.title(f"AUTH {about.name}")
            words.line(about.meaning)
            words.line(about.typing)
    if state.secure and state.capabilities_before_tls is not None:
        words.gap()
        words.title(Message("Since TLS began"))
        words.lines(explain_change(compare(state.capabilities_before_tls, listed)))


def describe_mailbox(words: Words, messages: Sequence[StoredMessage] | None) -> None:
    """What arrived at the practice server, the newest first."""
    if messages is None:
        words.line(Message("Only the practice server's mailboxes can be looked at."))
        return
    if not messages:
        words.line(Message("No message has arrived yet."))
    for message in reversed(messages):
        words.title(Message("Queue id {id}", id=message.queue_id))
        words.line(Message("from <{sender}>", sender=visible_text(message.sender)), "dim")
        for recipient in message.recipients:
            words.line(Message("to <{recipient}>", recipient=visible_text(recipient)), "dim")
        for line in message.data[:MOST_SHOWN].replace(b"\r\n", b"\n").split(b"\n"):
            words.line(visible(line) or " ")
        words.gap()
