"""The practice certificates, made once; and a watch for leaks."""

from __future__ import annotations

import asyncio
import gc
import ssl
import warnings
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from smtptui.practice.certificates import CertificateFiles, certificates, server_context
from tests.practice.client import until


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    folder: Path = tmp_path_factory.mktemp("practice")
    return certificates(folder)


@pytest.fixture
def tls(files: CertificateFiles) -> Callable[[], ssl.SSLContext]:
    """The server's side."""
    return lambda: server_context(files)


@pytest.fixture
def trusting(files: CertificateFiles) -> ssl.SSLContext:
    """The client's side: it trusts the practice authority and checks names."""
    return ssl.create_default_context(cafile=files.ca)


@pytest.fixture
async def nothing_is_left() -> AsyncIterator[None]:
    """After each test: no task, no transport, no descriptor more than before."""
    await asyncio.sleep(0)
    before = descriptors()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
        await until(lambda: descriptors() <= before and len(asyncio.all_tasks()) == 1)
        gc.collect()
    assert not [str(warning.message) for warning in caught if issubclass(warning.category, ResourceWarning)]


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
