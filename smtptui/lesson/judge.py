"""Whether a reply is what a script expects. Pure.

The code is checked everywhere; bare text only where `exact` says so, on the practice server. `[5.7.x]`, `/…/`, `~"…"`
and `=` are checked everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from smtptui.lesson.patterns import Regex
from smtptui.lesson.script import BareText, Base64Text, ExactText, Expect, Has, Lacks, Rest
from smtptui.lesson.template import Template, Variables
from smtptui.messages import Message
from smtptui.smtp.auth import decode
from smtptui.smtp.capabilities import Capability, parse_capabilities
from smtptui.smtp.reply import Reply
from smtptui.smtp.visible import visible, visible_text
from smtptui.values import dataclass

_ENHANCED = re.compile(r"([245])\.([0-9]{1,3})\.([0-9]{1,3})(?=\s|\Z)")
LONGEST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Match:
    """The reply will do; `captures` are the variables that it gives."""

    captures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """It will not: what was expected and what came, each safe to show."""

    expected: Message | str
    got: Message | str

    @property
    def message(self) -> Message:
        """Both in one sentence."""
        return Message("expected {expected}, got {got}", expected=self.expected, got=self.got)


def judge_reply(expect: Expect, reply: Reply, variables: Variables, *, exact: bool) -> Match | Mismatch:
    """Whether `reply` is what an `S:` line expects. Raises CannotRender, PatternTooSlow."""
    if not any(code_fits(code, reply.code) for code in expect.codes):
        return Mismatch("|".join(expect.codes), shown(reply))
    captures: dict[str, str] = {}
    for rest in expect.rests:
        found = _judge_rest(rest, reply, {**variables, **captures}, exact)
        if found is None:
            return Mismatch(_expected(expect, rest, variables), shown(reply))
        captures.update(found)
    return Match(captures)


def code_fits(wanted: str, code: int) -> bool:
    """Whether a code is `250`, or of the class `2xx`."""
    return str(code)[0] == wanted[0] if wanted.endswith("xx") else str(code) == wanted


def judge_has(has: Has, reply: Reply, variables: Variables) -> Match | Mismatch:
    """Whether an `S+` line holds for the reply above it. Raises CannotRender."""
    line = _find(has.keyword, has.parameters, reply, variables)
    if line is None:
        return Mismatch(_wanted(has.keyword, has.parameters, variables), _keywords(reply))
    if has.capture is None:
        return Match()
    capabilities = parse_capabilities(reply)
    return Match({has.capture: " ".join(capabilities.parameters(has.keyword))})


def judge_lacks(lacks: Lacks, reply: Reply, variables: Variables) -> Match | Mismatch:
    """Whether an `S-` line holds for the reply above it. Raises CannotRender."""
    line = _find(lacks.keyword, lacks.parameters, reply, variables)
    if line is None:
        return Match()
    unwanted = Message("no {words}", words=_wanted(lacks.keyword, lacks.parameters, variables))
    return Mismatch(unwanted, _short(line.line))


def shown(reply: Reply) -> str:
    """A reply as it stands in a sentence: its lines, one after the other, made safe and not too long."""
    return _short(" / ".join(visible(line.content) for line in reply.lines[:20]))


def _judge_rest(rest: Rest, reply: Reply, variables: Variables, exact: bool) -> Mapping[str, str] | None:
    """The captures of the first line that fits; None where none does."""
    texts = (visible(line.text) for line in reply.lines)
    candidates = texts if rest.enhanced is None else _with_enhanced(rest.enhanced, texts)
    if isinstance(rest.wording, Regex):
        return rest.wording.search(candidates, variables)
    for text in candidates:
        if rest.wording is None or _fits(rest.wording, text, variables, exact):
            return {}
    return None


def _with_enhanced(wanted: str, texts: Iterator[str]) -> Iterator[str]:
    """The texts that begin with the enhanced code, and what follows it: a wording may leave the code out."""
    for text in texts:
        match = _ENHANCED.match(text)
        if match and _enhanced_fits(wanted, match):
            yield text
            yield text[match.end() :].strip()


def _enhanced_fits(wanted: str, match: re.Match[str]) -> bool:
    return all(part in ("x", found) for part, found in zip(wanted.split("."), match.groups()))


def _fits(wording: BareText | ExactText | Base64Text, text: str, variables: Variables, exact: bool) -> bool:
    match wording:
        case BareText(template):
            return not exact or _same(template.render(variables), text)
        case ExactText(template):
            return _same(template.render(variables), text)
        case Base64Text(template):
            return decode(text.encode()) == template.render(variables).encode("utf-8", "surrogateescape")


def _same(wanted: str, text: str) -> bool:
    return visible_text(wanted).strip() == text.strip()


def _find(keyword: str, parameters: tuple[Template, ...], reply: Reply, variables: Variables) -> Capability | None:
    capabilities = parse_capabilities(reply)
    offered = {word.upper() for word in capabilities.parameters(keyword)}
    if all(parameter.render(variables).upper() in offered for parameter in parameters):
        return capabilities.get(keyword)
    return None


def _wanted(keyword: str, parameters: tuple[Template, ...], variables: Variables) -> str:
    words = " ".join((keyword, *(parameter.render(variables) for parameter in parameters)))
    return visible_text(words)


def _keywords(reply: Reply) -> Message | str:
    lines = parse_capabilities(reply).lines
    if not lines:
        return Message("a reply without extensions: {reply}", reply=shown(reply))
    return _short(", ".join(line.line for line in lines))


def _expected(expect: Expect, rest: Rest, variables: Variables) -> str:
    wording = rest.wording
    if isinstance(wording, BareText | ExactText):
        rest = Rest(rest.enhanced, None)
        text = wording.text.render(variables)
    elif isinstance(wording, Base64Text):
        rest = Rest(rest.enhanced, None)
        text = f'~"{wording.text.render(variables)}"'
    else:
        text = ""
    from smtptui.lesson.writing import write_rest  # here: a script that holds shows nothing

    words = ("|".join(expect.codes), write_rest(rest), text)
    return _short(visible_text(" ".join(word for word in words if word)))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
