"""The Pygments lexer of text transcripts: the gutter, commands, reply codes, our own sentences.

Importing this module imports Pygments: do so only where colour is made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast

from pygments import lexer
from pygments.lexer import RegexLexer
from pygments.token import Comment, Generic, Keyword, Name, Number, Punctuation, Text, Whitespace

bygroups = cast(Callable[..., Any], lexer.bygroups)


class TranscriptLexer(RegexLexer):
    """Text in swaks' gutter, as the `text` export writes it and `smtptui run` prints it."""

    name = "SMTP transcript"
    aliases: ClassVar[list[str]] = ["smtp-transcript"]
    filenames: ClassVar[list[str]] = []

    tokens: ClassVar = {
        "root": [
            (r"^(===)(.*\n)", bygroups(Comment, Comment)),
            (r"^(\*\*\*)(.*\n)", bygroups(Generic.Error, Generic.Error)),
            (r"^( (?:->|~>))( )([A-Za-z]+)(?= |\n)(.*\n)", bygroups(Punctuation, Whitespace, Keyword, Text)),
            (r"^( (?:->|~>))(.*\n)", bygroups(Punctuation, Text)),
            (r"^(<[-~*]{1,2}\*?)( +)", bygroups(Punctuation, Whitespace), "reply"),
            (r".*\n", Text),
        ],
        "reply": [
            (r"([23][0-9]{2})([ -]?)", bygroups(Number, Punctuation), "text"),
            (r"([45][0-9]{2})([ -]?)", bygroups(Generic.Error, Punctuation), "text"),
            (r".*\n", Text, "#pop"),
        ],
        "text": [
            (r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?=\s)", Name.Constant),
            (r".*\n", Text, "#pop:2"),
        ],
    }
