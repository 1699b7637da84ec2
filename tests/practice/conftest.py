"""The practice certificates, made once."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from smtptui.practice.certificates import CertificateFiles, certificates, server_context


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
