"""What a script says, line by line, as values (the grammar is in `format`). Positions do not count when two compare."""

from __future__ import annotations

from dataclasses import field

from smtptui.lesson.patterns import Pattern, Regex
from smtptui.lesson.template import Template
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Where a line stands in its file: line and column, both from 1."""

    line: int = 1
    column: int = 1


NOWHERE = Position()


@dataclass(frozen=True, slots=True)
class Send:
    """`C:` one line to send, CRLF added."""

    text: Template
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """`C?` the learner composes the line; any of the alternatives will do, the first is the model answer."""

    alternatives: tuple[Pattern, ...]
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Trap:
    """`C!` a known wrong answer, and the id of the text that answers it."""

    pattern: Pattern
    id: str
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SendFile:
    """`C<` the bytes of a file that stands beside the script, as they are."""

    path: str
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SendBytes:
    """`C=` bytes, as they are."""

    raw: bytes
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BareText:
    """Text that is a line of the reply; checked on the practice server only."""

    text: Template


@dataclass(frozen=True, slots=True)
class ExactText:
    """`=` text that is a line of the reply, on any server."""

    text: Template


@dataclass(frozen=True, slots=True)
class Base64Text:
    """`~"…"` a line of the reply is base64 of the text."""

    text: Template


Wording = BareText | ExactText | Base64Text | Regex


@dataclass(frozen=True, slots=True)
class Rest:
    """What follows the code: an enhanced code such as `5.7.x`, a wording, or both."""

    enhanced: str | None = None
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """`S:` one reply: any of the codes (`250`, `25x` is not one, `5xx` is), and what its lines must say."""

    codes: tuple[str, ...]
    rests: tuple[Rest, ...] = ()
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Has:
    """`S+` a keyword, with parameters, that the reply above must have; its parameters captured as `capture`."""

    keyword: str
    parameters: tuple[Template, ...] = ()
    capture: str | None = None
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Lacks:
    """`S-` a keyword, or one with these parameters, that the reply above must not have."""

    keyword: str
    parameters: tuple[Template, ...] = ()
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """`@step` what follows belongs to this step."""

    id: str
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Connect:
    """`@connect` a new connection: to the target named, else to the one the script is played on."""

    target: Template | None = None
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Close:
    """`@close` ends the connection in good order, without QUIT."""

    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Drop:
    """`@drop` cuts the connection."""

    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AwaitClosed:
    """`@closed` the server must close the connection."""

    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class StartTls:
    """`@starttls` STARTTLS, a 220, and the handshake."""

    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Wait:
    """`@wait` nothing is sent for so many seconds."""

    seconds: float
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Advance:
    """`@advance` the practice server's clock moves by so many seconds."""

    seconds: float
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Set:
    """`@set` gives a variable its value."""

    name: str
    value: Template
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Goal:
    """`@goal` a state that must be reached: a predicate and its arguments."""

    predicate: str
    arguments: tuple[Template, ...] = ()
    pattern: Pattern | None = None
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """What an `@if` asks: `ext KEYWORD [param]`, `tls`, `authed`, `practice`, `reply code`, or the opposite."""

    test: str
    arguments: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class If:
    """`@if` … `@else` … `@end`. `otherwise` is None where there is no `@else`."""

    condition: Condition
    then: tuple[Line, ...] = ()
    otherwise: tuple[Line, ...] | None = None
    where: Position = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """`#` a comment."""

    text: str
    where: Position = field(default=NOWHERE, compare=False, repr=False)


Sending = Send | Ask | SendFile | SendBytes
Line = (
    Sending
    | Trap
    | Expect
    | Has
    | Lacks
    | Step
    | Connect
    | Close
    | Drop
    | AwaitClosed
    | StartTls
    | Wait
    | Advance
    | Set
    | Goal
    | If
    | Remark
)


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script. `file` names it in messages, and is where `C<` looks for its files."""

    file: str = field(compare=False)
    lines: tuple[Line, ...] = ()
