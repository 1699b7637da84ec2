"""A Dovecot of our own: LMTP, and submission through a small relay that hands the mail back to its LMTP."""

import asyncio
import grp
import os
import pwd
import shutil
import smtplib
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.real_servers.certificates import make_certificates
from tests.real_servers.daemon import Daemon, DidNotStart, free_ports, make_workspace
from tests.real_servers.maildir import Maildirs
from tests.real_servers.requirements import missing, require
from tests.real_servers.server import DOMAIN, HOST_NAME, MAILBOXES, PASSWORD, USER, MailServer

INSTALL = "apt-get install dovecot-core dovecot-lmtpd dovecot-submissiond"

CONFIGURATION = """\
protocols = lmtp submission
listen = 127.0.0.1
hostname = {host_name}
base_dir = {workspace}/run
state_dir = {workspace}/state
log_path = {workspace}/dovecot.log
login_greeting = Dovecot ready.

# No root is needed where every part has the same user, and none is put into a chroot.
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {owner}
service anvil {{
  chroot =
  # Nor is a client punished with waiting for the wrong password of the one before.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
auth_failure_delay = 0

mail_uid = {owner}
mail_gid = {group}
mail_home = {workspace}/home/%n
mail_location = maildir:{workspace}/mail/%n
auth_mechanisms = plain login
disable_plaintext_auth = yes
passdb {{
  driver = passwd-file
  args = {workspace}/users
}}
userdb {{
  driver = passwd-file
  args = {workspace}/users
}}

ssl = yes
ssl_cert = <{certificate_file}
ssl_key = <{key_file}

service submission-login {{
  chroot =
  inet_listener submission {{
    port = {port}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
  unix_listener lmtp {{
    mode = 0666
  }}
}}
# Its submission is a proxy: it holds the conversation, and passes each message on.
submission_relay_host = 127.0.0.1
submission_relay_port = {relay_port}
"""


@dataclass
class Dovecot(MailServer):
    """Dovecot with submission on `port`, and LMTP on `lmtp_port` and on the unix socket `lmtp_socket`."""

    lmtp_port: int = 0
    lmtp_socket: Path = field(default=Path())
    relay: Controller | None = field(default=None, repr=False)

    def stop(self) -> None:
        super().stop()
        if self.relay is not None:
            self.relay.stop()
            self.relay = None


class BackToLmtp:
    """The relay behind Dovecot's submission: what it is given, it delivers to Dovecot's own mailboxes."""

    def __init__(self, lmtp_port: int) -> None:
        self.lmtp_port = lmtp_port

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address not in (f"{name}@{DOMAIN}" for name in MAILBOXES):
            return f"550 5.1.1 <{address}> no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        try:
            await asyncio.to_thread(self._deliver, envelope)
        except smtplib.SMTPException as error:
            return f"554 5.0.0 {type(error).__name__}"
        return "250 2.0.0 Ok: handed over"

    def _deliver(self, envelope: Envelope) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp_port, local_hostname="relay.example.test") as lmtp:
            assert envelope.original_content is not None
            lmtp.sendmail(envelope.mail_from or "", envelope.rcpt_tos, envelope.original_content)


def start_dovecot() -> Dovecot:
    """A running Dovecot; `missing` without the packages, DidNotStart when it does not greet."""
    program = require("dovecot", INSTALL)
    libraries = Path("/usr/lib/dovecot"), Path("/usr/libexec/dovecot")
    for part in ("lmtp", "submission"):
        if not any((directory / part).exists() for directory in libraries):
            missing(f"needs Dovecot's {part}: {INSTALL}")
    workspace = make_workspace("dovecot")
    try:
        return _start(program, workspace)
    except BaseException:
        shutil.rmtree(workspace, ignore_errors=True)
        raise


def _start(program: Path, workspace: Path) -> Dovecot:
    port, lmtp_port, relay_port = free_ports(3)
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    for name in ("run", "state", "home", "mail", "tls"):
        (workspace / name).mkdir()
    certificates = make_certificates(workspace / "tls")
    configuration = CONFIGURATION.format(
        workspace=workspace,
        owner=owner.pw_name,
        group=grp.getgrgid(owner.pw_gid).gr_name,
        host_name=HOST_NAME,
        port=port,
        lmtp_port=lmtp_port,
        relay_port=relay_port,
        certificate_file=certificates.certificate_file,
        key_file=certificates.key_file,
    )
    (workspace / "dovecot.conf").write_text(configuration)
    # Only USER has a password; nothing matches the "!" of the others.
    accounts = {f"{name}@{DOMAIN}": "!" for name in MAILBOXES} | {USER: f"{{PLAIN}}{PASSWORD}"}
    (workspace / "users").write_text("".join(f"{name}:{password}::::::\n" for name, password in accounts.items()))
    for path in (workspace, *workspace.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    relay = Controller(BackToLmtp(lmtp_port), hostname="127.0.0.1", port=relay_port)
    relay.start()
    command: list[str | Path] = [program, "-F", "-c", workspace / "dovecot.conf"]
    server = Dovecot(
        port,
        certificates,
        Daemon(command, workspace, run_as=owner),
        Maildirs(workspace / "mail"),
        workspace / "dovecot.log",
        lmtp_port=lmtp_port,
        lmtp_socket=workspace / "run/lmtp",
        relay=relay,
    )
    try:
        server.daemon.wait_for_greeting([lmtp_port, port], f"220 {HOST_NAME} Dovecot".encode())
    except DidNotStart as error:
        text = f"Dovecot: {error}\n{server.log()}{server.daemon.output.read_text()}"
        server.stop()
        raise DidNotStart(text) from error
    return server
