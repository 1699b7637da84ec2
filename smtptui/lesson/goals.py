"""What a script may ask of the state reached: the predicates of `@goal`, the conditions of `@if`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from smtptui.lesson.bench import Bench
from smtptui.lesson.judge import Mismatch, code_fits
from smtptui.lesson.patterns import Encoded, Pattern, Regex, Wild
from smtptui.lesson.replies import Replies
from smtptui.lesson.script import Condition, Goal
from smtptui.lesson.template import Variables
from smtptui.lesson.writing import write_lines
from smtptui.messages import Message, Plural
from smtptui.smtp.auth import decode
from smtptui.smtp.reply import Reply
from smtptui.smtp.state import DialogueState
from smtptui.smtp.visible import visible_text

PRACTICE_ONLY = frozenset({"mailbox", "header"})
"""Goals that only the practice server can prove."""


def says_practice(state: DialogueState) -> bool:
    """Whether the server's EHLO reply says that it is one to practise on."""
    listed = (state.capabilities, state.capabilities_before_tls)
    return any(capabilities is not None and "X-PRACTICE" in capabilities for capabilities in listed)


def holds(condition: Condition, state: DialogueState, reply: Reply | None, practice: bool) -> bool:
    """Whether an `@if` takes its first branch; `reply` is the last one judged."""
    match condition.test:
        case "ext":
            truth = _offers(state, condition.arguments)
        case "tls":
            truth = state.secure
        case "authed":
            truth = state.authenticated is not None
        case "practice":
            truth = practice
        case _:
            truth = reply is not None and code_fits(condition.arguments[0], reply.code)
    return truth is not condition.negated


def _offers(state: DialogueState, words: Sequence[str]) -> bool:
    capabilities = state.capabilities
    if capabilities is None or words[0] not in capabilities:
        return False
    offered = {word.upper() for word in capabilities.parameters(words[0])}
    return all(word.upper() in offered for word in words[1:])


def judge_goal(goal: Goal, replies: Replies, bench: Bench, variables: Variables, accepted: int) -> Mismatch | None:
    """None where the goal is reached. `accepted`: the messages taken by earlier sessions of the same script.

    Raises CannotRender, PatternTooSlow.
    """
    words = [argument.render(variables) for argument in goal.arguments]
    state = replies.session.state
    if goal.predicate in PRACTICE_ONLY:
        reached, got = _in_mailbox(goal, words, replies, bench, variables)
    else:
        reached, got = _PREDICATES[goal.predicate](words, replies, state, accepted)
    if reached:
        return None
    return Mismatch(next(write_lines((goal,))), got)


Verdict = tuple[bool, Message | str]


def _in_mailbox(goal: Goal, words: list[str], replies: Replies, bench: Bench, variables: Variables) -> Verdict:
    if goal.predicate == "mailbox":
        count = len(bench.mailbox(words[0]))
        return count >= _number(words[1]), Message("{count} in the mailbox", count=count)
    for address in dict.fromkeys(reversed(replies.recipients)):
        for message in reversed(bench.mailbox(address)):
            values = header_values(message, words[0])
            assert goal.pattern is not None
            found = any(pattern_fits(goal.pattern, value, variables) for value in values)
            return found, visible_text("; ".join(values)) or Message("no such header")
    return False, Message("no message")


def _connected(_: list[str], replies: Replies, __: DialogueState, ___: int) -> Verdict:
    return replies.session.is_open, Message("not connected")


def _greeted(_: list[str], __: Replies, state: DialogueState, ___: int) -> Verdict:
    return state.client_name is not None, Message("no HELO or EHLO accepted")


def _tls(_: list[str], __: Replies, state: DialogueState, ___: int) -> Verdict:
    return state.secure, Message("no TLS")


def _authed(words: list[str], _: Replies, state: DialogueState, __: int) -> Verdict:
    user = state.authenticated
    reached = user is not None and (not words or words[0] == user)
    return reached, Message("not logged in") if user is None else user


def _mail(words: list[str], _: Replies, state: DialogueState, __: int) -> Verdict:
    sender = state.envelope.sender
    reached = sender is not None and (not words or words[0].strip("<>") == sender)
    return reached, Message("no MAIL accepted") if sender is None else f"<{sender}>"


def _rcpts(words: list[str], _: Replies, state: DialogueState, __: int) -> Verdict:
    count = len(state.envelope.recipients)
    return count >= _number(words[0]), Plural("{count} recipient accepted", "{count} recipients accepted", count)


def _queued(words: list[str], _: Replies, state: DialogueState, accepted: int) -> Verdict:
    count = state.accepted + accepted
    return count >= (_number(words[0]) if words else 1), Plural(
        "{count} message accepted", "{count} messages accepted", count
    )


def _quit(_: list[str], replies: Replies, __: DialogueState, ___: int) -> Verdict:
    return replies.has_quit, Message("no QUIT accepted")


_PREDICATES: dict[str, Callable[[list[str], Replies, DialogueState, int], Verdict]] = {
    "connected": _connected,
    "greeted": _greeted,
    "tls": _tls,
    "authed": _authed,
    "mail": _mail,
    "rcpts": _rcpts,
    "queued": _queued,
    "quit": _quit,
}


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0


def header_values(message: bytes, name: str) -> list[str]:
    """The values of a header field, unfolded, in their order."""
    head = re.split(rb"\r?\n\r?\n", message, maxsplit=1)[0]
    unfolded = re.sub(rb"\r?\n(?=[ \t])", b"", head).decode("utf-8", "surrogateescape")
    pairs = (line.partition(":") for line in re.split(r"\r?\n", unfolded))
    return [value.strip() for field, _, value in pairs if field.strip().lower() == name.lower()]


def pattern_fits(pattern: Pattern, text: str, variables: Variables) -> bool:
    """Whether `text` is like the pattern. Raises CannotRender, PatternTooSlow."""
    match pattern:
        case Regex():
            return pattern.search((text,), variables) is not None
        case Encoded(template):
            wanted = template.render(variables).encode("utf-8", "surrogateescape")
            return decode(text.encode("utf-8", "surrogateescape")) == wanted
        case Wild(parts):
            glob = ".*?".join(re.escape(part.render(variables)) for part in parts)
            return re.fullmatch(glob, text, re.DOTALL) is not None
