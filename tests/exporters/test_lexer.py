"""The lexer of text transcripts loses nothing, and knows what is what."""

from __future__ import annotations

from pygments.token import Comment, Generic, Keyword, Number

from smtptui.exporters import ExportOptions, exporters
from smtptui.transcript.lexer import TranscriptLexer
from smtptui.transcript.redact import redact
from tests.exporters.sample import transcript


def test_it_knows_the_text_export() -> None:
    text = b"".join(exporters()["text"].render(redact(transcript()), ExportOptions())).decode()
    tokens = list(TranscriptLexer().get_tokens(text))
    assert "".join(value for _, value in tokens) == text
    assert (Keyword, "EHLO") in tokens and (Keyword, "STARTTLS") in tokens
    assert (Number, "250") in tokens and (Generic.Error, "535") in tokens
    assert tokens[0] == (Comment, "===")
    assert not [
        value for kind, value in tokens if str(kind).rpartition(".")[2] == "Error" and kind is not Generic.Error
    ]
