"""The real servers as fixtures: each is started when the first test asks for it and serves the whole run.

The mailboxes are shared by the tests of a run, so a test counts from what it finds there.
"""

from collections.abc import Iterator

import pytest

from tests.real_servers.dovecot import Dovecot, start_dovecot
from tests.real_servers.exim import Exim, start_exim
from tests.real_servers.postfix import Postfix, start_postfix
from tests.real_servers.server import start_with_fresh_ports


@pytest.fixture(scope="session")
def postfix() -> Iterator[Postfix]:
    server = start_with_fresh_ports(start_postfix)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def exim() -> Iterator[Exim]:
    server = start_with_fresh_ports(start_exim)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    server = start_with_fresh_ports(start_dovecot)
    yield server
    server.stop()
