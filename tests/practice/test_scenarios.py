"""What holds for every scenario, present and to come."""

from __future__ import annotations

import pytest

from smtptui import registry
from smtptui.errors import UnknownName
from smtptui.practice import scenarios
from smtptui.practice.scenario import Scenario, load_scenario, scenario_names
from tests.practice.talk import wire

NAMES = scenario_names()


def test_each_file_is_one_scenario() -> None:
    assert tuple(registry.collect(scenarios, Scenario)) == NAMES
    assert {"plain", "auth", "starttls", "strict", "greylist"} <= set(NAMES)


def test_an_unknown_scenario_names_the_known() -> None:
    with pytest.raises(UnknownName, match='Did you mean "greylist"'):
        load_scenario("greylst")


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_says_what_it_is(name: str) -> None:
    scenario = load_scenario(name)
    assert str(scenario.summary)
    host = scenario.host()
    greeting = host.opened() + host.advance(1)
    answer = wire(host.receive(b"EHLO client.example.test\r\n")).decode()
    if wire(greeting).startswith(b"220") and answer.startswith("250"):
        assert f"X-PRACTICE {name}\r\n" in answer


@pytest.mark.parametrize("name", ["plain", "auth", "starttls", "strict", "greylist"])
def test_a_host_offers_only_what_it_does(name: str) -> None:
    host = load_scenario(name).host()
    host.opened()
    host.advance(1)
    offered = wire(host.receive(b"EHLO client.example.test\r\n")).decode()
    assert ("AUTH" in offered) == host.offers_auth
    assert ("STARTTLS" in offered) == host.offers_tls
    assert set(host.mechanisms if host.offers_auth else ()) <= set(offered.split())
    for verb in host.verbs():
        assert wire(host.receive(f"HELP {verb}\r\n".encode())).startswith(b"214")
