"""What a script's lines say taken together: sent lines without a reply, variables without a value. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field

from smtptui.errors import LessonError
from smtptui.lesson.lookalikes import first_lookalike, latin, lookalike
from smtptui.lesson.patterns import Pattern, Regex, model_answer, variables_of
from smtptui.lesson.script import (
    Ask,
    AwaitClosed,
    BareText,
    Base64Text,
    Close,
    Connect,
    Drop,
    ExactText,
    Expect,
    Goal,
    Has,
    If,
    Lacks,
    Line,
    Script,
    Send,
    Set,
    StartTls,
    Trap,
)
from smtptui.lesson.source import SourceLine
from smtptui.lesson.template import Template, Variable
from smtptui.messages import Message
from smtptui.smtp.command import VERBS, parse_command
from smtptui.values import dataclass

Sources = Mapping[int, SourceLine]


def missing_replies(script: Script, sources: Sources) -> list[LessonError]:
    """Sent lines that no `S:` answers, and verbs with a letter of another alphabet."""
    check = _Check(sources)
    check.walk(script.lines)
    check.end()
    return check.mistakes


def undoubled_dots(script: Script, sources: Sources) -> list[LessonError]:
    """Lines of messages that begin with one dot, which the server takes away: not wrong, and mostly not meant."""
    check = _Check(sources)
    check.walk(script.lines)
    return check.dots


@dataclass(slots=True)
class _Check:
    """Follows the script as a server would, as far as it can be told: which line is a command, which is data."""

    sources: Sources
    mistakes: list[LessonError] = field(default_factory=list)
    dots: list[LessonError] = field(default_factory=list)
    unanswered: list[Send | Ask] = field(default_factory=list)
    data: bool = False
    chunk: bool = False
    sending: bool = False
    batch: int = 0

    def walk(self, lines: Sequence[Line]) -> None:
        for line in lines:
            match line:
                case Send() | Ask():
                    self._send(line)
                case Expect(codes):
                    self._reply(codes)
                case StartTls():
                    self._begin_batch()
                case AwaitClosed() | Close() | Drop() | Connect():
                    # The connection ends: what was sent may well go without a reply.
                    self.unanswered, self.data, self.chunk, self.sending = [], False, False, False
                case If(_, then, otherwise):
                    self._branches(then, otherwise)
                case _:
                    pass

    def end(self) -> None:
        """The script is over: only a last QUIT needs no reply."""
        if self.batch == 1 and self.unanswered and _verb(self.unanswered[0]) == "QUIT":
            return
        self._begin_batch()

    def _branches(self, then: Sequence[Line], otherwise: Sequence[Line] | None) -> None:
        before = (list(self.unanswered), self.data, self.chunk, self.sending)
        self.walk(then)
        after = (self.unanswered, self.data, self.chunk, self.sending)
        self.unanswered, self.data, self.chunk, self.sending = before
        self.walk(otherwise or ())
        # Both ways must leave the same number of lines open: what is more has no reply.
        fewer = min(len(after[0]), len(self.unanswered))
        for surplus in (after[0][fewer:], self.unanswered[fewer:]):
            self._report(surplus)
        if len(after[0]) == fewer:
            self.unanswered, self.data, self.chunk, self.sending = after

    def _send(self, line: Send | Ask) -> None:
        text = _text(line)
        if self.data:
            if text.plain == ".":
                self.data, self.sending = False, True
                self.batch += 1
                self.unanswered.append(line)
            elif text.write().startswith(".") and not text.write().startswith(".."):
                self._undoubled(line)
            return
        if not self.sending:
            self._begin_batch()
        verb = _verb(line)
        if self.chunk and verb not in VERBS:
            return
        self._check_verb(line)
        self.sending = True
        self.batch += 1
        self.unanswered.append(line)
        self.chunk = verb == "BDAT"
        # A batch may go on behind DATA without waiting for the 354.
        self.data = verb == "DATA"

    def _reply(self, codes: Sequence[str]) -> None:
        self.sending = self.chunk = False
        answered = self.unanswered.pop(0) if self.unanswered else None
        if answered is not None and _verb(answered) == "DATA":
            self.data = any(code in ("354", "3xx") for code in codes) and not self.unanswered

    def _begin_batch(self) -> None:
        self._report(self.unanswered)
        self.unanswered, self.batch = [], 0

    def _report(self, unanswered: Sequence[Send | Ask]) -> None:
        for line in unanswered[:1]:
            told = Message("No S: says what the server must answer to this line.")
            fix = Message("Add a line such as {example} below it.", example="S: 250")
            self.mistakes.append(self.sources[line.where.line].error(line.where.column - 1, "no-reply", told, fix))

    def _undoubled(self, line: Send | Ask) -> None:
        told = Message("The server takes this dot away: a line of the message that begins with a dot has two.")
        self.dots.append(self.sources[line.where.line].error(line.where.column + 2, "dot", told))

    def _check_verb(self, line: Send | Ask) -> None:
        source = self.sources[line.where.line]
        start = line.where.column + 2
        word = (source.text[start:].split(" ") or [""])[0]
        found = first_lookalike(word)
        if found is not None and not word.isascii() and latin(word).upper() in VERBS:
            self.mistakes.append(lookalike(source, start + found))


def _text(line: Send | Ask) -> Template:
    return line.text if isinstance(line, Send) else model_answer(line.alternatives[0])


def _verb(line: Send | Ask) -> str:
    first = _text(line).pieces[:1]
    return parse_command(first[0]).verb if first and isinstance(first[0], str) else ""


def undefined_variables(script: Script, known: Collection[str], sources: Sources) -> Iterator[LessonError]:
    """Variables used before anything gives them a value; `known` have one from the beginning."""
    names = set(known)
    yield from _undefined(script, script.lines, names, sources)


def _undefined(script: Script, lines: Sequence[Line], names: set[str], sources: Sources) -> Iterator[LessonError]:
    for line in lines:
        for variable in uses(line):
            for name in variable.needs:
                if name not in names:
                    yield _no_value(script, line, variable, name, sources)
        names.update(gives(line))
        if isinstance(line, If):
            # What either branch gives counts: which one is taken cannot be told before.
            other = set(names)
            yield from _undefined(script, line.then, names, sources)
            yield from _undefined(script, line.otherwise or (), other, sources)
            names |= other


def _no_value(script: Script, line: Line, variable: Variable, name: str, sources: Sources) -> LessonError:
    source = sources.get(line.where.line) or SourceLine(script.file, line.where.line, "")
    told = Message('The variable "{name}" has no value.', name=name)
    fix = Message("Give it one with --set {name}=…, or @set {name} … above.", name=name)
    return source.error(variable.offset, "undefined", told, fix)


def uses(line: Line) -> tuple[Variable, ...]:
    """The variables whose values a line needs."""
    match line:
        case Send(text) | Set(_, text):
            return text.variables
        case Ask(alternatives):
            return model_answer(alternatives[0]).variables
        case Trap():
            return ()
        case Expect(_, rests):
            return tuple(name for rest in rests if rest.wording for name in _wording_uses(rest.wording))
        case Has(_, parameters) | Lacks(_, parameters):
            return _all(parameters)
        case Goal(_, arguments, pattern):
            return (*_all(arguments), *(variables_of(pattern) if pattern else ()))
        case Connect(Template() as target):
            return target.variables
        case _:
            return ()


def uses_of_pattern(pattern: Pattern) -> Iterator[str]:
    """The names of the variables whose values a pattern needs."""
    for variable in variables_of(pattern):
        yield from variable.needs


def _all(templates: Sequence[Template]) -> tuple[Variable, ...]:
    return tuple(variable for template in templates for variable in template.variables)


def _wording_uses(wording: BareText | ExactText | Base64Text | Regex) -> tuple[Variable, ...]:
    return wording.variables if isinstance(wording, Regex) else wording.text.variables


def gives(line: Line) -> tuple[str, ...]:
    """The variables that a line gives a value."""
    match line:
        case Set(name):
            return (name,)
        case Has(_, _, str() as capture):
            return (capture,)
        case Expect(_, rests):
            return tuple(name for rest in rests if isinstance(rest.wording, Regex) for name in rest.wording.captures)
        case _:
            return ()
