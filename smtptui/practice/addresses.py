"""Domains, address literals and mailboxes as RFC 5321 §4.1.2 and §4.1.3 write them; what is wrong, in words. Pure.

The words are wire text, so they are plain English and never translated.
"""

from __future__ import annotations

import ipaddress
import re

_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\Z")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf'(?:{_ATOM}(?:\.{_ATOM})*|"(?:[ !#-\[\]-~]|\\[ -~])*")\Z')
_SOURCE_ROUTE = re.compile(r"@[^:]+:")


def flaw_of_name(name: str) -> str | None:
    """What is wrong with the name of an EHLO, None where it is a domain or an address literal (§4.1.1.1)."""
    if name.startswith("["):
        return _flaw_of_literal(name)
    if not name.isascii():
        return "a domain name has ASCII letters only"
    if "." not in name:
        return "a full domain name has a dot, an address literal has brackets"
    if _is_ip(name):
        return "an address stands in brackets, like [192.0.2.1]"
    return flaw_of_domain(name)


def flaw_of_domain(domain: str) -> str | None:
    """What is wrong with a domain, None where nothing is."""
    if domain.startswith("["):
        return _flaw_of_literal(domain)
    if len(domain) > 255:
        return "a domain has at most 255 characters"
    for label in domain.split("."):
        if not label:
            return "a domain has no empty part between dots"
        if len(label) > 63:
            return "each part of a domain has at most 63 characters"
        if not _LABEL.match(label):
            return "a domain is made of letters, digits, inner hyphens and dots"
    return None


def flaw_of_mailbox(address: str) -> str | None:
    """What is wrong with `local@domain`, None where nothing is."""
    local, at, domain = address.rpartition("@")
    if not address:
        return "the address is empty"
    if not at or not domain:
        return "the address has no domain"
    if not address.isascii():
        return "it is not ASCII, and SMTPUTF8 is not offered"
    if len(local) > 64:
        return "the part before @ has at most 64 characters"
    if not _LOCAL_PART.match(local):
        return "the part before @ is not well-formed"
    return flaw_of_domain(domain)


def without_route(address: str) -> str:
    """The address without a source route, which is accepted and ignored (RFC 5321 appendix C)."""
    return _SOURCE_ROUTE.sub("", address, count=1) if address.startswith("@") else address


def domain_of(address: str) -> str:
    """The domain in lower case, "" where there is none."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def _flaw_of_literal(literal: str) -> str | None:
    if not literal.endswith("]"):
        return "the closing bracket is missing"
    inner = literal[1:-1]
    tagged = inner[:5].upper() == "IPV6:"
    address = inner[5:] if tagged else inner
    if _is_ip(address) and tagged == (":" in address):
        return None
    return "an address literal is like [192.0.2.1] or [IPv6:2001:db8::1]"


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text
