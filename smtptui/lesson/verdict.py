"""Whether what a learner typed is what a step wants, and if not, why: the judge of answers. Pure.

What was typed was sent, and its reply is here. A step passes when pattern and reply fit, or when its goals were
reached another way. Otherwise the first that fits: the author's trap; a diagnosis; the reply explained; else silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smtptui.explain.mistakes import diagnose
from smtptui.explain.mistakes.mistake import octets
from smtptui.explain.reply import explain_reply
from smtptui.lesson.canonical import line_fits
from smtptui.lesson.encodings import wrong_value
from smtptui.lesson.footing import Footing
from smtptui.lesson.judge import Mismatch, judge_has, judge_lacks, judge_reply
from smtptui.lesson.patterns import Pattern, PatternTooSlow, Regex, model_line
from smtptui.lesson.script import Expect, Has, Lacks, Trap
from smtptui.lesson.slips import slip
from smtptui.lesson.template import CannotRender, Variables
from smtptui.lesson.turn import Kind, Question, Source, Turn, Verdict
from smtptui.messages import Message
from smtptui.smtp.auth import find_auth, find_login
from smtptui.smtp.events import Level
from smtptui.smtp.state import DialogueState, Phase


def judge_line(question: Question, turn: Turn, variables: Variables) -> Verdict:
    """The verdict on a line. Never raises."""
    phase = turn.before.phase
    fits = any(line_fits(pattern, turn.typed, variables, phase) for pattern in question.alternatives)
    judged = _judge_expects(question, turn, variables) if fits else None
    if isinstance(judged, Mapping):
        return Verdict(Kind.PASSED, Source.PATTERN, captures=judged)
    trapped = _trapped(question, turn, variables) if not fits else None
    is_whole = not question.alternatives  # a section that is the learner's own, from its first line to its last
    if turn.reached and not (is_whole and trapped):
        return Verdict(Kind.PASSED, Source.GOAL)
    found = trapped or _diagnosed(question, turn, variables, fits) or _explained(turn, judged)
    if found is None and is_whole and turn.after.accepted > turn.before.accepted:
        message = Message("The server took the letter, and it is not yet the one asked for: read the step again.")
        found = _wrong(Source.REPLY, message, turn)
    if found is not None:
        return found
    if turn.is_off_path and turn.was_on_path:
        message = _what_is_lost(turn)
        return Verdict(Kind.OFF_PATH, Source.SESSION, message=message, off_path=True)
    return Verdict(Kind.EXPLORING, off_path=turn.is_off_path)


def _judge_expects(question: Question, turn: Turn, variables: Variables) -> Mapping[str, str] | Mismatch | None:
    """The captures where all holds; None where there is no reply to judge."""
    captures: dict[str, str] = {}
    if not question.expects:
        return captures if turn.was_on_path else None
    if turn.reply is None or turn.reply.answers is None:
        return None
    reply = turn.reply.reply
    for line in question.expects:
        known = {**variables, **captures}
        try:
            match line:
                case Expect():
                    judged = judge_reply(line, reply, known, exact=turn.exact)
                case Has():
                    judged = judge_has(line, reply, known)
                case Lacks():
                    judged = judge_lacks(line, reply, known)
        except (CannotRender, PatternTooSlow) as error:
            return Mismatch(error.message, str(reply.code))
        if isinstance(judged, Mismatch):
            return judged
        captures.update(judged.captures)
    return captures


def _trapped(question: Question, turn: Turn, variables: Variables) -> Verdict | None:
    """The author's answer to a known mistake: only where the question was asked, since elsewhere it may be wrong."""
    if not turn.was_on_path:
        return None
    trap = catching(question.traps, turn.typed, variables, turn.before.phase)
    if trap is None or trap.id not in question.texts or _is_out_of_order(turn):
        return None
    return Verdict(Kind.WRONG, Source.TRAP, question.texts[trap.id], trap=trap.id, off_path=turn.is_off_path)


def _is_out_of_order(turn: Turn) -> bool:
    """Whether a second MAIL was refused: what else is wrong with it, the server did not look at."""
    refused = turn.reply is not None and turn.reply.reply.code == 503
    return refused and any(mistake.code == "transaction-open" for mistake in diagnose(turn.typed, turn.before))


def catching(traps: Sequence[Trap], typed: str, variables: Variables, phase: Phase) -> Trap | None:
    """The first trap that a line falls into."""
    return next((trap for trap in traps if line_fits(trap.pattern, typed, variables, phase)), None)


_BETTER_TOLD = frozenset({"auth-in-the-clear"})
"""Advice that is no reason for a refusal: the reply tells it better."""


def _diagnosed(question: Question, turn: Turn, variables: Variables, fits: bool) -> Verdict | None:
    phase = turn.before.phase
    if not fits and question.alternatives and turn.was_on_path:
        model = _model(question.alternatives[0], variables)
        if model and (message := wrong_value(turn.typed, model, variables, phase)):
            return _wrong(Source.DIAGNOSIS, message, turn, code="base64-value")
    told = slip(turn.typed, phase) if not fits and (turn.refused or phase is Phase.AUTH) else None
    if told is not None and phase is Phase.AUTH:
        return _wrong(Source.DIAGNOSIS, told, turn, code="slip")
    for mistake in diagnose(turn.typed, turn.before):
        if mistake.code not in _BETTER_TOLD and _counts(mistake.level, turn):
            return _wrong(Source.DIAGNOSIS, mistake.message, turn, code=mistake.code)
    return _wrong(Source.DIAGNOSIS, told, turn, code="slip") if told is not None else None


def _counts(level: Level, turn: Turn) -> bool:
    """Whether a diagnosis of this weight is told: what the server took may be unusual, and is no mistake."""
    match level:
        case Level.ERROR:
            return True
        case Level.WARNING:
            return turn.refused or turn.reply is None or turn.before.phase is Phase.AUTH
        case _:
            return turn.reply is None


def _model(pattern: Pattern, variables: Variables) -> str:
    try:
        return "" if isinstance(pattern, Regex) else model_line(pattern, variables)
    except CannotRender:
        return ""


def _explained(turn: Turn, judged: Mismatch | None) -> Verdict | None:
    if turn.reply is None or _broke_off(turn):
        return None
    if turn.refused:
        explained = explain_reply(turn.reply, turn.after)
        message = explained.cause or explained.meaning
        over = turn.is_off_path and (turn.reply.reply.code == 421 or turn.after.phase in (Phase.CLOSING, Phase.CLOSED))
        kind = Kind.OFF_PATH if over else Kind.WRONG
        return Verdict(kind, Source.REPLY, message=message, next_steps=explained.next_steps, off_path=turn.is_off_path)
    if judged is not None:
        told = Message("The line is right, and the server answers otherwise: {difference}", difference=judged.message)
        return _wrong(Source.REPLY, told, turn)
    return None


def _broke_off(turn: Turn) -> bool:
    """Whether the learner ended a login, which the server confirms with a refusal."""
    return turn.before.phase is Phase.AUTH and turn.typed.strip() == "*" and turn.after.phase is Phase.COMMAND


def _wrong(source: Source, message: Message, turn: Turn, code: str | None = None) -> Verdict:
    return Verdict(Kind.WRONG, source, message=message, code=code, off_path=turn.is_off_path)


def _what_is_lost(turn: Turn) -> Message:
    """Why the step cannot go on from here."""
    asked = turn.asked
    assert asked is not None, "without a question nothing is lost"
    now = Footing.of(turn.after, turn.step_after)
    if now.is_over:
        return Message("The session is over.")
    if now.secure and not asked.secure:
        return Message("TLS began: all that was said before it is forgotten.")
    if asked.sender is not None and now.sender != asked.sender:
        return Message("The message begun is forgotten: its sender and its recipients.")
    if asked.recipients != now.recipients[: len(asked.recipients)]:
        return Message("The recipients are forgotten.")
    match now.phase:
        case Phase.DATA:
            return Message("The server now takes each line for the message, up to a line with a single dot.")
        case Phase.AUTH if asked.phase is Phase.AUTH:
            return Message("The login went on with another answer: * breaks it off, then begin it again.")
        case Phase.AUTH:
            return Message("The server now takes each line for an answer of the login; * breaks it off.")
        case _ if asked.phase is Phase.AUTH:
            return Message("The login is over: begin it again.")
        case _ if asked.phase in (Phase.DATA, Phase.CHUNK):
            return Message("The message is finished.")
        case _:
            return Message("The session has left the path of the lesson.")


# -- what is asked before it is sent


def risk_of(typed: str, state: DialogueState) -> Message | None:
    """Why a line is better thought over before a real server gets it: a secret without TLS, the end of a message."""
    if state.phase is Phase.DATA and typed.rstrip("\r\n") == ".":
        return Message("This sends a real message, which cannot be called back. Send it?")
    if state.secure or typed.strip() in ("", "*"):
        return None
    raw = octets(typed)
    auth = find_auth(raw)
    has_secret = bool(raw[auth.start :].strip()) if auth is not None else find_login(raw) is not None
    if state.phase is Phase.AUTH or has_secret:
        return Message("The connection is not encrypted: anyone on the way can read this secret. Send it?")
    return None
