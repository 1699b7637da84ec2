"""Replies and states to explain, made as a session makes them; and all the words of an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from smtptui.explain.reply import Explanation, explain_reply
from smtptui.messages import Message
from smtptui.smtp.dialogue import Dialogue
from smtptui.smtp.events import Answers, Received
from smtptui.smtp.reply import Reply, ReplyReader
from smtptui.smtp.state import DialogueState

GREETING = "S: 220 mail.example.test ESMTP"
HELLO = ("C: EHLO client.example.test", "S: 250-mail.example.test", "S: 250-PIPELINING", "S: 250-8BITMIME")


def reply(text: str) -> Reply:
    """One reply from its lines, separated by newlines."""
    reader = ReplyReader()
    reader.feed(text.replace("\n", "\r\n").encode() + b"\r\n")
    item = reader.next_item()
    assert isinstance(item, Reply)
    return item


def explained(text: str, verb: str | None, recipient: str | None = None) -> Explanation:
    """A reply explained as the answer to `verb`, None for an unsolicited one."""
    answers = None if verb is None else Answers(verb, None, recipient)
    return explain_reply(Received(reply(text), answers))


def played(*lines: str) -> tuple[Dialogue, list[Received]]:
    """A session of `C:` and `S:` lines, with its replies."""
    dialogue = Dialogue()
    received: list[Received] = []
    for line in lines:
        party, text = line[:2], line[3:].encode() + b"\r\n"
        if party == "C:":
            dialogue.send(text)
        else:
            received.extend(event for event in dialogue.receive(text) if isinstance(event, Received))
    return dialogue, received


def state_after(*lines: str) -> DialogueState:
    """The state that a session of `C:` and `S:` lines leads to."""
    return played(*lines)[0].state


def messages_in(value: object) -> Iterator[Message]:
    """Every Message in a value, those in parameters included."""
    if isinstance(value, Message):
        yield value
        for param in value.params.values():
            yield from messages_in(param)
    elif isinstance(value, tuple):
        for item in value:
            yield from messages_in(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from messages_in(getattr(value, field.name))


def sentences(value: object) -> list[str]:
    """Every sentence in a value, in English. Fails where one is empty or has a placeholder without a value."""
    found = []
    for message in messages_in(value):
        text = str(message)
        assert text.strip(), message
        missing = [name for name in message.params if f"{{{name}}}" not in message.msgid + message.plural]
        assert not missing, (message.msgid, missing)
        assert "{" not in message.msgid or message.params, message.msgid
        found.append(text)
    return found
