"""What a server remembers, and how much of it."""

from __future__ import annotations

import re

from smtptui.practice.ledger import Ledger, Mailbox, StoredMessage, queue_id


def message(data: bytes = b"", recipient: str = "vasya@example.test", session: int = 1) -> StoredMessage:
    return StoredMessage("1CF5FC0AAE", "a@example.org", (recipient,), data, "127.0.0.1", session)


def test_queue_ids_look_like_postfixs_and_do_not_come_twice() -> None:
    ids = [queue_id(number) for number in range(1, 5001)]
    assert ids[0] == "1CF5FC0AAE"
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[0-9A-F]{10}", text) for text in ids)


def test_the_oldest_mail_makes_room() -> None:
    mailbox = Mailbox(messages=3, octets=10)
    for number in range(5):
        mailbox.add(message(bytes((number,))))
    assert [stored.data for stored in mailbox] == [b"\2", b"\3", b"\4"]
    mailbox.add(message(b"123456789"))
    assert [stored.data for stored in mailbox] == [b"\4", b"123456789"]
    mailbox.add(message(b"more than ten octets"))
    assert (len(mailbox), mailbox.dropped) == (1, 6)


def test_mail_is_found_by_address_and_session() -> None:
    mailbox = Mailbox()
    mailbox.add(message(b"1", "Vasya@example.test", session=1))
    mailbox.add(message(b"2", "vasya@example.test", session=2))
    mailbox.add(message(b"3", "masha@example.test", session=2))
    assert [stored.data for stored in mailbox.messages_for("<VASYA@example.test>")] == [b"1", b"2"]
    assert [stored.data for stored in mailbox.messages_for("vasya@example.test", 2)] == [b"2"]
    assert [stored.data for stored in mailbox.of_session(2)] == [b"2", b"3"]


def test_what_is_remembered_of_peers_is_bounded() -> None:
    ledger = Ledger(most_keys=10)
    for number in range(100):
        assert ledger.first_seen((str(number),), number) == number
        assert ledger.count((str(number),)) == 1
    assert ledger.first_seen(("95",), 200) == 95
    assert ledger.first_seen(("1",), 200) == 200
    assert ledger.count(("99",)) == 2


def test_mail_does_not_show_in_a_repr() -> None:
    assert "secret" not in repr(message(b"secret"))
