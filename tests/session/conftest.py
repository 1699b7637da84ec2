"""What every test of sessions has: an authority, and the proof that nothing is left behind."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.hostile.certificates import Authority
from tests.session.visits import nothing_left


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that nobody trusts until told to."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def no_leaks() -> AsyncIterator[None]:
    """No task and no file is left."""
    async with nothing_left():
        yield


@pytest.fixture
def socket_path() -> Path:
    """A path short enough for a unix socket."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix="smtptui-")) / "smtp"


@pytest.fixture
def ipv6() -> None:
    """Skips where there is no IPv6 loopback."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 here")
