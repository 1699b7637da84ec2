"""Lines that were copied from an article, a shell or a transcript, with what stood around them."""

from __future__ import annotations

import re

from smtptui.explain.mistakes.mistake import Mistake
from smtptui.messages import Message

_CLIENT = re.compile(r"\s*(?:C|С|client)\s*:\s*|\s*(?:[-~=]>|>>?)\s+", re.IGNORECASE)
_SERVER = re.compile(r"\s*(?:S|Ѕ|server)\s*:|\s*<[-~=*]|\s*[2-5]\d\d(?:[ -]|\Z)", re.IGNORECASE)
_PROMPT = re.compile(r"\s*[$#%]\s+")
_SHELL = re.compile(
    r"\s*(?:[$#%]\s+)?(?:sudo\s+)?(?:telnet|openssl|nc|ncat|netcat|swaks|curl|ssh|ping|dig|nslookup"
    r"|echo|printf)(?:\s|\Z)"
)
_TELNET = re.compile(r"Trying [\d.:a-f]+|Connected to |Escape character is|Connection closed by", re.IGNORECASE)


# What is recognised, its name, the sentence; the last says whether the rest of the line is the command that was meant.
_KINDS: tuple[tuple[re.Pattern[str], str, Message, bool], ...] = (
    (
        _CLIENT,
        "pasted-client-mark",
        Message("The mark before the command is from an article or transcript; leave it out."),
        True,
    ),
    (_SERVER, "pasted-server-line", Message("This is what a server says; you send only the client's lines."), False),
    (_TELNET, "pasted-telnet", Message("This is what the telnet program says, not a line to send."), False),
    (_SHELL, "shell-command", Message("This is a command for a shell. You are in the session already."), False),
    (_PROMPT, "pasted-prompt", Message("The sign before the command is a shell's prompt; leave it out."), True),
)


def diagnose(line: str) -> tuple[Mistake, ...]:
    """A prompt before the line, a line of the server, or a command of the shell."""
    for pattern, code, message, rest_is_command in _KINDS:
        if match := pattern.match(line):
            return (Mistake(code, message, line[match.end() :] if rest_is_command else None, 0),)
    return ()
