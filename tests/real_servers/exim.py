"""An Exim of our own, with its synchronization checks on; nothing leaves loopback, and no root is needed.

Debian's mail servers exclude one another, so unpack_exim.sh unpacks this one beside the installed Postfix.
"""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.real_servers.certificates import make_certificates
from tests.real_servers.daemon import Daemon, DidNotStart, free_ports, make_workspace
from tests.real_servers.maildir import Maildirs
from tests.real_servers.requirements import require
from tests.real_servers.server import DOMAIN, HOST_NAME, MAILBOXES, PASSWORD, USER, MailServer

INSTALL = "sh tests/real_servers/unpack_exim.sh"
UNPACKED = Path("/opt/smtptui-test-servers")

CONFIGURATION = """\
exim_user = {uid}
exim_group = {gid}
exim_path = {workspace}/exim
keep_environment = LD_LIBRARY_PATH
deliver_drop_privilege

primary_hostname = {host_name}
qualify_domain = {domain}
spool_directory = {workspace}/spool
log_file_path = {workspace}/log/%slog
pid_file_path = {workspace}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
message_size_limit = 20M

# No name is ever looked up.
host_lookup =
helo_lookup_domains =
rfc1413_query_timeout = 0s

tls_advertise_hosts = *
tls_certificate = {certificate_file}
tls_privatekey = {key_file}
# Where early pipelining is offered, a client that talks before the banner is let off.
pipelining_connect_advertise_hosts =
prdr_enable
acl_smtp_rcpt = check_recipient
acl_smtp_vrfy = accept
acl_smtp_data_prdr = check_copy

begin acl

check_recipient:
  deny    !domains = {domain}
          message  = relay not permitted
  require verify   = recipient
  accept

# With PRDR each recipient has a reply of its own to the same message: one may refuse it by its local part.
check_copy:
  deny    condition = ${{if eq{{$local_part}}{{$h_X-Refused-By:}}}}
          message   = $local_part does not want this message
  accept

begin routers

# Nothing is routed elsewhere.
mailboxes:
  driver      = accept
  domains     = {domain}
  local_parts = {mailboxes}
  transport   = maildir

begin transports

maildir:
  driver         = appendfile
  maildir_format
  directory      = {workspace}/mail/${{lookup{{$local_part}}dsearch,filter=dir{{{workspace}/mail}}}}
  return_path_add
  envelope_to_add
  user           = {uid}
  group          = {gid}

begin authenticators

PLAIN:
  driver           = plaintext
  public_name      = PLAIN
  server_prompts   = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id    = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}

LOGIN:
  driver           = plaintext
  public_name      = LOGIN
  server_prompts   = Username:: : Password::
  server_condition = ${{if and{{{{eq{{$auth1}}{{{user}}}}}{{eq{{$auth2}}{{{password}}}}}}}}}
  server_set_id    = $auth1
  server_advertise_condition = ${{if def:tls_in_cipher}}
"""


@dataclass
class Exim(MailServer):
    """Exim on `port`: STARTTLS, then AUTH PLAIN and LOGIN; PRDR; a client that talks out of turn is sent away."""


def start_exim() -> Exim:
    """A running Exim; `missing` where none is found, DidNotStart when it does not greet."""
    program, libraries = _find()
    workspace = make_workspace("exim")
    try:
        return _start(program, libraries, workspace)
    except BaseException:
        shutil.rmtree(workspace, ignore_errors=True)
        raise


def _find() -> tuple[Path, list[Path]]:
    """The program, and the directories of the libraries that were unpacked with it."""
    root = Path(os.environ.get("SMTPTUI_TEST_SERVERS", UNPACKED)) / "exim"
    program = root / "usr/sbin/exim4"
    if program.exists():
        return program, sorted({library.parent for library in root.glob("usr/lib/**/lib*.so.*")})
    return require("exim4", INSTALL), []


def _start(program: Path, libraries: list[Path], workspace: Path) -> Exim:
    (port,) = free_ports(1)
    # Exim does without root when its own user is the one that started it.
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    # Installed copies change to root when run; a plain copy stays who it is.
    shutil.copyfile(program, workspace / "exim")
    (workspace / "exim").chmod(0o755)
    for name in ("spool", "log", "mail", "tls", *(f"mail/{mailbox}" for mailbox in MAILBOXES)):
        (workspace / name).mkdir()
    certificates = make_certificates(workspace / "tls")
    configuration = CONFIGURATION.format(
        workspace=workspace,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        host_name=HOST_NAME,
        domain=DOMAIN,
        port=port,
        certificate_file=certificates.certificate_file,
        key_file=certificates.key_file,
        mailboxes=" : ".join(MAILBOXES),
        user=USER,
        password=PASSWORD,
    )
    (workspace / "exim.conf").write_text(configuration)
    for path in (workspace, *workspace.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    daemon = Daemon(
        [workspace / "exim", "-bdf", "-C", workspace / "exim.conf"],
        workspace,
        environment={"LD_LIBRARY_PATH": ":".join(map(str, libraries))} if libraries else None,
        run_as=owner,
    )
    server = Exim(port, certificates, daemon, Maildirs(workspace / "mail"), workspace / "log/mainlog")
    try:
        daemon.wait_for_greeting([port], f"220 {HOST_NAME} ESMTP Exim".encode())
    except DidNotStart as error:
        text = f"Exim: {error}\n{server.log()}{daemon.output.read_text()}"
        server.stop()
        raise DidNotStart(text) from error
    return server
