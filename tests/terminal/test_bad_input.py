"""What goes wrong is one clear sentence in the real program, and nothing typed is lost."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real_servers.certificates import make_certificates
from tests.terminal.servers import listening, no_names, over_tls, scripted
from tests.terminal.terminal import PROGRAM, Terminal

pytestmark = pytest.mark.tmux


def joined(screen: str) -> str:
    """The screen with its wrapped lines run together."""
    return " ".join(screen.split())


def wait_joined(terminal: Terminal, *texts: str) -> str:
    """The screen's words, once all texts are among them."""
    return joined(terminal.wait_until(lambda screen: all(text in joined(screen) for text in texts), repr(texts)))


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]  # bound, and not listened on


def test_no_such_host_then_a_refused_port(terminal: Terminal, home: Path, closed_port: int) -> None:
    with no_names() as names:
        resolver = ("--resolver", f"127.0.0.1:{names}")
        terminal.start((*PROGRAM, "mail.nowhere.invalid:2525", *resolver), SMTPTUI_HOME=str(home))
        wait_joined(terminal, "mail.nowhere.invalid", "closed", "Is it spelled right?")
    terminal.line("EHLO kept.example")
    terminal.wait_for("Not connected")
    terminal.wait_for("> EHLO kept.example")
    terminal.keys("F2")
    terminal.wait_for("start a session")
    terminal.line(f"127.0.0.1:{closed_port}")
    wait_joined(terminal, f"127.0.0.1:{closed_port} refused the connection: nothing listens on that port.")
    terminal.wait_for("> EHLO kept.example")
    terminal.keys("C-q")
    assert terminal.exit_status() == 0


def test_the_wrong_tls_mode_and_the_wrong_certificate(terminal: Terminal, home: Path, tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    with listening(scripted({})) as plain, listening(over_tls(certificates, scripted({}))) as secure:
        terminal.start((*PROGRAM, "--tls", "implicit", f"127.0.0.1:{plain}"), SMTPTUI_HOME=str(home))
        wait_joined(terminal, "the server answered with something that is not TLS")
        terminal.keys("F2")
        terminal.wait_for("start a session")
        terminal.line(f"smtps://127.0.0.1:{secure}")
        shown = wait_joined(terminal, "smtptui test authority")
        assert "not trusted" in shown or "unknown" in shown or "no authority" in shown
        terminal.keys("F6")
        terminal.wait_for("The server's certificate")
        terminal.keys("Escape")
        terminal.wait_without("The server's certificate")
        terminal.keys("C-q")
        assert terminal.exit_status() == 0


@pytest.mark.parametrize("folder", ["/proc/smtptui", "a file"])
def test_a_home_that_cannot_be_written(terminal: Terminal, tmp_path: Path, folder: str) -> None:
    (tmp_path / "a file").touch()
    home = os.path.join(tmp_path, folder)  # noqa: PTH118 - an absolute folder stands for itself
    with listening(scripted({})) as port:
        terminal.start((*PROGRAM, f"127.0.0.1:{port}"), SMTPTUI_HOME=home)
        terminal.wait_for("220 scripted ESMTP")
        shown = wait_joined(terminal, "The session goes on without it.")
        assert shown.count("The journal cannot be written") == 1
        terminal.line("EHLO me.example")
        terminal.wait_for("250 ok")
        file = tmp_path / "out.txt"
        terminal.keys("F7")
        terminal.wait_for("Save the transcript")
        terminal.line(str(file))
        terminal.wait_without("Save the transcript")
        terminal.keys("C-q")
        terminal.wait_for("Quit and close it?")
        terminal.keys("y")
        assert terminal.exit_status() == 0
    assert "EHLO me.example" in file.read_text()
