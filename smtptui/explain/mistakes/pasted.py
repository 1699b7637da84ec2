"""Lines that were copied from an article, a shell or a transcript, with what stood around them."""

from __future__ import annotations

import re

from smtptui.explain.mistakes.mistake import Mistake
from smtptui.messages import Message

_CLIENT = re.compile(r"\s*(?:C|С|client)\s*:\s*|\s*(?:[-~=]>|>>?)\s+", re.IGNORECASE)
_SERVER = re.compile(r"\s*(?:S|Ѕ|server)\s*:|\s*<[-~=*]", re.IGNORECASE)
_REPLY = re.compile(r"\s*[2-5]\d\d(?:[ -]|\Z)")
_PROMPT = re.compile(r"\s*[$#%]\s+")
_SHELL = re.compile(
    r"\s*(?:sudo\s+)?(?:telnet|openssl|nc|ncat|netcat|swaks|curl|ssh|ping|dig|nslookup|echo|printf)(?:\s|\Z)"
)
_TELNET = re.compile(r"Trying [\d.:a-f]+|Connected to |Escape character is|Connection closed by", re.IGNORECASE)


def diagnose(line: str) -> tuple[Mistake, ...]:
    """A prompt before the line, a line of the server, or a command of the shell."""
    if match := _CLIENT.match(line):
        return (
            Mistake(
                "pasted-client-mark",
                Message("The mark before the command is from an article or transcript; leave it out."),
                line[match.end() :],
                0,
            ),
        )
    if _SERVER.match(line) or _REPLY.match(line):
        return (
            Mistake(
                "pasted-server-line", Message("This is what a server says; you send only the client's lines."), None, 0
            ),
        )
    if _TELNET.match(line):
        return (
            Mistake("pasted-telnet", Message("This is what the telnet program says, not a line to send."), None, 0),
        )
    prompt = _PROMPT.match(line)
    rest = line[prompt.end() :] if prompt else line
    if _SHELL.match(rest):
        return (
            Mistake(
                "shell-command", Message("This is a command for a shell. You are in the session already."), None, 0
            ),
        )
    if prompt:
        return (
            Mistake(
                "pasted-prompt", Message("The sign before the command is a shell's prompt; leave it out."), rest, 0
            ),
        )
    return ()
