"""No secret gets out of a transcript, whatever way it came in."""

from __future__ import annotations

import base64
import time
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.messages import Message
from smtptui.smtp.events import Sent
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import MASK, RedactedTranscript, Redactor, redact, redact_records
from tests.secrets import assert_no_secret
from tests.transcript.scribe import Scribe, greeted

PASSWORD = "s3cret-Пароль+/"
USER = "vasya@example.test"


def b64(value: str | bytes) -> str:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


PROMPT_USER, PROMPT_PASSWORD = "334 " + b64("Username:"), "334 " + b64("Password:")


def check(scribe: Scribe, *secrets: str | bytes) -> None:
    for shown in scribe.everything_shown():
        assert_no_secret(shown, *secrets)
    for record, masked in zip(scribe.transcript, redact(scribe.transcript)):
        if isinstance(record.event, Sent):
            assert isinstance(masked.event, Sent)
            assert record.event.raw.endswith(b"\n") == masked.event.raw.endswith(b"\n")
    assert tuple(scribe.screen) == redact(scribe.transcript).records


# -- each mechanism, as it should be


def plain_at_once(password: str) -> Scribe:
    return greeted().client("AUTH PLAIN " + b64(f"\0{USER}\0{password}"))


def plain_two_steps(password: str) -> Scribe:
    return greeted().client("AUTH PLAIN").server("334 ").client(b64(f"\0{USER}\0{password}"))


def login(password: str) -> Scribe:
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client(b64(USER))
    return scribe.server(PROMPT_PASSWORD).client(b64(password))


def login_at_once(password: str) -> Scribe:
    return greeted().client("AUTH LOGIN " + b64(USER)).server(PROMPT_PASSWORD).client(b64(password))


def login_pipelined(password: str) -> Scribe:
    scribe = greeted().client("AUTH LOGIN", b64(USER), b64(password), "MAIL FROM:<a@example.test>")
    return scribe.server(PROMPT_USER, PROMPT_PASSWORD)


def login_plain_text(password: str) -> Scribe:
    return greeted().client("AUTH LOGIN").server(PROMPT_USER).client(USER).server(PROMPT_PASSWORD).client(password)


def login_with_a_line_end(password: str) -> Scribe:
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client(b64(USER + "\n"))
    return scribe.server(PROMPT_PASSWORD).client(b64(password + "\n"))


def login_the_other_way_round(password: str) -> Scribe:
    return greeted().client("AUTH LOGIN").server(PROMPT_PASSWORD).client(b64(password)).server(PROMPT_USER)


def plain_without_base64(password: str) -> Scribe:
    return greeted().client(f"AUTH PLAIN {USER} {password}")


def plain_with_nul_spelt_out(password: str) -> Scribe:
    return greeted().client("AUTH PLAIN " + b64(f"\\0{USER}\\0{password}"))


def misspelt(password: str) -> Scribe:
    return greeted().client("AUHT PLAIN " + b64(f"\0{USER}\0{password}"))


def no_command_at_all(password: str) -> Scribe:
    return greeted().client(b64(f"\0{USER}\0{password}"))


def imap_habit(password: str) -> Scribe:
    return greeted().client(f"a1 LOGIN {USER} {password}")


def pop3_habit(password: str) -> Scribe:
    return greeted().client(f"USER {USER}").server("500 what").client(f"PASS {password}")


def no_break_space(password: str) -> Scribe:
    return greeted().client("AUTH\u00a0PLAIN\u00a0" + b64(f"\0{USER}\0{password}"))


def unknown_mechanism(password: str) -> Scribe:
    return greeted().client("AUTH X-OWN").server("334 ").client(b64(USER)).server("334 ").client(b64(password))


def typed_after_a_failure(password: str) -> Scribe:
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client(b64(USER))
    return scribe.server(PROMPT_PASSWORD).client(b64("wrong")).server("535 no").client(password).server("500 what")


def typed_after_a_refusal(password: str) -> Scribe:
    return greeted().client("AUTH LOGIN").server("504 not here").client(b64(USER), password)


def after_a_stray_reply(password: str) -> Scribe:
    scribe = greeted().client("AUTH LOGIN").server("250 stray", PROMPT_USER).client(b64(USER))
    return scribe.server(PROMPT_PASSWORD, "250 stray").client(b64(password))


def asked_once_too_often(password: str) -> Scribe:
    return login("wrong").server("334 again").client(b64(password))


def in_pieces(password: str) -> Scribe:
    scribe = greeted()
    for octet in f"AUTH PLAIN {b64(f'{chr(0)}{USER}{chr(0)}{password}')}\r\n".encode():
        scribe.client_raw(bytes([octet]))
    return scribe


def answers_in_pieces(password: str) -> Scribe:
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client(b64(USER)).server(PROMPT_PASSWORD)
    answer = b64(password).encode()
    return scribe.client_raw(answer[:5]).client_raw(answer[5:]).client_raw(b"\r\n")


def blob_in_pieces(password: str) -> Scribe:
    blob = b64(f"\0{USER}\0{password}").encode()
    return greeted().client_raw(blob[:-6]).client_raw(blob[-6:]).client_raw(b"\r\n")


def within_data(password: str) -> Scribe:
    scribe = greeted().client("DATA").server("354 go")
    return scribe.client("AUTH PLAIN " + b64(f"\0{USER}\0{password}"), ".")


def cancelled(password: str) -> Scribe:
    return login(password).server("334 more").client("*").server("501 cancelled")


def bearer(password: str) -> Scribe:
    return greeted().client("AUTH XOAUTH2 " + b64(f"user={USER}\1auth=Bearer {password}\1\1"))


def known_before(password: str) -> Scribe:
    scribe = greeted()
    scribe.feed.know_secret(password.encode())
    return scribe.client(f"XLOGIN {password}").client(f"NOOP {b64(password)}")


def known_before_in_pieces(password: str) -> Scribe:
    scribe = greeted()
    scribe.feed.know_secret(password.encode())
    raw = f"XLOGIN {password}\r\n".encode()
    return scribe.client_raw(raw[:10]).client_raw(raw[10:14]).client_raw(raw[14:])


def known_afterwards(password: str) -> Scribe:
    scribe = greeted().client(f"XLOGIN {password}").server(f"500 {password}?")
    scribe.feed.know_secret(password.encode())
    return scribe


def under_tls(password: str) -> Scribe:
    scribe = greeted().client("STARTTLS").server("220 go").upgrade()
    return scribe.client("AUTH PLAIN " + b64(f"\0{USER}\0{password}"))


WAYS = [
    plain_at_once, plain_two_steps, login, login_at_once, login_pipelined, login_plain_text, login_with_a_line_end,
    login_the_other_way_round, plain_without_base64, plain_with_nul_spelt_out, misspelt, no_command_at_all, imap_habit,
    pop3_habit, no_break_space, unknown_mechanism, typed_after_a_failure, typed_after_a_refusal, after_a_stray_reply,
    asked_once_too_often, in_pieces, answers_in_pieces, blob_in_pieces, within_data, cancelled, bearer, known_before,
    known_before_in_pieces, known_afterwards, under_tls,
]  # fmt: skip
PASSWORDS = [
    pytest.param(PASSWORD, id="of many kinds"),
    pytest.param("hunter2", id="short"),
    pytest.param("{b}-[/red]:smile:", id="markup"),
    pytest.param("250-ok", id="like a reply"),
]


def echoes(password: str) -> list[list[bytes]]:
    """Replies that repeat the password, each as the segments in which it comes."""
    blob = b64(f"\0{USER}\0{password}")
    secret = password.encode()
    reply = b"535 5.7.8 bad password " + secret + b" for you\r\n"
    return [
        [reply],
        [reply[:27], reply[27:]],
        [b"535 " + secret + b"\r\n"],
        [b"535 " + secret.upper() + b"\r\n"],
        [f"535 {blob}\r\n".encode()],
        [f"535 {b64(password)} {b64(password + 'x')} {b64('x' + password)} {b64('xy' + password)}\r\n".encode()],
        [b"535 " + base64.urlsafe_b64encode(secret) + b"\r\n"],
        [b"535 " + secret.hex().encode() + b" " + secret.hex().upper().encode() + b"\r\n"],
        [b"535-" + secret[:3] + b"\r\n535 " + secret[3:] + b"\r\n"],
        [b"535-" + blob[:-7].encode() + b"\r\n535 " + blob[-7:].encode() + b"\r\n"],
        [secret + b"\r\n", b"535 no\r\n"],
        [b"535 " + secret],  # no end yet
        [b"535 no\r\n", b"421 " + secret + b" was wrong\r\n"],
    ]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("way", WAYS)
def test_no_way_lets_it_out(way, password: str) -> None:  # type: ignore[no-untyped-def]
    scribe: Scribe = way(password)
    check(scribe, password)
    for segments in echoes(password):
        scribe = way(password)
        for segment in segments:
            scribe.server_raw(segment)
            assert_no_secret(scribe.feed.redactor.mask_partial(scribe.dialogue.partial), password)
        scribe.note("It said: {text}.", text=password)
        scribe.close(Message("broke: {why}", why=Message("{raw}", raw=f"got {password}")))
        check(scribe, password)


def test_a_partial_line_never_shows_a_beginning() -> None:
    scribe = login("s3cret-long")
    for octet in b"535 no s3cret-long":
        scribe.server_raw(bytes([octet]))
        shown = scribe.feed.redactor.mask_partial(scribe.dialogue.partial)
        assert b"s3" not in shown


def test_the_certificate_of_the_door() -> None:
    with pytest.raises(TypeError, match="redact"):
        RedactedTranscript(())


def test_tracebacks_hold_no_secret() -> None:
    scribe = login(PASSWORD)
    try:
        raise ValueError(scribe.transcript[-1])
    except ValueError:
        assert_no_secret(traceback.format_exc(), PASSWORD)


# -- what must still be seen


def test_what_is_no_secret_is_shown() -> None:
    scribe = greeted().client("EHLO client.example.test").server("250-mail.example.test", "250 AUTH LOGIN PLAIN")
    scribe.client("AUTH LOGIN").server(PROMPT_USER).client(b64(USER)).server(PROMPT_PASSWORD).client(b64("s3cret"))
    scribe.server("235 ok").client(f"MAIL FROM:<{USER}>").server("250 ok").client("QUIT").server("221 bye")
    assert scribe.texts() == [
        "220 mail.example.test ESMTP",
        "EHLO client.example.test",
        "250-mail.example.test",
        "250 AUTH LOGIN PLAIN",
        "AUTH LOGIN",
        PROMPT_USER,
        MASK,
        PROMPT_PASSWORD,
        MASK,
        "235 ok",
        f"MAIL FROM:<{USER}>",
        "250 ok",
        "QUIT",
        "221 bye",
    ]
    assert scribe.rewrites == 0


def test_cancelling_is_shown() -> None:
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client("*").server("501 ok").client("NOOP")
    assert [text for text in scribe.texts() if MASK in text] == []


def test_commands_after_a_failed_exchange_are_shown() -> None:
    scribe = login("s3cret").server("535 no").client("NOOP", "MAIL FROM:<a@example.test>", "x", "AUTH LOGIN")
    assert scribe.texts()[-4:] == ["NOOP", "MAIL FROM:<a@example.test>", "x", "AUTH LOGIN"]


def test_a_verb_typed_at_the_prompt_is_masked_there_and_shown_later() -> None:
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client("QUIT").server("501 no").client("QUIT")
    assert [text for text in scribe.texts() if text in (MASK, "QUIT")] == [MASK, "QUIT"]


def test_a_short_password_is_masked_where_it_is_sent_only() -> None:
    scribe = login("abc").server("535 abc is no password").client("NOOP abc")
    assert b64("abc") not in "\n".join(scribe.texts())
    assert scribe.texts()[-2:] == ["535 abc is no password", "NOOP abc"]


def test_a_password_that_is_the_user_name_is_masked_in_addresses() -> None:
    scribe = login(USER).server("235 ok").client(f"MAIL FROM:<{USER}>").server(f"250 {USER} ok")
    check(scribe, USER)
    assert scribe.texts()[-2:] == [f"MAIL FROM:<{MASK}>", f"250 {MASK} ok"]


def test_a_password_in_an_address_is_masked_in_what_the_reply_answers() -> None:
    scribe = greeted().client("RCPT TO:<hunter2@example.test>").server("250 ok")
    scribe.feed.know_secret(b"hunter2")
    check(scribe, "hunter2")


def test_a_password_that_is_no_utf8() -> None:
    password = b"p\xe4ss\xffword"
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client(b64("v")).server(PROMPT_PASSWORD)
    scribe.client(password).server(b"535 " + password + b" is wrong", "220 " + b64(password))
    scribe.note("{text}", text=password.decode("utf-8", "surrogateescape"))
    check(scribe, password)


def test_a_password_that_looks_like_a_command() -> None:
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client(b64("v")).server(PROMPT_PASSWORD)
    scribe.client("HELP my-secret-word").server("535 no").client("NOOP HELP my-secret-word")
    check(scribe, "HELP my-secret-word")


@pytest.mark.parametrize("slips", [("AHTU LOGIN", "LOGIN AUTH"), ("LOGIN AUTH", "AHTU LOGIN"), ("AUTH LOGIN PLAIN",)])
def test_the_name_of_a_mechanism_is_no_secret(slips: tuple[str, ...]) -> None:
    scribe = greeted()
    for slip in slips:
        scribe.client(slip).server("500 5.5.2 Error: command not recognized")
    scribe.client("NOOP").server("250 LOGIN or PLAIN")
    assert "LOGIN or PLAIN" in str(redact(scribe.transcript).records[-1])


def test_a_piece_that_is_a_command_decides_nothing() -> None:
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client(b64("v")).server("250 stray")
    scribe.client_raw(b"NOOP").client_raw(b"-s3cret\r\n")
    check(scribe, "NOOP-s3cret")


@pytest.mark.parametrize("size", [1, 7, 100])
def test_an_unfinished_line_is_masked_before_its_end_comes(size: int) -> None:
    blob = b64(f"\0{USER}\0{PASSWORD}").encode()
    begun = greeted().client("AUTH LOGIN").server(PROMPT_USER).client(b64(USER)).server(PROMPT_PASSWORD)
    for scribe, line in [(greeted(), b"AUTH PLAIN " + blob), (begun, b64(PASSWORD).encode()), (begun, b"x")]:
        for start in range(0, len(line), size):
            scribe.client_raw(line[start : start + size])
        pieces = [record.event.raw for record in scribe.flashed if isinstance(record.event, Sent)]
        assert_no_secret(b"".join(pieces), PASSWORD)


def test_another_connection_does_not_continue_a_line() -> None:
    first = greeted().client_raw(b"NOOP hun")
    second = Scribe(transcript=first.close().transcript)
    second.server("220 hi").client("EHLO x")
    assert second.texts()[-1] == "EHLO x"


def test_the_bytes_shown_of_a_masked_line_are_those_before_the_secret() -> None:
    scribe = greeted().client("  auth  PLAIN  " + b64(f"\0u\0{PASSWORD}"))
    assert scribe.texts()[-1] == f"  auth  PLAIN  {MASK}"


# -- late knowledge


def test_late_knowledge_rewrites_what_was_shown() -> None:
    scribe = greeted().server("250 hunter2").client("NOOP")
    assert "hunter2" in repr(scribe.screen)
    scribe.client("AUTH LOGIN").server(PROMPT_USER).client(b64("v")).server(PROMPT_PASSWORD).client(b64("hunter2"))
    assert scribe.rewrites == 1
    check(scribe, "hunter2")


def test_late_knowledge_rewrites_only_when_something_changed() -> None:
    scribe = greeted().client("NOOP")
    scribe.feed.know_secret(b"hunter2")
    assert scribe.rewrites == 0
    scribe.transcript.know_secret(b"mail.example.test")
    scribe.client("NOOP")
    assert scribe.rewrites == 1
    assert tuple(scribe.screen) == redact(scribe.transcript).records


def test_an_unsubscribed_reader_hears_nothing_more() -> None:
    scribe = greeted()
    heard: list[object] = []
    from smtptui.transcript.feed import Reader

    leave = scribe.feed.subscribe(Reader(heard.append, heard.append))
    scribe.client("NOOP")
    leave()
    scribe.client("NOOP")
    assert len(heard) == 1


# -- anything at all

secret = st.one_of(st.text(min_size=4, max_size=12), st.binary(min_size=4, max_size=12))
filler = st.text(alphabet="xyz ", max_size=6)


def usable(value: str | bytes) -> bool:
    raw = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    return len(raw.strip(b"\0 \t\r\n\v\f")) == len(raw) and not set(raw) <= set(b"xyz*= ") and b"\0" not in raw


@given(secret.filter(usable), filler, filler, st.integers(0, 8))
def test_any_password_is_found_in_any_surroundings(value: str | bytes, before: str, after: str, cut: int) -> None:
    raw = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    scribe = greeted().client("AUTH LOGIN").server(PROMPT_USER).client(b64("x")).server(PROMPT_PASSWORD)
    scribe.client(b64(raw))
    echo = before.encode() + raw.replace(b"\r", b"").replace(b"\n", b"") + after.encode()
    in_base64 = base64.b64encode(before.encode() + raw + after.encode())
    for text in (echo, in_base64, raw.hex().encode()):
        scribe.server_raw(b"535-" + text[:cut] + b"\r\n535 " + text[cut:] + b"\r\n")
    if b"\r" in raw or b"\n" in raw:
        return
    from smtptui.transcript.hunt import Hunt

    if Hunt().add([raw]):
        texts = [row for row in scribe.texts() if row.startswith("535")]
        assert_no_secret("\n".join(texts), raw)


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=20)), max_size=20))
def test_any_session_goes_through_the_door(turns: list[tuple[bool, bytes]]) -> None:
    scribe = greeted()
    for ours, raw in turns:
        if ours and raw:
            scribe.client_raw(raw)
        else:
            scribe.server_raw(raw)
    assert tuple(scribe.screen) == redact(scribe.transcript).records
    assert len(redact(scribe.transcript)) == len(scribe.transcript)


# -- speed


def test_a_long_transcript_is_redacted_in_time() -> None:
    scribe = greeted()
    for _ in range(5_000):
        scribe.client("NOOP something").server("250-2.0.0 one more line", "250 2.0.0 Ok: queued as 1CF5FC0AAE")
    begun = time.perf_counter()
    for number in range(20):
        scribe.client("AUTH PLAIN " + b64(f"\0v\0pass-{number}")).server("535 no")
    took = time.perf_counter() - begun
    assert took < 10, f"20 exchanges in a transcript of 10,000 records took {took:.1f} s"
    begun = time.perf_counter()
    redact(scribe.transcript)
    assert time.perf_counter() - begun < 10


def test_records_from_elsewhere_take_the_same_door() -> None:
    scribe = login(PASSWORD)
    assert redact_records(list(scribe.transcript)).records == redact(scribe.transcript).records
    assert len(redact_records([])) == 0
    assert Redactor([b"abc"]).revision == 0
    assert len(redact(Transcript())) == 0
