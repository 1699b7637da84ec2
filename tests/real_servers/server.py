"""What every real server offers a test: where it listens, who may log in, what it delivered and logged."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.real_servers.certificates import Certificates
from tests.real_servers.daemon import Daemon, DidNotStart
from tests.real_servers.maildir import Maildirs

HOST_NAME = "mail.example.test"
DOMAIN = "example.test"
MAILBOXES = ("vasya", "masha")
USER = f"vasya@{DOMAIN}"
PASSWORD = "s3cret-Pa55"


@dataclass
class MailServer:
    """A running server with the mailboxes vasya and masha of example.test, listening on 127.0.0.1:`port`."""

    port: int
    certificates: Certificates
    daemon: Daemon = field(repr=False)
    maildirs: Maildirs = field(repr=False)
    log_file: Path = field(repr=False)
    user: str = USER
    password: str = field(default=PASSWORD, repr=False)
    domain: str = DOMAIN
    host_name: str = HOST_NAME

    @property
    def ca_file(self) -> Path:
        """The certificate of the private authority that signed the server's."""
        return self.certificates.ca_file

    def mailbox(self, name: str) -> list[bytes]:
        """The messages delivered to `name` (a local part) so far, the oldest first, as the bytes on disk."""
        return self.maildirs.messages(name)

    def await_mail(self, name: str, count: int, timeout: float = 10) -> list[bytes]:
        """`mailbox(name)` once it holds `count` messages or more; TimeoutError after `timeout` seconds."""
        return self.maildirs.await_mail(name, count, timeout)

    def log(self) -> str:
        """What the server logged so far."""
        return self.log_file.read_text("utf-8", "replace") if self.log_file.exists() else ""

    def stop(self) -> None:
        """End the server and remove all it wrote."""
        self.daemon.stop()


Server = TypeVar("Server", bound=MailServer)


def start_with_fresh_ports(start: Callable[[], Server], attempts: int = 3) -> Server:
    """`start()`, again where it fails: a port found free may be another process's by the time it is used."""
    for _ in range(attempts - 1):
        try:
            return start()
        except DidNotStart:
            continue
    return start()
