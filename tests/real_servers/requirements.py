"""What a test needs from the machine, and what happens without it: a skip with the command that helps,
but a failure where CI promised to have installed it."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"


def missing(what: str) -> NoReturn:
    """Skip the test, saying `what` is needed; fail instead where the environment says CI=true."""
    if os.environ.get("CI", "").lower() in {"true", "1", "yes"}:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def require(program: str, install: str) -> Path:
    """The path of `program`; where there is none, `missing` with `install`, the command that installs it."""
    # Mail servers live in sbin directories, which an ordinary user's PATH leaves out.
    path = os.environ.get("PATH", "") + ":" + SYSTEM_PATH
    found = shutil.which(program, path=path)
    if found is None:
        missing(f"needs {program}: {install}")
    return Path(found)


def require_root(program: str) -> None:
    """`missing` unless the tests run as root, which `program` needs to give its parts their own users."""
    if os.geteuid() != 0:
        missing(f"{program} must be started by root: sudo make test, or in a container: docker run")
