"""`smtptui practice`: the practice server by itself, for any client on this machine, until Ctrl+C."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from smtptui import registry
from smtptui.headless.output import HELD, Output
from smtptui.messages import Message, Plural
from smtptui.practice import scenarios
from smtptui.practice.certificates import CertificateFiles, certificates, server_context
from smtptui.practice.host import Host
from smtptui.practice.ledger import Mailbox, StoredMessage
from smtptui.practice.scenario import Scenario, load_scenario
from smtptui.practice.server import PracticeServer, is_loopback
from smtptui.settings import Settings
from smtptui.smtp.authority import authority
from smtptui.smtp.events import Level
from smtptui.smtp.visible import visible_text

if TYPE_CHECKING:
    import ssl


def show_scenarios(output: Output) -> int:
    """`practice --list`: each scenario and what it is."""
    found = registry.collect(scenarios, Scenario)
    width = max(map(len, found))
    for name, scenario in found.items():
        output.data(f"{name:<{width}}  {output.translate(scenario.summary)}")
    return HELD


def run(settings: Settings, output: Output, scenario: str, host: str, port: int) -> int:
    """Serves until SIGINT, SIGTERM or SIGHUP. Raises UnknownName, ConnectFailed."""
    asyncio.run(serve(settings, output, scenario, host, port))
    return HELD


async def serve(
    settings: Settings,
    output: Output,
    scenario: str,
    host: str,
    port: int,
    ready: Callable[[PracticeServer], None] = lambda server: None,
) -> None:
    """The same on a running loop; `ready` is told when the server listens."""
    stop = asyncio.Event()
    certificate = _Certificate(settings)
    server = _make_server(output, scenario, host, port, certificate)
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    async with server:
        for number in signals:
            loop.add_signal_handler(number, stop.set)
        try:
            _introduce(server, certificate.files, is_loopback(host), output)
            ready(server)
            await stop.wait()
        finally:
            for number in signals:
                loop.remove_signal_handler(number)
    output.tell(Message("The practice server has stopped."))


def _make_server(output: Output, scenario: str, host: str, port: int, certificate: _Certificate) -> PracticeServer:
    server = PracticeServer(
        _announcing(load_scenario(scenario), output),
        listen=host,
        port=port,
        tls=certificate.context,
        allow_remote=not is_loopback(host),
    )
    server.ledger.mailbox = _AnnouncingMailbox(lambda message: output.data(_mail_line(message, output)))
    return server


class _Certificate:
    """The practice certificate, made when the scenario wants it."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.certificates_folder
        self.files: CertificateFiles | None = None

    def context(self) -> ssl.SSLContext:
        from smtptui.errors import ConnectFailed

        try:
            self.files = certificates(self._folder)
        except OSError as error:
            raise ConnectFailed(
                Message(
                    "The practice certificate cannot be kept in {folder}: {why}.",
                    folder=str(self._folder),
                    why=str(error),
                )
            ) from error
        return server_context(self.files)


class _AnnouncingMailbox(Mailbox):
    """A mailbox that tells of each message."""

    def __init__(self, tell: Callable[[StoredMessage], None]) -> None:
        super().__init__()
        self._tell = tell

    def add(self, message: StoredMessage) -> None:
        super().add(message)
        self._tell(message)


def _announcing(scenario: Scenario, output: Output) -> Scenario:
    """The scenario, with a line for each session that begins."""

    def new_host(settings: object, ledger: object = None, **session: object) -> Host:
        if ledger is not None:  # without one it is only asked what it offers
            number, peer = str(session.get("session", "")), str(session.get("peer", ""))
            told = Message("session {number} from {peer}", number=number, peer=peer)
            output.data(f"{_clock()}  {output.translate(told)}")
        return scenario.new_host(settings, ledger, **session)

    return replace(scenario, new_host=new_host)


def _mail_line(message: StoredMessage, output: Output) -> str:
    told = Plural(
        "session {number}: mail {queue_id} from <{sender}> to {recipients}, {count} byte",
        "session {number}: mail {queue_id} from <{sender}> to {recipients}, {count} bytes",
        len(message.data),
        number=message.session,
        queue_id=message.queue_id,
        sender=message.sender,
        recipients=", ".join(f"<{recipient}>" for recipient in message.recipients),
    )
    return f"{_clock()}  {visible_text(output.translate(told))}"


def _clock() -> str:
    return time.strftime("%H:%M:%S")


def _introduce(server: PracticeServer, files: CertificateFiles | None, is_local: bool, output: Output) -> None:
    host, port = server.address
    where = authority(host, port)
    if not is_local:
        output.tell(
            Message(
                "WARNING: other machines can reach this server on {address}. It takes mail from anyone, and its "
                "passwords are known to everybody.",
                address=where,
            ),
            Level.WARNING,
        )
    name = server.scenario.name
    tell = output.tell
    tell(Message('The practice server "{scenario}" listens on {address}.', scenario=name, address=where))
    tell(Message("  {summary}.", summary=server.scenario.summary))
    tell(Message("  To talk to it: telnet {host} {port}   or: smtptui {address}", host=host, port=port, address=where))
    tell(Message("  Mail is taken for: {mailboxes}", mailboxes=", ".join(server.settings.mailboxes)))
    accounts = ", ".join(f"{account.user} / {account.password}" for account in server.settings.accounts)
    tell(Message("  User and password, where it asks for them: {accounts}", accounts=accounts))
    if files is not None:
        tell(Message("  Its certificate is vouched for by: {file}", file=str(files.ca)))
        command = f"openssl s_client -starttls smtp -crlf -connect {where} -CAfile {files.ca}"
        tell(Message("  With TLS: {command}", command=command))
    tell(Message("  Ctrl+C stops it."))
