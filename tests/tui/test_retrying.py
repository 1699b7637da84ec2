"""What was refused for now is tried again: with one key, and only that."""

from __future__ import annotations

from pathlib import Path

from tests.tui.explorer import WIDE, Explorer, explorer, port_of, scripted

MAIL, MASHA, VASYA = "MAIL FROM:<a@example.test>", "RCPT TO:<masha@example.test>", "RCPT TO:<vasya@example.test>"


def sent(it: Explorer) -> list[str]:
    return [row.removeprefix(" -> ") for row in it.rows() if row.startswith(" -> ")]


async def again(it: Explorer, *lines: str) -> None:
    """Ctrl+N, and the lines that it sends."""
    before = len(sent(it))
    await it.press("ctrl+n")
    await it.until(lambda: len(sent(it)) == before + len(lines) and it.talk.batch is None)
    await it.settled()
    assert sent(it)[before:] == list(lines)


async def test_a_greylisted_recipient_is_let_in_after_the_clock_was_moved_on(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:greylist", size=WIDE) as it:
        await it.lines("EHLO me.example", MAIL, MASHA)
        assert "Greylisted" in it.hint() and "Ctrl+N tries again" in it.hint()
        assert "Ctrl+N tries again" in it.panel("explain")
        await again(it, MASHA)
        assert any("clock was moved on by 300 s" in row for row in it.rows())
        assert it.rows()[-1].startswith("<-  250")


async def test_all_recipients_that_were_put_off(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:greylist") as it:
        await it.lines("EHLO me.example", MAIL, MASHA, VASYA)
        await again(it, MASHA, VASYA)
        await it.press("ctrl+n")
        await it.until_toast("there is nothing to try again")


async def test_in_a_new_transaction_the_sender_comes_first(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:greylist") as it:
        await it.lines("EHLO me.example", MAIL, MASHA, "RSET")
        await again(it, MAIL, MASHA)
        assert it.rows()[-1].startswith("<-  250")


async def test_after_the_session_it_connects_again(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:greylist") as it:
        await it.lines("EHLO me.example", MAIL, MASHA, "QUIT")
        await it.until(lambda: not it.talk.is_open)
        await again(it, "EHLO me.example", MAIL, MASHA)
        assert it.rows()[-1].startswith("<-  250")


async def test_a_message_that_was_put_off_goes_out_whole(tmp_path: Path) -> None:
    server = await scripted(
        {b"DATA": b"354 go on\r\n", b"..dot": b"", b"Subject: x": b"", b"": b"", b".": b"451 later\r\n"}
    )
    async with server, explorer(tmp_path, f"127.0.0.1:{port_of(server)}") as it:
        await it.lines("EHLO me.example", MAIL, MASHA, "DATA")
        it.editor.put("Subject: x\n\n..dot\n.")
        await it.press("f5")
        await it.settled()
        assert "451" in it.rows()[-1]
        await again(it, MAIL, MASHA, "DATA", "Subject: x", "", "..dot", ".")


async def test_nothing_to_try_again_is_said(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines("EHLO me.example", MAIL, "RCPT TO:<nobody@example.test>")
        await it.press("ctrl+n")
        await it.until_toast("there is nothing to try again")
