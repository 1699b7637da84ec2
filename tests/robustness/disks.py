"""Disks that are full, small or read-only."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def tiny_disk(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own over `folder`; skipped where the tests may not mount."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"may not mount: {mounted.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def limit_files(size: int) -> None:
    """In a child: no file may grow beyond `size` octets. Python ignores the signal, so that writing is an error."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
