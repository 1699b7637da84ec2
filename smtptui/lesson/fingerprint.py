"""What a step or a lesson is, in short: it changes when the script does, and stays where only words do. Pure."""

from __future__ import annotations

import hashlib

from smtptui.lesson.lesson import Lesson, Quiz, ScriptBlock, Section
from smtptui.lesson.quiz import write_quiz
from smtptui.lesson.script import Remark
from smtptui.lesson.writing import write_lines

_LENGTH = 12


def fingerprint(section: Section) -> str:
    """Of a section's script or quiz; "" where it has none. Comments do not count."""
    return _digest(_text(section)) if section.block is not None else ""


def script_fingerprint(lesson: Lesson) -> str:
    """Of all its scripts and quizzes."""
    return _digest("\n".join(_text(section) for section in lesson.sections))


def _text(section: Section) -> str:
    match section.block:
        case Quiz() as quiz:
            return "\n".join(line for line in write_quiz(quiz) if not line.startswith("#"))
        case ScriptBlock(lines):
            return "\n".join(write_lines([line for line in lines if not isinstance(line, Remark)]))
        case None:
            return ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
