"""Enhanced status codes (RFC 3463, RFC 2034): the 81 of the IANA registry, in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtptui.explain.enhanced_table import ROWS, SUBJECTS
from smtptui.messages import Message
from smtptui.values import dataclass

_FORM = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\Z", re.ASCII)

CLASSES: dict[str, Message] = {
    "2": Message("Class 2: success, the thing reported was done."),
    "4": Message("Class 4: a failure for now, the same may succeed later."),
    "5": Message("Class 5: a lasting failure, the same will fail again until something is changed."),
}


@dataclass(frozen=True, slots=True)
class EnhancedCode:
    """One enhanced status code explained. `registered` is False where the registry does not know it: then title and
    meaning speak of its subject only, and a vendor's own meaning is possible."""

    code: str
    title: Message
    meaning: Message
    class_meaning: Message
    rfc: str
    registered: bool = True


def explain_enhanced(code: str) -> EnhancedCode | None:
    """What a code such as `5.1.1` says; None for what is no enhanced status code."""
    match = _FORM.match(code)
    if not match:
        return None
    class_digit, subject, detail = match.groups()
    row = ROWS.get(f"{int(subject)}.{int(detail)}")
    if class_digit == "2" and int(subject) in SUBJECTS and int(detail) == 0 != int(subject):
        return _success(code, SUBJECTS[int(subject)])
    if row:
        return EnhancedCode(code, row.title, row.meaning, CLASSES[class_digit], row.rfc)
    title = SUBJECTS.get(int(subject), Message("an unknown subject"))
    return EnhancedCode(
        code,
        Message("Unregistered code about {subject}", subject=title),
        Message(
            "The registry has no code X.{subject}.{detail}: only its class and its subject can be told. "
            "The server's own text says the rest.",
            subject=int(subject),
            detail=int(detail),
        ),
        CLASSES[class_digit],
        "RFC 3463 §2",
        registered=False,
    )


def _success(code: str, subject: Message) -> EnhancedCode:
    """X.1.0 to X.7.0 are worded for failures; as a success they only say what the reply is about."""
    return EnhancedCode(
        code,
        Message("Success, about {subject}", subject=subject),
        Message("All is well; the code only says what the reply is about: {subject}.", subject=subject),
        CLASSES["2"],
        ROWS[code[2:]].rfc if code[2:] in ROWS else "RFC 3463 §2",
    )


def registered_codes() -> Iterator[str]:
    """The registry's codes without their class, `0.0` to `7.30`, in its order."""
    return iter(ROWS)
