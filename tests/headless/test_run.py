"""`smtptui run`: its streams, its exit codes, what it keeps."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from smtptui.errors import UnknownName, UsageError
from smtptui.headless.output import Output
from smtptui.headless.run import RunRequest, run
from smtptui.messages import ENGLISH
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.transcript.journal import decode
from tests.lesson.scripted import PATIENCE, Heard, PlainBench, scripted

HELLO = b"220 mx.example.test\r\n"
OK = b"250 Ok\r\n"
QUIET_SERVER = (HELLO, 1, OK, 1, b"221 Bye\r\n", 0)
HOLDS = "S: 220\nC: NOOP\nS: 250\nC: QUIT\nS: 221\n"


class Ran:
    """A run and what came of it."""

    def __init__(self, folder: Path, color: str = "never") -> None:
        self.folder = folder
        self.bench = PlainBench()
        self.output = Output(ENGLISH, color, stdout=io.StringIO(), stderr=io.StringIO())
        self.code = -1

    def script(self, text: str, name: str = "x.smtp") -> str:
        (self.folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
        return str(self.folder / name)

    async def play(self, heard: Heard | None, *scripts: str, **request: object) -> int:
        settings: dict[str, object] = {"options": PATIENCE, "target": heard.target if heard else "127.0.0.1:1"}
        self.code = await run(RunRequest(scripts, **{**settings, **request}), self.bench, self.output)  # type: ignore[arg-type]
        return self.code

    @property
    def out(self) -> str:
        assert isinstance(self.output.stdout, io.StringIO)
        return self.output.stdout.getvalue()

    @property
    def err(self) -> str:
        assert isinstance(self.output.stderr, io.StringIO)
        return self.output.stderr.getvalue().replace(f"{self.folder}/", "")


@pytest.fixture
def ran(tmp_path: Path) -> Ran:
    return Ran(tmp_path)


async def test_the_transcript_is_data_and_the_rest_narration(ran: Ran) -> None:
    async with scripted(*QUIET_SERVER) as heard:
        code = await ran.play(heard, ran.script(HOLDS))
    assert code == 0
    assert ran.out.splitlines()[1:] == [
        "<-  220 mx.example.test",
        " -> NOOP",
        "<-  250 Ok",
        " -> QUIT",
        "<-  221 Bye",
        "=== The server closed the connection.",
    ]
    assert ran.out.startswith("=== Connected to 127.0.0.1:")
    assert ran.err.startswith("x.smtp: held (3 checks held, ")


async def test_a_mismatch_is_marked_in_the_gutter_and_told_with_its_place(ran: Ran) -> None:
    async with scripted(HELLO, 1, b"550 no\r\n") as heard:
        code = await ran.play(heard, ran.script("S: 220\nC: NOOP\nS: 250 Ok\nC: QUIT\nS: 221"))
    assert code == 1
    assert "<** 550 no\n" in ran.out and "QUIT" not in ran.out
    assert ran.err.splitlines()[0] == "x.smtp:3:1: expected 250, got 550 no"


async def test_a_refusal_that_was_expected_does_not_fall_short(ran: Ran) -> None:
    async with scripted(HELLO, 1, b"550 no\r\n") as heard:
        assert await ran.play(heard, ran.script("C: NOOP\nS: 5xx")) == 0
    assert "<-  550 no\n" in ran.out


async def test_all_scripts_are_parsed_before_the_first_byte(ran: Ran) -> None:
    async with scripted(*QUIET_SERVER) as heard:
        scripts = ran.script(HOLDS), ran.script("S: 220\n\tC: {x}\n@conect", "bad.smtp")
        assert await ran.play(heard, *scripts) == 2
        assert heard.connections == 0
    assert ran.out == ""
    assert ran.err.splitlines() == [
        "bad.smtp:2:1: tab: A tab stands here: indent with spaces, if at all.",
        "  \\x09C: {x}",
        "  ^",
        'bad.smtp:3:2: directive: There is no directive "@conect". Known: @step, @connect, @close, @drop, @closed, '
        "@starttls, @wait, @advance, @if, @else, @end, @set, @goal.",
        "  @conect",
        "   ^",
        '  Did you mean "connect"?',
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C: {{nobody}}\nS: 250", 'x.smtp:1:4: undefined: The variable "nobody" has no value.'),
        ("C: AUTH PLAIN {{user|plain}}\nS: 235", 'x.smtp:1:15: undefined: The variable "password" has no value.'),
        ("C: {{later}}\nS: 250\n@set later x", "x.smtp:1:4: undefined"),
        ("C< missing.eml", "x.smtp:1:4: file: There is no file missing.eml."),
        (None, "There is no file x.smtp."),
    ],
)
async def test_mistakes_before_the_first_byte(ran: Ran, text: str | None, words: str) -> None:
    async with scripted(*QUIET_SERVER) as heard:
        name = str(ran.folder / "x.smtp") if text is None else ran.script(text)
        assert await ran.play(heard, name, variables={"user": "vasya"}) == 2
        assert heard.connections == 0
    assert words in ran.err


@pytest.mark.parametrize(
    "request_",
    [
        {"until": "helo"},
        {"variables": {"1": "x"}},
        {"variables": {"x": "a\nb"}},
        {"secrets": {"x": "a\rb"}},
        {"exports": ("x.doc",)},
        {"exports": ("/nowhere/at/all.txt",)},
        {"exports": ("/",)},
        {"exports": ("md:/",)},
        {"junit": "/nowhere/x.xml"},
    ],
    ids=str,
)
async def test_flags_that_cannot_be(ran: Ran, request_: dict[str, object]) -> None:
    async with scripted(*QUIET_SERVER) as heard:
        with pytest.raises(UsageError):
            await ran.play(heard, ran.script(HOLDS), **request_)
        assert heard.connections == 0


async def test_no_flood_of_mistakes(ran: Ran) -> None:
    assert await ran.play(None, ran.script("?\n" * 1000)) == 2
    assert ran.err.count(": marker: ") == 20 and ran.err.endswith("And 980 more mistakes.\n")


async def test_a_script_is_not_exported_over(ran: Ran) -> None:
    script = ran.script(HOLDS, "x.txt")
    for file in (script, f"text:{script}"):
        with pytest.raises(UsageError, match="is a script"):
            await ran.play(None, script, exports=(file,))


async def test_an_unknown_stage_is_told(ran: Ran) -> None:
    with pytest.raises(UnknownName, match='no stage "dat"'):
        await ran.play(None, ran.script(HOLDS), until="dat")


async def test_nobody_listens(ran: Ran) -> None:
    async with scripted() as heard:
        pass
    assert await ran.play(heard, ran.script(HOLDS)) == 3
    assert "refused the connection" in ran.err.splitlines()[0]


async def test_a_wait_that_runs_out(ran: Ran) -> None:
    async with scripted(HELLO) as heard:
        options = ConnectOptions(timeout=0.05)
        assert await ran.play(heard, ran.script("S: 220\nC: NOOP\nS: 250"), options=options) == 4
    assert ran.err.startswith("x.smtp:3:1: Waited 0.05 s for the reply to NOOP: nothing came.\n")


async def test_a_connection_lost(ran: Ran) -> None:
    async with scripted(HELLO, 1, 0) as heard:
        assert await ran.play(heard, ran.script("S: 220\nC: NOOP\nS: 250")) == 3
    assert ran.err.startswith("x.smtp:3:1: The server closed the connection.\n")


async def test_of_several_the_worst(ran: Ran) -> None:
    async with scripted(HELLO, 1, OK, 1, b"221 Bye\r\n", 0) as heard:
        scripts = (
            ran.script(HOLDS, "a"),
            ran.script("S: 554", "b"),
            ran.script("C: NOOP\nS: 250\nC: NOOP\nS: 250\nC: A\nS: 250", "c"),
        )
        assert await ran.play(heard, *scripts) == 1
        assert await ran.play(heard, *scripts[:1], ran.script("@connect 127.0.0.1:x", "d"), scripts[1]) == 2
    assert "1 of 3 scripts held.\n" in ran.err


async def test_secrets_are_in_nothing_that_is_written(ran: Ran) -> None:
    async with scripted(HELLO, 1, b"235 hello s3cret-word\r\n", 1, b"500 czNjcmV0LXdvcmQ=\r\n") as heard:
        text = "C: AUTH PLAIN {{user|plain}}\nS: 235 /hello (?<echo>.*)/\nC: NOOP {{password}}\nS: 250 ={{password}}"
        exports = tuple(str(ran.folder / f"out.{suffix}") for suffix in ("txt", "md", "jsonl"))
        junit = str(ran.folder / "out.xml")
        code = await ran.play(
            heard, ran.script(text), variables={"user": "v"}, secrets={"password": "s3cret-word"},
            exports=exports, junit=junit, json=True,
        )  # fmt: skip
    assert code == 1
    kept = [(ran.folder / Path(name).name).read_text() for name in (*exports, junit)]
    for text in (ran.out, ran.err, *kept):
        assert "s3cret" not in text and "czNjcmV0" not in text
    assert "expected 250, got 500" in ran.err


async def test_events_as_json_lines(ran: Ran) -> None:
    async with scripted(*QUIET_SERVER) as heard:
        await ran.play(heard, ran.script(r"S: 220 /(?<host>\S+)/" + "\nC: NOOP\nS: 251"), json=True)
    *events, last = ran.out.splitlines()
    journal = decode(events)
    assert journal.damaged == 0 and journal.header.extra["script"].endswith("x.smtp")
    assert [type(record.event).__name__ for record in journal.records] == [
        "Connected", "Received", "Sent", "Received", "Closed",
    ]  # fmt: skip
    summary = json.loads(last)
    assert summary.pop("seconds") >= 0 and summary.pop("script").endswith("x.smtp")
    assert summary == {
        "event": "summary",
        "target": heard.target,
        "outcome": "fell-short",
        "exit": 1,
        "held": 1,
        "line": 3,
        "column": 1,
        "message": "expected 251, got 250 Ok",
        "captures": {"host": "mx.example.test"},
    }


async def test_quiet_says_only_what_went_wrong(ran: Ran) -> None:
    async with scripted(*QUIET_SERVER) as heard:
        assert await ran.play(heard, ran.script(HOLDS), ran.script("S: 554", "b.smtp"), quiet=True) == 1
    assert ran.out == ""
    assert ran.err == "b.smtp:1:1: expected 554, got 220 mx.example.test\n"


async def test_exports_hold_all_sessions(ran: Ran) -> None:
    files = [ran.folder / "a.txt", ran.folder / "b.jsonl"]
    async with scripted(*QUIET_SERVER) as heard:
        other = ran.script("C: NOOP\nS: 251", "y.smtp")
        await ran.play(heard, ran.script(HOLDS), other, exports=tuple(map(str, files)))
    text = files[0].read_text()
    assert text.count(" -> NOOP\n") == 2 and text.count("<-  250 Ok\n") == text.count("<** 250 Ok\n") == 1
    journal = decode(files[1].read_text().splitlines())
    assert [record.seq for record in journal.records] == list(range(len(journal.records)))


async def test_colours_only_where_wanted(tmp_path: Path) -> None:
    ran = Ran(tmp_path, color="always")
    async with scripted(*QUIET_SERVER) as heard:
        await ran.play(heard, ran.script(HOLDS))
    assert "\x1b[94m<-  250 Ok\x1b[0m" in ran.out


async def test_hostile_bytes_stay_text(ran: Ran) -> None:
    async with scripted(b"220 \x1b]0;x\x07\xff\r\n") as heard:
        await ran.play(heard, ran.script("S: 554"))
    assert "\x1b" not in ran.out + ran.err and "\\x1b]0;x\\x07\\xff" in ran.err


async def test_replies_to_what_is_sent_for_the_user_do_not_hold_the_rest_back(ran: Ran) -> None:
    async with scripted(HELLO, 1, OK, 1, OK) as heard:
        options = ConnectOptions(tls=TlsMode.AUTO, timeout=20.0)
        assert await ran.play(heard, ran.script("S: 220\nC: NOOP\nS: 250"), options=options) == 0
    rows = [line for line in ran.out.splitlines() if line[:3] in (" ->", "<- ")]
    assert len(rows) == 5


async def test_an_export_that_cannot_be_written_after_all(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    async with scripted(*QUIET_SERVER) as heard:
        script = ran.script(HOLDS)
        monkeypatch.setattr("smtptui.headless._run_keep.Path.open", fail)
        assert await ran.play(heard, script, exports=(str(ran.folder / "x.txt"),)) == 2
    assert "No space left on device" in ran.err
