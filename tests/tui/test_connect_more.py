"""The connect screen's fields: every way to connect that the command line has, and what is wrong told where it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Button, Input, Select

from smtptui.session.options import ConnectOptions
from smtptui.tui.screens.connect import MORE_FIELDS, ConnectScreen
from tests.real_servers.certificates import make_certificates
from tests.robustness.proxies import PASSWORD, USER, microsocks, tinyproxy
from tests.secrets import assert_no_secret
from tests.tui.explorer import Explorer, explorer, port_of, scripted


async def shown(it: Explorer) -> ConnectScreen:
    return await it.until_screen(ConnectScreen)


async def opened(it: Explorer) -> ConnectScreen:
    """The screen with all its fields."""
    screen = await shown(it)
    await it.press("shift+tab", "enter")
    await it.until(lambda: screen.has_class("-more"))
    return screen


def field(screen: ConnectScreen, name: str) -> Input:
    return screen.query_one(f"#{name}", Input)


async def test_a_target_through_a_socks_proxy(tmp_path: Path) -> None:
    server = await scripted({})
    with microsocks() as proxy:
        async with server, explorer(tmp_path, None) as it:
            screen = await shown(it)
            await it.write(f"127.0.0.1:{port_of(server)}")
            field(screen, "proxy").focus()
            await it.write(f"socks5://127.0.0.1:{proxy}")
            await it.press("enter")
            await it.until(lambda: it.talk.is_open)
            await it.settled()
            assert f"=== Through the SOCKS5 proxy 127.0.0.1:{proxy}, which connected to" in it.rows()[0]
            assert any("220 scripted" in row for row in it.rows())


@pytest.mark.parametrize("kind", ["socks5", "http"])
async def test_a_proxys_user_needs_a_password_and_its_field_is_shown(kind: str, tmp_path: Path) -> None:
    server = await scripted({})
    running = microsocks(login=True) if kind == "socks5" else tinyproxy(tmp_path, login=True)
    with running as proxy:
        async with server, explorer(tmp_path, None) as it:
            screen = await shown(it)
            await it.write(f"127.0.0.1:{port_of(server)}")
            field(screen, "proxy").focus()
            await it.write(f"{kind}://{USER}@127.0.0.1:{proxy}")
            await it.press("enter")
            await it.until_text("Proxy password: the proxy's user needs one.")
            assert it.app.focused is field(screen, "proxy_password")
            assert field(screen, "target").value == f"127.0.0.1:{port_of(server)}"
            await it.write(PASSWORD)
            assert PASSWORD not in it.text()
            await it.press("enter")
            await it.until(lambda: it.talk.is_open)
            await it.settled()
            assert any("220 scripted" in row for row in it.rows())
            assert PASSWORD not in repr(it.talk.options)
    kept = "".join(file.read_text() for file in (tmp_path / "sessions").iterdir())
    assert_no_secret(kept, PASSWORD)


async def test_the_password_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTPTUI_PROXY_PASSWORD", PASSWORD)
    server = await scripted({})
    with microsocks(login=True) as proxy:
        async with server, explorer(tmp_path, None) as it:
            screen = await shown(it)
            field(screen, "proxy").value = f"socks5://{USER}@127.0.0.1:{proxy}"
            await it.write(f"127.0.0.1:{port_of(server)}")
            await it.press("enter")
            await it.until(lambda: it.talk.is_open)


WRONG = [
    ("proxy", "proxy.example:1080", "neither socks5:// nor http://"),
    ("proxy", "socks5://ivan:s3cret@proxy.example:1080", "a password does not belong there"),
    ("ca_file", "/nowhere/ca.pem", "CA file: there is no file /nowhere/ca.pem."),
    ("ehlo_name", "two words", "EHLO name: a name has no blanks"),
    ("cert_file", "/nowhere/cert.pem", "Client certificate: there is no file"),
    ("key_file", "~nobody-at-all/key.pem", "Client key: ~nobody-at-all/key.pem cannot be read"),
    ("source", "me.example.org", "Source address: an address of this machine is wanted"),
    ("resolver", "ns.example.org", "DNS server: an address is wanted, and perhaps a port"),
    ("resolver", "127.0.0.1:99999", "DNS server: an address is wanted, and perhaps a port"),
    ("timeout", "soon", 'Reply timeout, s: a number of seconds is wanted, from above 0 to 86400, not "soon".'),
    ("connect_timeout", "0", "Connect timeout, s: a number of seconds is wanted"),
]


@pytest.mark.parametrize(("name", "text", "words"), WRONG)
async def test_what_is_wrong_is_told_by_the_fields_name(name: str, text: str, words: str, tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await opened(it)
        field(screen, name).value = text
        await it.press("enter")
        await it.until_text(words)
        assert it.app.screen is screen and it.talk.session is None
        assert it.app.focused is field(screen, name)
        assert field(screen, name).value == text


async def test_what_two_fields_say_must_fit(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    async with explorer(tmp_path, None) as it:
        screen = await opened(it)
        field(screen, "key_file").value = str(certificates.key_file)
        await it.press("enter")
        await it.until_text("Client certificate: the key is given, its certificate is not.")
        field(screen, "key_file").value = ""
        screen.query_one("#tls_min", Select).value = "1.3"
        screen.query_one("#tls_max", Select).value = "1.2"
        await it.press("enter")
        await it.until_text("Newest TLS: 1.2 is older than 1.3: no version is left.")
        screen.query_one("#tls_min", Select).value = ""
        field(screen, "source").value = "127.0.0.2"
        screen.query_one("#family", Select).value = "6"
        field(screen, "timeout").focus()
        await it.press("enter")
        await it.until_text("Source address: 127.0.0.2 is no IPv6 address.")


async def test_a_file_without_a_certificate_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    async with explorer(tmp_path, None) as it:
        screen = await opened(it)
        field(screen, "ca_file").value = str(empty)
        await it.press("enter")
        await it.until_text("holds no certificate in PEM form.")
        field(screen, "ca_file").value = ""
        field(screen, "cert_file").value = str(empty)
        await it.press("enter")
        await it.until_text("and its key cannot be used")
        assert it.talk.session is None


async def test_every_field_is_taken(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    seen: list[str] = []
    async with greeting(seen) as port, explorer(tmp_path, None) as it:
        screen = await opened(it)
        wanted = {
            "server_name": "mail.example.test",
            "cert_file": str(certificates.certificate_file),
            "key_file": str(certificates.key_file),
            "source": "127.0.0.2",
            "resolver": "127.0.0.1:5353",
            "timeout": "12,5",
            "connect_timeout": "7",
        }
        for name, text in wanted.items():
            field(screen, name).value = text
        for name, choice in (("tls_min", "1.2"), ("tls_max", "1.3"), ("family", "4")):
            screen.query_one(f"#{name}", Select).value = choice
        field(screen, "target").value = f"127.0.0.1:{port}"
        await it.click("#go")
        await it.until(lambda: it.talk.is_open)
        await it.settled()
        assert it.talk.options == ConnectOptions(
            server_name="mail.example.test",
            cert_file=certificates.certificate_file,
            key_file=certificates.key_file,
            tls_min="1.2",
            tls_max="1.3",
            family=4,
            source="127.0.0.2",
            resolver=("127.0.0.1", 5353),
            timeout=12.5,
            connect_timeout=7.0,
        )
        assert seen == ["127.0.0.2"]


@asynccontextmanager
async def greeting(seen: list[str]) -> AsyncIterator[int]:
    """A server that notes where it is connected from."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(writer.get_extra_info("peername")[0])
        writer.write(b"220 hello\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield port_of(server)


async def test_a_limit_holds_with_the_practice_server(tmp_path: Path) -> None:
    """With the list out of sight, an empty target is what was marked in it, and says so."""
    async with explorer(tmp_path, None) as it:
        screen = await shown(it)
        screen.query_one("#tls", Select).value = "implicit"
        await it.press("shift+tab", "enter")
        await it.until_text("empty: practice:plain")
        screen.query_one("#tls_max", Select).value = "1.2"
        field(screen, "timeout").focus()
        await it.press("enter")
        await it.until(lambda: it.talk.is_open)
        await it.settled()
        assert it.talk.target == "practice:plain"
        assert "~TLSv1.2" in it.facts()


async def test_what_came_with_flags_is_there_and_can_be_cleared(tmp_path: Path) -> None:
    options = ConnectOptions(tls_max="1.2", resolver=("::1", 5353), proxy="socks5://127.0.0.1:1", timeout=20)
    async with explorer(tmp_path, None, options=options) as it:
        screen = await shown(it)
        assert "More… (3 set)" in it.words()
        assert not screen.query("#more")
        await it.press("shift+tab", "enter")
        await it.until(lambda: screen.has_class("-more"))
        assert (field(screen, "resolver").value, field(screen, "timeout").value) == ("[::1]:5353", "20")
        field(screen, "resolver").value = field(screen, "timeout").value = field(screen, "proxy").value = ""
        screen.query_one("#tls_max", Select).value = ""
        await it.press("escape")
        await it.until(lambda: not screen.has_class("-more"))
        assert str(screen.query_one("#open-more", Button).label) == "More…"
        await it.press("enter")
        await it.until(lambda: it.talk.is_open)
        assert it.talk.options == replace(ConnectOptions(), ehlo_name=None)


async def test_what_was_never_opened_stays_as_it_came(tmp_path: Path) -> None:
    options = ConnectOptions(tls_max="1.2", family=4, connect_timeout=9)
    async with explorer(tmp_path, None, options=options) as it:
        await shown(it)
        await it.press("enter")
        await it.until(lambda: it.talk.is_open)
        assert it.talk.options == options


async def test_esc_goes_back_and_what_was_typed_stays(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await opened(it)
        await it.write("mail.example.test")
        await it.press("escape")
        await it.until(lambda: not screen.has_class("-more"))
        assert "More… (1 set)" in it.words() and "Practice plain" in it.words()
        await it.press("shift+tab", "enter")
        await it.until(lambda: screen.has_class("-more"))
        assert field(screen, "server_name").value == "mail.example.test"
        await it.press("escape", "escape")
        await it.until(lambda: it.app.screen is it.screen)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_all_fields_are_there_at_80x24(language: str, tmp_path: Path) -> None:
    async with explorer(tmp_path, None, language=language) as it:
        screen = await opened(it)
        field(screen, "timeout").value = "soon"
        await it.press("enter")
        await it.until_text("86400")
        text = it.text()
        for label in (each.label for each in MORE_FIELDS):
            assert f" {it.app.translate(label)} " in text, label
        go, frame = screen.query_one("#go"), screen.query_one("#frame")
        assert frame.region.y >= 0 and frame.region.bottom <= 24 and go.region.bottom < 24


async def test_the_proxys_password_is_not_copied(tmp_path: Path) -> None:
    async with explorer(tmp_path, None) as it:
        screen = await opened(it)
        screen.query_one("#proxy_password").focus()
        await it.write(PASSWORD)
        await it.press("shift+home", "ctrl+c", "ctrl+x")
        assert it.app.clipboard == "" and screen.query_one("#proxy_password", Input).value == PASSWORD
