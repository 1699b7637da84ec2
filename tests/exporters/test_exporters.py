"""Each format against its golden file, and what none of them may ever let out.

A golden file is made anew by deleting it and running the test, which then fails once.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtptui.errors import UnknownName
from smtptui.exporters import Exporter, ExportOptions, exporter_for, exporters
from smtptui.exporters.markdown import escape
from smtptui.smtp.dialogue import Dialogue
from smtptui.transcript.journal import decode
from smtptui.transcript.record import Transcript
from smtptui.transcript.redact import redact, redact_records
from tests.exporters.sample import PASSWORD, records, transcript

GOLDEN = Path(__file__).parents[1] / "golden"
OPTIONS = ExportOptions("mx.example.test:587", None, "smtptui 1.2.3")
ALL = list(exporters().values())
IDS = [exporter.name for exporter in ALL]


def rendered(exporter: Exporter, made: Transcript, options: ExportOptions = OPTIONS) -> bytes:
    return b"".join(exporter.render(redact(made), options))


@pytest.mark.parametrize("exporter", ALL, ids=IDS)
def test_it_is_as_it_was(exporter: Exporter) -> None:
    file = GOLDEN / f"{exporter.name}.{exporter.suffix or 'out'}"
    found = rendered(exporter, transcript())
    if not file.exists():
        file.write_bytes(found)
        pytest.fail(f"{file.name} was made: look at it, and run again")
    assert found == file.read_bytes()


@pytest.mark.parametrize("exporter", ALL, ids=IDS)
def test_no_secret_and_no_control_byte(exporter: Exporter) -> None:
    found = rendered(exporter, transcript())
    assert PASSWORD not in found and b"AHZhc3lh" not in found
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", found)
    text = found.decode("utf-8")
    assert not re.search("[\x80-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize("exporter", ALL, ids=IDS)
def test_an_empty_transcript_is_a_file_too(exporter: Exporter) -> None:
    assert rendered(exporter, Transcript(), ExportOptions())


@pytest.mark.parametrize("exporter", ALL, ids=IDS)
@given(reply=st.binary(max_size=60), line=st.binary(max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_bytes_come_out_safe(exporter: Exporter, reply: bytes, line: bytes) -> None:
    dialogue = Dialogue()
    made = Transcript()
    for event in (*dialogue.receive(b"220 " + reply + b"\r\n250 x\r\n"), *dialogue.send(line + b"\r\n")):
        made.append(0.0, False, event)
    found = rendered(exporter, made).decode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", found)


def test_the_markdown_fence_holds() -> None:
    """What closes the fence is its own last line only; outside of it no mark of the wire is left unescaped."""
    text = rendered(exporters()["markdown"], transcript()).decode()
    (fence,) = re.findall(r"^(`{3,})text$", text, re.MULTILINE)
    before, inside, after = re.split(rf"^{fence}(?:text)?$", text, flags=re.MULTILINE)
    assert "````" in inside and len(fence) > 4
    for outside in (before, after):
        assert not re.search(r"(?<!\\)[`<\[*_~]", outside)
        assert all(line.count("|") - line.count(r"\|") in (0, 3) for line in outside.splitlines())


@pytest.mark.parametrize("text", ["http://x.test", "a|b", "`code`", "<b>", "&amp;", "a_b*c", "1. x", "# y", "a@b.c"])
def test_markdown_text_stays_text(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", escape(text)) == text
    assert not re.search(r"(?<!\\)[^\w\s\\]", escape(text))


def test_the_journal_form_is_read_back() -> None:
    journal = decode(rendered(exporters()["jsonl"], transcript()).decode().splitlines())
    assert journal.damaged == 0
    assert (journal.header.target, journal.header.program) == (OPTIONS.target, OPTIONS.program)
    assert journal.header.started == records()[0].at
    assert list(journal.records) == list(redact_records(records()))


@pytest.mark.parametrize(
    ("spec", "name", "file"),
    [
        ("a.txt", "text", "a.txt"),
        ("folder/a.MD", "markdown", "folder/a.MD"),
        ("a.jsonl", "jsonl", "a.jsonl"),
        ("md:a.txt", "markdown", "a.txt"),
        ("markdown:a", "markdown", "a"),
        ("text:x:y", "text", "x:y"),
        ("odd:a.txt", "text", "odd:a.txt"),
    ],
)
def test_a_format_is_chosen(spec: str, name: str, file: str) -> None:
    exporter, path = exporter_for(spec)
    assert (exporter.name, path) == (name, Path(file))


@pytest.mark.parametrize("spec", ["a.doc", "a", "nothing:"])
def test_an_unknown_format_is_told_with_those_known(spec: str) -> None:
    with pytest.raises(UnknownName) as caught:
        exporter_for(spec)
    assert {"txt", "md", "jsonl"} <= set(caught.value.known)


def test_names_and_suffixes_are_unique() -> None:
    suffixes = [exporter.suffix for exporter in ALL if exporter.suffix]
    assert len(set(suffixes)) == len(suffixes)
