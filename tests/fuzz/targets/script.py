"""The script parser: any text is a script or has mistakes at a place in it; a script that is written reads the same."""

from __future__ import annotations

from pathlib import Path

from smtptui.lesson.flow import undefined_variables
from smtptui.lesson.format import read_script, write_script
from smtptui.lesson.source import source_lines
from tests.bench.run_once import SCRIPT

ROOT = Path(__file__).parents[3]
SEEDS = [
    SCRIPT.encode(),
    *(path.read_bytes() for path in sorted((ROOT / "tests" / "conversations").glob("*.smtp"))),
    b"@set name {{x|upper}}\nC? AUTH PLAIN {{user|plain}}\nC? /AUTH (?<m>PLAIN|LOGIN) .*/\nC! ~x -> wrong\nS: 235\n",
    b'S: 250-[2.0.0] =a\nS: 250 ~"b"\nS+ SIZE 10 -> size\nS- STARTTLS\nC= 0d 0a\nC< file.eml\n# remark\n',
    b"@step one\n@if not ext SIZE 10\nC: x\nS: 2xx|5xx /.*/\n@else\n@wait 5s\n@advance 2h\n@end\n@closed\n",
    b"@goal mailbox a@b 2\n@goal header Subject /x/\n@connect {{host}}\n@starttls\n@drop\n@close\n",
]


def check(data: bytes) -> None:
    """What is read, its mistakes, and what is read again."""
    text = data.decode("utf-8", "surrogateescape")
    script, mistakes = read_script(text, "fuzz.smtp")
    sources = source_lines(text, "fuzz.smtp")
    for mistake in (*mistakes, *undefined_variables(script, (), sources)):
        assert mistake.line in sources
        assert 1 <= mistake.column <= len(sources[mistake.line].text) + 1
        assert str(mistake)
    if mistakes:
        return
    written = write_script(script)
    again, more = read_script(written, "fuzz.smtp")
    assert not more, (written, str(more[0]))
    assert again == script, written
    assert write_script(again) == written
