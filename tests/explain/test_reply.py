"""Replies by code and stage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.explain.anomalies import ANOMALIES
from smtptui.explain.codes import CODES, STAGED
from smtptui.explain.reply import explain_reply
from smtptui.smtp.command import VERBS
from smtptui.smtp.events import UNKNOWN_VERB, Answers, Received
from smtptui.smtp.reply import Anomaly, Reply, ReplyReader
from smtptui.smtp.state import DialogueState, Phase
from smtptui.smtp.visible import visible_text
from tests.explain.talk import GREETING, HELLO, explained, played, reply, sentences

STAGES = ["", ".", UNKNOWN_VERB, *VERBS, None]
EXPECTED_CODES = [
    *(211, 214, 220, 221, 235, 250, 251, 252, 334, 353, 354, 421, 432, 450, 451, 452, 454, 455, 458, 459),
    *(500, 501, 502, 503, 504, 521, 523, 524, 525, 530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556),
]


@pytest.mark.parametrize("code", EXPECTED_CODES)
def test_each_code_has_words_of_its_own(code: int) -> None:
    assert code in CODES


@pytest.mark.parametrize("stage", STAGES)
def test_every_code_is_explained_at_every_stage(stage: str | None) -> None:
    for code in range(200, 600):
        explanation = explained(f"{code} {code // 100}.0.0 text", stage, "a@example.test" if stage == "RCPT" else None)
        assert len(sentences(explanation)) >= 4
        assert all(source.startswith(("RFC", "draft")) for source in explanation.rfc)


@pytest.mark.parametrize(("code", "stage"), list(STAGED), ids=lambda part: str(part) or "greeting")
def test_each_entry_of_the_tables_renders_and_cites(code: int, stage: str) -> None:
    entry = STAGED[code, stage]
    assert entry.rfc
    assert str(entry.title) and str(entry.meaning)
    assert not str(entry.title).endswith(".")
    assert str(entry.meaning).endswith(".")


BY_STAGE = [
    ("550 no", "", "Refused at the door"),
    ("550 no", "EHLO", "Your name is refused"),
    ("550 no", "MAIL", "Return address refused"),
    ("550 no", "RCPT", "Recipient refused"),
    ("550 no", "DATA", "Message refused beforehand"),
    ("550 no", ".", "Content refused"),
    ("550 no", "VRFY", "No such mailbox, or not allowed"),
    ("554 no", "", "No service for you"),
    ("554 no", "RCPT", "Recipient refused by policy"),
    ("454 no", "STARTTLS", "TLS is out of order"),
    ("454 no", "AUTH", "Login out of order for now"),
    ("220 go", "", "The server greets"),
    ("220 go", "STARTTLS", "Ready for TLS"),
    ("421 bye", None, "The server hangs up"),
    ("421 bye", "", "Not now, says the greeting"),
    ("250 ok", ".", "Message accepted"),
    ("250 ok", "HELO", "Hello accepted"),
    ("535 no", "AUTH", "Login refused"),
    ("354 go", "DATA", "Send the message"),
    ("299 ok", "NOOP", "Success"),
    ("399 go", "NOOP", "More is wanted"),
    ("499 no", "NOOP", "Temporary failure"),
    ("599 no", "NOOP", "Permanent failure"),
    ("500 what", UNKNOWN_VERB, "Command not recognised"),
]


@pytest.mark.parametrize(("text", "verb", "title"), BY_STAGE, ids=[f"{case[0][:3]} {case[1]}" for case in BY_STAGE])
def test_the_stage_decides(text: str, verb: str | None, title: str) -> None:
    assert str(explained(text, verb).title) == title


def test_the_recipient_is_named_and_made_safe() -> None:
    explanation = explained("550 no", "RCPT", "a\x1b[31m@example.test")
    assert "a\\x1b[31m@example.test" in str(explanation.meaning)
    assert "\x1b" not in "".join(sentences(explanation))


WRONG_ORDER = [
    (["C: MAIL FROM:<a@b>"], "have not introduced yourself", "EHLO"),
    ([*HELLO, "S: 250 HELP", "C: RCPT TO:<a@b>"], "no sender yet", "MAIL FROM"),
    ([*HELLO, "S: 250 HELP", "C: DATA"], "no sender yet", "MAIL FROM"),
    ([*HELLO, "S: 250 HELP", "C: MAIL FROM:<a@b>", "S: 250 ok", "C: DATA"], "no recipient yet", "RCPT TO"),
    (
        [*HELLO, "S: 250 HELP", "C: MAIL FROM:<a@b>", "S: 250 ok", "C: RCPT TO:<a@b>", "S: 550 no", "C: DATA"],
        "Every recipient was refused",
        "RCPT TO",
    ),
    ([*HELLO, "S: 250 HELP", "C: MAIL FROM:<a@b>", "S: 250 ok", "C: MAIL FROM:<a@b>"], "open already", "RSET"),
]


@pytest.mark.parametrize(("lines", "cause", "step"), WRONG_ORDER, ids=[case[1] for case in WRONG_ORDER])
def test_a_503_names_what_is_missing(lines: list[str], cause: str, step: str) -> None:
    dialogue, received = played(GREETING, *lines, "S: 503 5.5.1 Bad sequence of commands")
    explanation = explain_reply(received[-1], dialogue.state)
    assert cause in str(explanation.cause)
    assert step in str(explanation.next_steps[0])


def test_a_530_in_the_clear_asks_for_tls_and_under_tls_for_a_login() -> None:
    received = Received(reply("530 5.7.0 no"), Answers("MAIL"))
    clear = explain_reply(received, DialogueState(Phase.COMMAND, awaiting=()))
    secure = explain_reply(received, DialogueState(Phase.COMMAND, secure=True, awaiting=()))
    assert "STARTTLS" in str(clear.next_steps[0])
    assert "AUTH" in str(secure.next_steps[0])


PROMPTS = [
    ("334 VXNlcm5hbWU6", "Username:"),
    ("334 UGFzc3dvcmQ6", "Password:"),
    ("334 PDE4OTYuNjk3QGV4YW1wbGU+", "<1896.697@example>"),
    ("334 G1szMW0=", "\\x1b[31m"),
    ("334 ", ""),
    ("334", ""),
    ("334 VXNlcm5hb", None),
    ("334 go ahead", None),
]


@pytest.mark.parametrize(("text", "prompt"), PROMPTS)
def test_a_prompt_is_decoded_and_safe(text: str, prompt: str | None) -> None:
    assert explained(text, "AUTH").prompt == prompt


@pytest.mark.parametrize("code", [220, 250, 354])
def test_a_reply_to_nothing_does_not_say_that_something_was_done(code: int) -> None:
    explanation = explained(f"{code} stray", None)
    assert str(explanation.title) == "A reply to nothing"
    assert str(explanation.meaning).startswith("Nothing asked for this reply")


def test_each_anomaly_has_a_sentence() -> None:
    assert set(ANOMALIES) == set(Anomaly)
    reader = ReplyReader()
    odd = next(reader.receive(b"250-a\r\n550 b\n"))
    assert isinstance(odd, Reply)
    explanation = explain_reply(Received(odd, None))
    assert explanation.anomalies == (ANOMALIES[Anomaly.BARE_LF], ANOMALIES[Anomaly.CODES_DIFFER])


def test_secrets_of_a_login_are_in_no_sentence() -> None:
    secrets = ["dmFzeWE=", "czNjcmV0", "s3cret", "hunter2"]
    lines = [GREETING, *HELLO, "S: 250 AUTH LOGIN"]
    lines += [
        "C: AUTH LOGIN dmFzeWE=",
        "S: 334 UGFzc3dvcmQ6",
        "C: czNjcmV0",
        "S: 535 5.7.8 no",
        "C: s3cret",
        "S: 500 what",
    ]
    lines += [
        "C: AUTH LOGIN",
        "S: 334 VXNlcm5hbWU6",
        "C: hunter2",
        "S: 501 cannot decode",
        "C: hunter2 x",
        "S: 502 what",
    ]
    dialogue, received = played(*lines)
    for event in received:
        words = " ".join(sentences(explain_reply(event, dialogue.state))).lower()
        assert not [secret for secret in secrets if secret.lower() in words]


@given(st.binary(max_size=400), st.sampled_from(STAGES), st.integers(200, 599))
def test_no_reply_upsets_the_explanation(text: bytes, verb: str | None, code: int) -> None:
    raw = str(code).encode() + b" " + text.replace(b"\n", b"") + b"\r\n"
    received = next(ReplyReader().receive(raw))
    assert isinstance(received, Reply)
    explanation = explain_reply(Received(received, None if verb is None else Answers(verb)))
    words = "".join(sentences(explanation))
    assert visible_text(words) == words
