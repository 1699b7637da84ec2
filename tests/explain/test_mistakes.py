"""What is wrong with a line about to be sent."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.explain.mistakes import diagnose
from smtptui.explain.mistakes.words import closest_verb, distance
from smtptui.smtp.events import Level
from smtptui.smtp.state import DialogueState, Phase
from tests.explain.talk import GREETING, HELLO, sentences, state_after


def b64(text: str) -> str:
    return b64encode(text.encode()).decode()


GREETED = state_after(GREETING)
OFFERED = (GREETING, *HELLO, "S: 250-SIZE 1000", "S: 250-AUTH PLAIN LOGIN")
INTRODUCED = state_after(*OFFERED, "S: 250 HELP")
TLS_OFFERED = state_after(GREETING, *HELLO, "S: 250 STARTTLS")
SENDER = state_after(*OFFERED, "S: 250 HELP", "C: MAIL FROM:<a@b>", "S: 250 ok")
RECIPIENT = state_after(*OFFERED, "S: 250 HELP", "C: MAIL FROM:<a@b>", "S: 250 ok", "C: RCPT TO:<a@b>", "S: 250 ok")
LOGIN = state_after(*OFFERED, "S: 250 HELP", "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6")
MESSAGE = DialogueState(Phase.DATA, capabilities=TLS_OFFERED.capabilities, awaiting=())
MESSAGE_7BIT = DialogueState(
    Phase.DATA, capabilities=state_after(GREETING, "C: EHLO x", "S: 250-x", "S: 250 HELP").capabilities, awaiting=()
)

# line, state, the first mistake's code (None: nothing is wrong), the fix
CASES: list[tuple[str, DialogueState, str | None, str | None]] = [
    # verbs
    ("EHLO client.example.test", GREETED, None, None),
    ("ehlo client.example.test", GREETED, None, None),
    ("EHLO [192.0.2.1]", GREETED, None, None),
    ("ELHO client", GREETED, "mistyped-verb", "EHLO client"),
    ("HELLO client", GREETED, "mistyped-verb", "EHLO client"),
    ("RCTP TO:<a@b>", SENDER, "mistyped-verb", "RCPT TO:<a@b>"),
    ("MIAL FROM:<a@b>", INTRODUCED, "mistyped-verb", "MAIL FROM:<a@b>"),
    ("STARTLS", TLS_OFFERED, "mistyped-verb", "STARTTLS"),
    ("QIUT", INTRODUCED, "mistyped-verb", "QUIT"),
    ("DTA", RECIPIENT, "mistyped-verb", "DATA"),
    ("MAI", INTRODUCED, None, None),
    ("STARTT", INTRODUCED, None, None),
    ("FOOBARBAZ", INTRODUCED, "unknown-verb", None),
    (" EHLO client", GREETED, "leading-blank", "EHLO client"),
    ("NOOP\x00", INTRODUCED, "control-character", "NOOP"),
    ("NOOP " + "x" * 600, INTRODUCED, "command-too-long", None),
    ("", INTRODUCED, None, None),
    ("NOOP", INTRODUCED, None, None),
    ("VRFY", INTRODUCED, "missing-argument", None),
    ("QUIT now", INTRODUCED, "no-argument", "QUIT"),
    # letters
    ("ЕНLО client", GREETED, "look-alike-letters", "EHLO client"),
    ("МAIL FROM:<a@b>", INTRODUCED, "look-alike-letters", "MAIL FROM:<a@b>"),
    ("MAIL FRОM:<a@b>", INTRODUCED, "look-alike-letters", "MAIL FROM:<a@b>"),
    ("ＱＵＩＴ", INTRODUCED, "look-alike-letters", "QUIT"),
    ("УРДЩ client", GREETED, "keyboard-layout", "EHLO client"),
    ("йгше", INTRODUCED, "keyboard-layout", "quit"),
    ('ЬФШД АКЩЬЖБф"иЮ', INTRODUCED, "keyboard-layout", "MAIL FROM:<a@b>"),
    ("EHLO\u00a0client", GREETED, "odd-character", "EHLO client"),
    ("MAIL FROM:‹a@b›", INTRODUCED, "odd-character", "MAIL FROM:<a@b>"),
    ("\ufeffQUIT", INTRODUCED, "odd-character", "QUIT"),
    # pasted
    ("C: EHLO client", GREETED, "pasted-client-mark", "EHLO client"),
    ("С: EHLO client", GREETED, "pasted-client-mark", "EHLO client"),
    (" -> EHLO client", GREETED, "pasted-client-mark", "EHLO client"),
    ("> EHLO client", GREETED, "pasted-client-mark", "EHLO client"),
    ("S: 250 ok", GREETED, "pasted-server-line", None),
    ("<-  250 ok", GREETED, "pasted-server-line", None),
    ("250-SIZE 1000", GREETED, "pasted-server-line", None),
    ("$ EHLO client", GREETED, "pasted-prompt", "EHLO client"),
    ("$ telnet mail.example.test 25", GREETED, "shell-command", None),
    ("telnet mail.example.test 25", GREETED, "shell-command", None),
    ("openssl s_client -connect x:465", GREETED, "shell-command", None),
    ("Escape character is '^]'.", GREETED, "pasted-telnet", None),
    # other protocols
    ("LOGIN vasya s3cret", GREETED, "imap-command", "AUTH LOGIN"),
    ("a1 LOGIN vasya s3cret", GREETED, "imap-command", "AUTH LOGIN"),
    ("AUHT LOGIN", INTRODUCED, "mistyped-verb", "AUTH LOGIN"),
    ("USER vasya", GREETED, "pop-command", "AUTH LOGIN"),
    ("PASS s3cret", GREETED, "pop-command", "AUTH LOGIN"),
    ("GET / HTTP/1.1", GREETED, "http-command", None),
    ("EXIT", GREETED, "quit", "QUIT"),
    ("Subject: hello", INTRODUCED, "header-outside-data", None),
    (".", INTRODUCED, "dot-outside-data", None),
    # names
    ("EHLO", GREETED, "missing-name", None),
    ("HELO", GREETED, "missing-name", None),
    ("EHLO 192.0.2.1", GREETED, "address-without-brackets", "EHLO [192.0.2.1]"),
    ("EHLO 2001:db8::1", GREETED, "address-without-brackets", "EHLO [IPv6:2001:db8::1]"),
    ("EHLO my host", GREETED, "name-with-blanks", "EHLO my"),
    ("EHLO me@example.test", GREETED, "name-is-address", "EHLO example.test"),
    ("EHLO my_host", GREETED, "name-underscore", "EHLO my-host"),
    # paths
    ("MAIL FROM:<a@b>", INTRODUCED, None, None),
    ("mail from:<a@b> size=500 body=8bitmime", INTRODUCED, None, None),
    ("MAIL FROM:<>", INTRODUCED, None, None),
    ('MAIL FROM:<"a b"@b>', INTRODUCED, None, None),
    ("MAIL FROM:a@b", INTRODUCED, "missing-brackets", "MAIL FROM:<a@b>"),
    ("MAIL FROM:a@b SIZE=5", INTRODUCED, "missing-brackets", "MAIL FROM:<a@b> SIZE=5"),
    ("MAIL FROM: <a@b>", INTRODUCED, "blank-after-colon", "MAIL FROM:<a@b>"),
    ("MAIL FROM :<a@b>", INTRODUCED, "blank-before-colon", "MAIL FROM:<a@b>"),
    ("MAIL FROM <a@b>", INTRODUCED, "missing-colon", "MAIL FROM:<a@b>"),
    ("MAIL <a@b>", INTRODUCED, "missing-keyword", "MAIL FROM:<a@b>"),
    ("MAIL TO:<a@b>", INTRODUCED, "wrong-keyword", "MAIL FROM:<a@b>"),
    ("RCPT FROM:<a@b>", SENDER, "wrong-keyword", "RCPT TO:<a@b>"),
    ("MAIL FROM:<a@b", INTRODUCED, "unclosed-bracket", "MAIL FROM:<a@b>"),
    ("MAIL FROM:Vasya <a@b>", INTRODUCED, "display-name", "MAIL FROM:<a@b>"),
    ("MAILFROM:<a@b>", INTRODUCED, "missing-blank", "MAIL FROM:<a@b>"),
    ("MAIL", INTRODUCED, "missing-address", None),
    ("MAIL FROM:", INTRODUCED, "missing-address", None),
    ("RCPT TO:<>", SENDER, "empty-recipient", None),
    ("RCPT TO:<a@b>,<c@d>", SENDER, "several-addresses", None),
    ("RCPT TO:<a@b, c@d>", SENDER, "several-addresses", None),
    ("RCPT TO:<a b@c>", SENDER, "blank-in-address", None),
    ("RCPT TO:<a@@c>", SENDER, "two-at-signs", None),
    ("RCPT TO:<vasya>", SENDER, "no-domain", None),
    ("RCPT TO:<Postmaster>", SENDER, None, None),
    # parameters
    ("MAIL FROM:<a@b> SIZE=5000", INTRODUCED, "size-over-limit", None),
    ("MAIL FROM:<a@b> RET=HDRS", INTRODUCED, "parameter-not-offered", None),
    ("MAIL FROM:<a@b> BODY=BINARYMIME", INTRODUCED, "parameter-not-offered", None),
    ("MAIL FROM:<a@b> NOTIFY=NEVER", INTRODUCED, "parameter-misplaced", None),
    ("MAIL FROM:<вася@b>", INTRODUCED, "non-ascii-address", None),
    # order
    ("MAIL FROM:<a@b>", GREETED, "ehlo-first", None),
    ("MAIL FROM:<a@b>", SENDER, "transaction-open", None),
    ("RCPT TO:<a@b>", INTRODUCED, "rcpt-before-mail", None),
    ("RCPT TO:<a@b>", SENDER, None, None),
    ("DATA", INTRODUCED, "data-before-mail", None),
    ("DATA", SENDER, "data-before-rcpt", None),
    ("DATA", RECIPIENT, None, None),
    ("DATA now", RECIPIENT, "no-argument", "DATA"),
    ("BDAT 5 LAST", RECIPIENT, "bdat-not-offered", None),
    ("BDAT x", RECIPIENT, "bdat-size", None),
    ("STARTTLS", GREETED, "ehlo-first", None),
    ("STARTTLS", INTRODUCED, "starttls-not-offered", None),
    ("STARTTLS", TLS_OFFERED, None, None),
    ("STARTTLS", DialogueState(Phase.COMMAND, secure=True, awaiting=()), "tls-already", None),
    ("EHLO x", DialogueState(), "before-greeting", None),
    ("RCPT TO:<a@b>", state_after(*OFFERED, "S: 250 HELP", "C: MAIL FROM:<a@b>"), None, None),
    ("MAIL FROM:<a@b>", state_after(GREETING, "C: EHLO x"), "wait-for-reply", None),
    ("MAIL FROM:<a@b>", DialogueState(client_name="x"), "before-greeting", None),
    # logins
    ("AUTH LOGIN", GREETED, "auth-in-the-clear", None),
    ("AUTH", GREETED, "auth-before-ehlo", None),
    ("AUTH LOGIN", INTRODUCED, "auth-in-the-clear", None),
    ("AUTH", INTRODUCED, "auth-no-mechanism", None),
    ("AUTH CRAM-MD5", INTRODUCED, "mechanism-not-offered", None),
    ("AUTH PLAIN", TLS_OFFERED, "auth-not-offered", None),
    ("AUTH LOGIN", SENDER, "auth-in-transaction", None),
    ("AUTH PLAIN " + b64("\0vasya\0s3cret"), INTRODUCED, "auth-in-the-clear", None),
    ("AUTH PLAIN " + b64("vasya\0s3cret"), INTRODUCED, "plain-form", None),
    ("AUTH PLAIN " + b64("\\0vasya\\0s3cret"), INTRODUCED, "plain-escaped-nul", None),
    ("AUTH PLAIN " + b64("\0vasya\0s3cret\n"), INTRODUCED, "base64-newline", "AUTH PLAIN " + b64("\0vasya\0s3cret")),
    ("AUTH LOGIN vasya@example.test", INTRODUCED, "not-base64", "AUTH LOGIN " + b64("vasya@example.test")),
    (b64("vasya@example.test"), INTRODUCED, "base64-outside-auth", None),
    # answers
    (b64("vasya"), LOGIN, None, None),
    (b64("пароль"), LOGIN, None, None),
    (b64("\0vasya\0s3cret"), LOGIN, None, None),
    ("*", LOGIN, None, None),
    ("", LOGIN, None, None),
    ("=", LOGIN, None, None),
    (b64("vasya\n"), LOGIN, "base64-newline", b64("vasya")),
    (b64("vasya\r\n"), LOGIN, "base64-newline", b64("vasya")),
    (b64("vasya").rstrip("="), LOGIN, "base64-padding", b64("vasya")),
    (b64(b64("vasya")), LOGIN, "base64-twice", b64("vasya")),
    ("vasya@example.test", LOGIN, "not-base64", b64("vasya@example.test")),
    ("s3cret password", LOGIN, "not-base64", b64("s3cret password")),
    ("password", LOGIN, "perhaps-not-encoded", b64("password")),
    ("vasya", LOGIN, "base64-length", b64("vasya")),
    (" " + b64("vasya"), LOGIN, "base64-blanks", b64("vasya")),
    ("MAIL FROM:<a@b>", LOGIN, "command-in-auth", "*"),
    # the message
    ("Subject: hello", MESSAGE, None, None),
    (".", MESSAGE, None, None),
    ("..hidden", MESSAGE, None, None),
    (".hidden", MESSAGE, "dot-not-doubled", "..hidden"),
    (". ", MESSAGE, "dot-and-blanks", "."),
    ("x" * 998, MESSAGE, None, None),
    ("x" * 999, MESSAGE, "line-too-long", None),
    ("я" * 500, MESSAGE, "line-too-long", None),
    ("привет", MESSAGE, None, None),
    ("привет", MESSAGE_7BIT, "8bit-not-offered", None),
    ("tab\tis fine", MESSAGE, None, None),
    ("bell\x07", MESSAGE, "control-character", "bell"),
    ("QUIT", MESSAGE, "command-in-data", None),
]


@pytest.mark.parametrize(
    ("line", "state", "code", "fix"), CASES, ids=[f"{index} {case[2]}" for index, case in enumerate(CASES)]
)
def test_mistakes(line: str, state: DialogueState, code: str | None, fix: str | None) -> None:
    found = diagnose(line, state)
    if code is None:
        assert found == ()
        return
    assert code == found[0].code
    assert fix == found[0].fix
    sentences(tuple(mistake.message for mistake in found))


FIXED = [(fix, state) for _, state, code, fix in CASES if fix is not None and code != "command-in-auth"]


@pytest.mark.parametrize(("fix", "state"), FIXED, ids=[str(index) for index in range(len(FIXED))])
def test_a_fix_leaves_no_error_of_form(fix: str, state: DialogueState) -> None:
    order = {"auth-in-the-clear", "auth-before-ehlo", "ehlo-first", "data-before-rcpt"}
    assert not [mistake.code for mistake in diagnose(fix, state) if mistake.code not in order]


@pytest.mark.parametrize("phase", [Phase.CHUNK, Phase.TLS_PENDING, Phase.CLOSING, Phase.CLOSED])
def test_phases_in_which_no_line_is_judged(phase: Phase) -> None:
    assert diagnose("ELHO x", DialogueState(phase)) == ()


def test_the_gravest_comes_first() -> None:
    levels = [mistake.level for mistake in diagnose("AUTH PLAIN " + b64("x\0y"), GREETED)]
    assert levels == [Level.ERROR, Level.WARNING, Level.INFO]


SECRET = "s3cretPassw0rd"
SECRET_LINES = [
    SECRET,
    b64(SECRET),
    b64(SECRET + "\n"),
    b64(b64(SECRET)),
    f"AUTH PLAIN {b64(chr(0) + 'vasya' + chr(0) + SECRET)}",
    f"AUTH PLAIN {SECRET}",
    f"AUTH {SECRET}",
    f"PASS {SECRET}",
    f"LOGIN vasya {SECRET}",
    f"a1 LOGIN vasya {SECRET}",
    f"C: AUTH PLAIN {SECRET}",
    f"EHLO {SECRET} {SECRET}",
]


@pytest.mark.parametrize("line", SECRET_LINES, ids=[str(index) for index in range(len(SECRET_LINES))])
@pytest.mark.parametrize("state", [GREETED, INTRODUCED, LOGIN], ids=["greeted", "introduced", "login"])
def test_no_message_and_no_repr_holds_what_was_typed(line: str, state: DialogueState) -> None:
    for mistake in diagnose(line, state):
        told = repr(mistake) + " ".join(sentences(mistake.message))
        assert SECRET.lower() not in told.lower()
        assert b64(SECRET)[:12] not in told


@given(
    st.text(st.characters(), max_size=60),
    st.sampled_from([GREETED, INTRODUCED, SENDER, LOGIN, MESSAGE, DialogueState()]),
)
def test_no_line_upsets_the_diagnosis(line: str, state: DialogueState) -> None:
    for mistake in diagnose(line, state):
        assert mistake.position is None or 0 <= mistake.position <= len(line)
        sentences(mistake.message)


@given(
    st.sampled_from(["MAIL", "RCPT", "EHLO", "AUTH", "BDAT", "мфшд"]), st.text('FROMT:<>@ab ,;"=\0é\u00a0', max_size=30)
)
def test_no_argument_upsets_the_diagnosis(verb: str, argument: str) -> None:
    for mistake in diagnose(f"{verb} {argument}", INTRODUCED):
        sentences(mistake.message)


@pytest.mark.parametrize(
    ("left", "right", "slips"),
    [
        ("EHLO", "EHLO", 0),
        ("ELHO", "EHLO", 1),
        ("ELHO", "HELO", 2),
        ("DTA", "DATA", 1),
        ("", "MAIL", 4),
        ("RCTP", "RCPT", 1),
    ],
)
def test_distance_counts_a_swap_once(left: str, right: str, slips: int) -> None:
    assert distance(left, right) == slips
    assert distance(right, left) == slips


def test_a_word_too_far_has_no_closest_verb() -> None:
    assert closest_verb("WXYZ") is None
    assert closest_verb("X" * 100) is None
