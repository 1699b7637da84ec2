"""Why a session ended; what to do next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smtptui.explain.closed import explain_closed
from smtptui.explain.states import what_next
from smtptui.messages import Message
from smtptui.smtp.events import Closed, Party
from smtptui.smtp.state import DialogueState, Envelope, Phase
from tests.explain.talk import GREETING, HELLO, sentences, state_after

REASON = Message("the reason")
OPEN = replace(DialogueState(), envelope=Envelope("a@b"))

ENDS = [
    ("dot unanswered", Closed(Party.NETWORK, REASON, (".",)), DialogueState(), "Unknown"),
    ("chunk unanswered", Closed(Party.SERVER, REASON, ("BDAT",)), DialogueState(), "Unknown if the last chunk"),
    ("open transaction", Closed(Party.SERVER, REASON), OPEN, "was not delivered"),
    ("before the greeting", Closed(Party.SERVER, REASON, ("",)), DialogueState(), "before it greeted"),
    ("on quit", Closed(Party.SERVER, REASON, ("QUIT",)), DialogueState(), "harmless"),
    ("by us", Closed(Party.CLIENT, REASON), DialogueState(), "You ended the session: the reason"),
    ("one accepted", Closed(Party.CLIENT, REASON), DialogueState(accepted=1), "1 message was accepted"),
    ("two accepted", Closed(Party.CLIENT, REASON), DialogueState(accepted=2), "2 messages were accepted"),
    ("unanswered", Closed(Party.NETWORK, REASON, ("MAIL", "RCPT")), DialogueState(), "2 commands had no reply"),
]


@pytest.mark.parametrize(("closed", "state", "words"), [case[1:] for case in ENDS], ids=[case[0] for case in ENDS])
def test_ends(closed: Closed, state: DialogueState, words: str) -> None:
    assert words in " ".join(sentences(explain_closed(closed, state)))


def test_an_end_is_told_once() -> None:
    [told] = sentences(explain_closed(Closed(Party.SERVER, Message("The server left.")), DialogueState()))
    assert told == "The server left."


MAIL = ("C: MAIL FROM:<a@b>", "S: 250 ok")
RCPT = ("C: RCPT TO:<a@b>", "S: 250 ok")
NEXT: list[tuple[str, tuple[str, ...], str]] = [
    ("connected", (), "Wait for the server's greeting"),
    ("greeted", (GREETING,), "EHLO"),
    ("reply due", (GREETING, HELLO[0]), "1 reply is due"),
    ("starttls offered", (GREETING, *HELLO, "S: 250 STARTTLS"), "STARTTLS"),
    ("auth offered", (GREETING, *HELLO, "S: 250 AUTH PLAIN"), "AUTH"),
    ("introduced", (GREETING, *HELLO, "S: 250 HELP"), "MAIL FROM"),
    ("sender", (GREETING, *HELLO, "S: 250 HELP", *MAIL), "RCPT TO"),
    (
        "refused",
        (GREETING, *HELLO, "S: 250 HELP", *MAIL, "C: RCPT TO:<a@b>", "S: 550 no"),
        "Every recipient was refused",
    ),
    ("recipient", (GREETING, *HELLO, "S: 250 HELP", *MAIL, *RCPT), "DATA"),
    ("data", (GREETING, *HELLO, "S: 250 HELP", *MAIL, *RCPT, "C: DATA", "S: 354 go"), "single dot"),
    (
        "delivered",
        (GREETING, *HELLO, "S: 250 HELP", *MAIL, *RCPT, "C: DATA", "S: 354 go", "C: x", "C: .", "S: 250 ok"),
        "QUIT",
    ),
    ("login", (GREETING, *HELLO, "S: 250 AUTH PLAIN", "C: AUTH PLAIN", "S: 334 "), "base64"),
    ("tls", (GREETING, *HELLO, "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go"), "handshake"),
    ("hung up", (GREETING, "S: 421 bye"), "Connect again"),
]


@pytest.mark.parametrize(("lines", "words"), [case[1:] for case in NEXT], ids=[case[0] for case in NEXT])
def test_what_next(lines: tuple[str, ...], words: str) -> None:
    assert words in " ".join(sentences(what_next(state_after(*lines))))


@pytest.mark.parametrize("phase", Phase)
def test_each_phase_has_one_to_three_suggestions(phase: Phase) -> None:
    assert 1 <= len(what_next(DialogueState(phase, awaiting=()))) <= 3


def test_after_tls_ehlo_comes_again() -> None:
    before = state_after(GREETING, *HELLO, "S: 250 STARTTLS")
    under_tls = replace(before, secure=True, capabilities=None, client_name=None)
    assert "EHLO again" in str(what_next(under_tls)[0])
