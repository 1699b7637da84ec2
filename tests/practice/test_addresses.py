"""Names and addresses, right and wrong."""

from __future__ import annotations

import pytest

from smtptui.practice.addresses import domain_of, flaw_of_mailbox, flaw_of_name, without_route


@pytest.mark.parametrize(
    "name", ["client.example.test", "a-b.c1.example", "[192.0.2.1]", "[IPv6:2001:db8::1]", "[ipv6:::1]"]
)
def test_names_that_are_right(name: str) -> None:
    assert flaw_of_name(name) is None


@pytest.mark.parametrize(
    "name, flaw",
    [
        ("client", "a full domain name has a dot"),
        ("192.0.2.1", "an address stands in brackets"),
        ("пример.рф", "a domain name has ASCII letters only"),
        ("a..example", "no empty part"),
        ("-a.example", "letters, digits, inner hyphens"),
        ("a.example\n", "letters, digits, inner hyphens"),
        ("a b.example", "letters, digits, inner hyphens"),
        ("a" * 64 + ".example", "at most 63"),
        ("a." * 130 + "example", "at most 255"),
        ("[192.0.2.1", "closing bracket"),
        ("[192.0.2.256]", "an address literal is like"),
        ("[2001:db8::1]", "an address literal is like"),
        ("[IPv6:192.0.2.1]", "an address literal is like"),
        ("[IPv6:fe80::1%eth0]", "an address literal is like"),
    ],
)
def test_names_that_are_wrong(name: str, flaw: str) -> None:
    assert flaw in (flaw_of_name(name) or "")


@pytest.mark.parametrize(
    "address",
    ["a@example.test", "a.b+c@example", '"a b"@example.test', '"a@b"@example.test', "a@[192.0.2.1]", r'"\""@a.b'],
)
def test_addresses_that_are_right(address: str) -> None:
    assert flaw_of_mailbox(address) is None


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b", "a b@c", ".a@b", "a.@b", "a@b@c", '"@b', "вася@b", "a" * 65 + "@b", "a@b..c", "a\n@b"],
)
def test_addresses_that_are_wrong(address: str) -> None:
    assert flaw_of_mailbox(address)


def test_routes_and_domains() -> None:
    assert without_route("@a,@b:c@d") == "c@d"
    assert without_route("c@d") == "c@d"
    assert domain_of("a@B.Test") == "b.test"
    assert domain_of("postmaster") == ""
