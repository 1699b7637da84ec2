"""Journals read back: any text is records and damaged lines; what could be read is written the same again."""

from __future__ import annotations

from smtptui.transcript.journal import decode, encode, encode_header
from smtptui.transcript.redact import redact_records
from smtptui.transcript.rows import rows
from tests.transcript.test_journal import DAMAGED, GOOD

SEEDS = [*(line.encode("utf-8", "surrogatepass") for line in (*GOOD, *DAMAGED)), "\n".join(GOOD).encode()]


def check(data: bytes) -> None:
    """Read, shown, written, and read again."""
    text = data.decode("utf-8", "surrogateescape")
    journal = decode(text.split("\n"))
    redacted = redact_records(journal.records)
    assert len(redacted) == len(journal.records)
    assert rows(redacted) is not None
    lines = [encode_header(journal.header), *(encode(record) for record in redacted)]
    again = decode(lines)
    assert again.damaged == 0
    assert [*map(encode, redact_records(again.records))] == lines[1:]
