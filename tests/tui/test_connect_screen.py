"""The connect screen: where to, how, and what was before."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input, OptionList, Select

from smtptui.session.options import TlsMode
from smtptui.tui.screens.confirm import ConfirmScreen
from smtptui.tui.screens.connect import ConnectScreen
from smtptui.tui.screens.explorer import ExplorerScreen
from tests.tui.explorer import Explorer, explorer


async def shown(it: Explorer) -> ConnectScreen:
    return await it.until_screen(ConnectScreen)


def choices(screen: ConnectScreen) -> list[str]:
    options = screen.query_one("#choices", OptionList).options
    return [" ".join(str(option.prompt).split()) for option in options]


async def test_enter_alone_starts_the_practice_server(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await shown(it)
        await it.press("enter")
        await it.until(lambda: it.talk.is_open)
        await it.settled()
        assert it.talk.target == "practice:plain"
        assert "220 practice.example.test" in it.text()
        assert it.app.focused is it.editor


async def test_esc_leaves_an_explorer_that_says_what_to_do(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        await shown(it)
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.screen)
        assert "not connected" in it.facts()
        assert "F2 connects" in it.hint()
        await it.write("EHLO x")
        await it.press("enter")
        await it.until_toast("Not connected. F2 connects")
        assert it.editor.text == "EHLO x"


async def test_a_key_before_the_first_paint_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = ExplorerScreen.action_connect

    def hastily(screen: ExplorerScreen) -> None:
        event = events.Key("escape", None)
        event.set_sender(screen.app)
        screen.app.post_message(event)
        connect(screen)
        assert not screen.query("#editor")

    monkeypatch.setattr(ExplorerScreen, "action_connect", hastily)
    async with explorer(tmp_path, None) as it:
        await it.until(lambda: it.app.screen is it.screen and it.screen.query("#editor"))
        assert it.app.focused is it.editor


async def test_typing_goes_to_the_target(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        await it.write("practice:auth")
        assert screen.query_one("#target", Input).value == "practice:auth"
        await it.press("enter")
        await it.until(lambda: it.talk.is_open)
        assert it.talk.target == "practice:auth"


async def test_a_target_and_enter_in_one_burst(tmp_path: Path) -> None:
    """As a terminal gives them that pastes by single keys."""
    async with explorer(tmp_path, None) as it:
        await shown(it)
        it.burst("practice:auth", "enter")
        await it.until(lambda: it.talk.is_open)
        assert it.talk.target == "practice:auth"


async def test_a_pasted_target_goes_into_its_field(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        await it.paste("practice:auth\n")
        assert screen.query_one("#target", Input).value == "practice:auth"
        assert it.app.focused is screen.query_one("#target")
        await it.press("enter")
        await it.until(lambda: it.talk.target == "practice:auth")


async def test_a_bad_target_is_one_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        await it.write("practice:auht")
        await it.press("enter")
        await it.until_text('Did you mean "auth"?')
        assert it.app.screen is screen
        assert screen.query_one("#target", Input).value == "practice:auht"
        assert it.talk.session is None


async def test_all_parts_are_there_at_80x24(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / "sessions").mkdir(exist_ok=True)
        head = '{"smtptui": 1, "started": 1700000000, "target": "mail.example.test:25", "program": "t"}\n'
        (tmp_path / "sessions" / f"2023-{number:02}.jsonl").write_text(head)
    async with explorer(tmp_path, None) as it:
        await shown(it)
        for words in ("Practice plain", "Target", "TLS", "CA file", "EHLO name", "Connect", "Cancel", "Enter starts"):
            assert words in it.words(), words
        assert "without TLS and without AUTH" in it.words()


async def test_tls_ca_and_name_are_taken(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        screen.query_one("#tls", Select).value = TlsMode.AUTO.value
        screen.query_one("#ehlo_name", Input).value = "me.example.test"
        screen.query_one("#target", Input).value = "practice:starttls"
        await it.click("#go")
        await it.until(lambda: it.talk.state is not None and it.talk.state.secure)
        await it.settled()
        assert it.talk.options.ehlo_name == "me.example.test"
        assert any("EHLO and STARTTLS are sent for you" in row for row in it.rows())
        assert any(row == " -> EHLO me.example.test" for row in it.rows())
        assert "~TLSv1.3" in it.facts()


async def test_implicit_tls(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        screen.query_one("#tls", Select).value = TlsMode.IMPLICIT.value
        await it.press("enter")
        await it.until(lambda: it.talk.is_open)
        await it.settled()
        assert any(row.startswith("<~  220") for row in it.rows())


async def test_insecure_is_said_loudly(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        screen.query_one("#tls", Select).value = TlsMode.IMPLICIT.value
        screen.query_one("#insecure").focus()
        await it.press("space")
        assert "[x] insecure" in it.words()
        await it.click("#go")
        await it.until(lambda: it.talk.is_open)
        await it.settled()
        assert any("INSECURE" in row for row in it.rows())


async def test_a_ca_file_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        screen.query_one("#tls", Select).value = TlsMode.IMPLICIT.value
        screen.query_one("#ca_file", Input).value = str(tmp_path / "none.pem")
        await it.press("enter")
        await it.until_text("none.pem")
        assert it.app.screen is screen and not it.talk.is_open


async def test_recent_targets_are_offered(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, explorer(tmp_path, f"127.0.0.1:{port}"):
        pass
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        assert choices(screen)[0].startswith("Practice plain")
        assert choices(screen)[2] == f"Again 127.0.0.1:{port}"


async def test_an_earlier_session_opens_again_to_be_read(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines("EHLO me.example", "QUIT")
        await it.until(lambda: not it.talk.is_open)
        rows = it.rows()
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        index = next(i for i, choice in enumerate(choices(screen)) if choice.startswith("Look at practice:plain"))
        assert "unfinished" not in choices(screen)[index]
        screen.query_one("#choices", OptionList).highlighted = index
        await it.until_text("to read and to save")
        await it.press("enter")
        await it.until(lambda: it.rows() == rows)
        assert "to read only" in it.facts() and "practice:plain" in it.facts()
        assert it.app.focused is it.screen.view
        # Rows are explained there too.
        await it.press("g", "j")
        assert "220" in it.panel("explain")
        await it.press("escape")
        await it.write("NOOP")
        await it.press("enter")
        await it.until_toast("Not connected")
        assert it.editor.text == "NOOP"


async def test_a_session_that_was_cut_off_is_listed_before_the_others(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines("EHLO me.example", "NOOP")
        (journal,) = (tmp_path / "sessions").glob("*.jsonl")
        whole = journal.read_bytes()
    # As a killed program leaves it: without an end, the last line cut.
    (tmp_path / "sessions" / "cut.jsonl").write_bytes(whole[:-20])
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        assert "unfinished" in choices(screen)[2]
        screen.query_one("#choices", OptionList).highlighted = 2
        await it.press("enter")
        await it.until(lambda: any("NOOP" in row for row in it.rows()))
        assert any("EHLO me.example" in row for row in it.rows())
        await it.until_toast("1 line of the journal cannot be read.")


async def test_with_an_open_session_it_asks(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.press("f2")
        screen = await shown(it)
        await it.write("practice:strict")
        screen.query_one("#ehlo_name", Input).value = "me.example"
        await it.press("enter")
        await it.until_screen(ConfirmScreen)
        await it.press("n")
        await it.until(lambda: it.app.screen is screen)
        assert it.talk.target == "practice:plain" and it.talk.is_open
        typed = [screen.query_one(field, Input).value for field in ("#target", "#ehlo_name")]
        assert typed == ["practice:strict", "me.example"], "nothing typed is lost"
        await it.press("enter")
        await it.until_screen(ConfirmScreen)
        await it.press("y")
        await it.until(lambda: it.talk.target == "practice:strict" and it.talk.is_open)
        assert it.talk.options.ehlo_name == "me.example" and it.app.screen is it.screen


async def test_a_new_target_begins_a_new_transcript_and_the_same_goes_on(tmp_path: Path) -> None:
    async with explorer(tmp_path) as it:
        await it.lines("EHLO me.example", "QUIT")
        await it.until(lambda: not it.talk.is_open)
        before = len(it.rows())
        await it.press("ctrl+r")
        await it.until(lambda: it.talk.is_open)
        await it.settled()
        assert len(it.rows()) == before + 2
        await it.press("ctrl+d")
        await it.until(lambda: not it.talk.is_open)
        it.screen.connect("practice:strict", it.talk.options)
        await it.until(lambda: it.talk.is_open)
        await it.settled()
        assert len(it.rows()) == 2
