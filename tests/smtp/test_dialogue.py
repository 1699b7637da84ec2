"""Which reply answers which command: conversations, both sides joined in memory."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtptui.smtp.capabilities import Capabilities
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.events import Party, PlaintextAfterStartTls, Received, Sent
from smtptui.smtp.state import NEXT, Envelope, Phase
from tests.smtp.conversation import Talk, greeted, in_transaction, server_bytes


def b64(value: str) -> bytes:
    return base64.b64encode(value.encode())


def offered(talk: Talk) -> Capabilities:
    found = talk.state().capabilities
    assert found is not None
    return found


# -- pairing


def test_a_minimal_session() -> None:
    talk = greeted()
    assert talk.client(b"EHLO client.example.test\r\n") == ["EHLO#0"]
    assert talk.server(b"250-mail.example.test\r\n250-SIZE 1000\r\n250 AUTH=LOGIN PLAIN\r\n") == ["250 EHLO#0"]
    assert offered(talk).mechanisms == ("LOGIN", "PLAIN")
    assert talk.state().client_name == "client.example.test"
    assert talk.client(b"MAIL FROM:<a@example.test>\r\n") == ["MAIL#1"]
    assert talk.state().awaiting == ("MAIL",)
    assert talk.server(b"250 ok\r\n") == ["250 MAIL#1"]
    assert talk.client(b"RCPT TO:<b@example.test>\r\n") == ["RCPT#2"]
    assert talk.server(b"250 ok\r\n") == ["250 RCPT#2 for b@example.test"]
    assert talk.client(b"RCPT TO:<c@example.test>\r\n") == ["RCPT#3"]
    assert talk.server(b"550 no\r\n") == ["550 RCPT#3 for c@example.test"]
    assert talk.state().envelope == Envelope("a@example.test", ("b@example.test",), ("c@example.test",))
    assert talk.client(b"DATA\r\n") == ["DATA#4"]
    assert talk.server(b"354 go\r\n") == ["354 DATA#4"]
    assert talk.phase() is Phase.DATA
    assert talk.client(b"Subject: x\r\n\r\nhi\r\n.\r\n") == ["data#5", ".#6"]
    assert talk.server(b"250 queued\r\n") == ["250 .#6"]
    assert (talk.state().accepted, talk.state().envelope) == (1, Envelope())
    assert talk.client(b"QUIT\r\n") == ["QUIT#7"]
    assert talk.server(b"221 bye\r\n") == ["221 QUIT#7"]
    assert talk.phase() is Phase.CLOSING
    assert talk.close() == ["closed"]
    assert not talk.state().doubtful


def test_a_pipelined_batch_is_paired_by_order_however_it_comes() -> None:
    batch = b"MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\nRCPT TO:<c@example.test>\r\nNOOP\r\n"
    replies = b"250 ok\r\n550-no\r\n550 such user\r\n250 ok\r\n250 ok\r\n"
    expected = ["250 MAIL#0", "550 RCPT#1 for b@example.test", "250 RCPT#2 for c@example.test", "250 NOOP#3"]
    for size in (1, 2, 3, 7, len(replies)):
        talk = greeted()
        assert talk.client(batch) == ["MAIL#0", "RCPT#1", "RCPT#2", "NOOP#3"]
        came = [name for i in range(0, len(replies), size) for name in talk.server(replies[i : i + size])]
        assert came == expected
        assert talk.state().envelope == Envelope("a@example.test", ("c@example.test",), ("b@example.test",))


def test_commands_before_the_greeting_wait_for_it() -> None:
    talk = Talk()
    talk.client(b"EHLO x\r\n")
    assert talk.state().awaiting == ("", "EHLO")
    assert talk.server(b"220 hi\r\n250 x\r\n") == ["220 greeting", "250 EHLO#0"]


@pytest.mark.parametrize("greeting", [b"220 ok\r\n", b"554 no\r\n", b"451 later\r\n", b"354 what\r\n"])
def test_after_any_greeting_commands_can_be_sent(greeting: bytes) -> None:
    talk = Talk()
    talk.server(greeting)
    assert talk.phase() is Phase.COMMAND
    assert talk.client(b"QUIT\r\n") == ["QUIT#0"]


def test_a_greeting_of_421_ends_the_session() -> None:
    talk = Talk()
    assert talk.server(b"421 too busy\r\n") == ["421 greeting"]
    assert talk.phase() is Phase.CLOSING


def test_a_line_in_pieces_is_one_command() -> None:
    talk = greeted()
    assert talk.client(b"NO") == ["piece#0"]
    assert talk.state().awaiting == ()
    assert talk.client(b"OP\r") == ["piece#1"]
    assert talk.client(b"\n") == ["NOOP#2"]
    assert talk.server(b"250 ok\r\n") == ["250 NOOP#2"]


def test_an_unknown_verb_is_not_repeated_in_the_event() -> None:
    talk = greeted()
    assert talk.client(b"hunter2\r\n") == ["?#0"]
    assert "hunter2" not in repr(talk.events).lower()
    assert talk.server(b"500 what\r\n") == ["500 ?#0"]


# -- what nothing asked for


def test_a_stray_reply_makes_the_state_doubtful() -> None:
    talk = greeted()
    assert talk.server(b"250 stray\r\n") == ["250 unsolicited"]
    assert talk.state().doubtful


def test_a_stray_reply_between_pipelined_ones_shows_as_one_too_many() -> None:
    talk = greeted()
    talk.client(b"MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\n")
    talk.server(b"250 ok\r\n250 stray\r\n")
    assert not talk.state().doubtful
    assert talk.server(b"550 no\r\n") == ["550 unsolicited"]
    assert talk.state().doubtful


def test_a_late_421_is_unsolicited_and_ends_the_session_knowingly() -> None:
    talk = in_transaction("b@example.test")
    assert talk.server(b"421 idle too long\r\n") == ["421 unsolicited"]
    assert talk.phase() is Phase.CLOSING
    assert not talk.state().doubtful


def test_a_421_in_the_same_segment_as_a_reply() -> None:
    talk = greeted()
    talk.client(b"NOOP\r\n")
    assert talk.server(b"250 ok\r\n421 bye\r\n") == ["250 NOOP#0", "421 unsolicited"]
    assert talk.phase() is Phase.CLOSING


def test_a_421_while_a_command_waits_is_its_answer() -> None:
    talk = greeted()
    talk.client(b"MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\n")
    assert talk.server(b"421 bye\r\n") == ["421 MAIL#0"]
    assert talk.phase() is Phase.CLOSING
    assert talk.close() == ["closed, unanswered RCPT"]


def phases() -> dict[str, Talk]:
    greeting, data, chunk, auth, closing = Talk(), in_transaction("b@example.test"), greeted(), greeted(), greeted()
    data.client(b"DATA\r\n")
    data.server(b"354 go\r\n")
    chunk.client(b"BDAT 10\r\n12345")
    auth.client(b"AUTH LOGIN\r\n")
    auth.server(b"334 VXNlcm5hbWU6\r\n")
    closing.client(b"QUIT\r\n")
    closing.server(b"221 bye\r\n")
    return {"greeting": greeting, "command": greeted(), "data": data, "chunk": chunk, "auth": auth, "closing": closing}


@pytest.mark.parametrize("name", phases())
def test_421_in_every_phase(name: str) -> None:
    talk = phases()[name]
    [came] = talk.server(b"421 4.3.2 going down\r\n")
    assert came.startswith("421")
    assert talk.phase() is Phase.CLOSING
    assert talk.close()[-1].startswith("closed")
    assert talk.state().awaiting == ()


@pytest.mark.parametrize("name", phases())
def test_stray_lines_in_every_phase(name: str) -> None:
    talk = phases()[name]
    before = talk.state()
    assert talk.server(b"\r\nHTTP/1.1 400\r\n") == ["malformed", "malformed"]
    assert talk.state() == before


def test_after_the_end_sending_is_our_misuse() -> None:
    talk = greeted()
    talk.close()
    assert talk.close() == []
    with pytest.raises(ValueError, match="closed"):
        talk.client(b"NOOP\r\n")


# -- DATA


def test_the_end_of_data_in_pieces() -> None:
    message = b"a\r\n.\r\n"
    for cut in range(1, len(message)):
        talk = in_transaction("b@example.test")
        talk.client(b"DATA\r\n")
        talk.server(b"354 go\r\n")
        sent = [*talk.client(message[:cut]), *talk.client(message[cut:])]
        assert sent[-1].startswith(".#")
        assert talk.state().awaiting == (".",)


def test_every_octet_of_data_alone() -> None:
    talk = in_transaction("b@example.test")
    talk.client(b"DATA\r\n")
    talk.server(b"354 go\r\n")
    sent = [name for octet in b"..x\r\n\n.\n\r\n.\r\nNOOP\r\n" for name in talk.client(bytes([octet]))]
    assert [name.partition("#")[0] for name in sent] == ["data"] * 12 + ["."] + ["piece"] * 5 + ["NOOP"]


def test_an_empty_message_is_a_dot_right_behind_the_354() -> None:
    talk = in_transaction("b@example.test")
    talk.client(b"DATA\r\n")
    talk.server(b"354 go\r\n")
    assert talk.client(b".\r\n") == [".#3"]


def test_commands_in_the_same_write_as_the_dot() -> None:
    talk = in_transaction("b@example.test")
    talk.client(b"DATA\r\n")
    talk.server(b"354 go\r\n")
    assert talk.client(b"x\r\n.\r\nQUIT\r\n") == ["data#3", ".#4", "QUIT#5"]
    assert talk.server(b"250 queued\r\n221 bye\r\n") == ["250 .#4", "221 QUIT#5"]


def test_lines_sent_before_the_354_turn_out_to_be_data() -> None:
    talk = in_transaction("b@example.test")
    assert talk.client(b"DATA\r\nSubject: x\r\n\r\n.\r\nQUIT\r\n") == ["DATA#2", "?#3", "?#4", "?#5", "QUIT#6"]
    assert talk.server(b"354 go\r\n") == ["354 DATA#2"]
    assert talk.state().awaiting == (".", "QUIT")
    assert talk.server(b"250 queued\r\n221 bye\r\n") == ["250 .#5", "221 QUIT#6"]
    assert talk.state().accepted == 1


def test_a_line_begun_before_the_354_goes_on_as_data() -> None:
    talk = in_transaction("b@example.test")
    talk.client(b"DATA\r\nx\r\n.")
    talk.server(b"354 go\r\n")
    assert talk.phase() is Phase.DATA
    assert talk.client(b"\r\nNOOP\r\n") == [".#5", "NOOP#6"]
    assert talk.server(b"250 queued\r\n250 ok\r\n") == ["250 .#5", "250 NOOP#6"]


def test_lines_sent_before_a_refused_data_get_a_reply_each() -> None:
    talk = in_transaction("b@example.test")
    talk.client(b"DATA\r\nx\r\n.\r\n")
    assert talk.server(b"554 no\r\n500 ?\r\n500 ?\r\n") == ["554 DATA#2", "500 ?#3", "500 ?#4"]
    assert talk.phase() is Phase.COMMAND
    assert not talk.state().doubtful


def test_a_reply_before_the_dot_is_unsolicited() -> None:
    talk = in_transaction("b@example.test")
    talk.client(b"DATA\r\n")
    assert talk.server(b"354 go\r\n552 too big\r\n") == ["354 DATA#2", "552 unsolicited"]
    assert talk.state().doubtful
    assert talk.phase() is Phase.DATA


def test_no_reply_after_the_dot_is_unanswered() -> None:
    talk = in_transaction("b@example.test")
    talk.client(b"DATA\r\n")
    talk.server(b"354 go\r\n")
    talk.client(b".\r\n")
    assert talk.close() == ["closed, unanswered ."]


# -- LMTP and PRDR


def test_lmtp_has_one_reply_for_each_recipient_accepted() -> None:
    talk = in_transaction("b@example.test", "c@example.test", lmtp=True)
    talk.client(b"RCPT TO:<d@example.test>\r\n")
    talk.server(b"550 no\r\n")
    talk.client(b"DATA\r\n")
    talk.server(b"354 go\r\n")
    talk.client(b"x\r\n.\r\n")
    assert talk.server(b"250 ok\r\n") == ["250 .#6 for b@example.test"]
    assert talk.state().awaiting == (".",)
    assert talk.server(b"450 later\r\n") == ["450 .#6 for c@example.test"]
    assert talk.state().awaiting == ()
    assert talk.state().accepted == 1
    assert not talk.state().doubtful


def test_lmtp_with_bdat_in_one_batch_knows_the_recipients_in_time() -> None:
    talk = greeted(lmtp=True)
    talk.client(
        b"MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\nRCPT TO:<c@example.test>\r\nBDAT 3 LAST\r\nhi\n"
    )
    came = talk.server(b"250 ok\r\n250 ok\r\n250 ok\r\n450 later\r\n550 no\r\n")
    assert came[3:] == ["450 BDAT#3 for b@example.test", "550 BDAT#3 for c@example.test"]
    assert (talk.state().accepted, talk.state().awaiting, talk.state().doubtful) == (0, (), False)


def test_lmtp_without_a_recipient_has_one_reply() -> None:
    talk = in_transaction(lmtp=True)
    talk.client(b"BDAT 0 LAST\r\n")
    assert talk.server(b"503 no recipients\r\n") == ["503 BDAT#1"]


def test_prdr_announces_a_reply_for_each_recipient_and_one_for_all() -> None:
    talk = in_transaction("b@example.test", "c@example.test")
    talk.client(b"DATA\r\n")
    talk.server(b"354 go\r\n")
    talk.client(b"x\r\n.\r\n")
    assert talk.server(b"353 per recipient\r\n250 ok\r\n550 no\r\n250 done\r\n") == [
        "353 .#5",
        "250 .#5 for b@example.test",
        "550 .#5 for c@example.test",
        "250 .#5",
    ]
    assert (talk.state().accepted, talk.state().awaiting, talk.state().doubtful) == (1, (), False)


# -- BDAT


def test_chunks_are_data_whatever_is_in_them() -> None:
    talk = in_transaction("b@example.test")
    assert talk.client(b"BDAT 7\r\nQUIT\r\n.BDAT 5 LAST\r\n\r\n.\r\n") == ["BDAT#2", "data#3", "BDAT#4", "data#5"]
    assert talk.server(b"250 ok\r\n250 queued\r\n") == ["250 BDAT#2", "250 BDAT#4"]
    assert (talk.state().accepted, talk.state().envelope) == (1, Envelope())


def test_an_unfinished_chunk_is_awaited_by_the_server_not_by_us() -> None:
    talk = in_transaction("b@example.test")
    talk.client(b"BDAT 10 LAST\r\n12345")
    assert (talk.phase(), talk.state().awaiting) == (Phase.CHUNK, ())
    talk.client(b"67890")
    assert (talk.phase(), talk.state().awaiting) == (Phase.COMMAND, ("BDAT",))


def test_a_chunk_refused_early_still_takes_its_octets() -> None:
    talk = greeted()
    talk.client(b"BDAT 10 LAST\r\n12345")
    assert talk.server(b"503 no transaction\r\n") == ["503 BDAT#0"]
    assert talk.client(b"67890NOOP\r\n") == ["data#2", "NOOP#3"]
    assert talk.state().awaiting == ("NOOP",)


@pytest.mark.parametrize("size", ["", "x", "-1", "+5", "٣", "1" * 5000, "1_0"])
def test_a_chunk_without_a_size_is_a_command_only(size: str) -> None:
    talk = greeted()
    assert talk.client(f"BDAT {size} LAST\r\n".encode()) == ["BDAT#0"]
    assert talk.phase() is Phase.COMMAND


# -- AUTH


def test_auth_login_step_by_step() -> None:
    talk = greeted()
    assert talk.client(b"AUTH LOGIN\r\n") == ["AUTH#0"]
    assert talk.server(b"334 VXNlcm5hbWU6\r\n") == ["334 AUTH#0"]
    assert talk.phase() is Phase.AUTH
    assert talk.client(b64("vasya") + b"\r\n") == ["AUTH#1/1"]
    assert talk.server(b"334 UGFzc3dvcmQ6\r\n") == ["334 AUTH#1/1"]
    assert talk.client(b64("s3cret") + b"\r\n") == ["AUTH#2/2"]
    assert talk.server(b"235 ok\r\n") == ["235 AUTH#2/2"]
    assert (talk.phase(), talk.state().authenticated) == (Phase.COMMAND, "vasya")


@pytest.mark.parametrize("initial", ["AUTH PLAIN %s", "auth\tplain\t%s", "AUTH  PLAIN  %s "])
def test_auth_plain_with_an_initial_response(initial: str) -> None:
    talk = greeted()
    talk.client((initial % b64("\0vasya\0s3cret").decode()).encode() + b"\r\n")
    talk.server(b"235 ok\r\n")
    assert talk.state().authenticated == "vasya"


def test_auth_answers_sent_before_their_prompts() -> None:
    talk = greeted()
    lines = b"AUTH LOGIN\r\n" + b64("vasya") + b"\r\n" + b64("s3cret") + b"\r\nMAIL FROM:<a@example.test>\r\n"
    assert talk.client(lines) == ["AUTH#0", "?#1", "?#2", "MAIL#3"]
    came = talk.server(b"334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 ok\r\n250 ok\r\n")
    assert came == ["334 AUTH#0", "334 AUTH#1/1", "235 AUTH#2/2", "250 MAIL#3"]
    assert talk.state().authenticated == "vasya"
    assert talk.state().envelope.sender == "a@example.test"


def test_lines_sent_behind_the_last_answer_are_commands_once_it_is_accepted() -> None:
    talk = greeted()
    talk.client(b"AUTH LOGIN\r\n")
    talk.server(b"334 VXNlcm5hbWU6\r\n")
    lines = b64("vasya") + b"\r\n" + b64("s3cret") + b"\r\nMAIL FROM:<a@example.test>\r\nhm\r\n"
    talk.client(lines)
    came = talk.server(b"334 UGFzc3dvcmQ6\r\n235 ok\r\n250 ok\r\n500 what\r\n")
    assert came == ["334 AUTH#1/1", "235 AUTH#2/2", "250 MAIL#3", "500 ?#4"]
    assert talk.state().authenticated == "vasya"
    assert talk.state().envelope.sender == "a@example.test"


def test_a_cancelled_exchange_is_over() -> None:
    talk = greeted()
    talk.client(b"AUTH LOGIN\r\n")
    talk.server(b"334 VXNlcm5hbWU6\r\n")
    talk.client(b"*\r\n")
    talk.server(b"501 cancelled\r\n")
    assert (talk.phase(), talk.state().authenticated) == (Phase.COMMAND, None)


def test_a_server_may_ask_without_end() -> None:
    talk = greeted()
    talk.client(b"AUTH X-ENDLESS\r\n")
    for step in range(50):
        talk.server(b"334 more\r\n")
        assert talk.client(b"eA==\r\n") == [f"AUTH#{step + 1}/{step + 1}"]
    talk.server(b"535 no\r\n")
    assert talk.phase() is Phase.COMMAND


def test_a_user_name_with_control_characters_is_safe_to_show() -> None:
    talk = greeted()
    talk.client(b"AUTH PLAIN " + b64("\0\x1b[31m\0s3cret") + b"\r\n")
    talk.server(b"235 ok\r\n")
    assert (talk.state().authenticated or "\0").isprintable()


# -- STARTTLS


def secure_talk() -> Talk:
    talk = greeted()
    talk.client(b"EHLO x\r\n")
    talk.server(b"250-x\r\n250 STARTTLS\r\n")
    talk.client(b"STARTTLS\r\n")
    return talk


def test_starttls_forgets_what_was_said_in_the_clear() -> None:
    talk = secure_talk()
    assert talk.server(b"220 go\r\n") == ["220 STARTTLS#1"]
    assert talk.phase() is Phase.TLS_PENDING
    talk.upgrade()
    assert talk.state().secure
    assert talk.phase() is Phase.COMMAND
    assert talk.state().capabilities is None
    talk.client(b"EHLO x\r\n")
    talk.server(b"250-x\r\n250 AUTH PLAIN\r\n")
    assert "STARTTLS" in (talk.state().capabilities_before_tls or ())
    assert "STARTTLS" not in offered(talk)


@pytest.mark.parametrize("injected", [b"250 injected\r\n", b"2", b"\x16\x03\x03", b"\r\n"])
def test_bytes_behind_the_220_are_an_injection(injected: bytes) -> None:
    talk = secure_talk()
    assert talk.server(b"220 go\r\n" + injected) == ["220 STARTTLS#1", "plaintext"]
    talk.upgrade()
    talk.client(b"NOOP\r\n")
    assert talk.server(b"250 ok\r\n") == ["250 NOOP#2"]
    assert [event.raw for event in talk.events if isinstance(event, PlaintextAfterStartTls)] == [injected]


def test_plaintext_in_a_later_segment_is_an_injection_too() -> None:
    talk = secure_talk()
    talk.server(b"220 go\r\n")
    assert talk.server(b"250 injected\r\n") == ["plaintext"]
    assert talk.server(b"") == []


def test_nothing_can_be_sent_during_the_handshake() -> None:
    talk = secure_talk()
    talk.server(b"220 go\r\n")
    with pytest.raises(ValueError, match="handshake"):
        talk.client(b"AUTH PLAIN x\r\n")


def test_what_was_pipelined_behind_starttls_is_lost() -> None:
    talk = secure_talk()
    talk.client(b"NOOP\r\nMA")
    talk.server(b"220 go\r\n")
    assert talk.state().awaiting == ()
    talk.upgrade()
    assert talk.client(b"NOOP\r\n") == ["NOOP#4"]


def test_a_refused_starttls_changes_nothing() -> None:
    talk = secure_talk()
    assert talk.server(b"454 not now\r\n") == ["454 STARTTLS#1"]
    assert (talk.phase(), talk.state().secure) == (Phase.COMMAND, False)
    assert talk.state().capabilities is not None


# -- the table


def test_the_table_leads_nowhere_from_the_end() -> None:
    assert not any(phase in (Phase.CLOSED, Phase.CLOSING) for phase, _, _ in NEXT)
    assert Phase.CLOSED not in NEXT.values()


# -- anything at all

LINES = [
    b"EHLO x\r\n", b"MAIL FROM:<a@example.test>\r\n", b"RCPT TO:<b@example.test>\r\n", b"DATA\r\n", b".\r\n", b"x\r\n",
    b"BDAT 3\r\n", b"BDAT 2 LAST\r\n", b"AUTH LOGIN\r\n", b"AUTH PLAIN eA==\r\n", b"STARTTLS\r\n", b"QUIT\r\n",
    b"*\r\n", b"\r\n", b"\n", b"RSET\r\n", b"NO", b"\xff\r\n",
]  # fmt: skip
REPLIES = [
    b"220 x\r\n", b"250 ok\r\n", b"250-x\r\n250 SIZE 9\r\n", b"250-x\r\n", b"235 ok\r\n", b"334 \r\n", b"354 go\r\n",
    b"353 prdr\r\n", b"421 bye\r\n", b"535 no\r\n", b"221 bye\r\n", b"\r\n", b"what\r\n", b"25", b"0 ok\r\n",
]  # fmt: skip
line = st.one_of(st.sampled_from(LINES), st.binary(min_size=1, max_size=5))
reply = st.one_of(st.sampled_from(REPLIES), st.binary(max_size=5))
turn = st.one_of(st.tuples(st.just("C"), line), st.tuples(st.just("S"), reply), st.tuples(st.just("T"), st.just(b"")))


@given(st.lists(turn, max_size=40), st.booleans())
def test_any_conversation_is_survived_and_nothing_is_lost(turns: list[tuple[str, bytes]], lmtp: bool) -> None:
    talk = Talk(Dialogue(lmtp=lmtp))
    unasked = Talk(Dialogue(lmtp=lmtp))  # its state is put together only once
    sent = came = b""
    for side, raw in turns:
        pending = talk.phase() is Phase.TLS_PENDING
        for each in (talk, unasked):
            if side == "C" and not pending:
                each.client(raw)
            elif side == "S":
                each.server(raw)
            elif pending:
                each.upgrade()
        sent += raw if side == "C" and not pending else b""
        came += raw if side == "S" else b""
        dialogue, state = talk.dialogue, talk.state()
        assert (dialogue.phase, dialogue.secure, dialogue.awaiting) == (state.phase, state.secure, state.awaiting)
        assert dialogue.is_awaiting == bool(state.awaiting)
        assert "." not in talk.state().awaiting or talk.phase() is not Phase.GREETING
    assert talk.state() == unasked.state()
    talk.close()
    assert talk.state().awaiting == ()
    assert not talk.dialogue.is_awaiting
    assert b"".join(event.raw for event in talk.events if isinstance(event, Sent)) == sent
    assert b"".join(map(server_bytes, talk.events)) == came
    ordinals = [event.ordinal for event in talk.events if isinstance(event, Sent)]
    assert ordinals == list(range(len(ordinals)))
    answered = [event.answers.sent for event in talk.events if isinstance(event, Received) and event.answers]
    told = [ordinal for ordinal in answered if ordinal is not None]
    assert told == sorted(told)
    assert set(told) <= set(ordinals)


SESSION = b"220 hi\r\n250-x\r\n250 STARTTLS\r\n250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n221 bye\r\n"


@pytest.mark.parametrize("cut", range(len(SESSION)))
def test_a_close_at_any_byte_is_an_event_and_keeps_what_came(cut: int) -> None:
    talk = Talk()
    talk.client(b"EHLO x\r\nMAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\nDATA\r\n")
    talk.server(SESSION[:cut])
    if talk.phase() is Phase.DATA:
        talk.client(b"x\r\n.\r\nQUIT\r\n")
    assert talk.close(Party.NETWORK)[-1].startswith("closed")
    assert b"".join(map(server_bytes, talk.events)) == SESSION[:cut]
