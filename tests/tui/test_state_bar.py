"""The state bar and the hint line: where the session is, and what could be done."""

from __future__ import annotations

import asyncio
from pathlib import Path

from smtptui.session.options import ConnectOptions, TlsMode
from tests.tui.explorer import NARROW, WIDE, explorer, port_of, scripted


async def test_the_state_grows_with_the_session(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:starttls", size=WIDE) as it:
        assert it.facts().startswith("practice:starttls  plaintext")
        assert "EHLO" not in it.facts()
        await it.line("EHLO me.example")
        assert "EHLO ✓" in it.facts()
        await it.line("STARTTLS")
        assert "~TLSv1.3" in it.facts() and "plaintext" not in it.facts() and "EHLO" not in it.facts()
        await it.lines("EHLO me.example", "AUTH LOGIN")
        assert "AUTH …" in it.facts()
        await it.lines("dmFzeWE=", "czNjcmV0")
        assert "auth vasya" in it.facts()
        await it.lines(
            "MAIL FROM:<vasya@example.test>", "RCPT TO:<masha@example.test>", "RCPT TO:<nobody@example.test>"
        )
        assert "envelope vasya → 1" in it.facts()
        await it.line("DATA")
        assert "DATA" in it.facts()
        await it.press("ctrl+d")
        await it.until(lambda: "closed" in it.facts())


async def test_all_of_it_fits_at_80_columns(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:starttls") as it:
        await it.lines("EHLO me.example", "STARTTLS", "EHLO me.example", "AUTH LOGIN", "dmFzeWE=", "czNjcmV0")
        await it.line("MAIL FROM:<vasya@example.test>")
        first = it.text().splitlines()[0]
        assert "envelope vasya → 0" in first and "idle 0:0" in first


async def test_a_long_target_gives_way(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        assert it.talk.session is not None
        it.screen.state_bar._target = "smtp." + "very-" * 20 + "long.example.test:587"
        it.screen.state_bar._draw_facts()
        await it.drained()
        first = it.text().splitlines()[0]
        assert "…  plaintext" in first and "idle" in first


async def test_a_wait_has_a_name_and_a_clock(tmp_path: Path) -> None:
    server = await scripted({b"SLOW": b"", b"NOOP": b""})
    async with server, explorer(tmp_path, f"127.0.0.1:{port_of(server)}", size=WIDE) as it:
        it.editor.put("NOOP")
        await it.press("enter")
        await it.until(lambda: "waiting for the reply to NOOP 0:00  Esc" in it.facts())
        await it.until(lambda: "waiting for the reply to NOOP 0:01  Esc" in it.facts())
        await it.press("escape")
        await it.until_toast("The server owes a reply. You can type on, or Ctrl+D drops")


async def start_silent() -> asyncio.Server:
    """A server that takes connections and does nothing."""
    return await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)


async def test_the_greeting_is_waited_for(tmp_path: Path) -> None:
    server = await start_silent()
    async with server, explorer(tmp_path, f"127.0.0.1:{port_of(server)}", waits=False) as it:
        await it.until(lambda: "waiting for the greeting" in it.facts())


async def test_idle_has_a_clock_only_while_something_is_connected(tmp_path: Path) -> None:
    async with explorer(tmp_path, None, size=WIDE) as it:
        assert not it.is_ticking()
        await it.press("enter")
        await it.until(lambda: "idle 0:00/5:00" in it.facts())
        assert it.is_ticking()
        await it.until(lambda: "idle 0:01/5:00" in it.facts())
        await it.press("ctrl+d")
        await it.until(lambda: not it.is_ticking())
        assert "idle" not in it.facts()
        assert not [timer for timer in it.screen._timers if timer._active.is_set()]


async def test_esc_breaks_off_connecting(tmp_path: Path) -> None:
    # A queue of one, filled: the next connection is never taken.
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        held = [socket.socket() for _ in range(4)]
        for one in held:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        try:
            async with explorer(tmp_path, f"127.0.0.1:{port}", waits=False) as it:
                await it.until(lambda: f"waiting for connecting to 127.0.0.1:{port}" in it.facts())
                await it.press("escape")
                await it.until_toast("Broken off.")
                await it.until(lambda: any("broken off" in row for row in it.rows()))
                assert not it.talk.is_connecting and not it.talk.is_open
        finally:
            for one in held:
                one.close()


async def test_esc_breaks_off_a_handshake_that_never_ends(tmp_path: Path) -> None:
    server = await start_silent()
    options = ConnectOptions(tls=TlsMode.IMPLICIT)
    async with server, explorer(tmp_path, f"127.0.0.1:{port_of(server)}", options=options, waits=False) as it:
        await it.until(lambda: "waiting for the TLS handshake" in it.facts())
        await it.press("escape")
        await it.until_toast("Broken off.")
        assert not it.talk.is_open


async def test_esc_breaks_off_a_handshake_after_starttls(tmp_path: Path) -> None:
    async def go_ahead_and_be_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        await reader.readline()
        writer.write(b"220 go ahead\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(go_ahead_and_be_silent, "127.0.0.1", 0)
    async with server, explorer(tmp_path, f"127.0.0.1:{port_of(server)}") as it:
        it.editor.put("STARTTLS")
        await it.press("enter")
        await it.until(lambda: "waiting for the TLS handshake" in it.facts())
        await it.write("EHLO too early")
        await it.press("enter")
        await it.until_toast("The TLS handshake is under way")
        assert it.editor.text == "EHLO too early"
        await it.press("escape")
        await it.until(lambda: not it.talk.is_open)


async def test_the_hint_explains_what_is_typed(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.line("EHLO me.example")
        assert "✓ 250" in it.hint()
        await it.write("MAIL")
        assert "MAIL FROM:<" in it.hint()
        it.editor.put("MAIL FROM: vasya")
        await it.drained()
        assert it.hint().startswith("⚠")
        it.editor.put("")
        await it.drained()
        assert "✓ 250" in it.hint()


async def test_the_hint_has_the_queue_id_and_the_prompt(tmp_path: Path) -> None:
    async with explorer(tmp_path, "practice:auth") as it:
        await it.lines("EHLO me.example", "AUTH LOGIN")
        assert 'The server asks: "Username:". F4 encodes the answer.' in it.hint()
        await it.lines("dmFzeWE=", "czNjcmV0", "MAIL FROM:<vasya@example.test>", "RCPT TO:<masha@example.test>", "DATA")
        it.editor.put("Subject: x\n\nhello\n.")
        await it.press("f5")
        await it.settled()
        assert "Accepted; the server's queue id is" in it.hint()


async def test_a_closed_session_says_how_to_go_on(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.line("QUIT")
        await it.until(lambda: "closed" in it.facts())
        assert "Ctrl+R connects again" in it.hint()


async def test_the_footer_names_the_keys_at_80_columns(tmp_path: Path) -> None:
    async with explorer(tmp_path, size=NARROW) as it:
        assert it.text().splitlines()[-1].split() == (
            [
                "F1",
                "Help",
                "F2",
                "Connect",
                "F3",
                "Lessons",
                "F4",
                "Encode",
                "F6",
                "TLS",
                "F7",
                "Export",
                "F12",
                "Side",
                "^P",
                "All",
                "^Q",
                "Quit",
            ]
        )
        it.screen.view.focus()
        await it.drained()
        assert it.text().splitlines()[-1].startswith("/ Search f Filter e Expand y Copy x Bytes F1 Help ^P All ^Q")
