"""A reply explained to a person: what it says at this stage, why, and what to do next.

The tables are in `codes/`, `enhanced_table.py` and `vendor_table.py`; here they are put together.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING

from smtptui.explain import stages
from smtptui.explain.anomalies import ANOMALIES
from smtptui.explain.codes import CLASSES, OF_ONE, UNSOLICITED, Entry, find_entry
from smtptui.explain.enhanced import EnhancedCode, explain_enhanced
from smtptui.explain.odd import middlebox_behind
from smtptui.explain.vendors import Retry, find_vendor, queue_id, retry_after
from smtptui.messages import Message
from smtptui.smtp.events import Answers, Received
from smtptui.smtp.reply import Reply, Severity
from smtptui.smtp.state import DialogueState
from smtptui.smtp.visible import visible, visible_text
from smtptui.values import dataclass

if TYPE_CHECKING:
    from smtptui.explain.vendor_table import VendorReply

Params = Mapping[str, str | int | float | Message]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that can be told about one reply. `stage` says what it answers; `retry_after` is set where the server asks
    to try again; `vendor` names a well-known reply, whose cause and steps then come first; `prompt` is what a 334
    asks, decoded and safe to show; `anomalies` has one sentence for
    each oddity of the bytes."""

    title: Message
    meaning: Message
    class_meaning: Message
    stage: Message
    enhanced: EnhancedCode | None = None
    cause: Message | None = None
    next_steps: tuple[Message, ...] = ()
    rfc: tuple[str, ...] = ()
    queue_id: str | None = None
    retry_after: Retry | None = None
    anomalies: tuple[Message, ...] = ()
    vendor: Message | None = None
    prompt: str | None = None


def explain_reply(received: Received, state: DialogueState | None = None) -> Explanation:
    """Explains one reply by its code, the stage it came at, its enhanced code and its text.

    `state` is the dialogue's state after the reply; with it the missing step behind a 503 or a 530 is named.
    """
    reply, answers = received.reply, received.answers
    stage = answers.verb if answers is not None else UNSOLICITED
    entry = _filled(_entry(reply, answers, stage), _params(reply, answers))
    retry = retry_after(reply)
    refused = reply.severity in (Severity.TRANSIENT, Severity.PERMANENT)
    vendor = find_vendor(reply) if refused and not (retry and retry.greylisted) else None
    judged = stages.judge(reply, stage, state)
    steps = (*(vendor.next_steps if vendor else ()), *(judged.next_steps or entry.next_steps))
    return Explanation(
        title=entry.title,
        meaning=entry.meaning,
        class_meaning=CLASSES[reply.code // 100],
        stage=stages.describe(answers),
        enhanced=explain_enhanced(reply.enhanced) if reply.enhanced else None,
        cause=_cause(retry, vendor, judged.cause or entry.cause),
        next_steps=tuple(dict.fromkeys(steps)),
        rfc=entry.rfc,
        queue_id=queue_id(reply) if stage in (".", "BDAT", "BURL") else None,
        retry_after=retry,
        anomalies=tuple(ANOMALIES[anomaly] for anomaly in reply.anomalies),
        vendor=vendor.who if vendor else middlebox_behind(reply, stage),
        prompt=decode_prompt(reply) if reply.code == 334 and stage == "AUTH" else None,
    )


def _entry(reply: Reply, answers: Answers | None, stage: str) -> Entry:
    is_of_one = stage in (".", "BDAT") and answers is not None and answers.recipient is not None
    return OF_ONE.get(reply.code // 100 if is_of_one else 0) or find_entry(reply.code, stage)


def _cause(retry: Retry | None, vendor: VendorReply | None, otherwise: Message | None) -> Message | None:
    if retry and retry.greylisted:
        return retry.message
    return vendor.cause if vendor else otherwise or (retry.message if retry else None)


def decode_prompt(reply: Reply) -> str | None:
    """What a 334 asks, its base64 decoded and safe to show; None where the text is no base64; "" for an empty one."""
    text = reply.lines[-1].text.strip()
    try:
        return visible(base64.b64decode(text + b"=" * (-len(text) % 4), validate=True))
    except (binascii.Error, ValueError):
        return None


def _params(reply: Reply, answers: Answers | None) -> Params:
    recipient = answers.recipient if answers is not None else None
    return {
        "code": reply.code,
        "recipient": visible_text(recipient) if recipient else Message("this recipient"),
    }


def _filled(entry: Entry, params: Params) -> Entry:
    """The entry with values for the placeholders that its sentences have."""
    return Entry(
        _with(entry.title, params),
        _with(entry.meaning, params),
        _with(entry.cause, params) if entry.cause else None,
        tuple(_with(step, params) for step in entry.next_steps),
        entry.rfc,
    )


def _with(message: Message, params: Params) -> Message:
    """The message with those of `params` that its sentence names."""
    wanted = {name: value for name, value in params.items() if f"{{{name}}}" in message.msgid}
    return message.with_params(wanted) if wanted else message
