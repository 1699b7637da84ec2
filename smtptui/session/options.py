"""How to connect: the connection flags, as one value."""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from pathlib import Path

from smtptui.values import dataclass


class TlsMode(Enum):
    """When TLS begins. NONE: only when STARTTLS is typed. AUTO: EHLO and STARTTLS are sent for you where offered.
    STARTTLS: the same, and not offered is a failure. IMPLICIT: before the greeting (RFC 8314)."""

    NONE = "none"
    AUTO = "auto"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


TLS_VERSIONS = ("1.0", "1.1", "1.2", "1.3")


@dataclass(frozen=True, slots=True)
class ConnectOptions:
    """`tls` None: the target decides. `family`: 4, 6 or None for both. Times in seconds. `resolver`: a DNS server as
    (address, port), None for the system's. `ehlo_name` None: an address literal of our end. `proxy` is a URL; its
    password is apart from it."""

    tls: TlsMode | None = None
    ca_file: Path | None = None
    insecure: bool = False
    server_name: str | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    tls_min: str | None = None
    tls_max: str | None = None
    family: int | None = None
    source: str | None = None
    proxy: str | None = None
    proxy_password: str | None = field(default=None, repr=False)
    ehlo_name: str | None = None
    timeout: float = 300.0
    connect_timeout: float = 30.0
    resolver: tuple[str, int] | None = None


def parse_name_server(text: str) -> tuple[str, int]:
    """Reads `address`, `address:port` or `[IPv6]:port`; 53 is the usual port. Raises ValueError."""
    import ipaddress
    import re

    match = re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]+))(?::([0-9]{1,5}))?|([0-9a-fA-F:.]+(?:%\w+)?)", text)
    if match is None:
        raise ValueError(text)
    address, port = match[1] or match[2] or match[4], int(match[3] or 53)
    ipaddress.ip_address(address.partition("%")[0])
    if not 0 < port <= 65535:
        raise ValueError(text)
    return address, port
