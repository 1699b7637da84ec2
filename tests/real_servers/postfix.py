"""A Postfix of our own: configuration, queue and mailboxes in a workspace, and nothing leaves loopback."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.real_servers.certificates import make_certificates
from tests.real_servers.daemon import Daemon, DidNotStart, free_ports, make_workspace
from tests.real_servers.maildir import Maildirs
from tests.real_servers.requirements import require, require_root
from tests.real_servers.server import DOMAIN, HOST_NAME, MAILBOXES, PASSWORD, USER, MailServer

INSTALL = "apt-get install postfix libsasl2-modules sasl2-bin"

MAIN_CF = """\
compatibility_level = 3.6
config_directory = {workspace}/etc
queue_directory = {workspace}/queue
data_directory = {workspace}/data
maillog_file = {workspace}/mail.log
maillog_file_prefixes = {workspace}

myhostname = {host_name}
mydomain = {domain}
myorigin = {domain}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
message_size_limit = 20971520

# Nothing leaves loopback, and no name is ever looked up.
relayhost =
default_transport = error:5.7.1 this server delivers to example.test only
relay_transport = $default_transport
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
notify_classes =

virtual_mailbox_domains = {domain}
virtual_mailbox_base = {workspace}/mail
virtual_mailbox_maps = inline:{{ {mailboxes} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}

smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_chain_files = {key_file}, {certificate_file}
smtpd_tls_auth_only = yes
smtpd_tls_received_header = yes
smtpd_tls_loglevel = 1
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = {domain}
alias_database =
alias_maps =
# Where Debian's Postfix looks in any case.
cyrus_sasl_config_path = {workspace}/etc/sasl
"""

# No service is chrooted (the fifth column): certificates and passwords are where they were written.
MASTER_CF = """\
127.0.0.1:{port}      inet  n  -  n  -     -  smtpd
127.0.0.1:{tls_port}  inet  n  -  n  -     -  smtpd
  -o smtpd_tls_wrappermode=yes
pickup     unix  n  -  n  60    1  pickup
cleanup    unix  n  -  n  -     0  cleanup
qmgr       unix  n  -  n  300   1  qmgr
tlsmgr     unix  -  -  n  1000? 1  tlsmgr
rewrite    unix  -  -  n  -     -  trivial-rewrite
bounce     unix  -  -  n  -     0  bounce
defer      unix  -  -  n  -     0  bounce
trace      unix  -  -  n  -     0  bounce
verify     unix  -  -  n  -     1  verify
flush      unix  n  -  n  1000? 0  flush
proxymap   unix  -  -  n  -     -  proxymap
showq      unix  n  -  n  -     -  showq
error      unix  -  -  n  -     -  error
retry      unix  -  -  n  -     -  error
discard    unix  -  -  n  -     -  discard
virtual    unix  -  n  n  -     -  virtual
anvil      unix  -  -  n  -     1  anvil
scache     unix  -  -  n  -     1  scache
postlog    unix-dgram  n  -  n  -  1  postlogd
"""

SASL_CONF = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {workspace}/etc/sasl/sasldb2
mech_list: PLAIN LOGIN CRAM-MD5
"""

QUEUES = (
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved",
    "trace",
)  # fmt: skip


@dataclass
class Postfix(MailServer):
    """Postfix on `port`, where STARTTLS comes before AUTH, and with implicit TLS on `tls_port`."""

    tls_port: int = 0


def start_postfix() -> Postfix:
    """A running Postfix; `missing` without the packages or root, DidNotStart when it does not greet."""
    postconf = require("postconf", INSTALL)
    saslpasswd = require("saslpasswd2", INSTALL)
    # Its master hands each part to the user `postfix`, and mail to another one.
    require_root("Postfix")
    workspace = make_workspace("postfix")
    try:
        return _start(postconf, saslpasswd, workspace)
    except BaseException:
        shutil.rmtree(workspace, ignore_errors=True)
        raise


def _start(postconf: Path, saslpasswd: Path, workspace: Path) -> Postfix:
    port, tls_port = free_ports(2)
    nobody = pwd.getpwnam("nobody")
    for name in ("etc", "etc/sasl", "queue", "data", "mail", "tls"):
        (workspace / name).mkdir()
    shutil.chown(workspace / "data", "postfix")
    shutil.chown(workspace / "mail", nobody.pw_uid, nobody.pw_gid)
    certificates = make_certificates(workspace / "tls")
    main_cf = MAIN_CF.format(
        workspace=workspace,
        host_name=HOST_NAME,
        domain=DOMAIN,
        mailboxes=", ".join(f"{name}@{DOMAIN}={name}/" for name in MAILBOXES),
        uid=nobody.pw_uid,
        gid=nobody.pw_gid,
        key_file=certificates.key_file,
        certificate_file=certificates.certificate_file,
    )
    (workspace / "etc/main.cf").write_text(main_cf)
    # Postfix takes a main.cf of this very second for one still being written, and waits until it is older.
    os.utime(workspace / "etc/main.cf", (0, 0))
    (workspace / "etc/master.cf").write_text(MASTER_CF.format(port=port, tls_port=tls_port))
    _write_password(saslpasswd, workspace)
    _make_queue(workspace / "queue")
    master = _value(postconf, "daemon_directory") / "master"
    daemon = Daemon([master, "-c", workspace / "etc", "-s"], workspace)
    server = Postfix(
        port, certificates, daemon, Maildirs(workspace / "mail"), workspace / "mail.log", tls_port=tls_port
    )
    try:
        daemon.wait_for_greeting([port], f"220 {HOST_NAME} ESMTP".encode())
    except DidNotStart as error:
        text = f"Postfix: {error}\n{server.log()}{daemon.output.read_text()}"
        server.stop()
        raise DidNotStart(text) from error
    return server


def _write_password(saslpasswd: Path, workspace: Path) -> None:
    (workspace / "etc/sasl/smtpd.conf").write_text(SASL_CONF.format(workspace=workspace))
    local_part, domain = USER.split("@")
    database = workspace / "etc/sasl/sasldb2"
    command: list[str | Path] = [saslpasswd, "-p", "-c", "-f", database, "-u", domain, local_part]
    subprocess.run(command, input=PASSWORD, text=True, check=True, capture_output=True)
    shutil.chown(database, "postfix")


def _make_queue(queue: Path) -> None:
    """What `postfix check` makes, which takes two seconds over it."""
    for name in QUEUES:
        (queue / name).mkdir(mode=0o700)
        shutil.chown(queue / name, "postfix")
    (queue / "pid").mkdir()
    for name, mode in (("maildrop", 0o730), ("public", 0o710)):
        (queue / name).mkdir()
        (queue / name).chmod(mode)
        shutil.chown(queue / name, "postfix", "postdrop")


def _value(postconf: Path, name: str) -> Path:
    """A directory that Postfix was built with."""
    command = [str(postconf), "-d", "-h", name]
    return Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())
