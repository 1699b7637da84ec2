"""The player on real sockets: what it sends, when, and how a script ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from smtptui.errors import LessonError
from smtptui.lesson.format import parse_script
from smtptui.lesson.outcome import Observer, Outcome, Result
from smtptui.lesson.player import Play, play
from smtptui.lesson.script import Line
from smtptui.lesson.stages import Stage
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.smtp.events import Sent
from smtptui.transcript.rows import rows
from tests.hostile.certificates import Authority
from tests.hostile.server import Do, Step, Tls, serve
from tests.lesson.scripted import PATIENCE, Heard, PlainBench, scripted

HELLO = b"220 mx.example.test\r\n"
OK = b"250 Ok\r\n"


async def run(text: str, heard: Heard, bench: PlainBench | None = None, **how: object) -> Result:
    """Plays a script on the server."""
    settings: dict[str, object] = {"options": PATIENCE, **how}
    return await play(parse_script(text, "x.smtp"), bench or PlainBench(), Play(heard.target, **settings))  # type: ignore[arg-type]


async def test_a_script_that_holds() -> None:
    async with scripted(HELLO, 1, OK, 1, b"221 Bye\r\n", 0) as heard:
        result = await run("S: 220\nC: EHLO me\nS: 250\nC: QUIT\nS: 221\n@closed", heard)
    assert (result.outcome, result.message, result.held) == (Outcome.HELD, None, 3)
    assert heard.received == b"EHLO me\r\nQUIT\r\n"


async def test_a_banner_that_is_not_expected_is_read_silently() -> None:
    async with scripted(HELLO, 1, OK) as heard:
        assert (await run("C: NOOP\nS: 250", heard)).outcome is Outcome.HELD


async def test_a_banner_that_is_no_welcome_ends_the_script() -> None:
    async with scripted(b"554 go away\r\n") as heard:
        result = await run("C: NOOP\nS: 250", heard)
    assert (result.outcome, str(result.message)) == (Outcome.FELL_SHORT, "expected 2xx, got 554 go away")
    assert heard.received == b""


async def test_the_first_mismatch_ends_the_script_and_nothing_more_is_sent() -> None:
    async with scripted(HELLO, 1, b"550 no\r\n") as heard:
        result = await run("C: MAIL FROM:<a@b>\nS: 250\nC: RCPT TO:<c@d>\nS: 250\nC: QUIT\nS: 221", heard)
    assert result.outcome is Outcome.FELL_SHORT
    assert result.where is not None and (result.where.line, result.where.column) == (2, 1)
    assert heard.received == b"MAIL FROM:<a@b>\r\n"


async def test_consecutive_lines_are_one_write() -> None:
    bench = PlainBench()
    async with scripted(HELLO, 3, OK + OK + b"354 go\r\n", 2, OK) as heard:
        text = "C: MAIL FROM:<>\n# why\n\nC: RCPT TO:<a@b>\nC: DATA\nS: 250\nS: 250\nS: 354\nC: hi\nC: .\nS: 250"
        result = await run(text, heard, bench)
    assert result.outcome is Outcome.HELD
    assert heard.received == b"MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nhi\r\n.\r\n"
    sent = [record.event for record in bench.sessions[0].transcript if isinstance(record.event, Sent)]
    assert [event.verb for event in sent] == ["MAIL", "RCPT", "DATA", None, "."]


async def test_variables_captures_and_what_beats_what() -> None:
    text = r"""S: 220 /(?<host>\S+)/
@set user petya
@set greeting {{host}}
C: EHLO {{greeting}}
S: 250
S+ SIZE -> size
C: VRFY {{user}} {{size}} {{host|upper}}
S: 252"""
    async with scripted(HELLO, 1, b"250-mx\r\n250 SIZE 99\r\n", 1, b"252 perhaps\r\n") as heard:
        result = await run(text, heard, variables={"user": "vasya"})
    assert result.outcome is Outcome.HELD
    assert heard.received == b"EHLO mx.example.test\r\nVRFY vasya 99 MX.EXAMPLE.TEST\r\n"
    assert result.captures == {"host": "mx.example.test", "size": "99"}


async def test_secrets_are_never_shown() -> None:
    bench = PlainBench()
    async with scripted(HELLO, 1, b"235 welcome\r\n", 1, b"500 what is s3cret-word?\r\n") as heard:
        text = "C: AUTH PLAIN {{user|plain}}\nS: 235\nC: NOOP {{password}}\nS: 250"
        result = await run(text, heard, bench, variables={"user": "vasya"}, secrets={"password": "s3cret-word"})
    shown = "\n".join(row.text for row in rows(bench.sessions[0].feed.everything()))
    assert "s3cret" not in shown and "AHZhc3lh" not in shown
    assert heard.received.endswith(b"NOOP s3cret-word\r\n")
    assert "s3cret" not in bench.sessions[0].feed.redactor.mask_text(str(result.message))


async def test_files_and_bytes_are_sent_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.eml").write_bytes(b"\xff..\nbare\r\n.\r\n")
    script = parse_script("C= 4e4f4f500d0a\nS: 250\nC< letters/a.eml\nS: 500", str(tmp_path / "x.smtp"))
    async with scripted(HELLO, 1, OK, 3, b"500 no\r\n") as heard:
        result = await play(script, PlainBench(), Play(heard.target, PATIENCE))
    assert result.outcome is Outcome.HELD
    assert heard.received == b"NOOP\r\n\xff..\nbare\r\n.\r\n"


@pytest.mark.parametrize("name", ["missing.eml", "link.eml", "folder"])
async def test_a_file_that_cannot_be_had_is_told_before_anything_is_sent(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "home" / "folder").mkdir(parents=True)
    (tmp_path / "home" / "link.eml").symlink_to(tmp_path / "secret")
    script = parse_script(f"S: 220\nC< {name}", str(tmp_path / "home" / "x.smtp"))
    async with scripted(HELLO) as heard:
        with pytest.raises(LessonError) as caught:
            await play(script, PlainBench(), Play(heard.target, PATIENCE))
    assert (caught.value.code, caught.value.line, caught.value.column) == ("file", 2, 4)
    assert heard.connections == 0


async def test_the_branch_that_fits_is_played() -> None:
    text = """C: EHLO me
S: 250
@if ext PIPELINING
C: NOOP yes
S: 250
@else
C: NOOP no
S: 250
@end
@if not tls
@if reply 4xx
C: NOOP never
S: 250
@end
@end"""
    async with scripted(HELLO, 1, b"250-mx\r\n250 PIPELINING\r\n", 1, OK) as heard:
        assert (await run(text, heard)).outcome is Outcome.HELD
    assert heard.received == b"EHLO me\r\nNOOP yes\r\n"


async def test_goals() -> None:
    text = """@goal connected
C: EHLO me
S: 250
@goal greeted
C: MAIL FROM:<a@b>
S: 250
C: RCPT TO:<c@d>
S: 250
@goal mail a@b
@goal rcpts 1
@goal mailbox c@d 1
@goal tls"""
    async with scripted(HELLO, 1, OK, 1, OK, 1, OK) as heard:
        result = await run(text, heard)
    assert (result.outcome, str(result.message)) == (Outcome.FELL_SHORT, "expected @goal tls, got no TLS")
    assert result.held == 7  # the mailbox of a server that is not ours proves nothing


async def test_connecting_anew_goes_on_in_the_same_transcript() -> None:
    bench = PlainBench()
    async with scripted(HELLO, 1, b"221 Bye\r\n", 0) as heard:
        text = "S: 220\nC: QUIT\nS: 221\n@closed\n@connect\nS: 220\n@drop\n@connect {{where}}\nS: 220\n@close"
        result = await run(text, heard, bench, variables={"where": heard.target})
    assert (result.outcome, heard.connections) == (Outcome.HELD, 3)
    assert len({id(session.transcript) for session in bench.sessions}) == 1


async def test_a_step_and_a_variable_may_stand_before_the_connection() -> None:
    async with scripted(HELLO) as heard:
        text = "# first\n@step hello\n@set name x\n@connect\nS: 220 /(?<name>\\S+)/\n@set name y\n@close"
        result = await run(text, heard)
    assert (result.outcome, heard.connections, result.captures) == (Outcome.HELD, 1, {})


ENDS = [
    ("lost", "C: NOOP\nS: 250", (HELLO, 1, 0), Outcome.LOST, "The server closed the connection."),
    ("before the banner", "S: 220", (0,), Outcome.LOST, "The server closed the connection."),
    (
        "last words",
        "C: NOOP\nS: 250\nC: NOOP\nS: 250",
        (HELLO, 1, OK + b"421 bye\r\n", 0),
        Outcome.LOST,
        "421 bye",
    ),
    ("unsolicited, expected", "S: 220\nS: 421", (HELLO + b"421 idle\r\n",), Outcome.HELD, ""),
    ("stray", "S: 220\nC: NOOP\nS: 250", (HELLO + b"250 stray\r\n", 1, OK), Outcome.FELL_SHORT, "250 stray"),
    ("drops after the dot", "C: DATA\nS: 354\nC: .\n@closed", (HELLO, 1, b"354\r\n", 1, 0), Outcome.HELD, ""),
    ("QUIT without reply", "C: QUIT", (HELLO, 1, 0), Outcome.HELD, ""),
    ("nothing above", "S+ SIZE", (HELLO,), Outcome.FELL_SHORT, "no reply above"),
    ("not base64", "S: 220 /(?<w>.*)/\nC: {{w|unb64}}\nS: 250", (HELLO,), Outcome.MISTAKE, "unb64"),
    ("bad target", "@connect a b", (HELLO,), Outcome.MISTAKE, "no target"),
    ("advance", "S: 220\n@advance 5m\nC: NOOP\nS: 250", (HELLO,), Outcome.HELD, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "part", "outcome", "words"), [end[1:] for end in ENDS], ids=[end[0] for end in ENDS])
async def test_ends(text: str, part: tuple[bytes | int, ...], outcome: Outcome, words: str) -> None:
    async with scripted(*part) as heard:
        result = await run(text, heard)
    assert result.outcome is outcome, result.message
    assert words in str(result.message)


@pytest.mark.parametrize(
    "rest", ["S: 220\n@closed", "S: 220\n@wait 0s", "S: 220\n@drop", "S: 220\n@connect", "@closed"]
)
async def test_a_handshake_that_fails_ends_the_script(rest: str) -> None:
    """The 220 is only the first half of STARTTLS; that the session is over then is not what `@closed` asks for."""
    async with scripted(HELLO, 1, b"220 go\r\n", 0) as heard:
        result = await run(f"C: STARTTLS\n{rest}", heard)
    assert (result.outcome, heard.connections) == (Outcome.LOST, 1)
    assert str(result.message).startswith("TLS failed")


async def test_a_server_that_leaves_after_the_handshake_may_be_expected(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    script: tuple[Step, ...] = (HELLO, "STARTTLS", b"220 go\r\n", Tls(authority.good.server_context()), Do.CLOSE)
    async with serve(*script) as server:
        how = Play(f"127.0.0.1:{server.port}", replace(PATIENCE, ca_file=authority.file))
        result = await play(parse_script("C: STARTTLS\nS: 220\n@closed", "x.smtp"), PlainBench(), how)
    assert (result.outcome, result.held) == (Outcome.HELD, 1), result.message


async def test_a_stray_reply_before_a_command_is_never_taken_for_its_answer() -> None:
    """The stray 250 comes in one segment with the reply before it; the refusal behind it must not be overlooked."""
    async with scripted(HELLO, 1, OK + OK, 1, b"550 no such user\r\n") as heard:
        result = await run("C: MAIL FROM:<>\nS: 250\nC: RCPT TO:<a@b>\nS: 250", heard)
    assert result.outcome is Outcome.FELL_SHORT


async def test_a_wait_that_runs_out() -> None:
    async with scripted(HELLO) as heard:
        result = await run("C: NOOP\nS: 250", heard, options=ConnectOptions(timeout=0.05))
    assert result.outcome is Outcome.RAN_OUT
    assert str(result.message) == "Waited 0.05 s for the reply to NOOP: nothing came."


async def test_nobody_listens() -> None:
    async with scripted() as heard:
        gone = heard.target
    script = parse_script("S: 220", "x.smtp")
    result = await play(script, PlainBench(), Play(gone, PATIENCE))
    assert result.outcome is Outcome.LOST and "refused the connection" in str(result.message)


class _Stop(Observer):
    """Cancels the play when a line of a certain kind is reached."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.reached = asyncio.Event()

    def on_line(self, line: Line) -> None:
        if line.where.line == self.line:
            self.reached.set()


async def test_a_wait_can_be_broken_off() -> None:
    bench = PlainBench()
    async with scripted(HELLO) as heard:
        observer = _Stop(2)
        script = parse_script("S: 220\n@wait 1h\nC: NOOP\nS: 250", "x.smtp")
        task = asyncio.create_task(play(script, bench, Play(heard.target, PATIENCE), observer))
        await observer.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not bench.sessions[0].is_open
    assert heard.received == b""


SESSION = """C: EHLO me
S: 250
C: AUTH LOGIN
S: 334
C: dXNlcg==
S: 235
C: MAIL FROM:<a@b>
C: RCPT TO:<c@d>
C: RCPT TO:<e@f>
C: DATA
S: 250
S: 250
S: 250
S: 354
C: hi
C: .
S: 250"""
UNTIL = {
    "banner": (),
    "ehlo": (b"EHLO",),
    "tls": (b"EHLO",),
    "auth": (b"EHLO", b"AUTH", b"dXNlcg=="),
    "mail": (b"EHLO", b"AUTH", b"dXNlcg==", b"MAIL"),
    "rcpt": (b"EHLO", b"AUTH", b"dXNlcg==", b"MAIL", b"RCPT", b"RCPT"),
    "data": (b"EHLO", b"AUTH", b"dXNlcg==", b"MAIL", b"RCPT", b"RCPT", b"DATA"),
}


@pytest.mark.parametrize("stage", list(Stage), ids=[stage.value for stage in Stage])
async def test_a_script_played_up_to_a_stage(stage: Stage) -> None:
    answers = {b"AUTH": b"334 VXNlcm5hbWU6\r\n", b"dXNlcg==": b"235 Ok\r\n", b"DATA": b"354 go\r\n"}
    wanted = UNTIL[stage.value]
    part: list[bytes | int] = [HELLO]
    for line in wanted:
        part += [1, answers.get(line, OK)]
    if stage is not Stage.DATA:
        part += [1, b"221 Bye\r\n", 0]
    async with scripted(*part) as heard:
        result = await run(SESSION, heard, until=stage)
    assert result.outcome is Outcome.HELD and result.note is not None
    sent = [line.split()[0] for line in heard.received.splitlines()]
    assert sent == [*wanted, *((b"QUIT",) if stage is not Stage.DATA else ())]


async def test_what_is_sent_for_the_user_is_not_the_scripts_to_judge() -> None:
    async with scripted(HELLO, 1, OK, 1, b"250 Really\r\n") as heard:
        result = await run("S: 220\nC: NOOP\nS: 250 =Really", heard, default_tls=TlsMode.AUTO)
    assert result.outcome is Outcome.HELD
