"""The editor: what Enter does, history, messages, pastes and batches."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtptui.tui.widgets.editor_mode import EditorMode
from tests.tui.explorer import explorer, port_of, scripted

TO_DATA = ("EHLO me.example", "MAIL FROM:<vasya@example.test>", "RCPT TO:<masha@example.test>", "DATA")
MESSAGE = ["Subject: hi", "", "hello", "."]


async def test_enter_sends_what_stands_there(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.write("ehlo  me.example ")
        assert it.editor.text == "ehlo  me.example "
        await it.press("enter")
        await it.settled()
        assert it.talk.transcript[2].event.raw == b"ehlo  me.example \r\n"
        assert it.editor.text == ""


async def test_an_empty_line_is_sent_as_it_is(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.press("enter")
        await it.settled()
        assert it.talk.transcript[2].event.raw == b"\r\n"


async def test_history_goes_up_and_down_and_lives_on(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines("EHLO me.example", "NOOP", "NOOP")
    async with explorer(tmp_path) as it:
        await it.write("dra")
        await it.press("up")
        assert it.editor.text == "NOOP"
        await it.press("up")
        assert it.editor.text == "EHLO me.example"
        await it.press("up")
        assert it.editor.text == "EHLO me.example"
        await it.press("down", "down")
        assert it.editor.text == "dra"


@pytest.mark.parametrize(
    "login",
    [
        ("AUTH LOGIN", "dmFzeWE=", "czNjcmV0"),
        ("AUTH PLAIN AHZhc3lhAHMzY3JldA==",),
        ("AUTH PLAIN", "AHZhc3lhAHMzY3JldA=="),
        ("AUTH LOGIN", "dmFzeWE=", "s3cret"),
    ],
)
async def test_history_never_has_a_secret(tmp_path: Path, login: tuple[str, ...]) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", *login, "NOOP")
        while it.editor.text != "EHLO me.example":
            await it.press("up")
            assert it.editor.text in ("NOOP", "AUTH LOGIN", "AUTH PLAIN", "EHLO me.example")
    kept = (tmp_path / "history").read_text().splitlines()
    assert set(kept) <= {"EHLO me.example", "AUTH LOGIN", "AUTH PLAIN", "NOOP"}


async def test_a_message_grows_and_a_lone_dot_sends_it(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines(*TO_DATA)
        assert it.mode() is EditorMode.DATA
        small = it.editor.size.height
        for line in MESSAGE[:-1]:
            await it.write(line)
            await it.press("enter")
        assert it.editor.size.height > small
        assert it.editor.text == "Subject: hi\n\nhello\n"
        await it.write(".")
        await it.press("enter")
        await it.settled()
        assert "queued as" in it.rows()[-1]
        assert it.editor.text == "" and it.mode() is EditorMode.LINE
        (message,) = it.talk.mailbox() or []
        assert message.data.endswith(b"Subject: hi\r\n\r\nhello\r\n")


@pytest.mark.parametrize("key", ["f5", "ctrl+j"])
async def test_a_message_is_sent_by_key(tmp_path: Path, key: str) -> None:
    async with explorer(tmp_path) as it:
        await it.lines(*TO_DATA)
        it.editor.put("\n".join(MESSAGE))
        await it.press(key)
        await it.settled()
        assert "queued as" in it.rows()[-1]


async def test_a_dot_in_the_middle_is_only_a_line(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines(*TO_DATA)
        it.editor.put(".\nmore")
        it.editor.move_cursor((0, 1))
        await it.press("enter")
        assert it.editor.text == ".\n\nmore"


async def test_a_leading_dot_is_warned_about(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines(*TO_DATA)
        await it.write(".x")
        assert "needs a second dot" in it.hint()


async def test_a_message_typed_when_the_connection_ends_is_kept(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines(*TO_DATA)
        it.editor.put("Subject: hi\n\nlong work")
        await it.press("ctrl+d")
        await it.until(lambda: not it.talk.is_open)
        assert it.editor.text == "Subject: hi\n\nlong work"
        await it.press("f5")
        await it.drained()
        assert it.editor.text == "Subject: hi\n\nlong work"
        await it.until_toast("Not connected")


async def test_a_paste_of_one_line_waits_for_enter(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.paste("EHLO me.example\r\n")
        assert it.editor.text == "EHLO me.example" and it.mode() is EditorMode.LINE
        assert not any(row.startswith(" -> ") for row in it.rows())


@pytest.mark.parametrize("start", ["f5", "ctrl+j", "click"])
async def test_a_paste_of_many_lines_is_a_batch_that_is_started(tmp_path: Path, start: str) -> None:
    async with explorer(tmp_path, size=(100, 30)) as it:
        await it.paste("\r\n".join(("EHLO me.example", "NOOP", "NOOP", "QUIT")))
        assert it.mode() is EditorMode.BATCH
        assert "A batch of 4 lines" in it.hint()
        assert not any(row.startswith(" -> ") for row in it.rows())
        await (it.click("#start-batch") if start == "click" else it.press(start))
        await it.until(lambda: not it.talk.is_open)
        wire = [row[:8] for row in it.rows() if row.startswith((" -> ", "<-  2"))]
        assert wire[0] == "<-  220 " and wire[-1] == "<-  221 "
        # Each line only after the reply to the one before.
        assert [row for row in wire if row.startswith(" -> ")] == [" -> EHLO", " -> NOOP", " -> NOOP", " -> QUIT"]
        assert wire[-6:] == [" -> NOOP", "<-  250 ", " -> NOOP", "<-  250 ", " -> QUIT", "<-  221 "]


async def test_enter_in_a_batch_sends_nothing(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.paste("NOOP\nNOOP")
        await it.press("enter")
        assert it.editor.text == "NOOP\nNOOP\n"
        assert not any(row.startswith(" -> ") for row in it.rows())


async def test_a_batch_stops_at_a_refusal_and_gives_the_rest_back(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.paste("EHLO me.example\nRCPT TO:<masha@example.test>\nNOOP\nQUIT")
        await it.press("f5")
        await it.until_toast("What was not sent is in the editor again")
        await it.settled()
        assert it.editor.text == "NOOP\nQUIT"
        await it.press("f5")
        await it.until(lambda: not it.talk.is_open)
        assert it.editor.text == ""


async def test_a_batch_shows_how_far_it_is_and_esc_stops_it(tmp_path: Path) -> None:
    server = await scripted({b"SLOW": b""})
    async with server, explorer(tmp_path, f"127.0.0.1:{port_of(server)}") as it:
        await it.paste("NOOP\nSLOW\nNOOP\nQUIT")
        await it.press("f5")
        await it.until(lambda: "2 of 4 lines" in it.hint())
        await it.write("typed meanwhile")
        await it.press("escape")
        await it.until_toast("Stopped by you.")
        assert it.editor.text == "NOOP\nQUIT\ntyped meanwhile"
        assert it.talk.is_open


async def test_a_line_typed_while_a_batch_runs_waits(tmp_path: Path) -> None:
    server = await scripted({b"SLOW": b""})
    async with server, explorer(tmp_path, f"127.0.0.1:{port_of(server)}") as it:
        await it.paste("SLOW\nNOOP")
        await it.press("f5")
        await it.until(lambda: "1 of 2 lines" in it.hint())
        await it.write("RSET")
        await it.press("enter")
        await it.until_toast("A batch is being sent")
        assert it.editor.text == "RSET"
        assert not any("RSET" in row for row in it.rows())


async def test_lines_behind_the_end_of_a_session_come_back(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.paste("QUIT\nNOOP\nRSET")
        await it.press("f5")
        await it.until_toast("What was not sent is in the editor again")
        assert it.editor.text == "NOOP\nRSET"


async def test_a_batch_waits_for_the_greeting(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:strict", waits=False) as it:
        await it.until(lambda: it.talk.is_open)
        it.editor.put_batch(["EHLO me.example.test", "NOOP"])
        await it.press("f5")
        await it.until(lambda: any("NOOP" in row for row in it.rows()))
        await it.settled()
        assert not any("spoke before" in row for row in it.rows())


async def test_a_whole_session_as_one_batch(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.paste("\n".join((*TO_DATA, *MESSAGE, "QUIT")))
        await it.press("f5")
        await it.until(lambda: not it.talk.is_open)
        assert any("queued as" in row for row in it.rows())
        await it.until(lambda: it.rows()[-1].startswith("=== "))


async def test_a_paste_into_a_message_is_lines_of_it(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines(*TO_DATA)
        await it.paste("Subject: hi\r\n\r\nhello\r\n")
        assert it.editor.text == "Subject: hi\n\nhello\n"
        assert it.mode() is EditorMode.DATA
        await it.write(".")
        await it.press("enter")
        await it.settled()
        assert "queued as" in it.rows()[-1]


async def test_undo_brings_a_text_back_but_never_what_was_sent(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.write("NOOP")
        await it.press("escape")
        assert it.editor.text == ""
        await it.press("ctrl+z")
        assert it.editor.text == "NOOP"
        await it.press("enter")
        await it.settled()
        await it.press("ctrl+z")
        assert it.editor.text == ""


async def test_a_long_line_is_seen_whole(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.paste("X" * 200)
        await it.until(lambda: it.editor.size.height == 3)
        assert it.text().count("X") == 200


# -- pastes that come key by key


async def test_a_paste_key_by_key_is_a_batch(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        it.burst("EHLO me.example\nNOOP\n\nQUIT\n")
        await it.until(lambda: it.editor.text == "EHLO me.example\nNOOP\n\nQUIT\n")
        assert it.mode() is EditorMode.BATCH
        assert not any(row.startswith(" -> ") for row in it.rows())


async def test_the_enter_that_ends_a_burst_sends(tmp_path: Path) -> None:
    """A program that types its line and Enter in one."""
    async with explorer(tmp_path) as it:
        it.burst("EHLO me.example\n")
        await it.until(lambda: any("EHLO me.example" in row for row in it.rows()))
        assert it.editor.text == ""


async def test_typing_goes_on_behind_a_burst(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        it.burst("EHLO me.example\n")
        await it.write("NOOP")
        await it.until(lambda: any("EHLO me.example" in row for row in it.rows()))
        assert it.editor.text == "NOOP" and it.mode() is EditorMode.LINE


async def test_an_enter_that_is_typed_is_not_held(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        it.burst("EHLO me.example")
        await it.press("enter")
        assert it.editor.text == ""


async def test_a_message_pasted_key_by_key_is_not_sent_by_its_dot(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines(*TO_DATA)
        it.burst("Subject: hi\n\nhello\n.\nQUIT")
        await it.until(lambda: it.editor.text == "Subject: hi\n\nhello\n.\nQUIT")
        assert it.mode() is EditorMode.DATA
        assert "queued as" not in it.rows()[-1]
